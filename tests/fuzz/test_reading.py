"""Whatever lies in a data folder is read, or is a finding with its place; nothing else is raised."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from fuzz.hostile import EXAMPLES, FUZZ, SPECIAL, TEXTS, from_json, outcome
from mmkb.commands import cost, export, finetune, kv_cache, memory, openness
from mmkb.corpus.check import READING, check
from mmkb.corpus.finding import Finding
from mmkb.corpus.folder import find
from mmkb.corpus.read import read_file
from mmkb.corpus.strict_yaml import load
from mmkb.corpus.yaml_text import StrictYamlError
from mmkb.errors import DataError, UsageError
from mmkb.formats import eee, eval_results, json_text
from mmkb.schema.kinds import KINDS
from mmkb.views.detail import details
from mmkb.views.listing import Request, listing

YAML = (
    "- ",
    ": ",
    "? ",
    "|\n",
    ">-\n ",
    "&a ",
    "*a",
    "!!str ",
    "%YAML 1.2\n",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "# ",
    "'",
    '"',
)
TOKENS = st.lists(st.sampled_from((*YAML, *SPECIAL, "a", "1", "  ")), max_size=40).map(
    lambda parts: "".join(parts).encode()
)
ANATOMY = """\
id: plain
name: Plain
released: 2023-05
paper: ash-2022-wren
params: 1.6B
context: 4k
base: wren-7b
attention: {mechanism: gqa, layers: 24, hidden: 2048, heads: 16, kv_heads: 8, head_dim: 128}
architecture: {ffn: 8192, vocabulary: 32000, experts: 2}
"""
TEXT_OF = kb.RECORDS | {"models/plain.yaml": ANATOMY}
RECORDS = {path: load(text.encode()) for path, text in TEXT_OF.items()}


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """Draw the text of a record with pieces cut out, doubled and put in."""
    text = draw(st.sampled_from(list(TEXT_OF.values()))).encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = draw(TOKENS | st.binary(max_size=4) | st.just(text[start:end] * 2))
        text = text[:start] + piece + text[end:]
    return text


def lines_of(findings: Iterator[Finding] | tuple[Finding, ...], text: bytes) -> None:
    for finding in findings:
        assert finding.code in READING
        assert 1 <= finding.line <= 1 + len(text)
        assert finding.column >= 1
        assert finding.place is None


@FUZZ
@given(st.binary(max_size=200) | TOKENS | mangled())
def test_bytes_are_yaml_or_findings(text: bytes) -> None:
    found = outcome(StrictYamlError, lambda: load(text))
    if isinstance(found, StrictYamlError):
        assert found.problems
        assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in found.problems)


@FUZZ
@given(st.sampled_from(list(TEXT_OF)), mangled())
def test_a_mangled_file_is_a_record_or_findings(path: str, text: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = read_file(kb.write(Path(folder), {path: text}), path)
    assert (found.document is None) == bool(found.findings)
    lines_of(found.findings, text)


NUMBERS = st.integers() | st.sampled_from(
    (
        0,
        1,
        10**30,
        10**290,
        "0",
        "7B",
        "9" * 29 + "T",
        "9" * 289 + "T",
        "9" * 299 + "T",
        "9" * 400,
        "1.5",
        "-0",
        "1e400",
        "99999999999999999999.5",
    )
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
) | st.sampled_from(("undisclosed", "not-applicable", "2024-02", "heron", "heron-7b", "MM402"))


def places(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield place
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from places(item, (*place, key))


@st.composite
def records(draw: st.DrawFn) -> tuple[str, Any]:
    """Draw a record of some kind in which a few values are hostile."""
    path = draw(st.sampled_from(list(RECORDS)))
    document = json.loads(json.dumps(RECORDS[path]))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(list(places(document))[1:]))
        holder = document
        for step in place[:-1]:
            holder = holder[step]
        same_type = TEXTS if isinstance(holder[place[-1]], str) else NUMBERS
        holder[place[-1]] = draw(same_type | NUMBERS | VALUES)
    return path, document


def written(document: object) -> bytes:
    """Return a document as JSON, which is YAML once what YAML takes for a line break or forbids is escaped."""
    text = json.dumps(document, ensure_ascii=False)
    return "".join(
        letter if letter.isprintable() and ord(letter) < 0xFFFF else f"\\U{ord(letter):08x}" for letter in text
    ).encode()


@FUZZ
@given(records())
def test_a_record_with_hostile_values_is_valid_or_findings(record: tuple[str, Any]) -> None:
    path, document = record
    text = written(document)
    with tempfile.TemporaryDirectory() as folder:
        found = read_file(kb.write(Path(folder), {path: text}), path)
    assert (found.document is None) == bool(found.findings)
    assert found.document is None or found.document == document
    lines_of(found.findings, text)


@settings(FUZZ, max_examples=max(1, EXAMPLES // 10))
@given(st.lists(records(), min_size=1, max_size=4), st.sets(st.sampled_from(sorted(TEXT_OF)), max_size=4))
def test_a_folder_with_hostile_values_is_checked_and_asked(changed: list[tuple[str, Any]], missing: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = TEXT_OF | {path: written(document) for path, document in changed}
        data = kb.write(Path(folder), {path: text for path, text in files.items() if path not in missing})
        for finding in check(data):
            assert finding.line >= 1
            str(finding).encode()
        index = kb.open_index(data)
        for kind in KINDS:
            table = listing(index, Request(kind, cite="cells"))
            assert len(from_json(json_text.render(table))["rows"]) == len(table.rows)
        details(index, index.ids("models"))
        results = export.answer(index, "results")
        for format_ in (eee, eval_results):
            outcome(UsageError, partial(format_.render, results))
        for id_ in index.ids("models"):
            for calculate in (memory, kv_cache, finetune, cost, openness):
                outcome(UsageError, partial(calculate.answer, index, (id_,)))
        kb.close_all()


@FUZZ
@given(
    st.binary(max_size=60)
    | TEXTS.map(str.encode)
    | st.one_of(TEXTS.map(json.dumps), VALUES.map(lambda value: json.dumps(value))).map(
        lambda value: f"data = {value}".encode()
    )
)
def test_a_marker_names_a_folder_or_is_an_error(text: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kb.write(Path(folder), {"mmkb.toml": text})
        found = outcome(DataError, lambda: find(start=folder))
        assert isinstance(found, DataError) or Path(found.data).is_dir()
