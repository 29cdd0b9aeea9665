"""Ranking on one instrument: which way is better, who shares a rank, who is a rival."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import kb
from mmkb.index.index import Index
from mmkb.views.leaderboard import leaderboard
from mmkb.views.table import Table

Row = tuple[str, str, str]
"""A model, its value, what else is to be said of the row."""


def measured(tmp_path: Path, rows: Sequence[Row], direction: str = "higher", rest: str = "") -> Index:
    lines = [f'      - {{model: {model}, instrument: b-all, value: "{value}"{more}}}\n' for model, value, more in rows]
    group = "  - at: Table 1\n    measured_by: self\n    rows:\n"
    instrument = f"{{id: b-all, metric: m, direction: {direction}{rest}}}"
    files = {
        "benchmarks/b.yaml": f"id: b\nname: B\ncaveat: Little.\ninstruments: [{instrument}]\n",
        "results/s.yaml": f"id: s\nsource: s\ngroups:\n{group}{''.join(lines)}",
        **{f"models/{model}.yaml": f"id: {model}\nname: {model}\n" for model, *_ in rows},
    }
    index = kb.open_index(kb.write(tmp_path / "data", files))
    assert index.notes == ()
    return index


def ranks(table: Table) -> list[tuple[object, object]]:
    return [(row[0].value, row[1].value) for row in table.rows]


def test_lower_may_be_better(tmp_path: Path) -> None:
    rows = [("a", "0.30", ""), ("b", "0.10", ""), ("c", "0.20", "")]
    assert ranks(leaderboard(measured(tmp_path, rows, "lower"), "b")) == [(1, "b"), (2, "c"), (3, "a")]


def test_nearest_to_the_ideal_may_be_better(tmp_path: Path) -> None:
    rows = [("a", "90", ""), ("b", "45", ""), ("c", "60", "")]
    table = leaderboard(measured(tmp_path, rows, "target", ", ideal: 50"), "b")
    assert ranks(table) == [(1, "b"), (2, "c"), (3, "a")]


def test_a_shared_rank_is_measured_from_its_first(tmp_path: Path) -> None:
    """A chain of small steps is no tie: c is as far from a as noise allows no more."""
    rows = [("a", "62.0", ""), ("b", "61.5", ""), ("c", "61.0", ""), ("d", "55.0", "")]
    table = leaderboard(measured(tmp_path, rows, rest=", noise: 0.8"), "b")
    assert ranks(table) == [(1, "a"), (1, "b"), (3, "c"), (4, "d")]


def test_the_same_value_again_is_no_rival(tmp_path: Path) -> None:
    rows = [("a", "62.0", ""), ("a", "62.0", ", protocol: {shots: 0}"), ("b", "50", ""), ("b", "51", ", printed_as: B")]
    table = leaderboard(measured(tmp_path, rows), "b")
    assert [(row[1].value, row[2].disputed, row[7].value) for row in table.rows] == [
        ("a", False, None),
        ("b", True, "51 (self, s)"),
    ]


def test_others_than_the_maker(tmp_path: Path) -> None:
    rows = [("a", "1", ""), ("b", "2", ", measured_by: third-party"), ("c", "3", ", measured_by: benchmark")]
    index = measured(tmp_path, rows)
    assert ranks(leaderboard(index, "b", measured_by="other")) == [(1, "c"), (2, "b")]
    assert ranks(leaderboard(index, "b", measured_by="self")) == [(1, "a")]


def test_the_protocol_is_said(tmp_path: Path) -> None:
    rows = [("a", "9", ", protocol: {shots: 0, chain_of_thought: true, frames: 8}"), ("b", "1", "")]
    table = leaderboard(measured(tmp_path, rows), "b")
    assert [row[3].value for row in table.rows] == ["0-shot, chain of thought, 8 frames", "not stated"]
