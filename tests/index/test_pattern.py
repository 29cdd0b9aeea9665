"""Regular expressions: they find what `re` finds, and no pattern makes them work more than its length times the text's."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.index.pattern import MAX_STATES, Pattern

ATOMS = st.sampled_from(
    [*"abA{}é語 \n.", r"\w", r"\d", r"\.", r"\x61", r"\u0062", "[ab]", "[^a]", "[]a]", r"[^\]b-]", r"[\w.]"]
)
PLACES = st.sampled_from(["^", "$", r"\b", r"\B", r"\A", r"\Z"])
REPEATS = st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{,2}", "{,}", "{1,3}?"])


def larger(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    groups = st.builds("({})".format, part) | st.builds("(?:{})".format, part)
    return (
        st.lists(part, max_size=4).map("".join)
        | st.lists(part, min_size=2, max_size=3).map("|".join).map("({})".format)
        | groups
        | st.builds("({}){}".format, part, REPEATS)
    )


PATTERNS = st.recursive(ATOMS | PLACES | st.builds("{}{}".format, ATOMS, REPEATS), larger, max_leaves=8)
TEXTS = st.text(st.sampled_from("aabbAé語 1.]-{}\n"), max_size=8)


@given(PATTERNS, TEXTS, st.booleans())
def test_it_finds_what_re_finds(pattern: str, text: str, ignore_case: bool) -> None:
    pattern = f"(?i){pattern}" if ignore_case else pattern
    with warnings.catch_warnings(action="ignore"):
        expected = re.search(pattern, text) is not None
    assert Pattern(pattern).found_in(text) == expected


@given(st.text(st.sampled_from(r"ab.*+?|()[]{}^$\1dbZi:=!<>P,09-"), max_size=12), TEXTS)
def test_any_text_is_a_pattern_or_a_value_error(pattern: str, text: str) -> None:
    try:
        found = Pattern(pattern).found_in(text)
    except ValueError:
        return
    with warnings.catch_warnings(action="ignore"):
        assert found == (re.search(pattern, text) is not None)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(", "missing )"),
        ("*", "nothing to repeat"),
        ("(?a)(?u)x", "incompatible"),
        ("a(?=b)", "look ahead or back"),
        ("(?<!a)b", "look ahead or back"),
        (r"(a)\1", "refer to a group"),
        ("(?P<x>a)(?P=x)", "refer to a group"),
        ("a*+b", "not understood"),
        ("(?>a)b", "not understood"),
        ("(?m)^a", "not understood"),
        ("a{1000}", f"more than {MAX_STATES}"),
        ("(a{30}){30}", f"more than {MAX_STATES}"),
        ("(" * 5000 + ")" * 5000, "too deeply nested"),
        ("a{99999999999999999999}", "too long"),
    ],
)
def test_what_is_refused(pattern: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        Pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["^(.*?.*?)*[^a-z]$X", "(a+)+$", "(a|a)*b", "(a|aa)+$", ".*.*.*.*.*=", "(a?){30}a{30}b"]
)
def test_no_pattern_is_tried_again_and_again(pattern: str) -> None:
    """A text twice as long is twice the work at most: `re` needs millions of years for some of these."""
    work = []
    for length in (500, 1_000):
        machine = Pattern(pattern)
        assert not machine.found_in("a" * length + "!")
        work.append(machine.work)
    assert work[1] <= 2 * work[0] + 10
    assert work[1] <= MAX_STATES * 1_000


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("(?i)heron", "a HERON", True),
        ("heron", "a HERON", False),
        ("(?i)[h]", "H", True),
        ("^ab{1,2}c", "abbc", True),
        ("^ab{1,2}c", "abbbc", False),
        ("^ab{2}c", "abbbc", False),
        ("^ab?c", "abbc", False),
        ("^ab+c", "ac", False),
        ("^ab*c", "ac", True),
    ],
)
def test_case_and_counts(pattern: str, text: str, found: bool) -> None:
    assert Pattern(pattern).found_in(text) is found
