"""Drawings of shared heads: every head is there once, under what it shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.errors import NotFoundError, UsageError
from mmkb.formats.heads import draw
from mmkb.index.index import Index
from mmkb.views.heads import Sharing, sharing

GROUPED = """\
gqa: 8 query heads on 2 key/value heads, 4 each
keys/values     ■        ■
             ╭─┬┴┬─╮  ╭─┬┴┬─╮
queries      □ □ □ □  □ □ □ □
"""


def drawn(index: Index, name: str, heads: int | None = None, kv_heads: int | None = None) -> str:
    return draw(sharing(index, name, heads=heads, kv_heads=kv_heads))


def test_four_query_heads_share_one(birds: Index) -> None:
    assert drawn(birds, "gqa") == GROUPED


@pytest.mark.parametrize(
    ("name", "heads", "kv_heads", "counts"),
    [
        ("mha", None, None, (8, 8)),
        ("mqa", None, None, (8, 1)),
        ("mqa", 5, None, (5, 1)),
        ("mha", 5, None, (5, 5)),
        ("gqa", 12, 3, (12, 3)),
        ("wren-70b", None, None, (64, 8)),
        ("wren-70b", None, 4, (64, 4)),
    ],
)
def test_heads_of_a_mechanism_or_a_model(
    name: str, heads: int | None, kv_heads: int | None, counts: tuple[int, int], birds: Index
) -> None:
    text = drawn(birds, name, heads, kv_heads)
    assert (text.count("□"), text.count("■")) == counts
    assert max(map(len, text.splitlines()[1:])) <= 80


@pytest.mark.parametrize(
    ("name", "heads", "kv_heads", "message"),
    [
        ("gqa", 7, None, "7 query heads cannot share 2"),
        ("gqa", 4, 8, "4 query heads cannot share 8"),
        ("mha", 5000, None, "too many to draw"),
        ("oracle-bird", None, None, "attention.heads and attention.kv_heads .*\ngive them by --heads N --kv-heads N$"),
        ("oracle-bird", 8, None, "attention.kv_heads is not recorded\ngive it by --kv-heads N$"),
    ],
)
def test_what_cannot_be_drawn(name: str, heads: int | None, kv_heads: int | None, message: str, birds: Index) -> None:
    with pytest.raises(UsageError, match=message):
        sharing(birds, name, heads=heads, kv_heads=kv_heads)


def test_how_many_layers_there_are_makes_no_difference(birds: Index) -> None:
    (found,) = sharing(birds, "oracle-bird", heads=8, kv_heads=2)
    assert found == Sharing("oracle-bird: 8 query heads on 2 key/value heads, 4 each", 8, 2)


def test_an_unknown_name(birds: Index) -> None:
    with pytest.raises(NotFoundError):
        sharing(birds, "dodo", heads=None, kv_heads=None)


@given(st.integers(1, 40), st.integers(1, 80), st.integers(20, 120))
def test_every_head_is_drawn_once_in_the_width(groups: int, each: int, width: int) -> None:
    lines = draw([Sharing("t", groups * each, groups)], width).splitlines()[1:]
    assert sum(line.count("□") for line in lines) == groups * each
    assert sum(line.count("■") for line in lines) == groups
    assert max(map(len, lines)) <= max(width, 14)
    tops, stems, queries = lines[::3], lines[1::3], lines[2::3]
    assert all(len(stem) == len(row) for stem, row in zip(stems, queries, strict=True))
    assert sum(map(len, tops)) <= sum(map(len, queries))


def test_one_latent_serves_all_heads() -> None:
    text = draw([Sharing("t", 100, None)], 80)
    assert (text.count("▣"), text.count("■"), text.count("□")) == (1, 0, 100)
