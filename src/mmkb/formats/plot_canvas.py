"""Points and lines as text: a grid of characters between two axes."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rich.cells import cell_len, set_cell_size

from mmkb.formats.labels import placed, spread
from mmkb.views.axes import Axis
from mmkb.views.chart import Chart
from mmkb.views.points import Point

SHAPES = ("●○", "▲△", "◆◇", "■□", "▼▽", "✚+")
"""What marks each series: filled, and hollow where a value is cited only."""
_ROWS = 20
_LONGEST_NAME = 24
_KEPT = "\u00a0"
"""A space at which no line ends."""


def points(picture: Chart, width: int) -> list[str]:
    """Return the lines of a picture of points, with a line that tells the series apart."""
    canvas = _Canvas(picture, width)
    frequent = Counter(point.series for point in picture.points)
    for point in sorted(picture.points, key=lambda point: -frequent[point.series]):
        canvas.mark(point, picture.series.index(point.series))
    at = {id(point): canvas.place(point) for point in picture.points}
    marks = [(column + 0.5, row + 0.5) for column, row in at.values()]
    named = [
        ((column + 0.5, row + 0.5), point.label) for point in picture.named for column, row in [canvas.place(point)]
    ]
    for label in placed(named, marks, (canvas.width, _ROWS), (1, 1), 1.5, beside=True):
        canvas.write(int(label.left), int(label.middle), label.words)
    return [*canvas.lines(), *(legend(picture.series, width) if len(picture.series) > 1 else [])]


def legend(series: Sequence[str], width: int) -> list[str]:
    """Return the marks with what they stand for, each whole in a line where it has room."""
    entries = [f"{SHAPES[number][0]} {name}".replace(" ", _KEPT) for number, name in enumerate(series)]
    return [line.replace(_KEPT, " ") for line in textwrap.wrap("   ".join(entries), width, break_on_hyphens=False)]


def lines(picture: Chart, width: int) -> list[str]:
    """Return the lines of a picture of lines, whose names stand at their ends."""
    names = [set_cell_size(name, min(cell_len(name), _LONGEST_NAME)) for name in picture.series]
    canvas = _Canvas(picture, width, margin=2 + max(map(cell_len, names)))
    for name in picture.series:
        ordered = sorted(picture.of(name), key=lambda point: point.x)
        for one, other in pairwise(ordered):
            canvas.connect(one, other)
    for number, name in enumerate(picture.series):
        for point in picture.of(name):
            canvas.mark(point, number % len(SHAPES))
    ends = [canvas.place(max(picture.of(name), key=lambda point: point.x)) for name in picture.series]
    heights = spread([row for _, row in ends], 1, 0, _ROWS - 1)
    for number, (name, (column, _), row) in enumerate(zip(names, ends, heights, strict=True)):
        canvas.write(column + 2, round(row), f"{SHAPES[number % len(SHAPES)][0]} {name}")
    return canvas.lines()


def along(axis: Axis, width: int, before: int) -> list[str]:
    """Return the line and the words of an axis below a picture, which begins behind so many characters."""
    line, words = ["─"] * width, ""
    for value, said in axis.ticks:
        at = round(axis.place(value) * (width - 1))
        line[at] = "┬"
        left = max(min(before + at - len(said) // 2, before + width - len(said)), 0)
        if left > len(words) or not words:
            words = f"{words:<{left}}{said}"
    title = [f"{'':>{before}}{axis.title:^{width}}"] if axis.title else []
    return [f"{'':>{before - 1}}└{''.join(line)}", words, *title]


class _Canvas:
    """Characters between two axes; `margin` is kept free on the right for what is written there."""

    def __init__(self, picture: Chart, width: int, margin: int = 0) -> None:
        assert picture.x is not None
        self._x, self._y = picture.x, picture.y
        self._before = 2 + max(len(said) for _, said in self._y.ticks)
        self._plot = max(width - self._before - margin, 10)
        self.width = self._plot + margin
        self._grid = [[" "] * self.width for _ in range(_ROWS)]

    def place(self, point: Point) -> tuple[int, int]:
        """Return the column and the row of a point."""
        return round(self._x.place(point.x) * (self._plot - 1)), round((1 - self._y.place(point.y)) * (_ROWS - 1))

    def mark(self, point: Point, shape: int) -> None:
        column, row = self.place(point)
        self._grid[row][column] = SHAPES[shape][point.cited]

    def connect(self, one: Point, other: Point) -> None:
        """Draw dots from one point to another."""
        (left, top), (right, bottom) = self.place(one), self.place(other)
        for column in range(left + 1, right):
            row = round(top + (bottom - top) * (column - left) / (right - left))
            if self._grid[row][column] == " ":
                self._grid[row][column] = "·"

    def write(self, column: int, row: int, words: str) -> None:
        for at, letter in enumerate(words):
            if column + at < self.width:
                self._grid[row][column + at] = letter

    def lines(self) -> list[str]:
        """Return the lines, with the axes."""
        ticks = {round((1 - self._y.place(value)) * (_ROWS - 1)): said for value, said in self._y.ticks}
        drawn = [
            f"{ticks.get(row, ''):>{self._before - 2}} {'┤' if row in ticks else '│'}{''.join(letters)}"
            for row, letters in enumerate(self._grid)
        ]
        return [self._y.title, *drawn, *along(self._x, self._plot, self._before)]
