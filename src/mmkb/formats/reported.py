"""Reported results as mappings, for the formats that hold nothing but results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmkb.errors import UsageError
from mmkb.views.table import Table

PROTOCOL = ("setting", "shots", "chain_of_thought", "samples", "frames", "judge", "tools", "seen", "detail")
"""The columns that say how a value was obtained."""
_NEEDED = (
    "id",
    "model",
    "benchmark",
    "instrument",
    "printed",
    "score",
    "printed_as",
    "measured_by",
    *PROTOCOL,
    "source",
    "at",
)

Row = Mapping[str, Any]


def results(table: Table, format_: str) -> list[Row]:
    """Return the rows of a listing of results, values by column; raises UsageError for any other table."""
    remedy = "use `mmkb export results`, with a query where you like"
    if table.kind != "results" or table.named is None:
        raise UsageError(f"{format_} holds results, and this table does not list results", remedy)
    missing = [name for name in _NEEDED if name not in {column.name for column in table.columns}]
    if missing:
        raise UsageError(f"{format_} needs every column of the results, and {', '.join(missing)} are missing", remedy)
    return _rows(table)


def named(table: Table, kind: str, columns: Sequence[str]) -> dict[str, Row]:
    """Return the rows of `kind` by id, for what the cells of `table` name."""
    assert table.named is not None
    return {row["id"]: row for row in _rows(table.named(kind, ["id", *columns]))}


def _rows(table: Table) -> list[Row]:
    names = [column.name for column in table.columns]
    return [{name: cell.value for name, cell in zip(names, row, strict=True)} for row in table.rows]
