"""Saved tables: a query with its columns and caption, kept as a record."""

from __future__ import annotations

import json
from dataclasses import replace

from mmkb.errors import NotFoundError, UsageError, did_you_mean
from mmkb.schema.kinds import KINDS
from mmkb.suggest import near
from mmkb.views.listing import Request, listing

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Table


def saved_table(index: Index, id_: str, cite: Cite = "none") -> Table:
    """Return the saved table `id_`; raises NotFoundError with suggestions, UsageError for a table of no kind."""
    found = index.rows("SELECT json FROM documents WHERE kind = 'tables' AND id = ?", (id_,))
    if not found:
        close = did_you_mean(near(id_, index.ids("tables")))
        raise NotFoundError(f"no saved table called {id_!r}", close or "`mmkb tables` lists them")
    document: Mapping[str, Any] = json.loads(found[0][0])
    table = listing(index, request_of(document, cite))
    notes = []
    if "source" in document:
        place = f", {document['at']}" if "at" in document else ""
        notes.append(f"after {document['source']}{place}")
    return replace(
        table, title=document["name"], caption=document.get("caption"), notes=(*table.notes, *notes), label=id_
    )


def request_of(document: Mapping[str, Any], cite: Cite = "none") -> Request:
    """Return the listing that a saved table stands for."""
    if document["kind"] not in KINDS:
        raise UsageError(
            f"saved table {document['id']}: no kind called {document['kind']!r}",
            did_you_mean(near(document["kind"], KINDS)),
        )
    return Request(
        document["kind"],
        document.get("query", ""),
        document.get("columns", ()),
        document.get("sort", ()),
        variants=document.get("variants", False),
        cite=cite,
    )
