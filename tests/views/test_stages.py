"""What is said of the facts of a training stage: they are those of the models that go through it."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.index.index import Index
from mmkb.views.listing import Request, listing

RIVAL = "  - {field: training.stages.connector, value: frozen, source: moss-2024-birds, because: abstract%s}\n"


def opened(folder: Path, dispute: str, variants: str = "") -> Index:
    heron = kb.RECORDS["models/heron.yaml"].replace("disputes:\n", f"disputes:\n{dispute}")
    if variants:
        heron = heron.replace(", backbone: wren-70b,", f", backbone: wren-70b, training: {{stages: [{variants}]}},")
    index = kb.open_index(kb.write(folder / "data", {**kb.RECORDS, "models/heron.yaml": heron}))
    assert index.notes == ()
    return index


def disputed(index: Index) -> list[tuple[object, list[str]]]:
    table = listing(index, Request("stages", "model:heron", ["id", "vision_encoder", "connector", "backbone"]))
    heads = [column.name for column in table.columns]
    return [
        (row[0].value, [head for head, cell in zip(heads, row, strict=True) if cell.disputed]) for row in table.rows
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (", stage: 2", [("heron.1", []), ("heron.2", ["connector"])]),
        ("", [("heron.1", ["connector"]), ("heron.2", ["connector"])]),
        (", stage: 2, variants: [heron-70b]", [("heron.1", []), ("heron.2", ["connector"])]),
    ],
)
def test_a_disputed_stage_is_marked(more: str, expected: list[tuple[str, list[str]]], tmp_path: Path) -> None:
    assert disputed(opened(tmp_path, RIVAL % more)) == expected


def test_stages_of_a_size_are_told_apart_from_those_of_the_release(tmp_path: Path) -> None:
    own = "{name: alone, connector: full}"
    found = disputed(opened(tmp_path, RIVAL % ", variants: [heron-70b]", own))
    assert found == [("heron.1", []), ("heron.2", []), ("heron-70b.1", ["connector"])]


def test_the_state_of_evidence_is_that_of_the_model(birds: Index) -> None:
    (first, second) = listing(birds, Request("stages", "model=heron", ["connector", "method", "samples"])).rows
    assert [cell.cited for cell in first] == [True, False, False]
    assert [cell.cited for cell in second] == [True, True, True]
    assert [cell.status for cell in first] == ["known", "unknown", "unknown"]
