"""Pictures as text and as files: all words are in them, other programs read them, and without the extra it is named."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from consumers import program, run
from mmkb.errors import UsageError
from mmkb.formats import picture_pdf, picture_png, picture_svg, plot, registry, vega_lite
from mmkb.formats.labels import placed, spread
from mmkb.formats.plot_canvas import SHAPES, legend
from mmkb.index.index import Index
from mmkb.views.chart import chart
from mmkb.views.drawing import Drawing
from mmkb.views.leaderboard import Board, leaderboard
from mmkb.views.listing import Request, listing
from mmkb.views.stats import counts, distribution, timeline
from mmkb.views.table import Cell, Column, Table

HOSTILE = "\x1b[31m<&\"'>\\ ]]> \u202e\x00\u2028 ${x} 語😀"

MAKERS: dict[str, Callable[[Index], Table]] = {
    "points": lambda birds: leaderboard(
        birds, Board("pecks-val", columns=("model", "released", "score", "access"), cite="rows")
    ),
    "lines": lambda _: lines(),
    "bars": lambda birds: counts(birds, "models", "", ["type"]),
    "panels of bars": lambda birds: counts(birds, "models", "", ["type", "access"]),
    "columns": lambda birds: timeline(birds, "id:heron,oracle-bird"),
    "panels of columns": lambda birds: counts(birds, "models", "", ["quarter", "access"]),
    "boxes": lambda birds: distribution(birds, "models", "", "params", "access"),
    "a listing": lambda birds: listing(
        birds, Request("models", "", ("id", "released", "params", "access"), variants=True)
    ),
}
"""A table for every kind of marks."""
EVERY = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def lines(name: str = "kite") -> Table:
    columns = (Column("model", "model", "id"), Column("n", "n", "integer"), Column("size", "size", "quantity", "bytes"))
    values = [(name, 1000, 2**20), (name, 100_000, 2**27), ("heron", 1000, 2**21), ("heron", 100_000, 2**30)]
    rows = tuple(tuple(Cell(value) for value in row) for row in values)
    return Table("grows", columns, rows, 4, drawing=Drawing("lines", "n", ("size",), ("model",)))


def bars(label: str, title: str = "t", note: str = "n") -> Table:
    columns = (Column("a", label, "text"), Column("n", label, "integer"))
    return Table(title, columns, ((Cell(label), Cell(3)),), 1, notes=(note,), drawing=Drawing("bars", "a", ("n",)))


def words_of(table: Table) -> set[str]:
    """Return all words that a picture of the table must have: title, notes, ticks, names, series."""
    shown = chart(table)
    assert shown.title
    found = {word for text in (shown.title, *shown.notes) for word in text.split()}
    found |= {words for _, words in shown.y.ticks if shown.marks in ("points", "lines", "boxes")}
    found |= {point.label for point in shown.points if shown.marks in ("bars", "boxes")}
    found |= {word for name in shown.series for word in name.split()}
    return found


@EVERY
def test_svg_is_whole_and_has_all_words(make: Callable[[Index], Table], birds: Index) -> None:
    table = make(birds)
    written = picture_svg.render(table)
    root = ET.fromstring(written)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    said = " ".join(root.itertext())
    assert [word for word in words_of(table) if word not in said] == []
    assert not re.findall(r"(?:href|src)=|url\((?!#)|@import", written), "nothing is fetched"
    assert picture_svg.render(table) == written


@EVERY
def test_text_fits_and_has_all_words(
    make: Callable[[Index], Table], birds: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = make(birds)
    for width in (60, 80, 132):
        monkeypatch.setenv("COLUMNS", str(width))
        written = plot.render(table)
        assert [line for line in written.splitlines() if cell_len(line) > width] == []
        assert "\x1b" not in written
        said = written if width > 100 else written.replace("\n", " ")
        assert [word for word in words_of(table) if word not in said] == []


@EVERY
def test_vega_lite_has_every_value(make: Callable[[Index], Table], birds: Index) -> None:
    table = make(birds)
    values = [row for data in data_of(json.loads(vega_lite.render(table))) for row in data if "shown" in row]
    expected = [(point.x, point.y, point.series, point.label, point.cited) for point in chart(table).points]
    assert [(row["x"], row["y"], row["series"], row["label"], row.get("cited", False)) for row in values] == expected


def data_of(part: object) -> list[list[dict[str, object]]]:
    """Return all data in a specification."""
    if isinstance(part, dict):
        own = (
            [part["values"]]
            if isinstance(part.get("values"), list) and all(isinstance(row, dict) for row in part["values"])
            else []
        )
        return [*own, *(data for value in part.values() for data in data_of(value))]
    return [data for value in part for data in data_of(value)] if isinstance(part, list) else []


@EVERY
def test_png_opens_and_is_not_empty(make: Callable[[Index], Table], birds: Index) -> None:
    width, height, colours = decoded(picture_png.render(make(birds)))
    assert width > 600
    assert height > 200
    assert colours > 3


def decoded(png: bytes) -> tuple[int, int, int]:
    """Return the size of a PNG, and how many different bytes its picture has."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        data += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    return width, height, len(set(zlib.decompress(data)))


def test_pdf_has_its_text_as_text(birds: Index, tmp_path: Path) -> None:
    table = MAKERS["points"](birds)
    (tmp_path / "a.pdf").write_bytes(picture_pdf.render(table))
    run([program("pdftotext"), "-layout", "a.pdf"], tmp_path)
    said = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert [word for word in words_of(table) if word not in said] == []


