"""A table as typed columns, for the formats that keep types: numbers, truth, dates, text, lists; absence in words beside.

Integers stay integers unless one of a column has a fraction or no room in 64 bits. A date of which only the year or the
month is known stands for its first day, and the column is followed by `NAME_written`. A list stands in every cell of a
column that holds several values anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from mmkb.schema.values import ABSENT
from mmkb.views.cell_text import exact, plain
from mmkb.views.source_columns import with_source_columns
from mmkb.views.table import Cell, Column, Scalar, Table, all_of

Kind = Literal["integer", "number", "bool", "date", "text"]
Value = Scalar | date
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class Shape(NamedTuple):
    """What is in every cell of a column: one value of a kind, or a list of such."""

    kind: Kind
    many: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """A column whose values are all of one type; `many` columns hold lists."""

    name: str
    kind: Kind
    many: bool
    values: Sequence[Value | Sequence[Value | None] | None]
    unit: str | None = None
    help: str = ""


def typed(table: Table, *, dates: bool = True) -> list[Typed]:
    """Return the columns; one with a value that is absent for a known reason is followed by `NAME_status`.

    Names that differ only in case or punctuation are told apart by a number. Without `dates` a date is text, as written.
    """
    shown = with_source_columns(table)
    found: list[Typed] = []
    for number, column in enumerate(shown.columns):
        found += _of_column(column, [row[number] for row in shown.rows], dates=dates)
    taken: set[str] = set()
    return [replace(entry, name=_apart(entry.name, taken)) for entry in found]


def shape(column: Column, cells: Sequence[Cell], *, dates: bool = True) -> Shape:
    """Return what fits all cells of a column."""
    lists = [[exact(item, column) for item in all_of(cell)] for cell in cells]
    kind = _kind(column, [value for items in lists for value in items], dates=dates)
    return Shape(kind, column.many or any(len(items) > 1 for items in lists))


def value(cell: Cell, shape: Shape) -> Value | list[Value] | None:
    """Return what a cell holds as a plain value, or as a list; None when it is absent."""
    items = [_converted(item, shape.kind) for item in all_of(cell)]
    return None if not items else items if shape.many else items[0]


def has_parts(cells: Sequence[Cell]) -> bool:
    """Return whether of some date only the year or the month is known."""
    return any(is_part(str(item)) for cell in cells for item in all_of(cell))


def is_part(text: str) -> bool:
    """Return whether of a date only the year or the month is known."""
    return len(text) < len("2023-07-18")


def first_day(item: Scalar) -> date | None:
    """Return the first day that a date may mean; None when it is no date."""
    found = _DATE.fullmatch(str(item))
    try:
        return date(*(int(part or 1) for part in found.groups())) if found else None
    except ValueError:
        return None


def _kind(column: Column, values: Sequence[Scalar], *, dates: bool) -> Kind:
    if column.type == "bool" and all(isinstance(item, bool) for item in values):
        return "bool"
    if column.type == "date" and dates and all(map(first_day, values)):
        return "date"
    if column.type not in ("quantity", "integer", "number") or any(isinstance(item, (bool, str)) for item in values):
        return "text"
    whole = all(isinstance(item, int) for item in values)
    return "integer" if whole and column.type != "number" else "number"


def _of_column(column: Column, cells: Sequence[Cell], *, dates: bool) -> Iterator[Typed]:
    own = shape(column, cells, dates=dates)
    yield Typed(column.name, *own, [value(cell, own) for cell in cells], column.unit, column.label)
    if own.kind == "date" and has_parts(cells):
        written = Shape("text", own.many)
        yield Typed(
            f"{column.name}_written",
            *written,
            [value(cell, written) for cell in cells],
            None,
            "the date as it is known",
        )
    words = [cell.status if cell.status in ABSENT else None for cell in cells]
    if any(words):
        yield Typed(
            f"{column.name}_status", "text", False, words, None, f"why {column.name} is empty: {' or '.join(ABSENT)}"
        )


def _converted(item: Scalar, kind: Kind) -> Value:
    if kind == "number":
        return float(item)
    if kind == "integer":
        return int(item)
    if kind == "date":
        day = first_day(item)
        assert day is not None
        return day
    return plain(item) if kind == "text" else item


def _apart(name: str, taken: set[str]) -> str:
    """Return a name that no tool takes for one that is `taken`, and take it."""
    number, chosen = 1, name
    while (plain := re.sub(r"\W", "_", chosen).casefold()) in taken:
        number += 1
        chosen = f"{name}_{number}"
    taken.add(plain)
    return chosen
