"""Where facts stand."""

from __future__ import annotations

from pathlib import Path

import kb
from mmkb.index.index import Index
from mmkb.rows.evidence import Located, Place, located, places, sources_of
from mmkb.rows.records import members


def rids(index: Index, id_: str, kind: str = "models") -> list[int]:
    return [rid for rid, _ in members(index, (kind,), id_)]


TWICE = """\
id: twice
name: Twice
type: language-model
input: [text]
output: [text]
license: free
evidence:
  - {source: moss-2024-birds, at: p. 1, supports: [license]}
  - {source: ash-2022-wren, at: p. 2, read: 2026-11-20, supports: [license, input]}
  - {source: ash-2022-wren, at: p. 2, read: 2026-11-25, note: again, supports: [license]}
  - {source: ash-2022-wren, at: p. 3, inferred: 2026-11-24, because: it sings, supports: [license]}
  - {source: ash-2022-wren, at: p. 3, read: 2026-11-25, supports: [output]}
  - {source: ash-2022-wren, at: p. 4, read: 2026-11-25, supports: [output]}
"""


def test_each_place_once_the_strongest_first(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/twice.yaml": TWICE}))
    found = places(index, rids(index, "twice"))
    assert [place for field, place in found if field == "license"] == [
        Place("ash-2022-wren", "p. 2", None, "read", "2026-11-25", None, "again"),
        Place("ash-2022-wren", "p. 3", None, "inferred", "2026-11-24", "it sings", None),
        Place("moss-2024-birds", "p. 1", None, "cited", None, None, None),
    ]
    assert [place for field, place in found if field == "input"] == [
        Place("ash-2022-wren", "p. 2", None, "read", "2026-11-20", None, None)
    ]
    assert [place.at for field, place in found if field == "output"] == ["p. 3", "p. 4"]


STAGES = """\
id: staged
name: Staged
training: {stages: [{name: a, connector: scratch}, {name: b, connector: full}, {name: c, connector: full}]}
evidence:
  - {source: ash-2022-wren, at: p. 2, read: 2026-11-25, supports: [training.stages.connector], stages: [1]}
  - {source: ash-2022-wren, at: p. 2, read: 2026-11-25, supports: [training.stages.connector], stages: [2, 3]}
"""


def test_a_place_that_speaks_of_some_stages_says_which(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/staged.yaml": STAGES}))
    assert [(field, place.stages) for field, place in places(index, rids(index, "staged"))] == [
        ("training.stages.connector", "1"), ("training.stages.connector", "2, 3"),
    ]  # fmt: skip


def test_one_place_of_several_variants_stands_once(birds: Index) -> None:
    assert [place.at for field, place in places(birds, rids(birds, "heron")) if field == "license"] == ["Table 1"]


def test_the_numbers_of_a_backbone_count_as_the_models(birds: Index) -> None:
    found = located(birds, ["heron-7b"], ["params", "attention.heads"])
    assert found == [
        Located("heron-7b", "params", "ash-2023-heron", "Table 1", "2026-11-22", None),
        Located("wren-7b", "attention.heads", "ash-2022-wren", "Table 1", "2026-11-22", None),
        Located("wren-7b", "params", "ash-2022-wren", "Table 1", "2026-11-22", None),
    ]
    assert {row.model for row in located(birds, ["heron"], ["params"])} == {
        "heron-7b", "heron-70b", "wren-7b", "wren-70b",
    }  # fmt: skip
    assert located(birds, ["heron-7b"], []) == located(birds, [], ["params"]) == []


def test_the_sources_of_a_record(birds: Index) -> None:
    assert sources_of(birds, "models", "heron") == ["ash-2023-heron", "moss-2024-birds", "repo-pond-heron"]
    assert sources_of(birds, "models", "wren-70b") == ["ash-2022-wren"]
    assert sources_of(birds, "claims", "moss-2024-c1") == ["ash-2022-wren", "moss-2024-birds"]


def test_a_source_that_disputes_is_one_even_without_a_record(tmp_path: Path) -> None:
    heron = kb.RECORDS["models/heron.yaml"].replace(
        "value: 256, source: moss-2024-birds", "value: 256, source: lost-2020"
    )
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/heron.yaml": heron}))
    assert "lost-2020" in sources_of(index, "models", "heron-7b")
