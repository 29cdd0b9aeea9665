"""Which scores a comparison shows: medians of groups, and what sizes, releases and splits have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import kb
from mmkb.index.index import Index
from mmkb.rows.results import PROTOCOL, Result
from mmkb.rows.results import Instrument as Known
from mmkb.views import side_scores
from mmkb.views.cell_text import text
from mmkb.views.compare import compare
from mmkb.views.sides import Side
from mmkb.views.table import Table

Row = tuple[str, str, str, str, str]
"""Model, instrument, value, measurer, protocol."""
Build = Callable[[Sequence[Row]], Index]


def own(model: str, value: float, instrument: str = "pecks-val", protocol: str = "{}") -> Row:
    return model, instrument, str(value), "self", protocol


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Open the index of four ants, three bees and a wasp of two sizes, with some results."""

    def with_results(rows: Sequence[Row]) -> Index:
        models = {
            f"models/{name}.yaml": f"id: {name}\nname: {name}\ntype: language-model\nfamily: {family}\n"
            "input: [text]\noutput: [text]\n"
            for family, names in (("ant", ("a1", "a2", "a3", "a4")), ("bee", ("b1", "b2", "b3")))
            for name in names
        }
        wasp = (
            "id: wasp\nname: Wasp\ntype: language-model\nfamily: wasp\ninput: [text]\noutput: [text]\n"
            "variants: [{id: wasp-7b, params: 7B}, {id: wasp-70b, params: 70B}]\n"
        )
        reported = "id: moss-2024-birds\nsource: moss-2024-birds\ngroups:\n" + "".join(
            f"  - {{at: Table {number}, measured_by: {measurer}, protocol: {protocol},"
            f" rows: [{{model: {model}, instrument: {instrument}, value: '{value}'}}]}}\n"
            for number, (model, instrument, value, measurer, protocol) in enumerate(rows, 1)
        )
        files = {**kb.RECORDS, **models, "models/wasp.yaml": wasp, "results/moss-2024-birds.yaml": reported}
        return kb.open_index(kb.write(tmp_path / "data", files))

    return with_results


def lines(table: Table) -> list[list[str]]:
    return [[text(cell, head) for cell, head in zip(row, table.columns, strict=True)] for row in table.rows]


def medians(index: Index, *sides: str) -> list[list[str]]:
    return lines(
        next(
            table
            for table in compare(index, sides, everything=True).tables
            if table.title == "scores on shared instruments"
        )
    )


ANTS = [own("a1", 10), own("a2", 20), own("a3", 60)]
BEES = [own("b1", 1), own("b2", 2), own("b3", 9)]
GROUPS = ("family:ant", "family:bee")


def test_medians_stand_where_every_side_has_enough_releases(build: Build) -> None:
    assert medians(build([*ANTS, *BEES]), *GROUPS) == [["pecks-val", "not stated", "20 (3)", "2 (3)"]]


@pytest.mark.parametrize("missing", [0, 3])
def test_one_side_with_too_few_hides_the_instrument(missing: int, build: Build) -> None:
    rows = [*ANTS, *BEES]
    del rows[missing]
    assert medians(build(rows), *GROUPS) == []


@pytest.mark.parametrize("measurer", ["third-party", "benchmark", "other-developer"])
def test_what_others_measured_counts_in_no_median(measurer: str, build: Build) -> None:
    more = ("a4", "pecks-val", "100", measurer, "{}")
    assert medians(build([*ANTS, *BEES, more]), *GROUPS) == [["pecks-val", "not stated", "20 (3)", "2 (3)"]]
    others = [*ANTS[:2], ("a3", "pecks-val", "60", measurer, "{}")]
    assert medians(build([*others, *BEES]), *GROUPS) == []


