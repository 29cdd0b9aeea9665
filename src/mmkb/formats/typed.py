"""A table as typed columns, for the formats that keep types: numbers, truth, text, lists; absence in words beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mmkb.views.table import Cell, Column, Scalar, Table, with_source_columns

Kind = Literal["integer", "number", "bool", "text"]
_ABSENT = ("undisclosed", "not-applicable")


@dataclass(frozen=True, slots=True)
class Typed:
    """A column whose values are all of one type; `many` columns hold lists."""

    name: str
    kind: Kind
    many: bool
    values: list[Scalar | list[Scalar] | None]


def typed(table: Table) -> list[Typed]:
    """Return the columns; one with a value that is undisclosed or not applicable is followed by `NAME_status`.

    A list stands in every cell of a column that holds several values anywhere.
    """
    shown = with_source_columns(table)
    found: list[Typed] = []
    for number, column in enumerate(shown.columns):
        found += _of_column(column, [row[number] for row in shown.rows])
    return found


def kind_of(column: Column, values: list[Scalar]) -> Kind:
    """Return the type that fits all values: integers only when all of them are."""
    if column.type == "bool":
        return "bool"
    if column.type in ("quantity", "integer"):
        return "integer" if all(isinstance(value, int) and abs(value) < 2**63 for value in values) else "number"
    return "number" if column.type == "number" else "text"


def _of_column(column: Column, cells: list[Cell]) -> Iterator[Typed]:
    lists = [_items(cell) for cell in cells]
    kind = kind_of(column, [value for items in lists for value in items])
    many = column.many or any(len(items) > 1 for items in lists)
    converted = [[_value(kind, value) for value in items] for items in lists]
    yield Typed(column.name, kind, many, [(items if many else items[0]) if items else None for items in converted])
    words: list[Scalar | list[Scalar] | None] = [cell.status if cell.status in _ABSENT else None for cell in cells]
    if any(words):
        yield Typed(f"{column.name}_status", "text", False, words)


def _items(cell: Cell) -> list[Scalar]:
    if cell.value is None:
        return []
    return list(cell.value) if isinstance(cell.value, tuple) else [cell.value]


def _value(kind: Kind, value: Scalar) -> Scalar:
    if kind == "number":
        return float(value)
    return str(value) if kind == "text" and not isinstance(value, str) else value
