"""Ranking on one instrument: which way is better, who shares a rank, what stands apart, who is a rival."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import kb
from mmkb.errors import NotFoundError, QueryError, UsageError
from mmkb.formats import rich_text
from mmkb.index.index import Index
from mmkb.query.route import Route
from mmkb.rows.results import Result
from mmkb.views import leaderboard as boards
from mmkb.views.cell_text import text
from mmkb.views.compare import compare
from mmkb.views.detail import details
from mmkb.views.followed import Groups, cells_along
from mmkb.views.leaderboard import Board, leaderboard
from mmkb.views.listing import Request, listing
from mmkb.views.marks import DISPUTED_MARK
from mmkb.views.table import Cell, Table

Row = tuple[str, str, str]
"""A model, its value, what else is to be said of the row."""
SPLITS = "[{id: b, metric: m, direction: higher}, {id: b-val, split: val, metric: m, direction: higher},"
SPLITS += " {id: b-test, split: test, metric: m, direction: higher}, {id: b-error, metric: e, direction: lower}]"


def measured(tmp_path: Path, rows: Sequence[Row], direction: str = "higher", rest: str = "") -> Index:
    return opened(tmp_path, rows, f"[{{id: b-all, metric: m, direction: {direction}{rest}}}]", "b-all")


def opened(tmp_path: Path, rows: Sequence[Row], instruments: str = SPLITS, first: str = "b") -> Index:
    """Open an index with results; a model written `m@i` was measured with the instrument i."""
    lines = []
    for row, value, more in rows:
        model, _, instrument = row.partition("@")
        lines.append(f'      - {{model: {model}, instrument: {instrument or first}, value: "{value}"{more}}}\n')
    group = "  - at: Table 1\n    measured_by: self\n    rows:\n"
    models = {row.partition("@")[0] for row, *_ in rows}
    files = {
        "benchmarks/b.yaml": f"id: b\nname: B\ncaveat: Little.\ninstruments: {instruments}\n",
        "results/s.yaml": f"id: s\nsource: s\ngroups:\n{group}{''.join(lines)}",
        "licenses/free.yaml": "id: free\nname: Free\ncommercial: 'yes'\n",
        **{
            f"models/{model}.yaml": f"id: {model}\nname: {model.upper()}\nparams: {ord(model[0])}B\n"
            for model in models
        },
    }
    index = kb.open_index(kb.write(tmp_path / "data", files))
    assert index.notes == ()
    return index


def ranks(table: Table) -> list[tuple[object, object]]:
    return [(row[1].value, row[2].value) for row in table.rows]


def lines(table: Table, *names: str) -> list[tuple[str, ...]]:
    """Return what stands in some columns of each row."""
    at = {column.name: number for number, column in enumerate(table.columns)}
    return [tuple(text(row[at[name]], table.columns[at[name]]) for name in names) for row in table.rows]


def test_lower_may_be_better(tmp_path: Path) -> None:
    rows = [("a", "0.30", ""), ("b", "0.10", ""), ("c", "0.20", "")]
    assert ranks(leaderboard(measured(tmp_path, rows, "lower"), Board("b"))) == [(1, "b"), (2, "c"), (3, "a")]


def test_nearest_to_the_ideal_may_be_better(tmp_path: Path) -> None:
    rows = [("a", "90", ""), ("b", "45", ""), ("c", "60", "")]
    table = leaderboard(measured(tmp_path, rows, "target", ", ideal: 50"), Board("b"))
    assert ranks(table) == [(1, "b"), (2, "c"), (3, "a")]


def test_a_shared_rank_is_measured_from_its_first(tmp_path: Path) -> None:
    """A chain of small steps is no tie: c is as far from a as noise allows no more."""
    rows = [("a", "62.0", ""), ("b", "61.5", ""), ("c", "61.0", ""), ("d", "55.0", "")]
    table = leaderboard(measured(tmp_path, rows, rest=", noise: 0.8"), Board("b"))
    assert ranks(table) == [(1, "a"), (1, "b"), (3, "c"), (4, "d")]


def test_the_same_value_again_is_no_rival(tmp_path: Path) -> None:
    rows = [
        ("a", "62.0", ""),
        ("a", "62.0", ", protocol: {detail: x}"),
        ("b", "50", ""),
        ("b", "51", ", printed_as: B"),
    ]
    table = leaderboard(measured(tmp_path, rows), Board("b"))
    assert [row[3].disputed for row in table.rows] == [False, True]
    assert lines(table, "model", "rivals") == [("a", ""), ("b", "51 (self, s)")]


def test_a_slip_is_a_rival_and_never_more(tmp_path: Path) -> None:
    slip = ", protocol: {setting: zero-shot}, primary: false, because: the number of the row below"
    table = leaderboard(measured(tmp_path, [("a", "62", ""), ("a", "99", slip), ("b", "98", slip)]), Board("b"))
    assert lines(table, "model", "value", "rivals") == [("a", "62", "99 (zero-shot, s)")]


def test_others_than_the_maker(tmp_path: Path) -> None:
    rows = [("a", "1", ""), ("b", "2", ", measured_by: third-party"), ("c", "3", ", measured_by: benchmark")]
    index = measured(tmp_path, rows)
    assert ranks(leaderboard(index, Board("b", measured_by="other"))) == [(1, "c"), (2, "b")]
    assert ranks(leaderboard(index, Board("b", measured_by="self"))) == [(1, "a")]


def test_the_protocol_is_said_and_its_particulars_beside_it(tmp_path: Path) -> None:
    said = ", version: may, protocol: {shots: 0, chain_of_thought: true, frames: 8, judge: x}"
    table = leaderboard(measured(tmp_path, [("a", "9", said), ("b", "1", "")]), Board("b"))
    assert lines(table, "protocol", "detail") == [
        ("0-shot, chain of thought", "version may, 8 frames, judge x"),
        ("not stated", ""),
    ]


APART = [
    ", protocol: {setting: fine-tuned}", ", protocol: {samples: 8, shots: 0}", ", protocol: {seen: true, shots: 0}",
    ", protocol: {tools: true, shots: 0}", ", protocol: {shots: 5}",
]  # fmt: skip


@pytest.mark.parametrize("other", APART)
def test_other_conditions_are_ranked_apart(other: str, tmp_path: Path) -> None:
    """What was trained, voted on, seen or helped does not stand above what was not."""
    plain = ", protocol: {shots: 0}"
    rows = [
        ("a", "99", other),
        ("b", "50", plain),
        ("c", "60", plain),
        ("d", "55", ", protocol: {shots: 0, frames: 8}"),
    ]
    assert ranks(leaderboard(measured(tmp_path, rows), Board("b"))) == [(1, "c"), (2, "d"), (3, "b"), (1, "a")]


def test_a_model_has_a_line_under_each_stated_protocol_and_none_where_silent(tmp_path: Path) -> None:
    rows = [
        ("a", "70", ", protocol: {shots: 0}"), ("a", "80", ", protocol: {shots: 5}, measured_by: third-party"),
        ("a", "99", ""), ("b", "60", ", protocol: {shots: 0}"), ("c", "98", ""),
    ]  # fmt: skip
    table = leaderboard(measured(tmp_path, rows), Board("b"))
    assert lines(table, "protocol", "rank", "model", "value", "rivals") == [
        ("0-shot", "1", "a", "70", "99 (self, s)"),
        ("0-shot", "2", "b", "60", ""),
        ("5-shot", "1", "a", "80", ""),
        ("not stated", "1", "c", "98", ""),
    ]


def test_many_protocols_of_one_model_are_not_compared_with_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = measured(tmp_path, [("a", "70", f", protocol: {{shots: {number}}}") for number in range(60)])
    compared = 0

    def counting(self: Result, other: object) -> bool:
        nonlocal compared
        compared += 1
        return self is other

    monkeypatch.setattr(Result, "__eq__", counting)
    assert len(leaderboard(index, Board("b")).rows) == 60
    assert compared <= 60


def test_a_copy_stands_only_where_its_origin_does_not(tmp_path: Path) -> None:
    copied = ", measured_by: copied, copied_from: s, protocol: {shots: 0}"
    rows = [("a", "70", ""), ("a", "71", copied), ("b", "60", copied)]
    table = leaderboard(measured(tmp_path, rows), Board("b"))
    assert sorted(lines(table, "protocol", "model", "value", "measured_by", "rivals")) == [
        ("0-shot", "b", "60", "copied from s", ""),
        ("not stated", "a", "70", "self", "71 (0-shot, copied, s)"),
    ]


def test_what_its_makers_have_replaced_stands_only_where_nothing_else_does(tmp_path: Path) -> None:
    replaced = ", superseded_by: t, protocol: {shots: 0}"
    copied = ", measured_by: copied, copied_from: s"
    rows = [("a", "70", replaced), ("a", "71", ""), ("b", "60", replaced), ("c", "50", copied), ("c", "40", replaced)]
    table = leaderboard(measured(tmp_path, rows), Board("b"))
    assert sorted(lines(table, "protocol", "model", "value", "detail", "rivals")) == [
        ("0-shot", "b", "60", "superseded by t", ""),
        ("not stated", "a", "71", "", "70 (0-shot, superseded by t, s)"),
        ("not stated", "c", "50", "", "40 (0-shot, superseded by t, s)"),
    ]


def test_splits_of_one_metric_stand_together_and_apart(tmp_path: Path) -> None:
    """The value of `a` without a split is the one of its test split; that of `b` may be of any."""
    rows = [("a", "70", ""), ("a@b-test", "70", ""), ("b", "60", ""), ("c@b-val", "50", ""), ("d@b-error", "1", "")]
    index = opened(tmp_path, rows)
    table = leaderboard(index, Board("b"))
    assert sorted(lines(table, "protocol", "rank", "model", "instrument")) == [
        ("split not stated: not stated", "1", "b", "b"),
        ("test: not stated", "1", "a", "b-test"),
        ("val: not stated", "1", "c", "b-val"),
    ]
    assert "b, b-val, b-test are one benchmark with one metric: shown together, each split apart" in table.notes
    assert "1 values without a split equal one of the same model on a split, and stand there alone" in table.notes
    alone = leaderboard(index, Board("b-test"))
    assert sorted(lines(alone, "model", "instrument")) == [("a", "b-test"), ("b", "b")]


def test_one_split_is_not_named_where_there_is_no_other(tmp_path: Path) -> None:
    table = leaderboard(opened(tmp_path, [("c@b-val", "50", "")]), Board("b"))
    assert lines(table, "protocol", "model") == [("not stated", "c")]
    assert not any("one benchmark" in note for note in table.notes)


def test_columns_order_and_limit_are_those_of_a_listing(tmp_path: Path) -> None:
    rows = [("a", "70", ""), ("b", "60", ""), ("c", "9", "")]
    index = measured(tmp_path, rows)
    table = leaderboard(index, Board("b", columns=["rank", "name", "params", "value"], sort=["-params"], limit=2))
    assert [column.name for column in table.columns] == ["rank", "name", "params", "value"]
    assert lines(table, "rank", "name", "params") == [("3", "C", "99B"), ("2", "B", "98B")]
    assert (len(table.rows), table.total) == (2, 3)
    by_value = leaderboard(index, Board("b", columns=["value"], sort=["value"]))
    assert lines(by_value, "value") == [("9",), ("60",), ("70",)]


def test_a_limit_reads_the_columns_of_no_more_places_than_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = measured(tmp_path, [("a", "70", ""), ("b", "60", ""), ("c", "9", "")])
    read = []

    def noting(index: Index, route: Route, groups: Groups, *, sources: bool) -> list[Cell]:
        read.append(len(groups))
        return cells_along(index, route, groups, sources=sources)

    monkeypatch.setattr(boards, "cells_along", noting)
    assert lines(leaderboard(index, Board("b", columns=["params"], limit=2)), "params") == [("97B",), ("98B",)]
    assert read == [2]


@pytest.mark.parametrize(
    ("board", "error"),
    [
        (Board("b", columns=["paramss"]), UsageError),
        (Board("b", sort=["-paramss"]), UsageError),
        (Board("b", query="params>lots"), QueryError),
        (Board("c"), NotFoundError),
    ],
)
def test_what_is_not_there_is_an_error(board: Board, error: type[Exception], tmp_path: Path) -> None:
    with pytest.raises(error):
        leaderboard(measured(tmp_path, [("a", "1", "")]), board)


def test_facts_of_a_release_are_those_of_all_its_sizes(birds: Index) -> None:
    table = leaderboard(birds, Board("pecks-val", columns=["model", "params", "released", "access"]))
    assert ("kite", "3B, 13B", "2024", "restricted-weights") in lines(table, "model", "params", "released", "access")
    (marked,) = [row for row in table.rows if row[0].value == "kite"]
    assert marked[1].cited


def test_the_cited_sources_come_along(birds: Index) -> None:
    table = leaderboard(birds, Board("pecks-val", cite="cells"))
    assert {"ash-2023-heron", "moss-2024-birds"} <= {reference.key for reference in table.references}


RIVALS = """\
id: moss-2024-birds
source: moss-2024-birds
groups:
  - at: Table 9
    read: 2026-11-24
    measured_by: third-party
    protocol: {setting: zero-shot, shots: 0}
    rows:
      - {model: heron-7b, instrument: pecks-val, value: "60.0"}
      - {model: kite-s, instrument: pecks-val, value: "62.40"}
      - {model: oracle-bird, instrument: pecks-val, value: "50.0", protocol: {seen: true}}
