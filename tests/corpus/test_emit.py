"""Canonical text: means what the record means, is its own canonical text, and loses no comment."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from fuzz.hostile import FUZZ, TEXTS, outcome
from mmkb.corpus.emit import emitted, formatted
from mmkb.corpus.strict_yaml import load
from mmkb.corpus.yaml_text import StrictYamlError
from mmkb.schema.fields import RECORDS

DATA = Path(__file__).parents[2] / "data"
KEYS = (
    st.sampled_from(("id", "name", "evidence", "supports", "source", "params", "zz", "no", "7", "a b", "x: y", "-", ""))
    | TEXTS
)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
    | st.sampled_from(("7B", "012", "1e3", "0x10", "yes", "null", "~", "2024-05-13", "2401.00001", "---", "a #b", "a: b"))
    | st.lists(st.sampled_from(("word", "a", "longer-words", "-", "#", "and: so", "on,")), min_size=20, max_size=60).map(" ".join)
    | st.lists(st.sampled_from(("line", " indented", "", "x: y", "# no comment")), max_size=5).map("\n".join)
)  # fmt: skip
DOCUMENTS: st.SearchStrategy[Any] = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=6) | st.dictionaries(KEYS, inner, max_size=6),
        max_leaves=30,
    ),
    max_size=8,
)


def readable(document: object) -> bool:
    """Return whether YAML can hold a document at all."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def check(text: bytes, folder: str, meaning: object) -> str:
    """Return the canonical text of `text` once it is found to be right."""
    once = formatted(text, folder)
    assert load(once.encode()) == meaning
    assert formatted(once.encode(), folder) == once
    assert not any(line != line.rstrip() for line in once.split("\n"))
    return once


def test_shipped_records_mean_the_same() -> None:
    for path in sorted(DATA.glob("*/*.yaml")):
        raw = path.read_bytes()
        check(raw, path.parent.name, load(raw))


@FUZZ
@given(DOCUMENTS.filter(readable), st.sampled_from(list(RECORDS)))
def test_what_was_never_written(document: dict[str, Any], folder: str) -> None:
    text = emitted(document, folder)
    assert load(text.encode()) == document
    assert check(text.encode(), folder, document) == text


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw the text of a record with a comment in many places, and the comments."""
    comments: list[str] = []
    number = draw(st.integers(0, 2**20))

    def comment() -> str:
        comments.append(f"# {number}.{len(comments)}")
        return comments[-1]

    def maybe(indent: int) -> list[str]:
        return [f"{' ' * indent}{comment()}" for _ in range(draw(st.integers(0, 2)) * draw(st.booleans()))]

    def behind() -> str:
        return f" {comment()}" if draw(st.integers(0, 3)) == 0 else ""

    def entries(indent: int, depth: int, *, mapping: bool) -> list[str]:
        lines = []
        for key in range(draw(st.integers(1, 4))):
            lines += maybe(indent)
            begin = f"{' ' * indent}{draw(st.sampled_from('defghi'))}{key}:" if mapping else f"{' ' * indent}-"
            shape = draw(
                st.sampled_from(("scalar", "folded", "literal", "list", "flow", "mapping", "items", "long", "below"))
            )
            if shape in ("mapping", "items") and depth < 3 and mapping:
                lines += [begin + behind(), *entries(indent + 2, depth + 1, mapping=shape == "mapping")]
            elif shape in ("folded", "literal") and mapping:
                header = ">-" if shape == "folded" else "|-"
                lines += [
                    f"{begin} {header}{behind()}",
                    f"{' ' * indent}  some words # no comment",
                    f"{' ' * indent}  more",
                ]
            elif shape == "flow":
                lines += [
                    f"{begin} {{a: 1,{behind()}",
                    *maybe(indent + 4),
                    f"{' ' * indent}  b: [2, '#no']}}{behind()}",
                ]
            elif shape == "list":
                lines += [
                    f"{begin} [{behind()}",
                    *maybe(indent),
                    f"{' ' * indent}   x, y{behind()}",
                    f"{' ' * indent}  ]{behind()}",
                ]
            elif shape == "long":
                lines.append(f"{begin} [{', '.join(['word'] * 30)}]{behind()}")
            elif shape == "below":
                lines += [begin, *maybe(indent + 2), f"{' ' * indent}  value{behind()}"]
            else:
                lines.append(f'{begin} "a#b"{behind()}')
        return [*lines, *maybe(indent)]

    text = [*maybe(0), *entries(0, 0, mapping=True)]
    return "\n".join(text) + draw(st.sampled_from(("\n", "", "\n\n"))), comments


@FUZZ
@given(commented())
def test_comments_are_kept(drawn: tuple[str, list[str]]) -> None:
    text, comments = drawn
    try:
        meaning = load(text.encode())
    except StrictYamlError:
        return
    once = check(text.encode(), "models", meaning)
    assert Counter(re.findall(r"# \d+\.\d+", once)) == Counter(comments)


def test_most_drawn_texts_are_yaml() -> None:
    """The test above would else test nothing."""
    from hypothesis import find

    text, comments = find(commented(), lambda drawn: len(drawn[1]) > 5 and load(drawn[0].encode()) is not None)
    assert len(comments) > 5
    assert text


@FUZZ
@given(st.binary(max_size=100) | TEXTS.map(str.encode))
def test_any_bytes_are_laid_out_or_refused_as_loading_does(data: bytes) -> None:
    meaning, text = (outcome(StrictYamlError, call) for call in (lambda: load(data), lambda: formatted(data, "models")))
    if isinstance(meaning, StrictYamlError):
        assert isinstance(text, StrictYamlError)
        assert text.problems == meaning.problems
        return
    assert repr(load(str(text).encode())) == repr(meaning)


UNORDERED = """\
# The head stays.