def test_hostile_words_stay_words() -> None:
    table = bars(HOSTILE, HOSTILE, HOSTILE)
    root = ET.fromstring(picture_svg.render(table))
    said = " ".join(root.itertext())
    assert "␛[31m<&\"'>\\ ]]> <U+202E>␀<U+2028> ${x} 語😀" in said
    assert "\x1b" not in plot.render(table)
    assert "\u202e" not in plot.render(table)
    assert "<U+202E>" in picture_svg.render(lines(HOSTILE)).replace("&lt;", "<").replace("&gt;", ">")


@given(st.text(max_size=30))
def test_any_name_can_be_drawn_as_text(name: str) -> None:
    for table in (bars(name), lines(name)):
        assert plot.render(table).endswith("\n")
        json.loads(vega_lite.render(table))


def test_marks_read_without_colour(birds: Index) -> None:
    """Series differ in shape; what is cited only is hollow, as text too."""
    table = MAKERS["points"](birds)
    spec = json.loads(vega_lite.render(table))
    encoding = spec["vconcat"][0]["vconcat"][0]["layer"][0]["encoding"]
    shapes = encoding["shape"]["scale"]
    assert len(set(shapes["range"])) == len(shapes["domain"]) == len(chart(table).series)
    assert encoding["fillOpacity"]["condition"] == {"test": "datum.cited", "value": 0}
    text = plot.render(table)
    drawn = "".join(line.partition("│")[2] + line.partition("┤")[2] for line in text.splitlines())
    assert sum(drawn.count(shape[0]) for shape in SHAPES) == 2
    assert sum(drawn.count(shape[1]) for shape in SHAPES) == 1


def test_lines_are_told_apart_by_stroke_and_named_at_their_ends() -> None:
    spec = json.loads(vega_lite.render(lines()))
    layer, names = spec["vconcat"][0]["vconcat"][0]["layer"]
    strokes = layer["layer"][0]["encoding"]["strokeDash"]["scale"]["range"]
    assert strokes[0] != strokes[1]
    assert [row["label"] for row in names["data"]["values"]] == ["heron", "kite"]
    assert names["data"]["values"][0]["y"] < names["data"]["values"][1]["y"], "heron is above kite"


def test_a_bar_is_as_long_as_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    columns = (Column("a", "a", "text"), Column("n", "n", "integer"))
    rows = tuple((Cell(name), Cell(count)) for name, count in [("all", 8000), ("half", 4000), ("none", 0), ("some", 1)])
    table = Table("t", columns, rows, 4, drawing=Drawing("bars", "a", ("n",)))
    lengths = {line.split()[0]: line.count("█") for line in plot.render(table).splitlines()[1:]}
    assert lengths["all"] == pytest.approx(2 * lengths["half"], abs=1)
    assert lengths["none"] == lengths["some"] == 0
    assert re.search(r"none +0$", plot.render(table), re.MULTILINE)
    assert re.search(r"some +[▏▎▍▌▋▊▉] 1$", plot.render(table), re.MULTILINE), "one is more than nothing"


def test_a_long_name_leaves_room_for_its_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    _, line, *_ = plot.render(bars("long " * 30)).splitlines()
    assert re.fullmatch(r"(long ){4}lon… █{30,} 3", line)
    assert cell_len(line) <= 60


@pytest.mark.parametrize("name", ["svg", "png", "pdf"])
def test_a_missing_extra_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match="vl_convert") as caught:
        registry.by_name(name).load()
    assert caught.value.hint == "pip install 'mmkb[plot]'"
    assert registry.by_name("plot").load()


@given(
    st.lists(st.tuples(st.floats(0, 640), st.floats(0, 400)), min_size=1, max_size=30),
    st.integers(1, 30),
)
def test_names_lie_in_the_picture_and_cover_nothing(marks: list[tuple[float, float]], letters: int) -> None:
    named = [(mark, "x" * letters) for mark in marks]
    boxes = [
        (label.left, label.middle - 6.5, label.left + label.wide, label.middle + 6.5)
        for label in placed(named, marks, (640, 400), (6, 13), 7)
    ]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert top >= 0
        assert right <= 640
        assert bottom <= 400
        assert not any(left <= x <= right and top <= y <= bottom for x, y in marks)
        for other in boxes[:number]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_a_name_alone_has_room_on_the_right_and_at_the_edge_on_the_left() -> None:
    assert [(label.left, label.align) for label in placed([((100, 100), "abc")], [], (640, 400), (6, 13), 7)] == [
        (107, "left")
    ]
    (label,) = placed([((100, 100), "abc")], [(115, 103)], (640, 400), (6, 13), 7)
    assert (label.align, label.anchor) == ("right", 93), "a mark stands on the right"
    both = [(115, 103), (85, 98)]
    (label,) = placed([((100, 100), "abc")], both, (640, 400), (6, 13), 7)
    assert (label.align, label.anchor, label.middle) == ("center", 100, 86.5)
    assert placed([((100, 100), "abc")], both, (640, 400), (6, 13), 7, beside=True) == []
    (label,) = placed([((635, 100), "abc")], [], (640, 400), (6, 13), 7)
    assert (label.left, label.align, label.anchor) == (610, "right", 628)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.floats(1, 20))
def test_spread_heights_keep_order_and_distance(heights: list[float], apart: float) -> None:
    found = spread(heights, apart, 0, 100)
    step = min(apart, 100 / max(len(heights) - 1, 1))
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    assert all(-1e-9 <= height <= 100 + 1e-9 for height in found)
    assert all(found[after] - found[before] >= step - 1e-6 for before, after in pairwise(order))


def test_a_mark_stays_with_its_words() -> None:
    assert legend(["open", "open with limits"], 20) == ["● open", "▲ open with limits"]
    assert legend(["open", "not known"], 40) == ["● open   ▲ not known"]
