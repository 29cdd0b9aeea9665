"""The marks of a picture, read off the rows of a table; what cannot be drawn is counted with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import product

from mmkb.errors import UsageError
from mmkb.schema.field import NUMERIC
from mmkb.schema.struct import Struct
from mmkb.schema.values import LARGEST
from mmkb.terminal import visible_line
from mmkb.views.axes import periods, year_of
from mmkb.views.cell_text import COUNTED_AS, text
from mmkb.views.drawing import Drawing
from mmkb.views.table import Cell, Column, Scalar, Table, all_of

DIFFERING = "sizes differ"
"""The series of a release whose sizes are of several groups."""

Left = Counter[str]
"""How many rows are left out, by the reason."""


class Point(Struct):
    """One mark: where it stands, its series, the words beside it, and whether its values are cited only.

    `shown` is its value as people read it. Of a bar or box, `x` is its row from the top and `label` what it belongs to; of a
    column, `x` is the number of its period. `spread` are the five values of a box, whose `y` is the median.
    """

    __slots__ = ("cited", "label", "series", "shown", "spread", "x", "y")

    def __init__(
        self,
        x: float,
        y: float,
        series: str = "",
        label: str = "",
        shown: str = "",
        *,
        cited: bool = False,
        spread: tuple[float, ...] = (),
    ) -> None:
        self.x = x
        self.y = y
        self.series = series
        self.label = label
        self.shown = shown
        self.cited = cited
        self.spread = spread

    def alike(self) -> Point:
        """Return the same mark without its series."""
        return Point(self.x, self.y, "", self.label, self.shown, cited=self.cited, spread=self.spread)


def points(table: Table, drawing: Drawing) -> tuple[list[Point], Left]:
    """Return the marks of a table in the order of its rows, and what is left out. Raises UsageError for columns that lack."""
    wanted = [name for name in (drawing.x, *drawing.y, *drawing.series, drawing.label) if name is not None]
    read = _Read(table, drawing)
    missing = list(dict.fromkeys(name for name in wanted if name not in read.places))
    if missing:
        raise UsageError(
            f"the picture needs the columns {', '.join(dict.fromkeys(wanted))}", f"also ask for {', '.join(missing)}"
        )
    left: Left = Counter()
    return list(_READ[drawing.marks](read, left)), left


class _Read:
    """A table whose cells are found by the names of their columns."""

    def __init__(self, table: Table, drawing: Drawing) -> None:
        self.rows = table.rows
        self.drawing = drawing
        self.x = drawing.x or ""
        self.places = {column.name: number for number, column in enumerate(table.columns)}
        self._columns = table.columns

    def column(self, name: str) -> Column:
        return self._columns[self.places[name]]

    def cell(self, row: Sequence[Cell], name: str) -> Cell:
        return row[self.places[name]]

    def words(self, row: Sequence[Cell], name: str) -> str:
        return visible_line(text(self.cell(row, name), self.column(name)))

    def heading(self, name: str) -> str:
        return visible_line(self.column(name).label)

    def numbers(self, row: Sequence[Cell], name: str) -> list[float]:
        """Return the numbers in a cell, of dates years. Raises UsageError for what cannot be drawn."""
        column = self.column(name)
        return [number(value, column) for value in all_of(self.cell(row, name))]

    def lacks(self, row: Sequence[Cell], *names: str) -> str | None:
        """Return which of the cells has no value, and why, or None when all have one."""
        for name in names:
            if not all_of(self.cell(row, name)):
                return f"{self.heading(name)} {self.cell(row, name).status.replace('-', ' ')}"
        return None

    def series(self, row: Sequence[Cell]) -> str:
        """Return what tells a row apart: the words of its cells, or of several values that are summed up what they share."""
        return " · ".join(self._group(row, name) or COUNTED_AS["unknown"] for name in self.drawing.series)

    def _group(self, row: Sequence[Cell], name: str) -> str:
        groups = self.drawing.groups
        if not groups:
            return self.words(row, name)
        found = dict.fromkeys(groups.get(str(value), str(value)) for value in all_of(self.cell(row, name)))
        return visible_line(next(iter(found), "")) if len(found) < 2 else DIFFERING


def number(value: Scalar, column: Column) -> float:
    """Return a value as a place on an axis, of a date the year. Raises UsageError for what is none, or too large."""
    if column.type == "date":
        return year_of(str(value))
    if column.type not in NUMERIC or isinstance(value, (str, bool)) or abs(value) > LARGEST:
        what = f"{visible_line(column.name)} has {str(value)[:30]!r}, which is no number that can be drawn"
        raise UsageError(what, "draw another column")
    return float(value)


def _points(read: _Read, left: Left) -> Iterator[Point]:
    """Yield a mark for each row; a row with several values has one for each, and of several days stands at the first.

    Where both cells have several, nothing says which belong together.
    """
    (y_name,) = read.drawing.y
    for row in read.rows:
        lacks = read.lacks(row, read.x, y_name)
        xs, ys = read.numbers(row, read.x), read.numbers(row, y_name)
        if lacks or (len(xs) > 1 and len(ys) > 1):
            left[lacks or _BOTH] += 1
            continue
        if read.column(read.x).type == "date":
            xs = [min(xs)]
        label = read.words(row, read.drawing.label) if read.drawing.label else ""
        cited = read.cell(row, read.x).cited or read.cell(row, y_name).cited
        for x, y in product(xs, ys):
            yield Point(x, y, read.series(row), label, read.words(row, y_name), cited=cited)


_SEVERAL = "several values, which --variants tells apart"
_BOTH = "several values of both, which --variants tells apart"


def _bars(read: _Read, left: Left) -> Iterator[Point]:
    """Yield a bar for each row and column of numbers, the rows numbered from the top."""
    for place, row in enumerate(read.rows):
        for name in read.drawing.y:
            values = read.numbers(row, name)
            if len(values) != 1:
                left[read.lacks(row, name) or _SEVERAL] += 1
                continue
            panel = read.heading(name) if len(read.drawing.y) > 1 else ""
            label = " · ".join(filter(None, [read.words(row, read.x), read.series(row)]))
            shown = read.words(row, name)
            yield Point(place, values[0], panel, label, shown, cited=read.cell(row, name).cited)


def _columns(read: _Read, left: Left) -> Iterator[Point]:
    """Yield a bar for each period and series that has more than nothing; the periods are numbered from the first."""
    drawing = read.drawing
    counted: dict[tuple[str, str], tuple[Cell, Column]] = {}
    for row in read.rows:
        for name in drawing.y:
            when = name if drawing.x is None else str(read.cell(row, drawing.x).value)
            series = read.series(row) if drawing.x is None else read.heading(name) if len(drawing.y) > 1 else ""
            counted.setdefault((when, series), (read.cell(row, name), read.column(name)))
    filled = {at: (cell, column) for at, (cell, column) in counted.items() if cell.value}
    order = {when: place for place, when in enumerate(periods(when for when, _ in filled))}
    for (when, series), (cell, column) in filled.items():
        height = number(all_of(cell)[0], column)
        if when in order:
            yield Point(order[when], height, series, when, visible_line(text(cell, column)))
        else:
            left[f"no place in time: {visible_line(when)}"] += int(height)


def _boxes(read: _Read, left: Left) -> Iterator[Point]:
    """Yield a box for each row."""
    middle = read.drawing.y[len(read.drawing.y) // 2]
    for place, row in enumerate(read.rows):
        spread = tuple(number for name in read.drawing.y for number in read.numbers(row, name))
        if len(spread) != len(read.drawing.y):
            left[f"no known value: {read.words(row, read.x)}"] += 1
            continue
        many = f" ({read.words(row, read.drawing.label)})" if read.drawing.label else ""
        label, shown = read.words(row, read.x) + many, read.words(row, middle)
        yield Point(place, spread[len(spread) // 2], "", label, shown, spread=spread)


_READ: dict[str, Callable[[_Read, Left], Iterator[Point]]] = {
    "points": _points,
    "lines": _points,
    "bars": _bars,
    "columns": _columns,
    "boxes": _boxes,
}
