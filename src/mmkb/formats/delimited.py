"""What the delimited formats share: one flat text per cell, numbers in full, absence in words."""

from __future__ import annotations

from mmkb.views.table import Cell, Table, plain, with_source_columns

SEPARATOR = "; "


def flat(cell: Cell) -> str:
    """Return a cell for machines: empty when unknown, the word when undisclosed or not applicable."""
    if cell.value is None:
        return "" if cell.status == "unknown" else cell.status
    values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
    return SEPARATOR.join(plain(value) for value in values)


def grid(table: Table) -> list[list[str]]:
    """Return the header and the rows of a table as text; sources, where asked for, in columns of their own."""
    shown = with_source_columns(table)
    return [[column.name for column in shown.columns], *([flat(cell) for cell in row] for row in shown.rows)]
