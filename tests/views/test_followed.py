"""Columns that end in another record: what they show, mark and cite, how they sort, and how often they ask."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

import kb
from mmkb.errors import KbError, UsageError
from mmkb.formats.registry import by_name
from mmkb.index.index import Index
from mmkb.query.route import UnresolvedError, route
from mmkb.query.sql import compile_query
from mmkb.rows.results import of_models, own_scores
from mmkb.views.listing import Request, listing
from mmkb.views.marks import marked
from mmkb.views.table import UNKNOWN, Cell, Table, sources_of


def models(
    index: Index,
    columns: str,
    query: str = "",
    sort: Sequence[str] = (),
    *,
    variants: bool = False,
    limit: int | None = None,
) -> Table:
    return listing(index, Request("models", query, columns.split(","), sort, limit, variants, "none"))


def cell(table: Table, row: str, column: str) -> Cell:
    position = [found.name for found in table.columns].index(column)
    return next(line for line in table.rows if line[0].value == row)[position]


@pytest.mark.parametrize(
    ("name", "row", "value", "unit"),
    [
        ("backbone.params", "heron", (7_000_000_000, 70_000_000_000), "parameters"),
        ("backbone.params", "kite", 7_000_000_000, "parameters"),
        ("backbone.params", "iris", None, "parameters"),
        ("backbone.released", "heron", "2022-11", None),
        ("backbone.paper.arxiv", "heron", None, None),
        ("backbone.paper.doi", "heron", "10.5555/wren.1", None),
        ("paper.arxiv", "heron", "2305.01234", None),
        ("encoder.id", "heron", "iris", None),
        ("vision.encoder.output", "heron", ("embedding",), None),
        ("license.user_cap", "kite", 700_000_000, "users"),
        ("license.osi", "kite", False, None),
    ],
)
def test_a_path_is_a_column(name: str, row: str, value: object, unit: str | None, birds: Index) -> None:
    table = models(birds, f"id,{name}")
    assert table.columns[1].name == name.removeprefix("vision.")
    assert table.columns[1].unit == unit
    assert cell(table, row, table.columns[1].name).value == value


def test_a_path_from_another_kind(birds: Index) -> None:
    table = listing(
        birds, Request("results", "model:heron-7b", ["id", "model.released", "instrument.unit", "source.title"])
    )
    assert [cell.value for cell in table.rows[0]] == ["ash-2023-heron.1", "2023-05-10", "%", "Herons Look Twice"]
    assert [column.name for column in table.columns] == ["id", "model.released", "instrument.unit", "source.title"]


@pytest.mark.parametrize(
    ("row", "name", "shown", "cited", "disputed"),
    [
        ("heron-7b", "backbone.attention.mechanism", "mha≠", False, True),
        ("heron-70b", "backbone.attention.mechanism", "gqa", False, False),
        ("kite-s", "backbone.attention.mechanism", "mha≠", False, True),
        ("heron-70b", "score.pecks-val", "71.5 ± 0.2", False, False),
    ],
)
def test_marks_are_those_of_the_end(row: str, name: str, shown: str, cited: bool, disputed: bool, birds: Index) -> None:
    table = models(birds, f"id,{name}", variants=True)
    found = cell(table, row, table.columns[1].name)
    assert (found.cited, found.disputed) == (cited, disputed)
    assert marked(found, table.columns[1]) == shown


def test_what_is_kept_back_at_the_end_is_said(tmp_path: Path) -> None:
    files = {
        "models/seer.yaml": "id: seer\nname: S\nbackbone: brain\nbase: nobody\n",
        "models/brain.yaml": "id: brain\nname: B\nparams: undisclosed\ncontext: not-applicable\n",
    }
    index = kb.open_index(kb.write(tmp_path / "data", files))
    table = models(index, "id,backbone.params,backbone.context,backbone.released,base.params", "id:seer")
    assert [found.status for found in table.rows[0][1:]] == ["undisclosed", "not-applicable", "unknown", "unknown"]


def test_a_score_is_shown_as_printed_and_kept_as_a_number(birds: Index) -> None:
    table = models(birds, "id,score.pecks-val")
    assert (table.columns[1].type, table.columns[1].unit) == ("number", "%")
    heron = cell(table, "heron", "score.pecks-val")
    assert (heron.value, heron.shown) == ((62.4, 71.5), "62.4%, 71.5 ± 0.2")
    assert cell(table, "oracle-bird", "score.pecks-val") == UNKNOWN
    assert any("the record's own pick stands" in note for note in table.notes)
    for name in ("tsv", "csv", "json"):
        assert "± 0.2" not in str(by_name(name).load().render(table))
    for name in ("rich", "markdown", "latex", "html", "typst"):
        assert "71.5 ± 0.2" in str(by_name(name).load().render(table)).replace(r"$\pm$", "±")
    rows = json.loads(by_name("json").load().render(table))["rows"]
    assert [row["score.pecks-val"] for row in rows if row["id"] == "heron"] == [[62.4, 71.5]]


def test_a_score_of_a_release_counts_for_all_its_sizes_together(birds: Index) -> None:
    """What is said of Kite is not known of its small size, but of the release."""
    whole = cell(models(birds, "id,score.pecks-val"), "kite", "score.pecks-val")
    assert (whole.value, whole.shown, whole.cited) == (55.0, "55.0", True)
    assert cell(models(birds, "id,score.pecks-val", variants=True), "kite-s", "score.pecks-val") == UNKNOWN
    assert cell(models(birds, "id,score.pecks-val", "params:3B"), "kite", "score.pecks-val") == UNKNOWN


def test_an_instrument_that_is_not_the_named_one_is_named(birds: Index) -> None:
    table = models(birds, "id,score.pecks")
    assert cell(table, "oracle-bird", "score.pecks").shown == "0.25 (error)"
    assert cell(table, "kite", "score.pecks").shown == "55.0 (val)"
    assert "score.pecks: pecks-val, pecks-error; named where it is not pecks" in table.notes
    sizes = listing(birds, Request("models", columns=["id", "score.pecks"], variants=True))
    blank = "scores: blank also where a number is reported for a release and not for one of its sizes"
    assert (blank in sizes.notes, blank in table.notes) == (True, False)
    assert table.columns[1].unit is None, "two units have none in common"


def test_scores_on_several_instruments_are_labelled_wherever_they_go_and_ordered_by_number(birds: Index) -> None:
    table = models(birds, "id,score.pecks")
    assert table.columns[1].type == "text"
    assert cell(table, "oracle-bird", "score.pecks").value == "0.25 (error)"
    lines = str(by_name("tsv").load().render(table)).splitlines()
    assert "kite\t55.0 (val)" in lines
    ordered = listing(birds, Request("models", "has:score.pecks", ["id", "score.pecks"], ["-score.pecks"]))
    assert [row[0].value for row in ordered.rows] == ["heron", "kite", "oracle-bird"]


INSTRUMENTS = """\
id: bench
name: Bench
caveat: none
instruments:
  - {id: bench, metric: right, direction: higher, unit: points, minimum: 0, maximum: 1000}
  - {id: bench-val, metric: right, direction: higher, unit: points, minimum: 0, maximum: 1000}
  - {id: bench-percent, metric: right, direction: higher, unit: "%", minimum: 0, maximum: 100}
