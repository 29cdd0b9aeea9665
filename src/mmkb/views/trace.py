"""Where the numbers on a page stand: the evidence behind chosen fields of chosen models."""

from __future__ import annotations

from collections.abc import Collection

from mmkb.index.index import Index
from mmkb.views.table import UNKNOWN, Cell, Column, Table


def sources_of(index: Index, ids: Collection[str], paths: Collection[str]) -> Table:
    """Return one row per model, field and place; `ids` are variants or releases, `paths` fields of the catalogue.

    The numbers of a model's backbone count as the model's, since calculations fall back on them.
    """
    marks, fields = ", ".join("?" * len(ids)), ", ".join("?" * len(paths))
    found = index.rows(
        f"WITH asked AS (SELECT rid FROM rows WHERE kind = 'models' AND (id IN ({marks}) OR record IN ({marks}))) "
        "SELECT DISTINCT rows.id, field, source, at, read FROM evidence JOIN rows USING (rid) WHERE rid IN "
        "(SELECT rid FROM asked UNION SELECT target FROM refs JOIN asked USING (rid) WHERE field = 'backbone') "
        f"AND field IN ({fields}) ORDER BY rows.rid, field, read IS NULL, source",
        (*ids, *ids, *paths),
    )
    columns = tuple(
        Column(name, name, "id" if name in ("model", "source") else "text")
        for name in ("model", "field", "source", "at")
    )
    rows = tuple(
        (
            *(Cell(value) if value else UNKNOWN for value in row[:4]),
            Cell(row[4]) if row[4] else Cell(None, shown="cited"),
        )
        for row in found
    )
    return Table("sources", (*columns, Column("read", "read", "date")), rows, len(rows), kind="sources")
