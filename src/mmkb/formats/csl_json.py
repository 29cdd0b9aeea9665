"""CSL-JSON: the documents that a table cites, for pandoc, Zotero and every processor of citation styles."""

from __future__ import annotations

import json
from typing import Any

from mmkb.formats.bibtex import publisher
from mmkb.formats.names import parts
from mmkb.formats.venues import venue
from mmkb.views.reference import Reference
from mmkb.views.table import Table

_TYPES = {
    "report": "report",
    "card": "report",
    "repository": "software",
    "config": "software",
    "web": "webpage",
    "law": "legislation",
    "book": "book",
    "data": "dataset",
}


def render(table: Table) -> str:
    """Return a list of items, sorted by id."""
    items = [item(reference) for reference in sorted(table.references, key=lambda reference: reference.key)]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def item(reference: Reference) -> dict[str, Any]:
    """Return one document as CSL has it."""
    appeared = venue(reference)
    type_ = _TYPES.get(reference.type, "article")
    if appeared is not None:
        type_ = "article-journal" if appeared.journal else "paper-conference"
    fields: dict[str, Any] = {
        "id": reference.key,
        "type": type_,
        "title": reference.title,
        "author": list(map(_name, reference.authors)),
        "issued": _date(reference.day),
        "container-title": appeared.name if appeared else None,
        "publisher": publisher(reference) or (_other(reference) if appeared is None else None),
        "volume": reference.volume,
        "page": reference.pages,
        "issue": reference.number,
        "number": f"arXiv:{reference.arxiv}" if reference.arxiv else None,
        "DOI": reference.doi,
        "URL": reference.address,
        "version": reference.revision,
        "note": "The list of authors is not whole." if reference.more_authors else None,
        "accessed": _date(tuple(map(int, reference.accessed.split("-")))) if reference.accessed else None,
    }
    return {name: value for name, value in fields.items() if value}


def _other(reference: Reference) -> str | None:
    return reference.venue or ("arXiv" if reference.arxiv else None)


def _name(name: str) -> dict[str, str]:
    found = parts(name)
    said = {part: text for part, text in found._asdict().items() if text}
    return said if len(said) > 1 else {"literal": found.family}


def _date(day: tuple[int, ...]) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [list(day)]} if day else None
