"""A table turned on its side."""

from __future__ import annotations

from mmkb.views.cell_text import text
from mmkb.views.table import Cell, Column, Table


def transposed(table: Table) -> Table:
    """Return the table with rows and columns exchanged; the first column's cells become the heads."""
    heads = [text(row[0], table.columns[0]) for row in table.rows]
    about = any(column.of for column in table.columns)
    columns = (
        Column("side", "side", "id") if about else table.columns[0],
        *(Column(head, head, "text") for head in heads),
    )
    rows = tuple(
        (
            Cell(column.name if column.of else column.heading, target=column.of),
            *(_as_text(row[number], column) for row in table.rows),
        )
        for number, column in enumerate(table.columns[1:], start=1)
    )
    return table.but(columns=columns, rows=rows, total=len(rows))


def _as_text(cell: Cell, column: Column) -> Cell:
    return cell if cell.value is None else cell.but(value=text(cell, column), shown=None)
