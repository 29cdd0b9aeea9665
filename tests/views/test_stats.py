"""Counting: what a timeline counts, and what it draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kb
from mmkb.errors import UsageError
from mmkb.formats.registry import by_name
from mmkb.index.index import Index
from mmkb.views.stats import counts, coverage, distribution, timeline

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


def test_shares_are_of_everything_counted(birds: Index) -> None:
    table = counts(birds, "models", "", ["type"], share=True)
    assert [(row[0].value, row[1].shown) for row in table.rows] == [
        ("multimodal-llm", "60.0%"),
        ("vision-encoder", "20.0%"),
        ("language-model", "20.0%"),
    ]


def test_an_unknown_value_is_counted_as_such(birds: Index) -> None:
    table = counts(birds, "models", "", ["license"])
    assert {row[0].value: row[1].value for row in table.rows} == {"free": 3, "capped": 1, "(unknown)": 1}


def test_quartiles_are_of_the_known(birds: Index) -> None:
    (row,) = distribution(birds, "models", "type:multimodal-llm", "params", None).rows
    assert [cell.value for cell in row] == ["all", 5, 4, 3e9, 6e9, 10e9, 27.25e9, 70e9]


def test_coverage_tells_kinds_of_absence_apart(birds: Index) -> None:
    rows = {row[1].value: [cell.value for cell in row[2:]] for row in coverage(birds, "models").rows}
    # rows, known, undisclosed, not applicable, unknown, read, inferred, cited, disputed
    assert rows["params"] == [8, 7, 1, 0, 0, 6, 0, 2, 0]
    assert rows["backbone"] == [8, 4, 0, 1, 3, 3, 0, 2, 0]
    assert rows["context"] == [8, 3, 0, 0, 5, 3, 0, 0, 1]


@pytest.mark.parametrize(
    ("kind", "by", "lines"),
    [
        ("models", "quarter", [("2021-Q1", 1), ("2022-Q4", 1), ("2023-Q2", 2), ("2024-Q1", 1), ("2024-Q?", 1)]),
        ("models", "year", [("2021", 1), ("2022", 1), ("2023", 2), ("2024", 2)]),
        ("benchmarks", "quarter", [("2023-Q1", 1)]),
        ("sources", "quarter", [("2023-Q2", 1), ("(unknown)", 3)]),
        ("sources", "year", [(2022, 1), (2023, 2), (2024, 1)]),
    ],
)
def test_counts_by_a_period_are_in_its_order(kind: str, by: str, lines: list[tuple[str, int]], may: Index) -> None:
    assert [(row[0].value, row[1].value) for row in counts(may, kind, "", [by]).rows] == lines


@pytest.mark.parametrize(
    ("month", "quarter"), [(1, 1), (2, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3), (10, 4), (11, 4), (12, 4)]
)
def test_every_month_is_in_its_quarter(month: int, quarter: int, tmp_path: Path) -> None:
    text = f"id: m\nname: M\nreleased: 2023-{month:02}\n"
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": text}))
    assert [row[0].value for row in counts(index, "models", "", ["quarter"]).rows] == [f"2023-Q{quarter}"]


def test_a_kind_without_dates_has_no_quarter(birds: Index) -> None:
    with pytest.raises(UsageError, match="tables have no date"):
        counts(birds, "tables", "", ["quarter"])


def test_a_sum_of_open_models_says_what_is_restricted(birds: Index) -> None:
    said = "restricted-weights 1 of 4 open releases"
    assert said in counts(birds, "models", "access:open", ["year"]).notes
    assert said in distribution(birds, "models", "access:open", "params", None).notes
    for query in ("", "access:open-weights", "access:proprietary"):
        assert not any("open releases" in note for note in counts(birds, "models", query, ["year"]).notes)
