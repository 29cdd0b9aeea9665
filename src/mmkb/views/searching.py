"""Search hits as a table."""

from __future__ import annotations

from mmkb.query.search import search
from mmkb.views.table import Cell, Column, Table

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from mmkb.index.index import Index


def search_table(index: Index, text: str, kind: str | None = None, limit: int = 20) -> Table:
    """Return the best hits for `text`, one row per record: kind, id, name, the field that matched and its text."""
    hits = search(index, text, kind, limit)
    columns = (
        Column("kind", "kind", "id"),
        Column("id", "id", "id"),
        Column("name", "name", "text"),
        Column("matched", "matched", "text"),
        Column("text", "text", "text"),
        Column("score", "score", "number"),
    )
    rows = tuple(
        (Cell(hit.kind), Cell(hit.id), Cell(hit.name), Cell(hit.field), Cell(hit.text), Cell(hit.score)) for hit in hits
    )
    return Table(f"{len(hits)} found", columns, rows, len(hits), kind="search", query=text)