def test_each_protocol_has_a_median_of_its_own(build: Build) -> None:
    protocol = "{setting: zero-shot, shots: 0}"
    stated = [own(model, 50, protocol=protocol) for model in ("a1", "a2", "a3", "b1", "b2", "b3")]
    lone = [own(model, 70, protocol="{shots: 5}") for model in ("a1", "a2", "a3", "b1", "b2")]
    assert medians(build([*ANTS, *BEES, *stated, *lone]), *GROUPS) == [
        ["pecks-val", "not stated", "20 (3)", "2 (3)"],
        ["pecks-val", "zero-shot", "50 (3)", "50 (3)"],
    ]


def test_answers_drawn_stand_in_no_median_of_single_ones(build: Build) -> None:
    drawn = [own(model, 99, protocol="{shots: 8, samples: 8}") for model in ("a1", "a2", "a3", "b1", "b2", "b3")]
    single = [own(model, 50, protocol="{shots: 8}") for model in ("a1", "a2", "a3", "b1", "b2", "b3")]
    assert medians(build([*drawn, *single]), *GROUPS) == [
        ["pecks-val", "8-shot", "50 (3)", "50 (3)"],
        ["pecks-val", "8-shot, 8 answers drawn", "99 (3)", "99 (3)"],
    ]


@pytest.mark.parametrize(("instrument", "best"), [("pecks-val", "40 (3)"), ("pecks-error", "30 (3)")])
def test_a_release_counts_once_by_the_best_of_its_sizes(instrument: str, best: str, build: Build) -> None:
    """The wasps are one release: 30 and 40, of which the metric's direction says which is better."""
    rows = [
        own("wasp-7b", 30, instrument), own("wasp-70b", 40, instrument), own("a1", 1, instrument), own("a2", 99, instrument),
        *(own(bee, 5, instrument) for bee in ("b1", "b2", "b3")),
    ]  # fmt: skip
    assert medians(build(rows), "family:wasp or family:ant", "family:bee") == [
        [instrument, "not stated", best, "5 (3)"],
    ]


def test_what_is_said_of_a_release_counts_in_no_median_of_its_sizes(build: Build) -> None:
    rows = [*ANTS[:2], own("wasp", 50), *BEES]
    assert medians(build(rows), "family:ant or family:wasp", "family:bee") == [
        ["pecks-val", "not stated", "20 (3)", "2 (3)"]
    ]
    assert medians(build(rows), "family:ant or id=wasp-7b", "family:bee") == []


def scores(index: Index, *sides: str) -> dict[str, list[list[str]]]:
    return {
        table.title: lines(table) for table in compare(index, sides).tables if table.title.startswith("scores")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("side", "shared"),
    [("wasp", True), ("wasp-7b", False), ("wasp-70b", False), ("id=wasp-7b", False), ("family:wasp", True)],
)
def test_a_score_of_a_release_is_none_of_its_sizes(side: str, shared: bool, build: Build) -> None:
    protocol = "{setting: zero-shot, shots: 0}"
    index = build([own("wasp", 50, protocol=protocol), own("a1", 40, protocol=protocol)])
    fair = scores(index, side, "a1")["scores"]
    assert fair == ([["pecks-val", "50", "40", side, "moss-2024-birds"]] if shared else [])


def test_a_score_of_a_size_is_one_of_the_side_that_names_it_by_a_query(build: Build) -> None:
    protocol = "{setting: zero-shot, shots: 0}"
    index = build([own("wasp-7b", 50, protocol=protocol), own("a1", 40, protocol=protocol)])
    for side in ("wasp-7b", "id=wasp-7b", "wasp"):
        assert scores(index, side, "a1")["scores"] == [["pecks-val", "50", "40", side, "moss-2024-birds"]]
    assert scores(index, "wasp-70b", "a1")["scores"] == []


def test_different_splits_of_one_benchmark_are_told_apart(build: Build) -> None:
    index = build([own("a1", 10), own("b1", 0.2, "pecks-error")])
    assert scores(index, "a1", "b1")["scores not comparable"] == [
        ["pecks", "10 (pecks-val)", "0.2 (pecks-error)", "different split or metric"]
    ]


