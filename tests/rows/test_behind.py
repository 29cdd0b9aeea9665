"""The sources behind the cells of a listing, kind by kind."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.index.index import Index
from mmkb.rows.behind import behind, behind_fields_like, behind_licence_chain, items
from mmkb.rows.records import members


def rids(index: Index, kind: str, id_: str) -> list[int]:
    return [rid for rid, _ in members(index, (kind,), id_)]


@pytest.mark.parametrize(
    ("kind", "id_", "field", "sources"),
    [
        ("models", "heron-7b", "license", ["ash-2023-heron"]),
        ("models", "heron-7b", "openness.weights.tuned", ["repo-pond-heron"]),
        ("models", "heron-7b", "", []),
        ("stages", "heron", "connector", ["ash-2023-heron"]),  # of both stages, told by the model
        ("instruments", "pecks-val", "", ["moss-2024-birds"]),  # told by the benchmark
        ("sources", "moss-2024-birds", "", ["moss-2024-birds"]),
        ("results", "ash-2023-heron.1", "", ["ash-2023-heron"]),
        ("claims", "moss-2024-c1", "", ["moss-2024-birds"]),
    ],
)
def test_behind(kind: str, id_: str, field: str, sources: list[str], birds: Index) -> None:
    chosen = rids(birds, kind, id_)
    found = behind(birds, kind, chosen)
    assert {rid for rid, *_ in found} <= set(chosen)
    for rid in chosen:
        assert [source for row, path, source in found if (row, path) == (rid, field)] == sources


def test_behind_fields_like(birds: Index) -> None:
    (heron,) = rids(birds, "models", "heron-7b")
    assert set(behind_fields_like(birds, [heron], ("license", "openness.weights.%"))) == {
        (heron, "ash-2023-heron"),
        (heron, "repo-pond-heron"),
    }
    assert behind_fields_like(birds, [heron], ("openness.weights.%",)) == [(heron, "repo-pond-heron")]


def test_behind_the_chain_of_licences_stand_those_of_its_parts(birds: Index) -> None:
    (kite,) = rids(birds, "models", "kite-s")
    assert set(behind_licence_chain(birds, [kite])) == {
        (kite, "moss-2024-birds"),  # its own licence
        (kite, "ash-2022-wren"),  # that of its backbone
        (kite, "ash-2023-heron"),  # what the licences allow
    }


def test_items(birds: Index) -> None:
    (claim,) = rids(birds, "claims", "moss-2024-c1")
    assert items(birds, "claims", "checks.source", [claim]) == [(claim, "ash-2022-wren")]


SIZES = """\
id: m
name: M
variants:
  - {id: m-s, training: {stages: [{name: one, connector: full}]}}
  - {id: m-l, training: {stages: [{name: two, connector: full}]}}
evidence:
  - {source: cited, supports: [training], variants: [m-s]}
  - {source: read, at: p. 1, read: 2026-11-22, supports: [training], variants: [m-s]}
  - {source: other, supports: [training], variants: [m-l]}
"""


STAGES = """\
id: m
name: M
training: {stages: [{name: one, connector: scratch}, {name: two, connector: full}]}
evidence:
  - {source: first, supports: [training.stages.connector], stages: [1]}
  - {source: second, supports: [training.stages.connector], stages: [2]}
  - {source: both, supports: [training.stages.connector]}
"""


def test_behind_a_stage_stands_what_speaks_of_it(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": STAGES}))
    numbers = dict(index.rows('SELECT "order", rid FROM stages'))
    for number, sources in {1: ["first", "both"], 2: ["second", "both"]}.items():
        assert [source for _, _, source in behind(index, "stages", [numbers[number]])] == sources


def test_what_was_read_comes_first_and_stages_of_other_sizes_do_not_count(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": SIZES}))
    assert index.notes == ()
    (small,) = rids(index, "models", "m-s")
    found = behind(index, "models", [small])
    assert [source for _, field, source in found if field == "training.stages.connector"] == ["read", "cited"]
    stages = dict(index.rows("SELECT model, rid FROM stages"))
    found = behind(index, "stages", [stages["m-s"]])
    assert [source for _, field, source in found if field == "connector"] == ["read", "cited"]
