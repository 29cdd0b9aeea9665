"""What a picture shows is what stands in the table: every value has its mark, or is counted as left out with its reason."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.schema.field import NUMERIC
from mmkb.schema.kinds import KINDS
from mmkb.views.axes import Axis, in_periods, linear, logarithmic, over_time, periods, year_of
from mmkb.views.chart import Chart, chart
from mmkb.views.drawing import ACCESS, Drawing
from mmkb.views.kv_cache import kv_cache
from mmkb.views.leaderboard import Board, leaderboard
from mmkb.views.listing import Request, listing
from mmkb.views.openness import ranking
from mmkb.views.plots import PICTURES, picture
from mmkb.views.stats import counts, distribution, timeline
from mmkb.views.table import UNKNOWN, Cell, Column, Table

NUMBER = Column("n", "n", "integer")
SIZE = Column("size", "size", "quantity", "parameters")
DAY = Column("day", "day", "date")
NAME = Column("name", "name", "id")


def drawn(drawing: Drawing | None, columns: tuple[Column, ...], *rows: tuple[object, ...]) -> Chart:
    cells = tuple(
        tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row)  # type: ignore[arg-type]
        for row in rows
    )
    return chart(Table("t", columns, cells, len(rows), kind="models", drawing=drawing))


def marks(picture: Chart) -> list[tuple[str, str, float]]:
    return [(point.series, point.label, point.y) for point in picture.points]


def test_counts_are_bars_in_the_order_of_the_table(birds: Index) -> None:
    table = counts(birds, "models", "", ["type"])
    found = chart(table)
    assert found.marks == "bars"
    assert [(point.label, point.y) for point in found.points] == [(row[0].value, row[1].value) for row in table.rows]
    assert found.y.low == 0


def test_counts_by_two_are_a_panel_for_each_value_of_the_second(birds: Index) -> None:
    table = counts(birds, "models", "", ["type", "access"])
    found = chart(table)
    wide = {
        (row[0].value, column.label): cell.value
        for row in table.rows
        for column, cell in zip(table.columns[1:], row[1:], strict=True)
    }
    assert {(point.label, point.series): point.y for point in found.points} == wide
    assert found.series == tuple(column.label for column in table.columns[1:])


@pytest.mark.parametrize("by", [["quarter", "access"], ["access", "quarter"], ["year", "access"], ["access", "year"]])
def test_counts_by_a_date_are_columns_over_time(by: list[str], birds: Index) -> None:
    """Whichever of the two fields is the date; what has no value is no column."""
    table = counts(birds, "models", "", by)
    found = chart(table)
    over_time = by[0] in ("quarter", "year")
    wide = {
        (str(row[0].value), column.name) if over_time else (column.name, str(row[0].value)): cell.value
        for row in table.rows
        for column, cell in zip(table.columns[1:], row[1:], strict=True)
        if cell.value and "?" not in f"{row[0].value}{column.name}"
    }
    assert found.marks == "columns"
    assert {(point.label, point.series): point.y for point in found.points} == wide


def test_a_quarter_of_which_only_the_year_is_known_is_left_out_and_counted(birds: Index) -> None:
    found = chart(counts(birds, "models", "id:kite,heron", ["quarter"]))
    assert [point.label for point in found.points] == ["2023-Q2"]
    assert "left out: 1 with no place in time: 2024-Q?" in found.notes


def test_a_quarter_without_releases_keeps_its_place(birds: Index) -> None:
    """Columns stand apart as their quarters do, in every panel, whatever else is left out."""
    found = chart(counts(birds, "models", "id:wren,heron,oracle-bird", ["quarter"]))
    assert [(point.label, point.x) for point in found.points] == [("2022-Q4", 0), ("2023-Q2", 2), ("2024-Q1", 5)]
    assert found.x is not None
    assert (found.x.low, found.x.high) == (-0.5, 5.5)


def test_panels_without_the_first_period_begin_with_it() -> None:
    """The axis is that of all series, also of those that have no room."""
    columns = (Column("quarter", "quarter", "text"), *(Column(f"s{n:02}", f"s{n:02}", "integer") for n in range(14)))
    rows = [("2020-Q1", *(1 if n == 13 else 0 for n in range(14))), ("2020-Q3", *(20 - n for n in range(14)))]
    found = drawn(Drawing("columns", "quarter", tuple(f"s{n:02}" for n in range(14))), columns, *rows)
    assert found.x is not None
    assert (found.x.low, found.x.high) == (-0.5, 2.5)
    assert {(point.label, point.x) for point in found.points} == {("2020-Q3", 2)}
    assert "left out for want of room: s12, s13" in found.notes


def test_a_timeline_is_a_column_a_month(birds: Index) -> None:
    found = chart(timeline(birds, "id:heron,oracle-bird"))
    assert [(point.label, point.y, point.x) for point in found.points] == [("2023-05", 1, 0), ("2024-03", 1, 10)]


def test_a_distribution_is_boxes_of_its_quartiles(birds: Index) -> None:
    table = distribution(birds, "models", "", "params", "access")
    found = chart(table)
    known = [row for row in table.rows if row[2].value]
    assert [point.spread for point in found.points] == [tuple(cell.value for cell in row[3:]) for row in known]
    assert [point.y for point in found.points] == [row[5].value for row in known], "a box is called by its median"
    assert [point.label for point in found.points] == [f"{row[0].value} ({row[2].value})" for row in known]
    left = [str(row[0].value) for row in table.rows if not row[2].value]
    assert left == ["api-only"]
    assert "left out: 1 with no known value: api-only" in found.notes


def test_scores_stand_at_the_day_of_release(birds: Index) -> None:
    columns = ("model", "released", "score", "access")
    found = chart(leaderboard(birds, Board("pecks-val", columns=columns, cite="rows")))
    assert {(point.label, round(point.x, 2), point.y) for point in found.points} == {
        ("heron-7b", 2023.35, 62.4),
        ("heron-70b", 2023.45, 71.5),
        ("kite", 2024.5, 55.0),
    }
    assert [point.label for point in found.points if point.cited] == ["kite"]
    assert "hollow or °: 1 of 3 are cited, not read at their source" in found.notes
    assert {point.label for point in found.named} == {"heron-7b", "heron-70b", "kite"}
    assert [point.label for point in found.named][:2] == ["heron-70b", "heron-7b"], "those ahead come first"


def test_a_board_without_scores_says_what_the_picture_needs(birds: Index) -> None:
    with pytest.raises(UsageError, match="needs the columns released, score, access, model") as caught:
        chart(leaderboard(birds, Board("pecks-val")))
    assert caught.value.hint == "also ask for score"


def test_where_lower_is_better_the_lowest_are_named_first() -> None:
    rows = [("a", "2020", 5), ("b", "2021", 7), ("c", "2022", 3)]
    columns = (NAME, DAY, NUMBER)
    drawing = Drawing("points", "day", ("n",), label="name", lower=True)
    assert [point.label for point in drawn(drawing, columns, *rows).named] == ["c", "a", "b"]
    drawing = Drawing("points", "day", ("n",), label="name")
    assert [point.label for point in drawn(drawing, columns, *rows).named] == ["b", "a", "c"]


def test_of_many_points_only_those_ahead_are_named() -> None:
    rows = [(f"m{number}", f"2020-01-{1 + number % 28:02}", number % 7) for number in range(60)]
    found = drawn(Drawing("points", "day", ("n",), label="name"), (NAME, DAY, NUMBER), *rows)
    assert [point.y for point in found.named] == [6, 5, 4, 3, 2, 1, 0][: len(found.named)]
    assert found.named[-1].x == min(point.x for point in found.points)
    assert "named, where there is room: those higher than all before them" in found.notes


@pytest.mark.parametrize(
    ("row", "expected", "left"),
    [
        (("2020", 5), [(2020.5, 5)], None),
        (("2020", (5, 6)), [(2020.5, 5), (2020.5, 6)], None),
        ((("2021", "2020"), 5), [(2020.5, 5)], None),
        ((("2021", "2020"), (5, 6)), [], "1 with several values of both, which --variants tells apart"),
        ((UNKNOWN, 5), [], "1 with day unknown"),
        (("2020", Cell(None, "undisclosed")), [], "1 with size undisclosed"),
        (("2020", Cell(None, "not-stated")), [], "1 with size not stated"),
    ],
)
def test_what_of_a_row_can_be_drawn(
    row: tuple[object, ...], expected: list[tuple[float, float]], left: str | None
) -> None:
    sure = ("2019", 1)
    found = drawn(Drawing("points", "day", ("size",)), (DAY, SIZE), row, sure)
    assert [(point.x, point.y) for point in found.points] == [*expected, (2019.5, 1)]
    assert [note for note in found.notes if note.startswith("left out")] == ([f"left out: {left}"] if left else [])


def test_a_bar_of_several_values_is_left_out() -> None:
    found = drawn(Drawing("bars", "name", ("size",)), (NAME, SIZE), ("a", (1, 2)), ("b", 3))
    assert marks(found) == [("", "b", 3)]
    assert "left out: 1 with several values, which --variants tells apart" in found.notes


def test_nothing_to_draw_says_why() -> None:
    with pytest.raises(UsageError, match="nothing to draw") as caught:
        drawn(Drawing("bars", "name", ("size",)), (NAME, SIZE), ("a", UNKNOWN))
    assert caught.value.hint == "left out: 1 with size unknown"


@pytest.mark.parametrize("value", [2e30, -2e30, "many", True])
def test_what_is_no_number_that_can_be_drawn_is_refused(value: object) -> None:
    column = Column("n", "n", "text" if isinstance(value, str) else "quantity")
    with pytest.raises(UsageError, match="no number that can be drawn"):
        drawn(Drawing("bars", "name", ("n",)), (NAME, column), ("a", value))


@pytest.mark.parametrize(
    ("classes", "series"),
    [
        ("open-weights", "open"),
        ("open-source", "open"),
        (("open-weights", "open-source"), "open"),
        ("restricted-weights", "open with limits, or without a licence"),
        (("open-weights", "restricted-weights"), "sizes differ"),
        ("api-only", "proprietary"),
        ("unreleased", "unreleased"),
    ],
)
def test_access_is_summed_up(classes: object, series: str) -> None:
    access = Column("access", "access", "enum")
    drawing = Drawing("points", "day", ("n",), ("access",), groups=ACCESS)
    found = drawn(drawing, (DAY, NUMBER, access), ("2020", 1, classes), ("2021", 2, "unknown-access"))
    assert [point.series for point in found.points] == [series, "access not known"]
    assert set(found.series) == {series, "access not known"}, "a mark without a series would not be drawn"
    order = [*ACCESS.values(), "sizes differ"]
    assert list(found.series) == sorted(found.series, key=order.index), "the same group has the same shape"


def test_every_access_class_is_in_a_group(birds: Index) -> None:
    access = birds.fields("models").get("access")
    assert access is not None
    assert set(ACCESS) == set(access.values)


def test_more_series_than_can_be_told_apart() -> None:
    columns = (DAY, NUMBER, NAME)
    rows = [("2020", number, f"s{number:02}") for number in range(20)]
    points = drawn(Drawing("points", "day", ("n",), ("name",)), columns, *rows)
    assert points.series == ("",)
    assert len(points.points) == 20
    assert "20 values of name are too many to be told apart" in points.notes
    lines = drawn(Drawing("lines", "day", ("n",), ("name",)), columns, *rows, ("2020", 0, ""))
    assert lines.series == (*(f"s{number:02}" for number in range(19, 8, -1)), "(unknown)")
    assert f"left out for want of room: {', '.join(f's{number:02}' for number in range(8, -1, -1))}" in lines.notes


@pytest.mark.parametrize(
    ("columns", "marks_", "x", "y"),
    [
        (("id", "params"), "bars", "id", "params"),
        (("id", "released", "params"), "points", "released", "params"),
        (("id", "params", "context"), "points", "params", "context"),
        (("id", "context", "released"), "points", "released", "context"),
    ],
)
def test_a_listing_is_drawn_by_its_first_numbers(
    columns: tuple[str, ...], marks_: str, x: str, y: str, birds: Index
) -> None:
    table = listing(birds, Request("models", "has:params", columns, variants=True))
    found = chart(table)
    assert found.marks == marks_
    places = {column.name: number for number, column in enumerate(table.columns)}
    known = [
        row[places[y]].value
        for row in table.rows
        if row[places[y]].value is not None and row[places[x]].value is not None
    ]
    assert sorted(point.y for point in found.points) == sorted(known)  # type: ignore[type-var]


@pytest.mark.parametrize("kind", KINDS)
def test_every_listing_is_drawn_or_says_why_not(kind: str, birds: Index) -> None:
    table = listing(birds, Request(kind))
    if kind == "datasets":
        with pytest.raises(UsageError, match="nothing to draw") as caught:
            chart(table)
        assert caught.value.hint == "left out: 1 with released unknown"
    elif any(column.type in NUMERIC for column in table.columns):
        assert chart(table).points
    else:
        with pytest.raises(UsageError, match="no column of numbers"):
            chart(table)


def test_what_is_no_listing_and_has_no_picture_says_what_has(birds: Index) -> None:
    with pytest.raises(UsageError, match="no picture") as caught:
        chart(Table("t", (NAME, NUMBER), ((Cell("a"), Cell(1)),), 1, kind="fields"))
    assert "mmkb plot" in (caught.value.hint or "")


def test_a_cache_at_several_lengths_is_lines_and_at_one_bars(birds: Index) -> None:
    given = {"layers": [4], "heads": [8], "kv_heads": [2, 8], "head_dim": [16]}
    lines = chart(kv_cache(birds, ["wren-7b"], tokens=(1000, 2000), given=given))
    assert lines.marks == "lines"
    assert lines.series == ("wren-7b · 8", "wren-7b · 2")
    table = kv_cache(birds, ["wren-7b"], tokens=(1000,), given=given)
    bars = chart(table)
    assert [(point.label, point.y) for point in bars.points] == [("wren-7b · 2", 512000.0), ("wren-7b · 8", 2048000.0)]
    assert [point.shown for point in bars.points] == ["500 KiB", "1.953 MiB"]


def test_shares_have_an_axis_in_percent(birds: Index) -> None:
    found = chart(counts(birds, "models", "", ["type"], share=True))
    assert all(words.endswith("%") for _, words in found.y.ticks)
    assert not any(words.endswith("%") for _, words in chart(counts(birds, "models", "", ["type"])).y.ticks)


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_of_the_list_has_its_table(name: str, birds: Index) -> None:
    words = {"scores": ["pecks-val"], "cache": ["wren-7b"], "distribution": ["params"]}.get(name, [])
    if name == "openness":
        assert ranking(birds, "").rows == ()
        return
    if name == "cache":
        with pytest.raises(UsageError, match=r"head_dim|hidden"):
            picture(birds, name, words)
        return
    found = chart(picture(birds, name, words))
    assert found.points
    assert found.notes[-1].startswith("Data: "), "it says which data it is of"


@pytest.mark.parametrize(
    ("name", "words", "message", "hint"),
    [
        ("score", [], "no picture called 'score'", "did you mean 'scores'"),
        ("scores", [], "scores takes INSTRUMENT", "mmkb plot scores mmmu-val"),
        ("cache", [], "cache takes ID", "mmkb plot cache"),
        ("distribution", ["nope"], "unknown column 'nope'", "did you mean 'nope_dim'"),
    ],
)
def test_a_picture_that_cannot_be_made(name: str, words: list[str], message: str, hint: str, birds: Index) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        picture(birds, name, words)
    assert hint in (caught.value.hint or "")


def test_the_sources_of_a_picture_are_named(birds: Index) -> None:
    found = chart(picture(birds, "scores", ["pecks-val"]))
    (said,) = [note for note in found.notes if note.startswith("sources: ")]
    assert {"ash-2023-heron", "moss-2024-birds"} <= set(said.removeprefix("sources: ").split(", "))
    assert "models that match access:open" in chart(picture(birds, "sizes", ["access:open"])).notes


@given(st.lists(st.floats(-1e30, 1e30), min_size=1, max_size=5), st.booleans(), st.sampled_from([4, 10]))
@example([5e-324], True, 4)
@example([1e30, 1e30 + 2**50], False, 10)
def test_a_linear_axis_holds_its_values(values: list[float], zero: bool, base: int) -> None:
    axis = linear("", values, str, zero=zero, base=base)
    holds(axis, [*values, *([0.0] if zero else [])])


@given(st.floats(1e-6, 1e6), st.floats(100, 1e24), st.sampled_from([4, 10]))
def test_a_logarithmic_axis_holds_its_values(least: float, factor: float, base: int) -> None:
    """From the ratio of a hundred on, below which no axis is one."""
    values = [least, least * factor]
    holds(logarithmic("", values, str, base), values)


@given(st.lists(st.floats(1900, 2100), min_size=1, max_size=5))
def test_an_axis_of_time_holds_its_values(years: list[float]) -> None:
    holds(over_time("", years), years)


def holds(axis: Axis, values: list[float]) -> None:
    """Every value and tick stands on the axis, in its order, and the ticks are few."""
    assert axis.low < axis.high
    places = [axis.place(value) for value in sorted([*values, *(value for value, _ in axis.ticks)])]
    assert places == sorted(places)
    assert -1e-9 <= places[0] <= places[-1] <= 1 + 1e-9
    assert 1 <= len(axis.ticks) <= 16
    assert len({value for value, _ in axis.ticks}) == len(axis.ticks)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 142], "0 50 100 150"),
        ([24.5, 81.8], "20 30 40 50 60 70 80 90"),
        ([3, 3], "3 3.5"),
        ([0, 0.4], "0 0.1 0.2 0.3 0.4"),
    ],
)
def test_the_steps_of_an_axis_are_round(values: list[float], ticks: str) -> None:
    assert " ".join(words for _, words in linear("", values, lambda value: f"{value:g}").ticks) == ticks


def test_the_steps_of_an_axis_of_bytes_are_powers_of_four() -> None:
    card = Column("memory", "memory", "quantity", "bytes")
    found = drawn(Drawing("bars", "name", ("memory",)), (NAME, card), ("a", 24 * 2**30), ("b", 288 * 10**9))
    assert [words for _, words in found.y.ticks] == ["0 B", "64 GiB", "128 GiB", "192 GiB", "256 GiB", "320 GiB"]
    assert [point.shown for point in found.points] == ["24 GiB", "268.2 GiB"]


def test_powers_have_ticks_between_them_where_there_are_few() -> None:
    few = logarithmic("", [1000, 150_000], lambda value: f"{value:g}")
    assert [value for value, _ in few.ticks] == [1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]
    many = logarithmic("", [1e8, 1e12], lambda value: f"{value:g}")
    assert [value for value, _ in many.ticks] == [1e8, 1e9, 1e10, 1e11, 1e12]


@pytest.mark.parametrize(
    ("written", "year"),
    [("2023", 2023.5), ("2024", 2024.5), ("2023-01-01", 2023 + 0.5 / 365), ("2024-02", 2024 + (31 + 14.5) / 366)],
)
def test_a_partial_date_stands_in_its_middle(written: str, year: float) -> None:
    assert year_of(written) == pytest.approx(year)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["2023-Q3", "2024-Q2", "2023-Q?"], ["2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"]),
        (["2021", "2019"], ["2019", "2020", "2021"]),
        (["2023-12", "2024-01", "2024"], ["2023-12", "2024-01"]),
        (["(unknown)"], []),
    ],
)
def test_periods_are_whole(found: list[str], expected: list[str]) -> None:
    assert periods(found) == expected


def test_years_are_told_where_they_begin() -> None:
    order = periods(["2020-Q2", "2024-Q1"])
    assert in_periods("", order).ticks == ((3.0, "2021"), (7.0, "2022"), (11.0, "2023"), (15.0, "2024"))
    assert in_periods("", periods(["2023-02", "2023-04"])).ticks == (
        (0.0, "2023-02"),
        (1.0, "2023-03"),
        (2.0, "2023-04"),
    )
