"""Files that others published: what each importer makes of them is what stands there.

A line of `real/*.jsonl` is one file: where it was found (repository, path, commit), the keys of it that an importer reads, and
what a reader finds in it, which was written from the file and by other programs, not by our importers.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from importers.data import REAL
from mmkb.importers.draft import Draft, File
from mmkb.importers.registry import IMPORTERS, read

RECORDED = [
    (path.stem, number, json.loads(line))
    for path in sorted(REAL.glob("*.jsonl"))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
]


def recorded(kind: str) -> pytest.MarkDecorator:
    found = [(number, entry) for name, number, entry in RECORDED if name == kind]
    ids = [f"{number}-{entry['origin'].split()[0]}" for number, entry in found]
    return pytest.mark.parametrize("entry", [entry for _, entry in found], ids=ids)


def imported(kind: str, entry: dict[str, Any]) -> Draft:
    content = entry["content"]
    text = content if isinstance(content, str) else json.dumps(content)
    return read(IMPORTERS[kind], File("file", text, entry.get("columns", {})))


def facts(draft: Draft) -> dict[str, Any]:
    found = {fact.path: fact.value for fact in draft.facts}
    groups = found.get("attention.groups") or []
    return {**found, "spans": {group.get("span", "all"): group["count"] for group in groups}}


def test_so_many_are_recorded() -> None:
    assert len(RECORDED) >= 300
    counts = Counter(name for name, _, _ in RECORDED)
    assert {name: counts[name] for name in IMPORTERS if counts[name] < 10} == {"lmms-eval": 5}
    assert all(len(entry["origin"].split(" ")) >= 3 for _, _, entry in RECORDED)
    assert len({json.dumps(entry["content"]) for _, _, entry in RECORDED}) == len(RECORDED)


@recorded("config")
def test_configuration(entry: dict[str, Any]) -> None:
    found = facts(imported("config", entry))
    assert {path: found.get(path) for path in entry["expected"]} == entry["expected"]


@recorded("safetensors-index")
def test_index_of_a_checkpoint(entry: dict[str, Any]) -> None:
    found = imported("safetensors-index", entry)
    assert facts(found).get("exact_params") == entry["expected"]["exact_params"]
    assert bool(found.left) == (entry["expected"]["exact_params"] is None)


@recorded("card")
def test_card(entry: dict[str, Any]) -> None:
    found = imported("card", entry)
    parts = {part.path: part.value for part in found.parts}
    said = {**facts(found), **parts, "title": found.title, "results": len(found.results)}
    assert {path: said.get(path) for path in entry["expected"]} == entry["expected"]


@recorded("bibtex")
def test_entry_of_bibtex(entry: dict[str, Any]) -> None:
    found = imported("bibtex", entry)
    if "left" in entry["expected"]:
        assert ([left.why for left in found.left], found.sources) == ([entry["expected"]["left"]], [])
        return
    (source,) = found.sources
    assert {key: source.get(key) for key in entry["expected"]} == entry["expected"]


@pytest.mark.parametrize(
    ("kind", "entry"), [(kind, entry) for kind, _, entry in RECORDED if kind in ("ris", "csl-json")]
)
def test_bibliography(kind: str, entry: dict[str, Any]) -> None:
    found = imported(kind, entry).sources
    assert len(found) == len(entry["expected"])
    for source, expected in zip(found, entry["expected"], strict=True):
        assert {key: source.get(key) for key in expected} == expected


@pytest.mark.parametrize(("kind", "entry"), [one[::2] for one in RECORDED if one[0] in ("lm-eval", "lmms-eval")])
def test_run_of_the_harness(kind: str, entry: dict[str, Any]) -> None:
    expected, results = entry["expected"], imported(kind, entry).results
    assert {one.instruments[1]: one.value for one in results} == expected["values"]
    assert {one.model for one in results} == {expected["model"]}
    assert {one.protocol.get("shots") for one in results} == {expected["shots"]}


@recorded("eee")
def test_log_of_every_eval_ever(entry: dict[str, Any]) -> None:
    expected, results = entry["expected"], imported("eee", entry).results
    assert {one.instruments[0]: one.value for one in results} == expected["values"]
    assert {(one.model, one.measured_by) for one in results} == {(expected["model"], expected["measured_by"])}


@recorded("eval-results")
def test_results_of_the_hub(entry: dict[str, Any]) -> None:
    assert {one.instruments[0]: one.value for one in imported("eval-results", entry).results} == entry["expected"]


@recorded("csv")
def test_table_of_results(entry: dict[str, Any]) -> None:
    """The expectation is what pandas reads in the columns of models and values; an empty cell is no value."""
    said = {(model, name): value for model, values in entry["expected"].items() for name, value in values.items()}
    assert {(one.model, one.instruments[0]): one.value for one in imported("csv", entry).results} == said
