"""Results in the formats of collections of evaluations: what their schemas ask, and nothing that no record states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

import kb
from consumers import DATA
from mmkb.commands import export
from mmkb.corpus.folder import DataFolder
from mmkb.errors import UsageError
from mmkb.formats import eee, eval_results
from mmkb.index.index import Index
from mmkb.index.open import build_file
from mmkb.views.listing import Request, listing
from mmkb.views.table import Table

SCHEMA = Draft7Validator(
    json.loads((Path(__file__).parents[1] / "standards" / "every-eval-ever-0.3.0.schema.json").read_text("utf-8"))
)
HUB = kb.RECORDS | {
    "benchmarks/pecks.yaml": kb.RECORDS["benchmarks/pecks.yaml"].replace(
        "{id: pecks-val,", '{id: pecks-val, hub: "birds/pecks#val",'
    )
}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """Every result of the shipped data."""
    folder = DataFolder(DATA, "the shipped data", tmp_path_factory.mktemp("index") / "index.sqlite")
    assert folder.index is not None
    build_file(DATA, folder.index)
    index = Index(folder)
    yield results(index)
    index.connection.close()


@pytest.fixture
def hub(tmp_path: Path) -> Index:
    """Open the small knowledge base with a benchmark that is on the Hub."""
    data = kb.write(tmp_path / "data", HUB)
    return kb.open_index(data)


def results(index: Index, query: str = "") -> Table:
    table = export.answer(index, "results", query)
    assert isinstance(table, Table)
    return table


def logs(table: Table) -> list[dict[str, Any]]:
    return [json.loads(line) for line in eee.render(table).splitlines()]


def test_every_shipped_result_is_valid_for_every_eval_ever(shipped: Table) -> None:
    found = logs(shipped)
    for log in found:
        assert [error.message for error in SCHEMA.iter_errors(log)] == []
        for result in log["evaluation_results"]:
            metric, score = result["metric_config"], result["score_details"]["score"]
            assert metric.get("min_score", score) <= score <= metric.get("max_score", score)
    ids = [result["evaluation_result_id"] for log in found for result in log["evaluation_results"]]
    assert sorted(ids) == sorted(str(row[0].value) for row in shipped.rows)
    assert len({log["evaluation_id"] for log in found}) == len(found)
    assert all(log["schema_version"] == eee.SCHEMA_VERSION for log in found)


def test_the_schema_can_refuse() -> None:
    assert not SCHEMA.is_valid({"schema_version": "0.3.0"})


def test_a_log_holds_what_one_source_says_of_one_model(birds: Index) -> None:
    by_model = {log["model_info"]["id"]: log for log in logs(results(birds))}
    assert set(by_model) == {"heron-7b", "heron-70b", "kite", "oracle-bird"}
    heron = by_model["heron-70b"]
    (result,) = heron["evaluation_results"]
    assert result["score_details"] == {
        "score": 71.5,
        "details": {"printed": "71.5 ± 0.2", "at": "Table 3", "read": "true"},
    }
    assert result["metric_config"]["additional_details"] == {"judge": "a person"}
    assert result["generation_config"]["additional_details"] == {"setting": "zero-shot", "shots": "5"}
    assert heron["source_metadata"]["evaluator_relationship"] == "first_party"
    assert heron["source_metadata"]["source_organization_name"] == "unknown"  # its authors are people
    assert heron["source_metadata"]["additional_details"]["source_url"] == "https://arxiv.org/abs/2305.01234"
    assert heron["model_info"]["developer"] == "Pond Lab, Reed Institute"
    assert heron["retrieved_timestamp"] == "1795478400"  # 2026-11-24, the last day on which a source was read


def test_what_differs_between_variants_is_unknown_and_errors_are_lower(birds: Index) -> None:
    by_model = {log["model_info"]["id"]: log for log in logs(results(birds))}
    oracle = by_model["oracle-bird"]
    assert oracle["evaluation_results"][0]["metric_config"]["lower_is_better"] is True
    assert oracle["model_info"]["additional_details"]["model_availability"] == "closed_weights"
    kite = by_model["kite"]
    assert kite["model_info"]["additional_details"] == {
        "deployment_type": "unknown",
        "model_availability": "open_weights",
        "release": "kite",
    }
    assert kite["source_metadata"]["evaluator_relationship"] == "third_party"
    assert kite["source_metadata"]["additional_details"]["measured_by"] == "other-developer"


def test_the_hub_gets_entries_of_one_model(hub: Index) -> None:
    text = eval_results.render(results(hub, "model:heron-7b"))
    assert yaml.safe_load(text) == [
        {
            "dataset": {"id": "birds/pecks", "task_id": "val"},
            "value": 62.4,
            "source": {"url": "https://arxiv.org/abs/2305.01234", "name": "Herons Look Twice"},
            "notes": "ash-2023-heron, Table 3; measured by: self; setting: zero-shot; shots: 0",
        }
    ]
    assert "left out" not in text


def test_what_the_hub_has_no_task_for_is_counted(hub: Index) -> None:
    text = eval_results.render(results(hub, "model:oracle-bird"))
    assert yaml.safe_load(text) == []
    assert "# 1 of 1 results are left out: their benchmarks name no task on the Hub.\n" in text


def test_shipped_tasks_of_the_hub_are_written(shipped: Table) -> None:
    mine = [row for row in shipped.rows if row[1].value == "qwen2.5-7b"]
    assert mine
    entries = yaml.safe_load(eval_results.render(shipped.but(rows=tuple(mine))))
    tasks = {(entry["dataset"]["id"], entry["dataset"]["task_id"]) for entry in entries}
    assert ("openai/gsm8k", "gsm8k") in tasks
    assert all(type(entry["value"]) in (int, float) for entry in entries)
    assert all(set(entry) <= {"dataset", "value", "date", "source", "notes"} for entry in entries)


def test_other_tables_are_refused_with_a_remedy(birds: Index) -> None:
    for module in (eee, eval_results):
        with pytest.raises(UsageError, match="does not list results"):
            module.render(listing(birds, Request("models")))
        with pytest.raises(UsageError, match="id, benchmark, score"):
            module.render(listing(birds, Request("results")))
    with pytest.raises(UsageError, match="these are of 4"):
        eval_results.render(results(birds))


def test_a_result_of_an_instrument_without_a_record_is_refused_with_a_remedy(tmp_path: Path) -> None:
    without = {path: text for path, text in kb.RECORDS.items() if path != "benchmarks/pecks.yaml"}
    index = kb.open_index(kb.write(tmp_path / "data", without))
    with pytest.raises(UsageError, match="the instrument 'pecks-error' has no record") as refused:
        eee.render(results(index))
    assert refused.value.hint is not None
    assert "not instrument:pecks-error" in refused.value.hint
    assert eval_results.render(results(index, "model:kite-s"))
