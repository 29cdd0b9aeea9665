"""A ledger that others wrote, of which `every-eval-ever/` has an excerpt: imported, then asked at the index and at engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import kb
from mmkb.commands.import_ import answer
from shell import mmkb

EVALUATIONS = [
    json.loads(line)["content"]
    for line in (Path(__file__).parent / "every-eval-ever" / "scores.jsonl").read_text(encoding="utf-8").splitlines()
]
MODEL = """\
id: {id}
name: {name}
aliases: [{alias}]
params: {params}B
"""
BENCHMARK = """\
id: {id}
name: {name}
area: [knowledge]
caveat: Of others.
instruments:
  - {{id: {id}, metric: accuracy, direction: higher, unit: "%", minimum: 0, maximum: 100}}
"""
QUESTIONS = (
    ("leaderboard", "ifeval"),
    ("results", "model:google/gemma-2-9b-it"),
    ("results", "instrument:gpqa", "score:33.."),
    ("models", "score.mmlu-pro:40..", "params:..30B"),
    ("stats", "results", "--by", "instrument"),
)


def lines() -> Iterator[dict[str, Any]]:
    """Yield the evaluations as a line of results each."""
    for evaluation in EVALUATIONS:
        for result in evaluation["evaluation_results"]:
            yield {
                "model": evaluation["model_info"]["id"],
                "benchmark": result["source_data"]["dataset_name"],
                "value": result["score_details"]["score"],
                "most": result["metric_config"]["max_score"],
            }


def records() -> Iterator[tuple[str, str]]:
    """Yield paths and texts of records for all that the evaluations name."""
    yield (
        "sources/open-llm.yaml",
        "id: open-llm\ntype: web\ntitle: Open LLM Leaderboard\nauthors: [Hugging Face]\nyear: 2024\n",
    )
    for info in (evaluation["model_info"] for evaluation in EVALUATIONS):
        params = info["additional_details"]["params_billions"]
        id_ = info["name"].lower()
        yield f"models/{id_}.yaml", MODEL.format(id=id_, name=info["name"], alias=info["id"], params=params)
    for name in {line["benchmark"] for line in lines()}:
        id_ = name.lower().replace(" ", "-")
        yield f"benchmarks/{id_}.yaml", BENCHMARK.format(id=id_, name=name)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """Return a folder into which the excerpt was imported."""
    data, scores = kb.write(tmp_path / "data", dict(records())), tmp_path / "scores.ndjson"
    scores.write_text("".join(json.dumps(line) + "\n" for line in lines()), encoding="utf-8")
    assert kb.open_index(data).notes == ()
    table = answer(kb.open_index(data), [str(scores)], source="open-llm")
    counted = {row[0].value: row[1].value for row in table.rows if row[0].value != "refused"}
    assert counted == {"added": 60, "same": 1, "differs": 5, "rejected": 0}  # phi-4 was evaluated twice
    yield data
    kb.close_all()


@pytest.fixture(params=["duckdb", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where an engine will find the tables."""
    if request.param == "duckdb":
        return str(tmp_path / "tables")
    server: str = request.getfixturevalue("server")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE catalogue")
    return server.rpartition("/")[0] + "/catalogue"


def test_an_engine_answers_alike(data: Path, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert mmkb("load", "--to", place, "--data", data) == 0
    capsys.readouterr()
    for words in QUESTIONS:
        here = (mmkb(*words, "--data", data), *capsys.readouterr())
        assert (mmkb(*words, "--at", place), *capsys.readouterr()) == here, words
        assert here[0] == 0
        assert here[1].count("\n") > 2, words


def test_the_numbers_are_those_that_stand_there(data: Path) -> None:
    found = kb.open_index(data).rows("SELECT instrument, printed FROM results WHERE model = 'yi-1.5-9b-chat'")
    assert {("ifeval", "60.46"), ("bbh", "55.59"), ("math-level-5", "22.58")} <= set(found)
