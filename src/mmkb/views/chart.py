"""A table as a picture, before it is drawn: its marks, its axes, and the words around them. No number comes about here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmkb.errors import UsageError
from mmkb.formulas.dtypes import human_bytes
from mmkb.schema.field import NUMERIC
from mmkb.schema.kinds import KINDS
from mmkb.schema.struct import Struct
from mmkb.schema.values import short_quantity, written
from mmkb.terminal import visible_line
from mmkb.views.axes import Axis, in_periods, linear, logarithmic, over_time, periods
from mmkb.views.cell_text import COUNTED_AS
from mmkb.views.drawing import ACCESS, DRAWN, Drawing
from mmkb.views.marks import CITED_MARK
from mmkb.views.points import Left, Point, points
from mmkb.views.table import Column, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.drawing import Marks

MOST_SHAPES = 6
"""So many shapes and strokes can be told apart."""
MOST_SERIES = 12
"""So many panels and lines have room beside each other."""
_FEW_POINTS = 40
"""Of no more points than these, all have their names where there is room."""
AMOUNTS = ("bars", "columns")
"""Marks whose length is what they say, so that it begins at zero."""
_SPAN = 100
"""An axis of amounts is logarithmic from this ratio of the largest to the smallest on."""
_FEW_SOURCES = 6


class Chart(Struct):
    """A picture: marks with their axes, the series in order, which points are named, the most important first.

    `x` is None where the marks stand one below the other, as bars and boxes do. `notes` are for below the picture.
    """

    __slots__ = ("marks", "named", "notes", "points", "series", "title", "x", "y")

    def __init__(
        self,
        title: str,
        marks: Marks,
        points: Sequence[Point],
        series: Sequence[str],
        x: Axis | None,
        y: Axis,
        named: Sequence[Point],
        notes: Sequence[str],
    ) -> None:
        self.title = title
        self.marks: Marks = marks
        self.points = tuple(points)
        self.series = tuple(series)
        self.x = x
        self.y = y
        self.named = tuple(named)
        self.notes = tuple(notes)

    def of(self, series: str) -> list[Point]:
        """Return the marks of one series."""
        return [point for point in self.points if point.series == series]


def chart(table: Table) -> Chart:
    """Return what a picture of the table shows. Raises UsageError where there is nothing to draw."""
    drawing = _drawing_of(table)
    found, left = points(table, drawing)
    if not found:
        raise UsageError("there is nothing to draw", next(_left_out(left), "no row matches"))
    kept, series, dropped = _apart(found, drawing)
    columns = {column.name: column for column in table.columns}
    y = columns[drawing.y[0]]
    values = [value for point in kept for value in (point.spread or (point.y,))]
    return Chart(
        visible_line(table.heading),
        drawing.marks,
        kept,
        series,
        _x_axis(found, drawing, columns),
        _axis(
            y.but(label=y.unit or "") if drawing.marks == "boxes" else y, values, kept, zero=drawing.marks in AMOUNTS
        ),
        list(_named(kept, drawing)),
        [
            *_evidence(kept),
            *_naming(kept, drawing),
            *_left_out(left),
            *dropped,
            *map(visible_line, table.notes),
            *_origin(table),
        ],
    )


def _drawing_of(table: Table) -> Drawing:
    """Return what to draw of a table: as its view says, else of a listing its first numbers of which any is known.

    A date and a number, or two numbers, are points; one number alone is a bar for each row. Raises UsageError where there
    is nothing to draw.
    """
    if table.drawing is not None:
        return table.drawing
    if table.kind not in KINDS:
        raise UsageError("this table has no picture", DRAWN)
    numeric = {at: column.name for at, column in enumerate(table.columns) if column.type in NUMERIC}
    known = [name for at, name in numeric.items() if any(row[at].value is not None for row in table.rows)]
    numbers = known or [*numeric.values()]
    dates = [column.name for column in table.columns if column.type == "date"]
    if not numbers:
        example = "mmkb models -c id,released,params,access --variants --plot"
        raise UsageError("there is no column of numbers to draw", f"name one, for example: {example}")
    first = table.columns[0].name
    if not dates and len(numbers) == 1:
        return Drawing("bars", first, (numbers[0],))
    x, y = (dates[0], numbers[0]) if dates else numbers[:2]
    apart = next((column.name for column in table.columns if column.type == "enum" and not column.many), None)
    groups = ACCESS if apart == "access" else {}
    return Drawing("points", x, (y,), (apart,) if apart else (), first, groups)


def _apart(found: list[Point], drawing: Drawing) -> tuple[list[Point], list[str], list[str]]:
    """Return the marks that are drawn, their series in order, and what is said of the others.

    Groups stand in their own order, bars in that of the table, all others by their largest value, what is not known last.
    """
    largest: dict[str, float] = {}
    for point in found:
        largest[point.series] = max(point.y, largest.get(point.series, point.y))
    series, absent = list(largest), COUNTED_AS.values()
    if drawing.groups:
        order = list(dict.fromkeys((*drawing.groups.values(), *series)))
        series.sort(key=order.index)
    elif drawing.marks != "bars":
        series.sort(key=lambda name: (name in absent, -largest[name], name))
    if drawing.marks == "points" and len(series) > MOST_SHAPES:
        too_many = f"{len(series)} values of {', '.join(drawing.series)} are too many to be told apart"
        return [point.alike() for point in found], [""], [too_many]
    known = [name for name in series if name not in absent]
    others = known[MOST_SERIES - len(series) + len(known) :] if len(series) > MOST_SERIES else []
    shown = [name for name in series if name not in others]
    said = [f"left out for want of room: {', '.join(others)}"] if others else []
    return [point for point in found if point.series in shown], shown, said


def _x_axis(found: Sequence[Point], drawing: Drawing, columns: dict[str, Column]) -> Axis | None:
    if drawing.marks in ("bars", "boxes"):
        return None
    if drawing.marks == "columns":
        title = visible_line(columns[drawing.x].label) if drawing.x else ""
        return in_periods(title, periods(point.label for point in found))
    assert drawing.x is not None
    return _axis(columns[drawing.x], [point.x for point in found])


def _axis(column: Column, values: Sequence[float], found: Sequence[Point] = (), *, zero: bool = False) -> Axis:
    """Return the axis of the values in a column; of shares in percent, where they are shown so."""
    title = visible_line(column.heading)
    if column.type == "date":
        return over_time(title, values)
    in_bytes = column.unit == "bytes"
    shares = bool(found) and all(point.shown in (f"{point.y:.0%}", f"{point.y:.1%}") for point in found)
    base = 4 if in_bytes else 10
    words = human_bytes if in_bytes else _percent if shares else _plain
    if column.type in ("quantity", "integer") and not zero and min(values) > 0 and max(values) / min(values) >= _SPAN:
        return logarithmic(title, values, words, base)
    return linear(title, values, words, zero=zero, base=base)


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%"


def _plain(value: float) -> str:
    return short_quantity(value) if 10**4 <= abs(value) < 10**15 else written(value)


def _named(found: Sequence[Point], drawing: Drawing) -> Iterator[Point]:
    """Yield the points that are named: those above (or below) all earlier ones, the latest first; of few points all."""
    if drawing.marks != "points" or drawing.label is None:
        return
    sign = -1 if drawing.lower else 1
    records: list[Point] = []
    for point in sorted(found, key=lambda point: (point.x, -sign * point.y)):
        if not records or sign * point.y > sign * records[-1].y:
            records.append(point)
    yield from reversed(records)
    if len(found) <= _FEW_POINTS:
        yield from (point for point in found if point not in records)


def _naming(found: Sequence[Point], drawing: Drawing) -> Iterator[str]:
    """Yield which points are named, where not all of them are meant to be."""
    if drawing.marks == "points" and drawing.label is not None and len(found) > _FEW_POINTS:
        yield f"named, where there is room: those {'lower' if drawing.lower else 'higher'} than all before them"


def _evidence(found: Sequence[Point]) -> Iterator[str]:
    """Yield what hollow marks mean, where there are some."""
    cited = sum(point.cited for point in found)
    if cited:
        yield f"hollow or {CITED_MARK}: {cited} of {len(found)} are cited, not read at their source"


def _left_out(left: Left) -> Iterator[str]:
    if left:
        yield f"left out: {', '.join(f'{count} with {reason}' for reason, count in left.items())}"


def _origin(table: Table) -> Iterator[str]:
    """Yield where the values stand, and which data they are from."""
    keys = [reference.key for reference in table.references]
    if keys:
        first = ", ".join(map(visible_line, keys[:_FEW_SOURCES]))
        more = f" and {len(keys) - _FEW_SOURCES} more, which -f bibtex lists" if len(keys) > _FEW_SOURCES else ""
        yield f"sources: {first}{more}"
    if table.about is not None:
        yield visible_line(table.about.lines()[0])
