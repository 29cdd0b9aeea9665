"""What a mistake in a query looks like: the caret stands below what is at fault, and nothing floods the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.errors import QueryError, UsageError


@pytest.mark.parametrize(
    ("text", "span", "line", "carets"),
    [
        ("ab c", (1, 2), "  ab c", "   ^"),
        ("a\nb\tc\x1b[2J", (2, 3), "  a b c␛[2J", "    ^"),
        ("日本 x", (3, 4), "  日本 x", "       ^"),
        ("日本 x", (0, 2), "  日本 x", "  ^^^^"),
        ("e\u0301a\u200b\u200d b", (6, 7), "  e\u0301a<U+200B><U+200D> b", "                     ^"),
        ("\u0301", (0, 1), "  \u0301", "  ^"),
        ("x" * 300, (150, 151), f"  …{'x' * 160}…", f"   {' ' * 60}^"),
        ("x" * 300, (0, 300), f"  {'x' * 100}…", f"  {'^' * 100}"),
        ("x" * 300, (299, 300), f"  …{'x' * 61}", f"   {' ' * 60}^"),
        ("x" * 200, (0, 200), f"  {'x' * 200}", f"  {'^' * 200}"),
    ],
)
def test_carets_stand_below_what_is_at_fault(text: str, span: tuple[int, int], line: str, carets: str) -> None:
    assert str(QueryError("message", text, span, "hint")).split("\n") == ["message", line, carets, "hint"]


@given(st.text(min_size=1), st.data())
def test_an_error_has_four_lines(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    lines = str(QueryError("message", text, (start, end), "hint")).split("\n")
    assert (lines[0], lines[3], len(lines)) == ("message", "hint", 4)
    assert set(lines[2].strip()) == {"^"}


def test_a_long_word_is_named_by_its_ends() -> None:
    word = "a" * 50_000 + "z" * 50_000
    written = str(QueryError(f"no model called {word!r}", word, (0, len(word)), f"quote it: {word}"))
    assert len(written) < 2_000
    assert "no model called 'aaa" in written
    assert "zzz'\n" in written
    assert len(str(UsageError(f"--limit takes a whole number, not {word!r}"))) < 1_100
    assert len(str(UsageError("one of many", f"one of: {word}"))) < 4_100
