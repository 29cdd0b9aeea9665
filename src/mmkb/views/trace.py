"""Where the numbers on a page stand: the evidence behind chosen fields of chosen models."""

from __future__ import annotations

from collections.abc import Collection

from mmkb.index.index import Index
from mmkb.rows.evidence import located
from mmkb.views.table import UNKNOWN, Cell, Column, Table


def sources_of(index: Index, ids: Collection[str], paths: Collection[str]) -> Table:
    """Return one row per model, field and place; `ids` are variants or releases, `paths` fields of the catalogue.

    The numbers of a model's backbone count as the model's, since calculations fall back on them.
    """
    columns = (
        Column("model", "model", "id", target="models"),
        Column("field", "field", "text"),
        Column("source", "source", "id", target="sources"),
        Column("at", "at", "text"),
    )
    rows = tuple(
        (
            *(Cell(value) if value else UNKNOWN for value in (row.model, row.field, row.source, row.at)),
            Cell(row.read) if row.read else Cell(None, shown=f"inferred {row.inferred}" if row.inferred else "cited"),
        )
        for row in located(index, ids, paths)
    )
    return Table("sources", (*columns, Column("read", "read", "date")), rows, len(rows), kind="sources")
