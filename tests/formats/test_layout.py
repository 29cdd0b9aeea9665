"""Which columns a terminal has room for, how wide they are, where texts fold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mmkb.formats.layout import folded, layout, longest, natural, pieces
from mmkb.views.table import Column

if TYPE_CHECKING:
    from mmkb.schema.field import FieldType


def column(name: str, type_: FieldType = "enum", *, asked: bool = False) -> Column:
    return Column(name, name, type_, asked=asked)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("restricted-weights", ["restricted-", "weights"]),
        ("llama-2-70b-chat", ["llama-", "2-70b-", "chat"]),
        ("2026-05-28", ["2026-05-28"]),
        ("2310.03744", ["2310.03744"]),
        ("score.mmmu-val", ["score.", "mmmu-", "val"]),
        ("text+image", ["text+", "image"]),
        ("apache-2.0", ["apache-", "2.0"]),
        ("-51.3", ["-51.3"]),
        ("undisclosed°", ["undis", "closed°"]),
        ("plain.", ["plain."]),
        ("", [""]),
    ],
)
def test_pieces(word: str, parts: list[str]) -> None:
    assert pieces(word) == parts


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("text+image → text", 10, ["text+image", "→ text"]),
        ("a restricted-weights", 11, ["a", "restricted-", "weights"]),
        ("undisclosed°", 7, ["undis-", "closed°"]),
        ("undisclosed°", 12, ["undisclosed°"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("視覚的要素", 4, ["視覚", "的要", "素"]),
        ("a\nb c", 3, ["a", "b c"]),
        ("", 5, [""]),
    ],
)
def test_folding(text: str, width: int, lines: list[str]) -> None:
    assert folded(text, width).split("\n") == lines


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60), st.integers(2, 20))
def test_folding_keeps_every_sign_and_the_width(text: str, width: int) -> None:
    lines = folded(text, width).split("\n")
    assert all(cell_len(line) <= width for line in lines)
    if "undis" not in text:
        assert "".join("".join(lines).split()) == "".join(text.split())


def kept(columns: Sequence[Column], row: Sequence[str], width: int) -> list[str]:
    return [columns[number].name for number in layout(columns, [row], width).kept]


def test_later_columns_leave_first_and_narrow_ones_fill_the_rest() -> None:
    columns = [column(name) for name in ("id", "one", "two", "three")]
    row = ["a" * 10, "b" * 10, "c" * 14, "d" * 5]
    assert kept(columns, row, 42) == ["id", "one", "two", "three"]
    assert kept(columns, row, 41) == ["id", "one", "two"]
    assert kept(columns, row, 28) == ["id", "one", "three"]
    assert kept(columns, row, 10) == ["id"]


def test_what_the_query_asks_for_leaves_last() -> None:
    columns = [column("id"), column("one"), column("two", asked=True)]
    assert kept(columns, ["a" * 10, "b" * 10, "c" * 10], 21) == ["id", "two"]


def test_one_long_id_decides_nothing() -> None:
    """Nine short ids and a long one: the long one folds, and the other column keeps its place."""
    columns = [column("model", "id"), column("licence", "ref"), column("access")]
    rows = [["m", "mit", "open-weights"] for _ in range(9)]
    rows.append(["m", "a-licence-of-an-institute-with-a-long-name", "restricted-weights"])
    shape = layout(columns, rows, 40)
    assert shape.kept == (0, 1, 2)
    assert shape.widths[2] >= len("restricted-")
    assert sum(shape.widths) + shape.gap * 2 <= 40


def test_numbers_and_dates_are_whole() -> None:
    columns = [column("id"), column("params", "quantity"), column("released", "date"), column("text", "text")]
    rows = [["a", "1,234,567", "2026-05-28", "words " * 30]]
    shape = layout(columns, rows, 50)
    assert shape.widths[1] >= len("1,234,567")
    assert shape.widths[2] >= len("2026-05-28")


@given(
    st.lists(st.sampled_from(["text", "id", "enum", "integer", "date"]), min_size=1, max_size=8),
    st.integers(1, 60),
    st.integers(20, 200),
)
def test_a_layout_fits(types: list[FieldType], length: int, width: int) -> None:
    columns = [Column(f"c{number}", f"c{number}", type_) for number, type_ in enumerate(types)]
    rows = [["x-y z" * length] * len(types)]
    shape = layout(columns, rows, width)
    assert shape.kept[0] == 0
    assert len(shape.kept) == 1 or sum(shape.widths) + shape.gap * (len(shape.widths) - 1) <= width


def test_what_has_room_is_not_folded() -> None:
    columns = [column("id"), column("text", "text")]
    rows = [["a" * 30, "some words of text"]]
    assert natural(columns, rows) == 50
    assert layout(columns, rows, 100).widths == (30, 18)
    assert (longest("a bc-d", whole=True), longest("a bcd-e")) == (4, 4)


@pytest.mark.parametrize("head", [" ", "", "\u200b"])
def test_a_column_of_nothing_has_a_width(head: str) -> None:
    found = layout([column(head), column("b")], [["", "word"]], 80)
    assert all(width >= 1 for width in found.widths)


def test_a_number_stays_with_its_unit() -> None:
    columns = [column("model", "id"), column("memory", "quantity")]
    assert layout(columns, [("llama-2-7b", "104.3 GiB")], 20).widths[1] == len("104.3 GiB")


def test_columns_of_less_worth_leave_first() -> None:
    years = [Column(str(year), str(year), "integer", worth=year) for year in range(2020, 2025)]
    assert layout([column("id"), *years], [["a", *"12345"]], 20).kept == (0, 3, 4, 5)
