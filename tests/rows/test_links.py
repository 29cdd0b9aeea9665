"""References between records, in both directions."""

from __future__ import annotations

from pathlib import Path

import kb
from mmkb.index.index import Index
from mmkb.rows.links import Link, builders, first_released, parts, referring
from mmkb.rows.records import members


def rids(index: Index, id_: str, kind: str = "models") -> list[int]:
    return [rid for rid, _ in members(index, (kind,), id_)]


def test_parts(birds: Index) -> None:
    small = rids(birds, "heron-7b")
    (wren,), (iris,) = rids(birds, "wren-7b"), rids(birds, "iris")
    assert parts(birds, small, ["backbone"]) == [Link("backbone", "wren-7b", wren)]
    assert set(parts(birds, small, ["backbone", "vision.encoder"])) == {
        Link("backbone", "wren-7b", wren),
        Link("vision.encoder", "iris", iris),
    }
    assert parts(birds, rids(birds, "iris"), ["backbone"]) == []  # not-applicable is no reference


def test_those_built_on_a_model_the_oldest_first(birds: Index) -> None:
    found = builders(birds, rids(birds, "wren-7b"), ["backbone"])
    assert [(user.field, user.record) for user in found] == [
        ("backbone", "heron"),
        ("backbone", "kite"),
        ("backbone", "kite"),
    ]
    of_data = builders(birds, rids(birds, "pond-100k", "datasets"), ["training.stages.data"])
    assert [user.record for user in of_data] == ["heron", "heron"]
    assert builders(birds, rids(birds, "wren-7b"), ["vision.encoder"]) == []


def test_first_released(birds: Index) -> None:
    assert first_released(birds, rids(birds, "heron")) == "2023-05-10"
    assert first_released(birds, rids(birds, "heron-70b")) == "2023-06"
    assert first_released(birds, rids(birds, "pond-100k", "datasets")) is None
    assert first_released(birds, []) is None


def test_referring_leaves_out_what_stands_beside_the_record(birds: Index) -> None:
    assert referring(birds, rids(birds, "heron"), "heron") == [
        ("claims", "moss-2024-birds", "about"),
        ("surveys", "moss", "models"),
    ]
    assert ("models", "kite", "backbone") in referring(birds, rids(birds, "wren"), "wren")
    assert all(record != "pecks" for _, record, _ in referring(birds, rids(birds, "pecks", "benchmarks"), "pecks"))


def test_results_are_not_built_on_models(birds: Index) -> None:
    assert builders(birds, rids(birds, "heron"), ["model", "about"]) == []


def test_a_size_built_on_its_sibling_is_no_other_record(tmp_path: Path) -> None:
    sizes = "variants: [{id: m-base}, {id: m-chat, base: m-base}]"
    files = {"models/m.yaml": f"id: m\nname: M\n{sizes}\n", "models/n.yaml": "id: n\nname: N\nbase: m-base\n"}
    index = kb.open_index(kb.write(tmp_path / "data", files))
    assert referring(index, rids(index, "m"), "m") == [("models", "n", "base")]
