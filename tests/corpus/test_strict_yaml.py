from __future__ import annotations

import json
import math
import pickle
import time
from typing import cast

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mmkb.corpus import yaml_text
from mmkb.corpus.strict_yaml import load
from mmkb.corpus.yaml_text import (
    ALIAS,
    DOCUMENTS,
    DUPLICATE_KEY,
    KEY,
    MAX_BYTES,
    MAX_DEPTH,
    NOT_UTF8,
    SYNTAX,
    TAB,
    TAG,
    TOO_DEEP,
    TOO_LARGE,
    StrictYamlError,
    YamlProblem,
)

RECORD = """\
id: flamingo
title: "Flamingo: a Visual Language Model"
authors: [Ada Lovelace, Grace Hopper]
year: 2022
open: false
venue: null
abstract: >-
  Folded over
  two lines.
notes: |
  First é 😀.
  Second.
variants:
  - name: small
    params: 3.5
    source: {url: https://example.org/1, page: 3}
  - name: large
    params: 80
"""


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def any_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "_LOADER", getattr(yaml, request.param))


def problems(data: bytes) -> tuple[YamlProblem, ...]:
    with pytest.raises(StrictYamlError) as caught:
        load(data)
    return caught.value.problems


def found(data: bytes) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.line, problem.column) for problem in problems(data)]


@pytest.mark.usefixtures("any_parser")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *((word, None) for word in ("null", "Null", "NULL", "~", "")),
        *((word, word) for word in ("no", "Yes", "on", "OFF", "y", "N", "nULL", "tRUE", "none", "nan")),
        ("0", 0),
        ("-0", 0),
        ("012", 12),
        ("+12", 12),
        ("-7", -7),
        ("0o17", 15),
        ("0xFf", 255),
        ("9" * 300, int("9" * 300)),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("+1.5E-2", 0.015),
        (".inf", math.inf),
        ("+.Inf", math.inf),
        ("-.INF", -math.inf),
        *((word, word) for word in ("1:30", "2024-05-13", "1_000", "0o8", "0b1", "-0x1", "1.2.3", "١٢", ".", "+")),
        *((word, word) for word in ("<<", "=", "1e", "inf", "Infinity", "-.nan", "0X1F", "1 2")),
        ("'true'", "true"),
        ('"12"', "12"),
        ("''", ""),
        ("|-\n  12", "12"),
        (">-\n  null", "null"),
    ],
)
def test_scalars_have_core_schema_meaning(text: str, value: object) -> None:
    (loaded,) = cast("dict[str, object]", load(f"a: {text}\n".encode())).values()
    assert loaded == value
    assert type(loaded) is type(value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_nan(text: str) -> None:
    value = load(text.encode())
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.usefixtures("any_parser")
def test_record_equals_the_safe_loader() -> None:
    assert load(RECORD.encode()) == yaml.safe_load(RECORD)


@pytest.mark.usefixtures("any_parser")
@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"\xef\xbb\xbfa: 1", {"a": 1}),
        (b"---\na: 1\n...\n", {"a": 1}),
        (b"a: 1\r\nb: [x,\r\n  y]\r\n", {"a": 1, "b": ["x", "y"]}),
        (b"'a': {b, c: [d: 1]}", {"a": {"b": None, "c": [{"d": 1}]}}),
        (b"- \n- []\n- {}\n", [None, [], {}]),
        (b'"\\u2028\\0"', "\u2028\0"),
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)),
        (b"a: x # \tz\nb: |\n  x\n  \tcode\nc: 'p\tq'\n", {"a": "x", "b": "x\n\tcode\n", "c": "p\tq"}),
        (b"a: 50 %\nb: '\n  %c'\n", {"a": "50 %", "b": " %c"}),
    ],
)
def test_accepted(data: bytes, value: object) -> None:
    assert load(data) == value


