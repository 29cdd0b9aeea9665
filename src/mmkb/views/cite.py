"""The bibliography of records, or of the sources that match a query."""

from __future__ import annotations

from collections.abc import Sequence

from mmkb.index.index import Index
from mmkb.query.sql import compile_query
from mmkb.schema.kinds import KINDS
from mmkb.views.bibliography import about, references
from mmkb.views.find import find
from mmkb.views.table import Cell, Column, Table


def cited_by(index: Index, names: Sequence[str]) -> Table:
    """Return the bibliography of records: a source stands for itself, any other record for all its sources.

    Raises NotFoundError, with suggestions, for the first unknown name.
    """
    keys: dict[str, None] = {}
    for name in names:
        found = find(index, name)
        own = [record for kind, record, _ in found if kind == "sources"]
        keys.update(dict.fromkeys(own or [key for kind, _, id_ in found for key in _sources_of(index, kind, id_)]))
    return bibliography(index, list(keys), " ".join(names))


def cited_in(index: Index, query: str) -> Table:
    """Return the bibliography of the sources that match a query; raises QueryError."""
    condition = compile_query(index, "sources", query)
    found = index.rows(f"SELECT t.id FROM sources t WHERE {condition.sql} ORDER BY t.id", condition.parameters)
    return bibliography(index, [key for (key,) in found], query)


def bibliography(index: Index, keys: Sequence[str], query: str = "") -> Table:
    """Return the sources called `keys` as a table with their references."""
    found = references(index, keys)
    columns = (Column("id", "id", "ref"), Column("title", "title", "text"))
    rows = tuple((Cell(entry.key, sources=(entry.key,)), Cell(entry.title)) for entry in found)
    title = f"{len(found)} {KINDS['sources'].singular if len(found) == 1 else 'sources'}"
    return Table(
        title, columns, rows, len(rows), kind="sources", query=query, cite="rows", references=found, about=about(index)
    )


def _sources_of(index: Index, kind: str, id_: str) -> list[str]:
    """Return the sources that the rows of a record refer to, and those behind their facts and disputes."""
    rows = "SELECT rid FROM rows WHERE (id = :id OR record = :id) AND kind IN (:kind, 'stages', 'instruments')"
    found = index.rows(
        f"""
        SELECT source AS key FROM evidence WHERE rid IN ({rows})
        UNION SELECT source FROM disputes WHERE rid IN ({rows})
        UNION SELECT value FROM refs WHERE target_kind = 'sources' AND rid IN ({rows})
        ORDER BY key
        """,
        {"id": id_, "kind": kind},
    )
    return [key for (key,) in found]
