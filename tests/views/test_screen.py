"""What a terminal shows of a listing where nobody chose the columns."""

from __future__ import annotations

import pytest

from mmkb.index.index import Index
from mmkb.query.ast import fields
from mmkb.query.parse import parse
from mmkb.schema.kinds import KINDS
from mmkb.views.listing import Request, listing
from mmkb.views.screen import together
from mmkb.views.table import UNKNOWN, Cell, Column, Table


def screen(index: Index, query: str) -> Table:
    table = listing(index, Request("models", query))
    assert table.screen is not None
    return table.screen()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", []),
        ("word", []),
        ("input:image not access:open", ["input", "access"]),
        ("(a:1 or b>2) has:c,d", ["a", "b", "c", "d"]),
    ],
)
def test_the_fields_of_a_query(query: str, found: list[str]) -> None:
    assert list(fields(parse(query))) == found


@pytest.mark.parametrize(
    ("query", "spoken"),
    [
        ("", []),
        ("heron input:image", []),
        ("backbone.params:7B", ["backbone.params"]),
        ("commercial:yes has:heads attention.heads>1", ["commercial", "heads"]),
        ("id:heron modality:image", []),
        ("has:score.pecks", ["score.pecks"]),
    ],
)
def test_what_a_query_speaks_of_is_shown_before_what_matters_least(query: str, spoken: list[str], birds: Index) -> None:
    defaults = list(KINDS["models"].columns)
    names = [column.name for column in screen(birds, query).columns if column.name != "sizes"]
    assert names == [*defaults[:-2], *spoken, *defaults[-2:]]
    exported = [column.name for column in listing(birds, Request("models", query)).columns if column.name != "sizes"]
    assert exported == defaults


def test_spoken_columns_are_the_last_to_leave(birds: Index) -> None:
    asked = {column.name for column in screen(birds, "access:open backbone.params:7B").columns if column.asked}
    assert asked == {"access", "backbone.params"}


def test_chosen_columns_are_shown_as_they_are(birds: Index) -> None:
    assert listing(birds, Request("models", "commercial:yes", columns=["id"])).screen is None


TAKES = Column("input", "input", "enum", many=True, joint="+")
MAKES = Column("output", "output", "enum", many=True, joint="+")


@pytest.mark.parametrize(
    ("taken", "made", "cell"),
    [
        (Cell(("text", "image")), Cell(("text",)), Cell("text+image → text")),
        (Cell(("text",), cited=True), Cell(("text",)), Cell("text → text", cited=True)),
        (Cell(("text",), cited=True), Cell(("text",), inferred=True), Cell("text → text", cited=True)),
        (
            Cell(("text",), inferred=True),
            Cell(("text",), disputed=True),
            Cell("text → text", disputed=True, inferred=True),
        ),
        (Cell(("text",)), Cell(None, "undisclosed"), Cell("text → undisclosed")),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_input_and_output_are_one_short_cell(taken: Cell, made: Cell, cell: Cell) -> None:
    table = together(Table("t", (Column("id", "id", "id"), TAKES, MAKES), ((Cell("m"), taken, made),), 1))
    assert [column.label for column in table.columns] == ["id", "input → output"]
    assert table.rows == ((Cell("m"), cell),)


def test_apart_they_stay_two(birds: Index) -> None:
    table = listing(birds, Request("models", columns=["input", "id", "output"]))
    assert together(table) is table
