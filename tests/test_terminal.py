"""What reaches a terminal: nothing that it obeys or hides, and all the rest as it was."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb import terminal
from mmkb.terminal import visible, visible_line

DRAWN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
ANYTHING = st.text(st.characters(), max_size=20)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b]0;PWN\x07\x1b[2J\r", "␛]0;PWN␇␛[2J␍"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\u202eb\u2066c", "a<U+202E>b<U+2066>c"),
        ("a\u200bb\ufeff\u00adc", "a<U+200B>b<U+FEFF><U+00AD>c"),
        ("\ud800", "<U+D800>"),
        ("\x7f\x00", "␡␀"),
        ("a\u2028b\x85c", "a<U+2028>b<U+0085>c"),
        ("\u3164\u115f", "<U+3164><U+115F>"),
        ("a\tb\r\nc\n", "a\tb\r\nc\n"),
        ("é 日本\u3000語 \u00a0 🦩 عربي ✓", "é 日本\u3000語 \u00a0 🦩 عربي ✓"),
    ],
)
def test_signs(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_a_name_stays_on_its_line() -> None:
    assert visible_line("a\nb\tc\r\nd\re") == "a␊b␉c␍␊d␍e"


@given(ANYTHING)
def test_nothing_unseen_is_left(text: str) -> None:
    seen = visible(text)
    seen.encode()
    rest = seen.replace("\r\n", "").replace("\n", "").replace("\t", "")
    assert not {unicodedata.category(character) for character in rest} & {"Cc", "Cs", "Zl", "Zp"}
    assert not [character for character in rest if unicodedata.category(character) == "Cf" and character not in DRAWN]
    assert visible(seen) == seen
    assert len(visible_line(text).splitlines()) <= 1


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Mn"]), max_size=20))
def test_what_is_seen_stays(text: str) -> None:
    hidden = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    assert visible(text) == text or set(text) & set(hidden)


def test_it_is_cheap_to_import() -> None:
    code = (
        f"import sys; file = open({terminal.__file__!r}, encoding='utf-8'); before = set(sys.modules); exec(file.read());"
        "file.close(); visible('\\x1b plain'); print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__future__"]
