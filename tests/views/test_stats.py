"""Counting: what a timeline counts, and what it draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kb
from mmkb.commands.stats import answer
from mmkb.errors import UsageError
from mmkb.formats.registry import by_name
from mmkb.index.index import Index
from mmkb.rows.evidence import places
from mmkb.views.cell_text import text
from mmkb.views.coverage import coverage
from mmkb.views.listing import Request, listing
from mmkb.views.marks import legend, marked
from mmkb.views.stats import counts, distribution, timeline

TWIN = "id: twin\nname: Twin\ntype: multimodal-llm\nreleased: 2023-05-20\ninput: [text]\noutput: [text]\n"


@pytest.fixture
def may(tmp_path: Path) -> Index:
    """Two releases in one month and one in another."""
    return kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/twin.yaml": TWIN}))


def test_what_stands_behind_a_reference_is_counted_by(birds: Index) -> None:
    """Of the releases Heron and Kite, both built on a Wren; a model without a backbone counts as not known."""
    table = counts(birds, "models", "type:multimodal-llm", ["backbone.family"])
    assert [(row[0].value, row[1].value) for row in table.rows] == [("songbird", 2), ("(unknown)", 1)]


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


def test_what_counts_in_several_lines_is_said(birds: Index) -> None:
    assert "3 of the 5 releases count in several lines" in counts(birds, "models", "", ["input"]).notes
    assert counts(birds, "models", "", ["type"]).notes == ("counts releases",)


def test_numbers_of_several_instruments_have_no_median(birds: Index) -> None:
    with pytest.raises(UsageError, match="their numbers do not mix") as found:
        distribution(birds, "models", "", "score.pecks", None)
    assert found.value.hint == "one of: score.pecks-val, score.pecks-error"


def test_an_absent_value_is_counted_by_why_it_is_absent(birds: Index) -> None:
    table = counts(birds, "models", "", ["license"])
    assert {row[0].value: row[1].value for row in table.rows} == {"free": 3, "capped": 1, "(undisclosed)": 1}


def test_quartiles_are_of_the_known(birds: Index) -> None:
    (row,) = distribution(birds, "models", "type:multimodal-llm", "params", None).rows
    assert [cell.value for cell in row] == ["all", 5, 4, 3e9, 6e9, 10e9, 27.25e9, 70e9]


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("backbone.license", {"free": 2, "(unknown)": 3}),
        ("backbone.params", {"7B": 2, "70B": 1, "(unknown)": 3}),
        ("score.pecks-val", {"62.4": 1, "71.5": 1, "(unknown)": 4}),
    ],
)
def test_any_path_is_counted_by(by: str, lines: dict[str, int], birds: Index) -> None:
    table = counts(birds, "models", "", [by])
    assert {text(row[0], table.columns[0]): row[1].value for row in table.rows} == lines


def test_any_path_is_distributed_and_a_row_counts_once(birds: Index) -> None:
    table = distribution(birds, "models", "", "backbone.params", "type")
    known = {row[0].value: (row[1].value, row[2].value, row[5].value) for row in table.rows}
    assert known["multimodal-llm"] == (5, 4, 7e9)
    assert [column.unit for column in table.columns[3:]] == ["parameters"] * 5
    (whole,) = distribution(birds, "stages", "", "model.params", None).rows
    assert (whole[1].value, whole[2].value, whole[5].value) == (2, 2, 38.5e9)


def test_a_limit_hides_no_row_from_the_count(birds: Index) -> None:
    table = counts(birds, "models", "", ["type"], limit=1)
    assert (len(table.rows), table.total) == (1, 3)
    grouped = distribution(birds, "models", "", "params", "type", limit=2)
    assert (len(grouped.rows), grouped.total) == (2, 3)


def test_the_query_is_said(birds: Index) -> None:
    assert counts(birds, "models", "input:image", ["year"]).notes[0] == "counts releases that match input:image"


def test_a_timeline_shows_the_latest_and_counts_what_has_no_date(tmp_path: Path) -> None:
    undated = {"models/lost.yaml": "id: lost\nname: Lost\n"}
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, **undated}))
    table = timeline(index, "", 2)
    assert [row[2].value for row in table.rows] == ["kite", "oracle-bird"]
    assert (table.total, table.notes) == (5, ("1 more without a date on record",))
    assert timeline(index, "released:2024..").notes == ()


def test_a_field_where_a_query_stands_is_no_answer(birds: Index) -> None:
    with pytest.raises(UsageError, match="what of models is counted") as error:
        answer(birds, "models", "access")
    assert error.value.hint == "did you mean: mmkb stats models --by access"


def test_coverage_says_of_how_many_releases_its_variants_are(birds: Index) -> None:
    assert coverage(birds, "models", "").notes[0] == "rows of models are variants, 8 in all; releases: 5"
    assert coverage(birds, "models", "id:heron").notes[0] == "rows of models are variants, 2 in all; releases: 1"
    assert "variants" not in coverage(birds, "benchmarks", "").notes[0]


def test_coverage_tells_kinds_of_absence_apart(birds: Index) -> None:
    rows = {row[1].value: [cell.value for cell in row[2:]] for row in coverage(birds, "models").rows}
    # rows, known, undisclosed, not stated, not applicable, unknown, read, inferred, cited, disputed
    assert rows["params"] == [8, 7, 1, 0, 0, 0, 6, 0, 2, 0]
    assert rows["backbone"] == [8, 4, 0, 0, 1, 3, 3, 0, 2, 0]
    assert rows["context"] == [8, 3, 0, 0, 0, 5, 3, 0, 0, 1]


def test_looked_for_in_vain_is_not_unknown(tmp_path: Path) -> None:
    """It has a status, a mark, a place, a word in queries, and a column of its own in what is covered."""
    record = "id: m\nname: M\nlicense: not-stated\nevidence: [{source: s, at: README.md, read: 2026-01, supports: [license]}]\n"
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": record, "models/n.yaml": "id: n\nname: N\n"}))
    (covered,) = (row for row in coverage(index, "models").rows if row[1].value == "license")
    assert [cell.value for cell in covered[2:8]] == [2, 0, 0, 1, 0, 1]
    found = {words: [row[0].value for row in listing(index, Request("models", words)).rows] for words in ASKED}
    assert found == ASKED
    shown = listing(index, Request("models", "id:m", ["license"]))
    assert (shown.rows[0][0].status, shown.rows[0][0].cited) == ("not-stated", False)
    assert marked(shown.rows[0][0], shown.columns[0]) == "not stated"
    assert legend([shown]) == "not stated: looked for in its sources, and not there"
    assert [(field, place.at, place.state) for field, place in places(index, index_rids(index, "m"))] == [
        ("license", "README.md", "read")
    ]


ASKED = {
    "license:not-stated": ["m"],
    "license:unknown": ["n"],
    "not has:license": ["m", "n"],
    "license:undisclosed": [],
}


def index_rids(index: Index, id_: str) -> list[int]:
    return [rid for (rid,) in index.rows("SELECT rid FROM rows WHERE id = ?", (id_,))]


def test_what_is_covered_of_one_kind_does_not_name_it_in_every_row(birds: Index) -> None:
    table = coverage(birds, "models")
    assert table.screen is not None
    assert table.screen().columns == table.columns[1:]
    assert coverage(birds, None).screen is None


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


def test_of_times_the_latest_are_shown(may: Index) -> None:
    assert [row[0].value for row in counts(may, "models", "", ["year"], limit=2).rows] == ["2023", "2024"]
    assert [row[0].value for row in counts(may, "models", "", ["year", "access"], limit=1).rows] == ["2024"]
    assert [row[0].value for row in distribution(may, "models", "", "params", "year", limit=1).rows] == ["2024"]
    columns = counts(may, "models", "", ["access", "year"]).columns
    assert sorted(columns[1:], key=lambda column: column.worth) == list(columns[1:])
    assert columns[-1].worth > columns[1].worth


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


def test_hours_are_in_one_style_however_many(tmp_path: Path) -> None:
    hours = {"a": "7M", "b": "30.84M", "c": "960"}
    files = {
        f"models/{id_}.yaml": f"id: {id_}\nname: M\ntraining: {{gpu_hours: {said}}}\n" for id_, said in hours.items()
    }
    table = counts(kb.open_index(kb.write(tmp_path / "data", files)), "models", "", ["gpu_hours"])
    assert {text(row[0], table.columns[0]) for row in table.rows} == {"7,000,000", "30,840,000", "960"}
