"""Bars, columns over time, and boxes in Vega-Lite."""

from __future__ import annotations

from collections.abc import Iterable

from mmkb.formats.vega_parts import COLOURS, GREY, HEIGHT, INK, WIDTH, Spec, channel, hollow, row
from mmkb.views.chart import Chart
from mmkb.views.points import Point

_LENGTH = 480
"""Pixels of the longest bar, beside its name."""
_PANEL = (190, 80)
_BAR, _BOX = 18, 30
"""Pixels that a bar and a box take, with the gap to the next."""
_LIGHT = "#9CC6E0"


def bars(picture: Chart) -> Spec:
    """Return bars from the left, each with its value behind it; a panel for each series."""
    alone = len(picture.series) == 1
    places = {place: number for number, place in enumerate(sorted({point.x for point in picture.points}))}
    across = _rows(0.25)
    along = _titled(picture, channel("y", picture.y))
    colour = {"fill": COLOURS[0], "stroke": COLOURS[0], "strokeWidth": 0.5}
    spec = {
        "width": _LENGTH if alone else _PANEL[0],
        "height": len(places) * _BAR,
        "layer": [
            {"mark": {"type": "bar", **colour}, "encoding": {"x": along, "y": across, "fillOpacity": hollow(0.85)}},
            _words("shown", across, along, align="left", dx=4, fontSize=10),
            _words("label", across, {"value": 0}, align="right", dx=-6),
        ],
    }
    return _panels(picture, [{**row(point), "place": places[point.x]} for point in picture.points], spec, 2)


def columns(picture: Chart) -> Spec:
    """Return bars from the bottom over time; a panel for each series."""
    assert picture.x is not None
    width, height = (WIDTH, HEIGHT * 3 // 4) if len(picture.series) == 1 else _PANEL
    spec = {
        "width": width,
        "height": height,
        "mark": {"type": "bar", "fill": COLOURS[0], "fillOpacity": 0.85},
        "encoding": {
            "x": _titled(picture, channel("from", picture.x, grid=False)),
            "x2": {"field": "to"},
            "y": _titled(picture, channel("y", picture.y)),
            "y2": {"datum": 0},
        },
    }
    return _panels(picture, [{**row(p), "from": p.x - 0.4, "to": p.x + 0.4} for p in picture.points], spec, 3)


def boxes(picture: Chart) -> Spec:
    """Return a box for each row: quartiles with the median in it, and lines to the smallest and the largest value."""
    across = _rows(0.45)
    box = {"type": "bar", "fill": _LIGHT, "stroke": COLOURS[0]}
    median = {"type": "tick", "thickness": 2.5, "stroke": INK, "color": INK, "bandSize": 18}
    middle = channel("median", picture.y)
    values = list(map(_box, range(len(picture.points)), picture.points))
    return {
        "width": _LENGTH,
        "height": len(values) * _BOX,
        "data": {"values": values},
        "layer": [
            _span({"type": "rule", "stroke": GREY}, across, channel("minimum", picture.y), "maximum"),
            _span(box, across, channel("lower", picture.y), "upper"),
            {"mark": median, "encoding": {"x": middle, "y": across}},
            _words("shown", across, middle, dy=-13, fontSize=10),
            _words("label", across, {"value": 0}, align="right", dx=-6),
        ],
    }


def _box(place: int, point: Point) -> Spec:
    names = ("minimum", "lower", "median", "upper", "maximum")
    return {**row(point), "place": place, **dict(zip(names, point.spread, strict=True))}


def _rows(gap: float) -> Spec:
    """Return the channel that puts marks one below the other."""
    return {"field": "place", "type": "ordinal", "axis": None, "scale": {"paddingInner": gap, "paddingOuter": gap / 2}}


def _span(mark: Spec, across: Spec, along: Spec, end: str) -> Spec:
    return {"mark": mark, "encoding": {"x": along, "x2": {"field": end}, "y": across}}


def _words(field: str, across: Spec, along: Spec, **looks: object) -> Spec:
    mark = {"type": "text", "baseline": "middle", "fontSize": 11, "color": INK, **looks}
    return {"mark": mark, "encoding": {"x": along, "y": across, "text": {"field": field, "type": "nominal"}}}


def _titled(picture: Chart, along: Spec) -> Spec:
    """Return a channel without its title where panels would repeat it."""
    return along if len(picture.series) == 1 else {**along, "title": None}


def _panels(picture: Chart, values: Iterable[Spec], spec: Spec, beside: int) -> Spec:
    """Return one plot, or where there are several series a panel for each, so many beside each other."""
    data = {"values": list(values)}
    if len(picture.series) == 1:
        return {"data": data, **spec}
    facet = {"field": "series", "type": "nominal", "sort": list(picture.series)}
    return {"data": data, "facet": facet, "columns": beside, "spacing": 26, "spec": spec}