"""
RESULTS = """\
id: paper
source: paper
groups:
  - at: Table 1
    read: 2026-11-22
    measured_by: third-party
    rows: [{model: m, instrument: bench, value: "700"}, {model: m, instrument: bench-percent, value: "70.0"}]
  - at: Table 2
    read: 2026-11-22
    measured_by: self
    rows: [{model: m, instrument: bench, value: "710"}, {model: m, instrument: bench-val, value: "720"}]
"""


def measured(folder: Path, results: str) -> Index:
    """Return the index of one model, measured on the instruments of one benchmark in one paper."""
    files = {
        "models/m.yaml": "id: m\nname: M\n",
        "benchmarks/bench.yaml": INSTRUMENTS,
        "results/paper.yaml": results,
        "sources/paper.yaml": "id: paper\ntype: paper\ntitle: T\nauthors: [A]\nyear: 2024\n",
    }
    return kb.open_index(kb.write(folder / "data", files))


def test_a_slip_stands_for_no_model(tmp_path: Path) -> None:
    slips = RESULTS.replace('"720"}', '"720", primary: false, because: another row}').replace(
        "measured_by: self", "measured_by: self\n    protocol: {setting: zero-shot}"
    )
    index = measured(tmp_path, slips)
    assert cell(models(index, "id,score.bench"), "m", "score.bench").shown == "710"
    (rid,) = [rid for (rid,) in index.rows("SELECT rid FROM models")]
    assert "720" not in {result.printed for result in of_models(index, [rid])}
    found = {
        query: models(index, "id", query).total for query in ("score.bench:720", "score.bench:710", "score.bench-val>0")
    }
    assert found == {"score.bench:720": 0, "score.bench:710": 1, "score.bench-val>0": 0}
    assert 720.0 not in {own.score for own in own_scores(index, [rid])}


def test_the_primary_value_stands_and_other_units_do_not(tmp_path: Path) -> None:
    index = measured(tmp_path, RESULTS)
    shown = cell(models(index, "id,score.bench"), "m", "score.bench")
    assert (shown.value, shown.shown) == (("710", "720 (val)"), "710, 720 (val)")
    assert cell(models(index, "id,score.bench-percent"), "m", "score.bench-percent").value == 70.0
    assert models(index, "id", "score.bench:60..80").total == 0
    assert models(index, "id", "score.bench:720 score.bench-percent:60..80").total == 1


BEST = ("heron-70b", "heron-7b")
BEHIND = ("wren-70b", "wren-7b", "iris", "oracle-bird")
BY_ID = ("iris", "oracle-bird", "wren-70b", "wren-7b")


@pytest.mark.parametrize(
    ("sort", "variants", "ids"),
    [
        (["-score.pecks-val"], False, ["heron", "kite", "iris", "oracle-bird", "wren"]),
        (["score.pecks-val"], False, ["kite", "heron", "iris", "oracle-bird", "wren"]),
        (["-score.pecks-val"], True, [*BEST, "iris", "kite-s", "kite-l", "oracle-bird", "wren-7b", "wren-70b"]),
        (["-backbone.params", "-params"], True, ["heron-70b", "kite-l", "heron-7b", "kite-s", *BEHIND]),
        (["backbone.params", "id"], True, ["heron-7b", "kite-l", "kite-s", "heron-70b", *BY_ID]),
    ],
)
def test_paths_sort(sort: list[str], variants: bool, ids: list[str], birds: Index) -> None:
    assert [row[0].value for row in models(birds, "id", sort=sort, variants=variants).rows] == ids
    limited = models(birds, "id", sort=sort, variants=variants, limit=2)
    assert [row[0].value for row in limited.rows] == ids[:2]
    assert limited.total == len(ids)


def test_a_release_sorts_by_its_highest_downwards_and_its_lowest_upwards(tmp_path: Path) -> None:
    files = {
        "models/wide.yaml": "id: wide\nname: W\nvariants: [{id: wide-s, backbone: b1}, {id: wide-l, backbone: b9}]\n",
        "models/even.yaml": "id: even\nname: E\nbackbone: b5\n",
        **{f"models/b{n}.yaml": f"id: b{n}\nname: B{n}\nparams: {n}B\n" for n in (1, 5, 9)},
    }
    index = kb.open_index(kb.write(tmp_path / "data", files))
    for sort in ("-backbone.params", "backbone.params"):
        rows = models(index, "id", "has:backbone", [sort]).rows
        assert [row[0].value for row in rows] == ["wide", "even"], sort


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("backbone.parms", "unknown column 'parms' of models", "params"),
        ("nonsense.params", "unknown column 'nonsense.params' of models", "mmkb fields models"),
        ("name.length", "'name' is no reference to one kind of record, so nothing can follow it", None),
        ("developer.country", "'developer' is no reference to one kind", "models have 'country' themselves"),
        (
            "results",
            "unknown column 'results' of models",
            "`mmkb results` lists; a query on models asks them as results:(",
        ),
        ("score.peck-val", "no benchmark or instrument called 'peck-val'", "pecks-val"),
        ("backbone.attention", "unknown column", None),
    ],
)
def test_what_leads_nowhere_is_no_column(name: str, message: str, hint: str | None, birds: Index) -> None:
    if name == "backbone.attention":  # an alias of attention.mechanism
        assert models(birds, f"id,{name}").columns[1].name == name
        return
    for request in (Request("models", columns=[name]), Request("models", sort=[f"-{name}"])):
        with pytest.raises(UsageError) as caught:
            listing(birds, request)
        assert message in str(caught.value)
        assert hint is None or hint in str(caught.value.hint)


def test_sources_of_a_path_are_those_of_its_end(birds: Index) -> None:
    request = Request("models", "id:heron", ["id", "backbone.params", "score.pecks-val", "paper.title"], cite="cells")
    (row,) = listing(birds, request).rows
    assert [found.sources for found in row[1:4]] == [("ash-2022-wren",), ("ash-2023-heron",), ("ash-2023-heron",)]
    assert set(sources_of(row)) == {reference.key for reference in listing(birds, request).references}


NAMES = (
    "params",
    "backbone.params",
    "paper.arxiv",
    "score.pecks-val",
    "vision.encoder.license.osi",
    "backbone.nothing",
    "x.y",
)


@pytest.mark.parametrize("name", NAMES)
def test_queries_and_columns_understand_the_same_names(name: str, birds: Index) -> None:
    try:
        end = route(birds, "models", name)
    except UnresolvedError:
        for refused in (lambda: compile_query(birds, "models", f"has:{name}"), lambda: models(birds, name)):
            with pytest.raises(KbError):
                refused()
        return
    matched = models(birds, "id", f"has:{name}", variants=True)
    shown = models(birds, f"id,{end.name}", variants=True)
    known = {row[0].value for row in shown.rows if row[1].value is not None}
    assert known <= {row[0].value for row in matched.rows}
    assert known


def test_the_number_of_questions_does_not_grow_with_the_rows(birds: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rows = Index.rows

    def counted(self: Index, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        asked.append(sql)
        return rows(self, sql, parameters)

    monkeypatch.setattr(Index, "rows", counted)
    columns = "id,backbone.paper.title,score.pecks,vision.encoder.params"
    counts = []
    for query in ("id:heron-7b", "id:heron", ""):
        asked.clear()
        models(birds, columns, query, ["-backbone.params"])
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
