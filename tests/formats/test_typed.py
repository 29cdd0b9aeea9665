"""Typed columns: one type for all values, lists where there is one, absence in a column beside."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from mmkb.formats.typed import Typed, typed
from mmkb.views.table import UNKNOWN, Cell, Column, Table

if TYPE_CHECKING:
    from mmkb.schema.field import FieldType


def columns(type_: FieldType, *cells: Cell, many: bool = False) -> list[Typed]:
    return typed(Table("t", (Column("c", "c", type_, many=many),), tuple((cell,) for cell in cells), len(cells)))


@pytest.mark.parametrize(
    ("type_", "values", "kind", "written"),
    [
        ("quantity", (7, 8), "integer", [7, 8]),
        ("quantity", (7, 0.5), "number", [7.0, 0.5]),
        ("integer", (7, 2**63), "number", [7.0, float(2**63)]),
        ("integer", (7, 2**63 - 1), "integer", [7, 2**63 - 1]),
        ("number", (7, 8), "number", [7.0, 8.0]),
        ("bool", (True, False), "bool", [True, False]),
        ("date", ("2023-01-31", "2024-05-01"), "date", [date(2023, 1, 31), date(2024, 5, 1)]),
        ("date", ("2023", "soon"), "text", ["2023", "soon"]),
        ("text", ("a", "b"), "text", ["a", "b"]),
    ],
)
def test_one_type_for_all(type_: FieldType, values: tuple[object, ...], kind: str, written: list[object]) -> None:
    (column,) = columns(type_, *map(Cell, values))  # type: ignore[arg-type]
    assert (column.kind, column.many, column.values) == (kind, False, written)
    assert [type(value) for value in column.values] == [type(value) for value in written]


def test_absence_stands_in_a_column_beside() -> None:
    value, status = columns("quantity", Cell(7), Cell(None, "undisclosed"), UNKNOWN, Cell(None, "not-applicable"))
    assert (value.name, value.values) == ("c", [7, None, None, None])
    assert (status.name, status.values) == ("c_status", [None, "undisclosed", None, "not-applicable"])
    assert [column.name for column in columns("quantity", Cell(7), UNKNOWN)] == ["c"]


def test_a_date_that_is_not_known_to_the_day_stands_for_its_first() -> None:
    value, written = columns("date", Cell("2023"), Cell("2024-05"), UNKNOWN)
    assert (value.name, value.values) == ("c", [date(2023, 1, 1), date(2024, 5, 1), None])
    assert (written.name, written.values) == ("c_written", ["2023", "2024-05", None])


def test_where_one_cell_holds_several_all_are_lists() -> None:
    (column,) = columns("quantity", Cell((7, 8)), Cell(9), UNKNOWN)
    assert (column.many, column.values) == (True, [[7, 8], [9], None])
    (column,) = columns("text", Cell(("a",)), many=True)
    assert (column.many, column.values) == (True, [["a"]])
