"""Sentences with computed numbers: what may stand in the braces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.schema.sentence import MEANINGS, SHAPES, Computed, checked, parts


def test_every_name_has_a_meaning() -> None:
    assert {*SHAPES} == {*MEANINGS}


@pytest.mark.parametrize(
    ("braced", "name", "of"),
    [
        ("count models", "count", {"kind": "models", "query": None}),
        ("count models access:open input:image", "count", {"kind": "models", "query": "access:open input:image"}),
        ("share models a:1 of b:2", "share", {"kind": "models", "query": "a:1", "base": "b:2"}),
        ("median params models", "median", {"path": "params", "kind": "models", "query": None}),
        ("top 3 a.b models c:d", "top", {"number": "3", "path": "a.b", "kind": "models", "query": "c:d"}),
        ("behind 2023 a:b c:d", "behind", {"year": "2023", "one": "a:b", "other": "c:d"}),
        ("pairs count", "pairs", {"what": "count", "one": None, "other": None}),
        ("pairs ahead full lora", "pairs", {"what": "ahead", "one": "full", "other": "lora"}),
    ],
)
def test_what_is_computed(braced: str, name: str, of: dict[str, str | None]) -> None:
    assert [*parts(f"Of {{{braced}}}.")] == ["Of ", Computed(name, of, braced), "."]


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("a { b", "a lone '{'"),
        ("a } b", "a lone '}'"),
        ("a {{count models} b", "a lone '{'"),
        ("{}", r"\{\} cannot be computed: one of count, share"),
        ("{counts models}", "one of count, share"),
        ("{count}", r"\{count\} cannot be computed: count is how many rows"),
        ("{share models a:b}", "KIND QUERY of QUERY"),
        ("{top params models}", "NUMBER PATH KIND"),
        ("{behind 23 a b}", "YEAR QUERY QUERY"),
        ("{pairs best}", "of models that differ"),
    ],
)
def test_what_is_not(sentence: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        checked(sentence)


@given(st.text())
def test_a_sentence_is_read_whole_or_refused(sentence: str) -> None:
    try:
        found = [*parts(sentence)]
    except ValueError:
        assert "{" in sentence or "}" in sentence
    else:
        assert "".join(part if isinstance(part, str) else f"{{{part.text}}}" for part in found) == sentence
