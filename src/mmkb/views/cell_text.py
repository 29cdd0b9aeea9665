"""Cells as text and as values: what people read, and what machines keep."""

from __future__ import annotations

from mmkb.schema.values import short_quantity, written

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.views.table import Cell, Column, Scalar, Status

_TOO_LARGE = 2**63
UNPUNCTUATED = ("year", "order")
"""Columns of whole numbers that count nothing."""
IN_FULL = ("hours",)
"""Units whose numbers stand on both sides of ten million in one column."""
ABSENT_MARKS: dict[Status, str] = {
    "unknown": "",
    "undisclosed": "undisclosed",
    "not-stated": "not stated",
    "not-applicable": "n/a",
}
COUNTED_AS = {status: f"({mark or status})" for status, mark in ABSENT_MARKS.items()}
"""What rows without a value are counted as."""


def text(cell: Cell, column: Column) -> str:
    """Return what people read in a cell; several values stand between the joints of the column."""
    if cell.shown is not None:
        return cell.shown
    if cell.value is None:
        return ABSENT_MARKS.get(cell.status, "")
    return column.joint.join(_each(cell, column))


def texts(cell: Cell, column: Column) -> Sequence[str]:
    """Return what people read in a cell, one value after the other, as far as they can be told apart."""
    return _each(cell, column) if cell.shown is None else cell.shown.split(column.joint)


def _each(cell: Cell, column: Column) -> list[str]:
    values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
    return [_scalar(value, column) for value in values if value is not None]


def exact(value: Scalar, column: Column) -> Scalar:
    """Return a value as machines keep it: of a count, what has no fraction is an integer, what has no room in one a float."""
    if column.type not in ("quantity", "integer"):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _TOO_LARGE else value
    return float(value) if isinstance(value, int) and abs(value) >= _TOO_LARGE else value


def plain(value: Scalar) -> str:
    """Return one raw value as text for machines: numbers as `written`, yes and no for truth."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else written(value)


def _scalar(value: Scalar, column: Column) -> str:
    if column.unit == "bytes" and isinstance(value, (int, float)):
        from mmkb.formulas.dtypes import human_bytes

        return human_bytes(value)
    if (
        column.type == "quantity"
        and isinstance(value, (int, float))
        and column.unit in ("parameters", "samples", "items", "users", None)
    ):
        return short_quantity(value)
    if column.type in ("quantity", "integer") and isinstance(value, int) and column.name not in UNPUNCTUATED:
        return short_quantity(value) if value >= 10**7 and column.unit not in IN_FULL else f"{value:,}"
    return plain(value)