"""


@pytest.fixture
def rivals(tmp_path: Path) -> Index:
    return kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "results/moss-2024-birds.yaml": RIVALS}))


def test_a_board_ranks_and_keeps_rivals(rivals: Index) -> None:
    table = leaderboard(rivals, Board("pecks-val"))
    assert lines(table, "protocol", "rank", "model", "value") == [
        ("zero-shot", "1", "heron-7b", "62.4%"),
        ("zero-shot", "1", "kite-s", "62.40"),
        ("zero-shot, 5-shot", "1", "heron-70b", "71.5 ± 0.2"),
        ("not stated", "1", "kite", "55.0"),
        ("zero-shot, training images seen", "1", "oracle-bird", "50.0"),
    ]
    assert lines(table, "rivals")[0] == ("60.0 (zero-shot, moss-2024-birds)",)
    assert table.rows[0][3].disputed


def test_a_board_of_an_error_rate_starts_with_the_lowest(birds: Index) -> None:
    assert "lower is better" in leaderboard(birds, Board("pecks-error")).title


@pytest.mark.parametrize(
    ("board", "models"),
    [
        (Board("pecks-val", measured_by="self"), ["heron-7b", "heron-70b"]),
        (Board("pecks-val", protocol="shots:5"), ["heron-70b"]),
        (Board("pecks-val", query="access:proprietary"), ["oracle-bird"]),
    ],
)
def test_a_board_filters(board: Board, models: list[str], rivals: Index) -> None:
    assert [model for (model,) in lines(leaderboard(rivals, board), "model")] == models


def test_a_board_names_what_could_be_meant(birds: Index) -> None:
    with pytest.raises(UsageError, match="pecks-val, pecks-error"):
        leaderboard(birds, Board("pecks"))
    with pytest.raises(NotFoundError, match="pecks-val"):
        leaderboard(birds, Board("pecks-vla"))


SHOTS = ", protocol: {shots: %d}"


@pytest.mark.parametrize(
    ("rows", "marked"),
    [
        pytest.param([("a", "62", ""), ("a", "61", "")], True, id="two that state nothing"),
        pytest.param([("a", "62", SHOTS % 5), ("a", "61", "")], True, id="a silent one beside a stated one"),
        pytest.param([("a", "62", SHOTS % 5), ("a", "61", SHOTS % 5)], True, id="two of one protocol"),
        pytest.param([("a", "62", SHOTS % 5), ("a", "61", f"{SHOTS % 0}, measured_by: copied")], True, id="a copy"),
        pytest.param([("a", "62", ""), ("a", "61", ", primary: false, because: a slip")], True, id="a slip"),
        pytest.param([("a", "62", SHOTS % 5), ("a", "61", SHOTS % 0)], False, id="two protocols"),
        pytest.param([("a", "62", ""), ("a", "62.0", "")], False, id="one value twice"),
        pytest.param([("a", "62", "")], False, id="another model's"),
    ],
)
def test_a_value_is_marked_where_another_is_printed_for_its_model(
    rows: list[Row], marked: bool, tmp_path: Path
) -> None:
    index = measured(tmp_path, [*rows, ("c", "50", "")])
    listed = listing(index, Request("models", "id:a,c", ["id", "score.b-all"], ["id"]))
    assert [row[1].disputed for row in listed.rows] == [marked, False]
    assert (f"{DISPUTED_MARK} a source disagrees" in rich_text.render(listed)) == marked
    board = leaderboard(index, Board("b-all", columns=["model", "value"], query="id:a"))
    assert any(row[1].disputed for row in board.rows) == marked
    if "slip" in str(rows):
        return  # a page and a comparison leave out what the record knows to be wrong
    (compared,) = (table for table in compare(index, ["a", "c"], only="scores").tables if table.rows)
    assert [cell.disputed for cell in compared.rows[0][1:3]] == [marked, False]
    (page,) = details(index, ["a"])
    assert page.screen is not None
    (key,) = (table for table in page.screen().tables if table.title == "key results")
    assert key.rows[0][1].disputed == marked
