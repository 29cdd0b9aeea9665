"""The layout of LaTeX tables: the smallest place that fits, columns by their text, parts that fit a page."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.formats.tex_layout import Column, layout, panels
from mmkb.formats.tex_measure import breakable, em, folds, pieces, united
from mmkb.formats.tex_parts import TexCell
from mmkb.views.setting import PAPERS, Setting

WORDS = st.text("abcMW-_/. 019", max_size=30)


def column(*texts: str, head: str = "h", whole: bool = False) -> Column:
    return Column(head, texts, whole=whole)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("open-weights", ["open-", "weights"]),
        ("llava-1.5-7b", ["llava-", "1.5-", "7b"]),
        ("two words", ["two", "words"]),
        ("a/b_c", ["a/", "b_", "c"]),
        ("score.mmmu", ["score.", "mmmu"]),
        ("3.14", ["3.14"]),
        (united("512 KiB of 24 GiB"), ["512\u00a0KiB", "of", "24\u00a0GiB"]),
        (united("0 B to 8 Billion"), ["0\u00a0B", "to", "8", "Billion"]),
        ("", []),
    ],
)
def test_a_line_ends_at_joints_and_not_in_numbers(text: str, parts: list[str]) -> None:
    assert pieces(text) == parts


def test_widths_are_those_of_the_font() -> None:
    assert em("0") == em("9") == 0.53
    assert em("il") < em("mm")
    assert em("é") == em("e")
    assert em("大") == 1.0


@given(WORDS, st.floats(1, 20), st.booleans())
def test_what_is_made_breakable_is_the_same_text_and_fits(text: str, room: float, hyphens: bool) -> None:
    broken = breakable(text, room, hyphens=hyphens)
    assert broken.replace("\u200b", "").replace("\u00ad", "") == text
    for piece in broken.replace("\u00ad", "\u200b").replace(" ", "\u200b").split("\u200b"):
        assert em(piece) <= room or len(piece) <= 4 or "-" in piece


@pytest.mark.parametrize(
    ("paper", "wish", "words", "environment"),
    [
        ("article", "auto", ["short", "text"], "table"),
        ("ieee", "auto", ["short", "text"], "table"),
        ("ieee", "auto", ["a long text of many words in a cell"] * 7, "table*"),
        ("acm", "column", ["a long text of many words"] * 3, "table"),
        ("acm", "wide", ["short"], "table*"),
        ("article", "long", ["short"], "longtable"),
        ("neurips", "auto", ["a long text of many words"] * 4, "table"),
        ("beamer", "auto", ["short"], "frame"),
        ("beamer", "column", ["short"], "table"),
    ],
)
def test_a_table_stands_in_the_smallest_place_that_fits(
    paper: str, wish: str, words: list[str], environment: str
) -> None:
    found = layout([column(word, word) for word in words], Setting(paper, layout=wish))
    assert found.environment == environment


@pytest.mark.parametrize(
    ("paper", "environment", "parts"), [("article", "longtable", 1), ("ieee", "table", 4), ("beamer", "frame", 13)]
)
def test_many_rows_go_over_several_pages(paper: str, environment: str, parts: int) -> None:
    found = layout([column(*["x"] * 200)], Setting(paper))
    assert (found.environment, len(found.parts)) == (environment, parts)
    assert [row for part in found.parts for row in part] == list(range(200))
    assert max(map(len, found.parts)) - min(map(len, found.parts)) <= len(found.parts)


def test_the_last_of_several_pages_is_not_a_single_row() -> None:
    texts = ["x"] * 100
    full = len(layout([column(*texts)], Setting("ieee")).parts[0])
    pages = layout([column(*texts[: full + 1])], Setting("ieee")).parts
    assert len(pages) <= 2
    assert min(map(len, pages)) > 1


@given(st.lists(WORDS, max_size=8), st.floats(4, 40))
def test_lines_are_counted_as_tex_fills_them(words: list[str], room: float) -> None:
    text = " ".join(words)
    widths = [em(piece) for word in text.split() for piece in pieces(word)]
    assert folds(text, 10_000) == 1
    assert folds(text, room) <= max(1, len(widths))
    if all(width <= room for width in widths):
        assert folds(text, room) >= sum(widths) / room - 0.001


def test_a_column_is_as_wide_as_its_longest_word_and_shares_the_rest_by_its_text() -> None:
    found = layout([column("2024-11-29", whole=True), column("word " * 100), column("word " * 20)], Setting())
    first, much, little = found.columns
    assert first.room is None
    assert much.room is not None
    assert little.room is not None
    assert much.room > little.room > em("word")
    assert not found.crowded


def test_letters_become_smaller_before_a_table_is_crowded() -> None:
    wide = [column("M" * 6) for _ in range(6)]
    assert layout(wide, Setting()).size == r"\footnotesize"
    assert layout([*wide, column("M" * 4)], Setting()).size == r"\scriptsize"


def test_what_has_more_columns_than_fit_stands_in_parts_that_repeat_the_first() -> None:
    names = [column("Wwwwwwwwwwwwwwww", whole=True) for _ in range(12)]
    assert layout(names, Setting()).crowded
    found = panels(names, Setting())
    assert len(found) > 1
    assert [numbers[0] for numbers, _ in found] == [0] * len(found)
    assert [number for numbers, _ in found for number in numbers[1:]] == list(range(1, 12))
    assert not any(part.crowded for _, part in found)


@given(
    st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(PAPERS),
    st.sampled_from(["auto", "column", "wide", "long"]),
)
def test_columns_never_take_more_than_the_line(texts: list[list[str]], paper: str, wish: str) -> None:
    found = layout([column(*cells) for cells in texts], Setting(paper, layout=wish))
    rooms = [sized.natural if sized.room is None else sized.room for sized in found.columns]
    if not found.crowded:
        assert sum(rooms) * found.em + 6 * (len(rooms) - 1) <= found.width + 0.01
    assert [row for part in found.parts for row in part] == [0, 1, 2]
    assert all(first.stop == second.start for first, second in pairwise(found.parts))


def test_a_power_of_ten_has_room_for_what_is_set() -> None:
    assert em(TexCell("3.8e25").measured) > em("3.8e25") + 1
    assert TexCell("gpt-3e").measured == "gpt-3e"