@pytest.mark.usefixtures("any_parser")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("é: x\né2: \xff".encode("latin-1"), (NOT_UTF8, 1, 1)),
        ("é: x\né\xe9: ".encode() + b"\xff", (NOT_UTF8, 2, 5)),
        ("a: 1".encode("utf-16"), (NOT_UTF8, 1, 1)),
        ("é: 1\r\né: x\0y".encode(), (SYNTAX, 2, 5)),
        (b"\xef\xbb\xbfa: \x07", (SYNTAX, 1, 4)),
        ("a: x\u2028y".encode(), (SYNTAX, 1, 5)),
        ("a: \ufeffx".encode(), (SYNTAX, 1, 4)),
        (b"%YAML 1.1\n---\na: 1", (SYNTAX, 1, 1)),
        (b"a: 1\r%TAG ! x:\r", (SYNTAX, 2, 1)),
        ("é: b: c".encode(), (SYNTAX, 1, 5)),
        (b"a: @x", (SYNTAX, 1, 4)),
        (b"ok: 1\na: [1, 2\n", (SYNTAX, 2, 4)),
        (b"a: 'x", (SYNTAX, 1, 4)),
        (b"a: " + b"9" * 5000, (SYNTAX, 1, 4)),
        (b"a: 0x" + b"f" * 5000, (SYNTAX, 1, 4)),
        (b"a: 1e999", (SYNTAX, 1, 4)),
        (b"a: &x 1", (ALIAS, 1, 4)),
        (b"a: &x [1]", (ALIAS, 1, 4)),
        (b"&x a: 1", (ALIAS, 1, 1)),
        (b"a: *x", (ALIAS, 1, 4)),
        (b"*x : 1", (ALIAS, 1, 1)),
        (b"a: **bold**", (ALIAS, 1, 5)),
        (b"a: !!str 1", (TAG, 1, 4)),
        (b"a: ! 1", (TAG, 1, 4)),
        (b"a: !x {}", (TAG, 1, 4)),
        (b"a: !e!x 1", (TAG, 1, 4)),
        (b"", (DOCUMENTS, 1, 1)),
        (b"\xef\xbb\xbf# nothing\n", (DOCUMENTS, 1, 1)),
        (b"a: 1\n---\nb: 2\n", (DOCUMENTS, 2, 1)),
        (b"---\n---\n", (DOCUMENTS, 2, 1)),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), (TOO_DEEP, 1, MAX_DEPTH + 1)),
        (b"#" * (MAX_BYTES + 1), (TOO_LARGE, 1, 1)),
        (b"1: x", (KEY, 1, 1)),
        (b"a: {true: x}", (KEY, 1, 5)),
        (b"~: x", (KEY, 1, 1)),
        (b"? \n: x", (KEY, 1, 2)),
        (b"[a]: x", (KEY, 1, 1)),
        (b"? {a: b}\n: x", (KEY, 1, 3)),
        (b"a:\n\tb: 1", (TAB, 2, 1)),
        (b"a:\n  b: 1\n \tc: 2", (TAB, 3, 2)),
        (b"a: |\n\tcode", (TAB, 2, 1)),
        (b"a:\n  - x\n\t- y: z\n", (TAB, 3, 1)),
        (b"a:\tb", (TAB, 1, 3)),
        ("é: é \t# c".encode(), (TAB, 1, 6)),
        (b"-\ta", (TAB, 1, 2)),
        (b"a: 1\n# c\td\n \t\n", (TAB, 3, 2)),
        (b"a: 1\t", (TAB, 1, 5)),
    ],
)
def test_refused_where_it_stands(data: bytes, expected: tuple[str, int, int]) -> None:
    code, line, column = expected
    (problem,) = problems(data)
    assert problem.code == code, problem.message
    if yaml_text._LOADER is yaml.CSafeLoader:  # the two parsers differ over where a syntax error stands
        assert (problem.line, problem.column) == (line, column), problem.message
    assert ": " in problem.message


def test_every_duplicate_key_and_stray_tab_is_found() -> None:
    data = b"a: 1\na: 2\nb:\n  c: 1\n  'c':\t2\n  c: 3\n3: x\n"
    assert found(data) == [
        (DUPLICATE_KEY, 2, 1),
        (DUPLICATE_KEY, 5, 3),
        (TAB, 5, 7),
        (DUPLICATE_KEY, 6, 3),
        (KEY, 7, 1),
    ]


def test_findings_before_a_fatal_problem_are_kept() -> None:
    assert found(b"a: 1\na: 2\nb: *x\nc: *y\n") == [(DUPLICATE_KEY, 2, 1), (ALIAS, 3, 4)]
    assert found(b"a: 1\na: 2\nb: [\n") == [(DUPLICATE_KEY, 2, 1), (SYNTAX, 3, 5)]


def test_an_error_names_its_problems_and_survives_pickling() -> None:
    error = StrictYamlError(problems(b"a: 1\na: 2"))
    assert str(error).startswith("2:1: MM003 the key 'a' is already given")
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


@pytest.mark.parametrize(
    ("unit", "codes"),
    [
        (b"[", {TOO_DEEP}),
        (b"{a: ", {TOO_DEEP}),
        (b"- ", {TOO_DEEP}),
        (b"? ", {TOO_DEEP, KEY}),
        (b"%TAG !a! b\n", {SYNTAX}),
        (b"a:\tb\n", {DUPLICATE_KEY, TAB}),
        (b"- 'a\tb'\t\n", {TAB}),
    ],
)
def test_hostile_text_is_refused_soon(unit: bytes, codes: set[str]) -> None:
    data = (unit * (MAX_BYTES // len(unit)))[: MAX_BYTES // 4 if codes & {TAB} else MAX_BYTES]
    start = time.process_time()
    assert {problem.code for problem in problems(data[: data.rfind(unit) + len(unit)])} <= codes
    assert time.process_time() - start < 10


@given(st.binary())
def test_any_bytes_load_or_are_refused(data: bytes) -> None:
    load_or_refuse(data)


@pytest.mark.parametrize("parser", [yaml.CSafeLoader, yaml.SafeLoader])
def test_any_text_loads_or_is_refused(parser: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "_LOADER", parser)
    yamlish = st.text(alphabet=st.sampled_from("ab01.:-?[]{},&*!|>'\"%@`#~\\uUxe \t\r\n\0\ufeff\u2028é😀"))

    @given(st.text() | yamlish)
    def check(text: str) -> None:
        load_or_refuse(text.encode())

    check()


def load_or_refuse(data: bytes) -> None:
    try:
        load(data)
    except StrictYamlError as error:
        found = error.problems
    else:
        return
    assert found
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in found)


# JSON escapes what is beyond U+FFFF as a pair of surrogates, which YAML readers do not put together again.
TEXTS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
# YAML takes a key of at most 1,024 characters on its line; JSON writes one character as six.
KEYS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=150)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)
WORDS = st.text(alphabet="abcdé", min_size=1).filter(lambda word: word not in ("e", "é"))


@given(VALUES)
def test_json_is_read_back(value: object) -> None:
    assert load(json.dumps(value).encode()) == value


@given(st.recursive(WORDS | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner)))
def test_plain_block_yaml_is_read_back(value: object) -> None:
    data = yaml.safe_dump(value, allow_unicode=True).encode()
    assert load(data) == yaml.load(data, Loader=yaml.CSafeLoader) == value
