"""Pictures as text: for a terminal of any width, and for pipes; nothing in them needs colour."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from mmkb.formats.plot_canvas import along, lines, points
from mmkb.views.axes import Axis
from mmkb.views.chart import Chart, chart
from mmkb.views.marks import CITED_MARK
from mmkb.views.points import Point
from mmkb.views.table import Table

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_RISING = " ▁▂▃▄▅▆▇█"
_LEAST = 40
_ROWS = 10
"""Lines of columns that stand alone."""
_WIDEST = 4
"""Characters of a column where each series has a line, so that neighbours are seen as such."""
_BOX = "├─▒┃▒─┤ smallest, first quartile, median, third quartile, largest"


def render(table: Table) -> str:
    """Return the picture of a table as text with what is said below it. Raises UsageError for a table without a picture."""
    picture = chart(table)
    width = max(shutil.get_terminal_size((100, 24)).columns, _LEAST)
    said = [line for note in picture.notes for line in textwrap.wrap(note, width, break_on_hyphens=False)]
    drawn = [*textwrap.wrap(picture.title, width), *_DRAWN[picture.marks](picture, width), *said]
    return "".join(f"{line.rstrip()}\n" for line in drawn)


def _bars(picture: Chart, width: int) -> list[str]:
    """Return a bar a line, its value behind it; the bars of each series stand below its name."""
    shown = max(cell_len(_value(point)) for point in picture.points)
    found = []
    names = _Names(picture.points, width)
    room = width - names.width - shown - 3
    for series in picture.series:
        found += [series] if len(picture.series) > 1 else []
        found += [f"{names.of(p)} {_bar(picture.y, p.y, room)} {_value(p)}" for p in picture.of(series)]
    return found


def _value(point: Point) -> str:
    return point.shown + CITED_MARK * point.cited


def _bar(axis: Axis, value: float, room: int) -> str:
    """Return a bar from zero, in eighths of a character; what is more than nothing is seen."""
    zero, end = sorted((axis.place(0), axis.place(value)))
    before = round(zero * room)
    eighths = max(round((end - zero) * room * 8), int(value != 0))
    return " " * before + "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


class _Names:
    """The names before bars and boxes, all of one width."""

    def __init__(self, points: Sequence[Point], width: int) -> None:
        self.width = min(max(cell_len(point.label) for point in points), width * 2 // 5)

    def of(self, point: Point) -> str:
        name = point.label
        if cell_len(name) > self.width:
            name = f"{set_cell_size(name, self.width - 1)}…"
        return set_cell_size(name, self.width)


def _columns(picture: Chart, width: int) -> list[str]:
    """Return columns over time; of several series a line each, with its highest value."""
    assert picture.x is not None
    count = round(picture.x.high - picture.x.low)
    if len(picture.series) > 1:
        return _lines_of_columns(picture, picture.x, count, width)
    ticks = {round((1 - picture.y.place(value)) * _ROWS): said for value, said in picture.y.ticks}
    before = 2 + max(map(len, ticks.values()))
    each = max((width - before) // count, 1)
    heights = [0.0] * count
    for point in picture.points:
        heights[round(point.x)] = picture.y.place(point.y)
    found = [picture.y.title]
    for row in range(_ROWS):
        level = _ROWS - 1 - row
        drawn = "".join(_column(height * _ROWS - level, each) for height in heights)
        found.append(f"{ticks.get(row, ''):>{before - 2}} {'┤' if row in ticks else '│'}{drawn}")
    return [*found, *along(picture.x, each * count, before)]


def _column(height: float, each: int) -> str:
    """Return a piece of a column that reaches so far into its line, with a gap behind it where there is room."""
    piece = _RISING[max(0, min(8, round(height * 8)))]
    return piece if each == 1 else piece * (each - 1) + " "


def _lines_of_columns(picture: Chart, axis: Axis, count: int, width: int) -> list[str]:
    wide = min(max(map(cell_len, picture.series)), width // 3)
    said = {name: max(picture.of(name), key=lambda point: point.y) for name in picture.series}
    behind = max(len(f"most: {most.shown} in {most.label}") for most in said.values())
    each = min(max((width - wide - behind - 3) // count, 1), _WIDEST)
    found = []
    for name, most in said.items():
        heights = [0.0] * count
        for point in picture.of(name):
            heights[round(point.x)] = max(picture.y.place(point.y), 1 / 8)
        drawn = "".join(_RISING[round(height * 8)] * each for height in heights)
        found.append(f"{set_cell_size(name, wide)} {drawn} most: {most.shown} in {most.label}")
    return [*found, *along(axis, each * count, wide + 1)]


def _boxes(picture: Chart, width: int) -> list[str]:
    """Return a box a line: from the first to the third quartile, the median in it and behind it, lines to both ends."""
    names = _Names(picture.points, width)
    shown = max(cell_len(point.shown) for point in picture.points)
    room = width - names.width - shown - 2
    found = []
    for point in picture.points:
        low, first, middle, third, high = (round(picture.y.place(value) * (room - 1)) for value in point.spread)
        line = [" "] * room
        line[low : high + 1] = "─" * (high + 1 - low)
        line[low], line[high] = "├", "┤"
        line[first : third + 1] = "▒" * (third + 1 - first)
        line[middle] = "┃"
        found.append(f"{names.of(point)} {''.join(line)} {point.shown}")
    return [*found, *along(picture.y, room, names.width + 1), *textwrap.wrap(_BOX, width)]


_DRAWN = {"points": points, "lines": lines, "bars": _bars, "columns": _columns, "boxes": _boxes}
