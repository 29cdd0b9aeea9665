"""Openness, licence chains, lineage, counting and calculation on invented records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from mmkb.errors import NotFoundError, UsageError
from mmkb.formats.tree import RENDERERS
from mmkb.index.index import Index
from mmkb.views import stats
from mmkb.views.asking import answer
from mmkb.views.cell_text import text
from mmkb.views.cost import cost
from mmkb.views.coverage import coverage
from mmkb.views.finetune import finetune
from mmkb.views.kv_cache import kv_cache
from mmkb.views.lineage import DEEPEST, lineage
from mmkb.views.memory import memory
from mmkb.views.openness import MOF, OSAI12, OUC14, mof, openness, osaid, profile, ranking, under_licence, with_sources
from mmkb.views.pictures import Pictures
from mmkb.views.room import Room
from mmkb.views.table import Table

EVERYTHING = {component: "open" for components in MOF.values() for component in components} | {"access.license": "open"}


def without(*components: str) -> dict[str, str | None]:
    return {name: grade for name, grade in EVERYTHING.items() if name not in components}


@pytest.mark.parametrize(
    ("grades", "verdict", "reason"),
    [
        (EVERYTHING, "I", "every required"),
        ({}, "undetermined", "for class III unknown"),
        (without("documents.data_card"), "undetermined", "documents.data_card"),
        ({**EVERYTHING, "documents.data_card": "closed"}, "none", "class III lacks documents.data_card"),
        ({**EVERYTHING, "code.training": "partial"}, "III", "class II lacks code.training"),
        (without("code.training"), "at least III", "for class II unknown: code.training"),
        ({**EVERYTHING, "data.base": "closed"}, "II", "class I lacks data.base"),
        (without("weights.checkpoints"), "at least II", "weights.checkpoints"),
    ],
)
def test_model_openness_framework(grades: dict[str, str | None], verdict: str, reason: str) -> None:
    found = mof(grades)
    assert found.verdict == verdict
    assert reason in found.reason


@pytest.mark.parametrize(
    ("grades", "verdict"),
    [
        (EVERYTHING, "yes"),
        (without("code.training"), "undetermined"),
        ({**EVERYTHING, "access.license": "partial"}, "no"),
        ({}, "undetermined"),
    ],
)
def test_open_source_ai_definition(grades: dict[str, str | None], verdict: str) -> None:
    assert osaid(grades).verdict == verdict


def test_a_licence_that_is_not_open_spoils_the_weights() -> None:
    spoilt = under_licence({"weights.tuned": "open", "code.training": "open"}, osi=False)
    assert spoilt == {"weights.tuned": "partial", "code.training": "open", "access.license": "closed"}
    assert under_licence(EVERYTHING, osi=True) == under_licence(EVERYTHING, osi=None) == EVERYTHING


def test_profiles_count_the_known_alone() -> None:
    assert (len(OUC14), len(OSAI12)) == (14, 12)
    assert profile({}, OUC14).verdict == "unknown"
    half = profile({"code.training": "open", "data.base": "partial", "weights.base": "closed"}, OUC14)
    assert (half.verdict, half.reason) == ("1.5 of 3 open", "3 of the 14 are known; what is partial counts half")


def test_the_grid_shows_unknown_as_unknown(birds: Index) -> None:
    page = openness(birds, ["heron-7b", "oracle-bird"])
    grid = {str(row[0].value): [cell.value for cell in row[1:]] for row in page.tables[0].rows}
    assert grid["weights.tuned"] == ["open", "closed"]
    assert grid["code.training"] == ["open", None]
    verdicts = {(row[0].value, row[1].value): row[2].value for row in page.tables[1].rows}
    assert verdicts["oracle-bird", "access class"] == "api-only"
    assert verdicts["heron-7b", "Model Openness Framework"] == "undetermined"


def test_every_grade_can_be_traced(birds: Index) -> None:
    table = with_sources(birds, openness(birds, ["heron-7b"])).tables[-1]
    assert ("heron-7b", "openness.weights.tuned", "repo-pond-heron", "README.md, line 3") in {
        tuple(cell.value for cell in row[:4]) for row in table.rows
    }


def test_ranking_leaves_out_what_is_hardly_known(birds: Index) -> None:
    assert ranking(birds, "").rows == ()
    assert [row[1].value for row in ranking(birds, "input:image", least=3).rows] == ["heron-7b"]


def test_lineage_ends_at_its_depth(tmp_path: Path) -> None:
    records = {
        "models/a.yaml": "id: a\nname: A\nbase: b\n",
        "models/b.yaml": "id: b\nname: B\nbase: c\n",
        "models/c.yaml": "id: c\nname: C\n",
    }
    index = kb.open_index(kb.write(tmp_path / "data", records))
    assert RENDERERS["text"](lineage(index, "a", depth=1)) == "a\n└── base: b\n"
    assert RENDERERS["text"](lineage(index, "a", depth=2)) == "a\n└── base: b\n    └── base: c\n"


def test_a_lineage_has_a_depth_that_can_be_drawn(tmp_path: Path) -> None:
    models = {f"models/m{n}.yaml": f"id: m{n}\nname: M\nbase: m{n + 1}\n" for n in range(DEEPEST + 5)}
    index = kb.open_index(kb.write(tmp_path / "data", models))
    tree = lineage(index, "m0", depth=DEEPEST)
    assert all(len(render(tree).splitlines()) > DEEPEST for render in RENDERERS.values())
    with pytest.raises(UsageError, match="at most 100 steps, not 101"):
        lineage(index, "m0", depth=DEEPEST + 1)


def test_lineage_up_and_down(birds: Index) -> None:
    up = lineage(birds, "heron-7b")
    assert [(child.role, child.id) for child in up.children] == [
        ("backbone", "wren-7b"),
        ("vision encoder", "iris"),
        ("data", "pond-100k"),
    ]
    assert {child.id for child in lineage(birds, "wren-7b", down=True).children} == {"heron", "kite"}
    with pytest.raises(NotFoundError, match="heron"):
        lineage(birds, "hern")


def test_trees_in_every_shape(birds: Index) -> None:
    tree = lineage(birds, "heron-7b")
    assert RENDERERS["text"](tree).splitlines()[1] == "├── backbone: wren-7b (2022-11)"
    assert "n0 -->|backbone| n1" in RENDERERS["mermaid"](tree)
    assert '"heron-7b" -> "iris" [label="vision encoder"];' in RENDERERS["dot"](tree)
    assert json.loads(RENDERERS["json"](tree))["children"][0]["id"] == "wren-7b"


def test_a_cycle_ends(tmp_path: Path) -> None:
    records = {
        "models/a.yaml": "id: a\nname: A\nbase: b\n",
        "models/b.yaml": "id: b\nname: B\nbase: a\n",
    }
    tree = lineage(kb.open_index(kb.write(tmp_path / "data", records)), "a")
    assert RENDERERS["text"](tree) == "a\n└── base: b\n    └── base: a (above)\n"


def cells(table: Table) -> dict[str, list[str]]:
    return {
        str(row[0].value): [text(cell, column) for cell, column in zip(row[1:], table.columns[1:], strict=True)]
        for row in table.rows
    }


def test_counts_are_of_releases(birds: Index) -> None:
    assert cells(stats.counts(birds, "models", "", ["type"])) == {
        "multimodal-llm": ["3"],
        "language-model": ["1"],
        "vision-encoder": ["1"],
    }
    crossed = stats.counts(birds, "models", "input:image", ["connector", "year"])
    assert [column.name for column in crossed.columns] == ["connector", "2021", "2023", "2024"]
    assert cells(crossed)["mlp"] == ["0", "1", "0"]
    assert cells(crossed)["(unknown)"] == ["1", "0", "1"]


def test_distribution(birds: Index) -> None:
    table = cells(stats.distribution(birds, "models", "type:multimodal-llm", "params", "access"))
    assert table["api-only"][:2] == ["1", "0"]
    assert table["restricted-weights"] == ["2", "2", "3B", "5.5B", "8B", "10.5B", "13B"]
    with pytest.raises(UsageError, match="no number"):
        stats.distribution(birds, "models", "", "name", None)


def test_timeline_starts_with_the_oldest(birds: Index) -> None:
    assert [row[2].value for row in stats.timeline(birds, "").rows] == ["iris", "wren", "heron", "kite", "oracle-bird"]


def test_coverage_adds_up(birds: Index) -> None:
    for row in coverage(birds, "models").rows:
        rows, known, undisclosed, not_stated, not_applicable, unknown, *states, _ = (
            int(str(cell.value)) for cell in row[2:]
        )
        assert rows == known + undisclosed + not_stated + not_applicable + unknown
        assert sum(states) == known + undisclosed + not_stated + not_applicable


def test_a_question_is_answered_by_claims_and_tables(birds: Index) -> None:
    page = answer(birds, "q1")
    assert [table.title for table in page.tables] == ["claims", "Open birds"]
    with pytest.raises(NotFoundError, match="q1"):
        answer(birds, "q11")


@pytest.mark.parametrize(
    ("command", "reason"),
    [("", None), ("models (", ""), ("models 'x", "No closing quotation"), ("compare kite", ""),
     ("compare nobody kite", "nobody"), ("models nosuch:1", "unknown field"), ("show nobody", None)],
)  # fmt: skip
def test_a_question_may_ask_what_has_no_answer(command: str, reason: str | None, tmp_path: Path) -> None:
    text = f"id: q\nname: Q\nquestion: What?\nqueries: [{json.dumps(command)}, 'models kite']\n"
    page = answer(kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "questions/q.yaml": text})), "q")
    assert [table.total for table in page.tables] == [1]
    said = [paragraph for paragraph in page.paragraphs if "has no answer" in paragraph]
    assert len(said) == (reason is not None)
    assert all(f"`mmkb {command}` has no answer: " in one and str(reason) in one for one in said)


@pytest.mark.parametrize(("query", "reason"), [("license:free ((", "never closed"), ("nosuch:1", "unknown field")])
def test_a_saved_table_of_a_question_may_have_no_answer(query: str, reason: str, tmp_path: Path) -> None:
    tables = {
        f"tables/{name}.yaml": f"id: {name}\nname: {name}\nkind: models\nquery: '{text}'\n"
        for name, text in (("broken", query), ("sound", "kite"))
    }
    asked = "id: q\nname: Q\nquestion: What?\ntables: [broken, nowhere, sound]\n"
    page = answer(kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, **tables, "questions/q.yaml": asked})), "q")
    assert [table.title for table in page.tables] == ["sound"]
    broken, nowhere = (paragraph for paragraph in page.paragraphs if "has no answer" in paragraph)
    assert broken.startswith("`mmkb table broken` has no answer: ")
    assert reason in broken
    assert "nowhere" in nowhere


@pytest.mark.parametrize("view", [finetune, cost])
def test_no_parameters_are_divided_by(view: Callable[..., Table], tmp_path: Path) -> None:
    model = "id: m\nname: M\nparams: 0\nexact_params: 0\nactive_params: 0\ntraining: {tokens: 0, flops: 1.0e+20}\n"
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": model}))
    assert index.notes == ()
    with pytest.raises(UsageError, match="not recorded"):
        view(index, ["m"], given={})


GIVEN = {"head_dim": [128], "hidden": [8192]}


def test_kv_cache_of_a_release_lists_its_sizes(birds: Index) -> None:
    table = cells(kv_cache(birds, ["wren"], tokens=[4096], given=GIVEN))
    assert table["wren-70b"][:8] == ["gqa", "80", "64", "8", "4,096", "320 KiB", "1.25 GiB", "8×"]
    assert table["wren-7b"][7] == "1×"


def test_a_model_borrows_the_anatomy_of_its_backbone(birds: Index) -> None:
    table = cells(
        memory(birds, ["heron-7b"], room=Room(1), dtypes=["fp16"], tokens=[1], pictures=Pictures(1), given=GIVEN)
    )
    assert table["heron-7b"][1] == "577"


@pytest.mark.parametrize(
    ("view", "model", "options", "message"),
    [
        (kv_cache, "wren-7b", {"given": {}}, "--head-dim N"),
        (kv_cache, "oracle-bird", {"given": {}}, "attention.layers"),
        (finetune, "wren-7b", {"targets": ["x"], "given": GIVEN}, "no target called 'x'"),
        (finetune, "wren-7b", {"methods": ["x"], "given": GIVEN}, "no method called 'x'"),
        (finetune, "wren-7b", {"methods": ["lora"], "targets": ["up"], "given": GIVEN}, "--ffn N"),
        (cost, "wren-7b", {"given": {}}, "training.tokens"),
        (kv_cache, "wren-7b", {"dtype": "fp17", "given": GIVEN}, "no number format called 'fp17'"),
        (memory, "wren-7b", {"room": Room(1), "dtypes": ["fp17"], "given": GIVEN}, "no number format called 'fp17'"),
    ],
)
def test_what_is_missing_is_named(
    view: Callable[..., Table], model: str, options: dict[str, object], message: str, birds: Index
) -> None:
    with pytest.raises(UsageError, match=message):
        view(birds, [model], **options)