name: X   # its name
evidence:
  # why
  - {at: Table 1, source: s,
     supports: [a]}   # one
  # below the evidence
id: x
params:   7B
released:   "2024"
aliases: [ "A",  'B' ]
summary: >
  Folded, and
  kept.
unknown: 1
openness: {code: {training: open}, weights: {tuned: open}}
# The end.
"""
ORDERED = """\
# The head stays.
id: x
name: X # its name
aliases: ["A", 'B']
summary: >
  Folded, and
  kept.
released: "2024"
params: 7B
openness: {weights: {tuned: open}, code: {training: open}}
evidence:
  # why
  - {source: s, at: Table 1, supports: [a]} # one
  # below the evidence
unknown: 1
# The end.
"""


def test_layout() -> None:
    assert formatted(UNORDERED.encode(), "models") == ORDERED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id: x\r\nname: X\r\n", "id: x\nname: X\n"),
        ("id: x\rsummary: >-\r  a # b\r# c\r", "id: x\nsummary: >-\n  a # b\n# c\n"),
        ("\ufeffid: x\n", "id: x\n"),
        ("--- # a\nid: x\n...\n# b\n", "# a\nid: x\n# b\n"),
        ("{id: x, name: X}\n", "id: x\nname: X\n"),
        ("aliases: [a b, c]\n", "aliases: [a b, c]\n"),
        ("aliases:\n- a\n- b\n", "aliases:\n  - a\n  - b\n"),
        ("aliases: [ # why\n a]\n", "aliases: [a] # why\n"),
        ("aliases: [\n # why\n ]\nid: x\n", "# why\nid: x\naliases: []\n"),
        ("variants: [{id: z}]\n", "variants:\n  - {id: z}\n"),
        ("variants:\n  -\n    id: z\n", "variants:\n  - id: z\n"),
        ("variants:\n  - # why\n    id: z\n", "variants:\n  # why\n  - id: z\n"),
        ("---\n", "null\n"),
        ("aliases:\n  -\n  - a\n", "aliases:\n  -\n  - a\n"),
        ("name:\n", "name:\n"),
        ("aliases: [~]\nname: # later\nsummary: ~\n", "name: # later\naliases: [~]\nsummary: ~\n"),
        ("name: a\n  b\n", "name: a b\n"),
        ("name: 'a\n  b'\n", "name: a b\n"),
        ("name: \"a\\nb\"\n", "name: \"a\\nb\"\n"),
        ("? name\n: X\n", "name: X\n"),
        ("params: 0x10\ncontext: 012\n", "params: 0x10\ncontext: 012\n"),
        (f"summary: {'word ' * 30}end\n", f"summary: >-\n  {('word ' * 23).strip()}\n  {'word ' * 7}end\n"),
        (f"aliases: [{', '.join(['abc'] * 40)}]\n", f"aliases: [{'abc, ' * 21}abc,\n  {'abc, ' * 17}abc]\n"),
    ],
)  # fmt: skip
def test_layouts(before: str, after: str) -> None:
    assert formatted(before.encode(), "models") == after
    assert formatted(after.encode(), "models") == after


def test_a_new_record_is_written_as_the_shipped_ones_are() -> None:
    document = load(kb.RECORDS["models/heron.yaml"].encode())
    assert isinstance(document, dict)
    text = emitted(document, "models")
    assert "\n  weights: {base: open, tuned: open}\n" in f"\n  {text}" or "openness: {weights: {base: open" in text
    assert max(map(len, text.split("\n"))) <= 120
