"""Results of other programs: which model and instrument they are of, on which scale, and that none is written over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kb
from mmkb.commands.export import answer as export
from mmkb.commands.import_ import answer
from mmkb.corpus.check import check
from mmkb.corpus.strict_yaml import load
from mmkb.formats.registry import FORMATS
from mmkb.index.index import Index
from mmkb.views.table import Table

BENCHMARK = """\
id: pond
name: Pond
caveat: It rains.
instruments:
  - {id: pond-qa, name: Pond QA, aliases: [pondqa], metric: accuracy, direction: higher, unit: "%", minimum: 0, maximum: 100,
     hub: pond/qa#easy}
  - {id: pond-f1, name: Pond F1, aliases: [pondqa_f1], metric: F1, direction: higher, unit: "%", minimum: 0, maximum: 100}
  - {id: pond-ratio, name: Pond ratio, metric: ratio, direction: higher, minimum: 0, maximum: 1}
"""
Row = tuple[str, str, str, str]
Bring = Callable[..., list[Row]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return kb.write(tmp_path / "data", {**kb.RECORDS, "benchmarks/pond.yaml": BENCHMARK})


@pytest.fixture
def bring(data: Path, tmp_path: Path) -> Bring:
    """Import one file from the repository pond/heron; return field, outcome, value and reason of each of its values."""

    def call(name: str, content: object, **options: Any) -> list[Row]:
        (tmp_path / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        kb.close_all()
        table = answer(kb.open_index(data), [str(tmp_path / name)], source="hf:pond/heron", **options)
        rows = ((row[1], row[2], row[3], row[5]) for row in table.rows)
        return [tuple(str(cell.value or "") for cell in row) for row in rows]  # type: ignore[misc]

    return call


def results(data: Path) -> Any:
    found: Any = load((data / "results" / "hf-pond-heron.yaml").read_bytes())
    return found["groups"]


HARNESS = {
    "results": {
        "pondqa": {"alias": "pondqa", "acc,none": 0.5125, "acc_stderr,none": 0.01, "f1,none": 44.0, "bleu,none": 12.0},
        "frogs": {"acc,none": 0.4},
    },
    "n-shot": {"pondqa": 5},
    "config": {"model_args": "pretrained=pond/heron-small,dtype=bfloat16"},
}


@pytest.mark.parametrize("name", ["lm-eval", "lmms-eval"])
def test_a_run_of_the_harness(name: str, bring: Bring, data: Path) -> None:
    found = bring("results_2026.json", HARNESS, format_=name)
    assert [row[:3] for row in found] == [
        ("pondqa bleu none", "left out", "12.0"),
        ("frogs acc none", "left out", "0.4"),
        ("pond-qa", "added", "51.25"),
        ("pond-f1", "added", "44.0"),
        ("title", "added", "pond/heron"),
    ]
    assert found[0][3] == "pond-qa measures accuracy, the file bleu"
    assert found[2][3] == "0.5125 × 100"
    (group,) = results(data)
    assert (group["at"], group["measured_by"], group["protocol"]) == (
        "results_2026.json", "third-party", {"setting": "few-shot", "shots": 5},
    )  # fmt: skip
    assert group["rows"] == [
        {"model": "heron-7b", "instrument": "pond-qa", "value": "51.25"},
        {"model": "heron-7b", "instrument": "pond-f1", "value": "44.0"},
    ]
    assert [finding for finding in check(data) if finding.path == "results/hf-pond-heron.yaml"] == []
    assert {row[1] for row in bring("results_2026.json", HARNESS)} == {"same", "left out"}


def test_another_value_of_the_same_protocol_is_said(bring: Bring, data: Path) -> None:
    table = "model,instrument,value,shots\nheron-7b,pondqa,{},{}\n"
    assert bring("a.csv", table.format("51.2", 5))[0][1] == "added"
    before = results(data)
    assert bring("a.csv", table.format("52.0", 5))[0][:3] == ("pond-qa", "differs", "52.0")
    assert results(data) == before
    assert bring("a.csv", table.format("52.0", 0))[0][1] == "added"
    assert [group["protocol"]["shots"] for group in results(data)] == [5, 0]


def test_a_table_with_a_column_for_each_instrument(bring: Bring, data: Path) -> None:
    table = "System,QA,Ratio,Note\npond/heron-small,51.2,0.5,x\n,-,,\nheron-70b,,0.25,y\n"
    columns = ["model=System", "pond-qa=QA", "pond-ratio=Ratio"]
    found = bring("a.csv", table, columns=columns, measured_by="self")
    assert [row[:3] for row in found if row[1] == "added"][:3] == [
        ("pond-qa", "added", "51.2"), ("pond-ratio", "added", "0.5"), ("pond-ratio", "added", "0.25"),
    ]  # fmt: skip
    assert {group["measured_by"] for group in results(data)} == {"self"}


@pytest.mark.parametrize(
    ("value", "most", "outcome", "written"),
    [
        ("51.2", None, "added", "51.2"),
        ("0.512", 1, "added", "51.2"),
        ("0.512", None, "left out", "0.512"),
        ("0.5", 100, "added", "0.5"),
    ],
)
def test_scales(value: str, most: float | None, outcome: str, written: str, bring: Bring) -> None:
    metric = {"metric_name": "accuracy", **({"max_score": most} if most else {})}
    log = {
        "model_info": {"id": "heron-7b"},
        "evaluation_results": [
            {"evaluation_name": "pond-qa", "metric_config": metric, "score_details": {"score": float(value)}}
        ],
    }
    assert bring("log.json", log)[0][1:3] == (outcome, written)


def test_results_of_the_hub(bring: Bring, data: Path) -> None:
    entries = (
        "- {dataset: {id: pond/qa, task_id: easy}, value: 51.2}\n- {dataset: {id: pond/qa, task_id: hard}, value: 3}\n"
    )
    found = bring("pond.yaml", entries, into="heron-7b")
    assert [row[:2] for row in found[:2]] == [("pond/qa#hard", "left out"), ("pond-qa", "added")]
    assert bring("pond.yaml", entries)[0][3] == "the file names no model: add --into ID"


def test_the_results_of_a_card_are_its_makers(bring: Bring, data: Path) -> None:
    card = (
        "---\nmodel-index:\n- name: x\n  results:\n  - dataset: {name: Pond QA, type: pond/qa}\n"
        "    metrics: [{type: accuracy, value: 51.2}, {type: f1, value: 3.5}]\n---\n"
    )
    found = bring("README.md", card, into="heron-7b")
    assert [row[:2] for row in found[:2]] == [("Pond QA f1", "left out"), ("pond-qa", "added")]
    (group,) = results(data)
    assert (group["measured_by"], group["at"]) == ("self", 'README.md, key "model-index"')


def test_a_result_of_no_data_set_is_left_out_with_its_reason(bring: Bring, data: Path) -> None:
    card = "---\nmodel-index:\n- name: x\n  results:\n  - metrics: [{type: accuracy, value: 51.2}]\n---\n"
    assert bring("README.md", card, into="heron-7b")[0] == ("", "left out", "51.2", "the file names no data set for it")
    assert list(data.glob("results/hf-*")) == []


@pytest.mark.parametrize(("name", "options"), [("eee", {}), ("eval-results", {"into": "heron-7b"})])
def test_results_that_we_wrote_are_on_record(name: str, options: dict[str, Any], data: Path, tmp_path: Path) -> None:
    """All that an export of one source holds is found again under that source."""
    index: Index = kb.open_index(data)
    source = "ash-2023-heron"
    table = export(index, "results", f"source={source} model={options.get('into', 'heron-7b')}")
    assert isinstance(table, Table)
    assert table.rows
    path = tmp_path / "log.txt"
    path.write_text(str(FORMATS[name].load().render(table)), encoding="utf-8")
    found = answer(index, [str(path)], format_=name, source=source, dry_run=True, **options)
    outcomes = [str(row[2].value) for row in found.rows]
    assert "differs" not in outcomes
    assert "added" not in outcomes
    if name == "eee":
        assert outcomes.count("same") == len(table.rows)
