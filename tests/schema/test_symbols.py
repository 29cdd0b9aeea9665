"""The legend of formulas."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from mmkb.schema.symbols import GRADES, TRAINABILITY, legend, symbols, unexplained, words


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("O(n²·d)", ["n", "d"]),
        ("2·g·d_head", ["g", "d_head"]),
        ("none per token; a state of d_k·d_v numbers per head", ["d_k", "d_v"]),
        ("that of the mechanism, for at most s + w tokens", ["s", "w"]),
        ("the mechanism's own", []),
    ],
)
def test_symbols_of_a_formula(formula: str, found: list[str]) -> None:
    assert symbols(formula) == found


@pytest.mark.parametrize(
    ("formula", "left"),
    [
        ("O(n·m·d) for m landmarks", []),
        ("b/8 bytes per weight at b bits", []),
        ("O(n·m·d)", ["m"]),
        ("O(n·m·d) for mean landmarks", ["m"]),
        ("2·h·d_head", []),
    ],
)
def test_symbols_that_nothing_explains(formula: str, left: list[str]) -> None:
    assert unexplained(formula) == left


def test_the_legend_names_each_symbol_once_in_its_own_order() -> None:
    assert legend(["2·h·d_head", "O(n²·d)", "d_head"]) == (
        "symbols: n tokens, d hidden size, d_head dimension of a head, h query heads"
    )


def test_words_have_no_legend() -> None:
    assert legend(["unchanged", ""]) is None


@pytest.mark.parametrize(
    ("vocabulary", "used", "told"),
    [
        (TRAINABILITY, ["lora", "partial", "frozen"], ["partial: some weights of the module trained"]),
        (GRADES, {"partial", "open"}, ["partial: part of it, or only on request or acceptance of terms"]),
        (GRADES, ["closed"], []),
        (("open", "partial"), ["partial"], []),
    ],
)
def test_words_that_do_not_say_it_all_are_told(
    vocabulary: Collection[str], used: Collection[str], told: list[str]
) -> None:
    assert words(vocabulary, used) == told
