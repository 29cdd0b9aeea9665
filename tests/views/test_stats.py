"""Counting: what a timeline counts, and what it draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kb
from mmkb.formats.registry import by_name
from mmkb.index.index import Index
from mmkb.views.stats import timeline

TWIN = "id: twin\nname: Twin\ntype: multimodal-llm\nreleased: 2023-05-20\ninput: [text]\noutput: [text]\n"


@pytest.fixture
def may(tmp_path: Path) -> Index:
    """Two releases in one month and one in another."""
    return kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/twin.yaml": TWIN}))


def test_a_timeline_counts_the_month_and_draws_it_once(may: Index) -> None:
    rows = [
        (row[0].value, row[1].value, row[1].shown, row[2].value) for row in timeline(may, "released:2023..2024").rows
    ]
    assert rows == [
        ("2023-05", 2, "██", "heron"),
        ("2023-05", 2, "", "twin"),
        ("2024", 1, "█", "kite"),
        ("2024-03", 1, "█", "oracle-bird"),
    ]


def test_no_bar_stands_where_data_are_asked_for(may: Index) -> None:
    table = timeline(may, "released:2023")
    tsv = str(by_name("tsv").load().render(table))
    assert [line.split("\t")[1] for line in tsv.splitlines()] == ["releases", "2", "2"]
    rows = json.loads(by_name("json").load().render(table))["rows"]
    assert [row["releases"] for row in rows] == [2, 2]