def test_a_refusal_is_about_the_scores_that_it_shows(build: Build) -> None:
    """The first reported score is another's; the maintainer's stands for the model, and its condition is the reason."""
    native = "{detail: native}"
    index = build(
        [
            ("a1", "pecks-val", "46.4", "third-party", "{detail: by hand}"),
            ("a1", "pecks-val", "44", "benchmark", native),
            own("b1", 41),
        ]
    )
    assert scores(index, "a1", "b1")["scores not comparable"] == [
        ["pecks-val", "44", "41", "only one of the two states condition: native"]
    ]


def test_an_instrument_that_nobody_recorded_ends_no_comparison(build: Build) -> None:
    protocol = "{setting: zero-shot, shots: 0}"
    ghosts = [own(model, 10, "ghost", protocol) for model in ("a1", "a2", "a3", "b1", "b2", "b3")]
    index = build([*ghosts, own("a4", 10, "ghost-2")])
    assert scores(index, "a1", "b1")["scores not comparable"] == [["ghost", "10", "10", "no such instrument"]]
    assert scores(index, "a4", "b1") == {"scores": []}
    assert medians(index, *GROUPS) == []


def result(instrument: str, printed: str) -> Result:
    protocol = (None,) * len(PROTOCOL)
    return Result(
        1,
        "m",
        instrument,
        printed,
        float(printed),
        "self",
        "s",
        "Table 1",
        False,
        None,
        True,
        protocol,
        None,
        None,
        None,
    )


SPLITS = {name: Known(name, benchmark, "higher", None, None, None, name, "m") for name, benchmark in
          (("val", "x"), ("test", "x"), ("other", "y"))}  # fmt: skip


@pytest.mark.parametrize(
    ("reported", "found"),
    [
        ({"val": {"p": ["1"]}, "test": {"q": ["2"]}}, [["x", "1 (val)", "2 (test)", ""]]),
        ({"val": {"p": ["1", "5"]}, "test": {"q": ["2"]}}, [["x", "1 (val)", "2 (test)", ""]]),  # the first reported
        ({"val": {"p": ["1"], "r": ["3"]}, "test": {"q": ["2"]}}, []),  # two sides share a split
        ({"val": {"p": ["1"]}, "other": {"q": ["2"]}}, []),  # two benchmarks
        ({"val": {"p": ["1"]}, "test": {"p": ["4"]}}, []),  # one side alone
        ({"val": {"p": ["1", "5"]}, "test": {"p": ["4"], "q": ["2"]}}, []),  # a split they share
        ({"val": {"p": ["1"]}, "ghost": {"q": ["2"]}}, []),
    ],
)
def test_other_splits(reported: dict[str, dict[str, list[str]]], found: list[list[str]]) -> None:
    sides = [Side(label, "models", {label: [number]}) for number, label in enumerate("pqr")]
    by_instrument = {
        name: {label: [result(name, printed) for printed in values] for label, values in by_side.items()}
        for name, by_side in reported.items()
    }
    rows = side_scores._other_splits(by_instrument, SPLITS, sides)
    assert [[str(cell.value or "") for cell in row[:-1]] for row in rows] == found
    assert all(row[-1].value == "different split or metric" for row in rows)


def test_scores_that_were_not_read_are_marked(tmp_path: Path) -> None:
    rows = "[{model: heron-7b, instrument: pecks-val, value: '1'}, {model: kite-s, instrument: pecks-val, value: '2'}]"
    group = f"  - {{at: Table 1, measured_by: self, rows: {rows}, read: 2026-11-22}}\n"
    cited = {}
    for name, text_ in (("read", group), ("cited", group.replace(", read: 2026-11-22", ""))):
        records = {path: content for path, content in kb.RECORDS.items() if not path.startswith("results/")}
        records["results/moss-2024-birds.yaml"] = f"id: moss-2024-birds\nsource: moss-2024-birds\ngroups:\n{text_}"
        index = kb.open_index(kb.write(tmp_path / name, records))
        fair = next(table for table in compare(index, ["heron-7b", "kite-s"]).tables if table.title == "scores")
        cited[name] = [cell.cited for cell in fair.rows[0][1:3]]
    assert cited == {"read": [False, False], "cited": [True, True]}
