"""Points and lines in Vega-Lite."""

from __future__ import annotations

from collections.abc import Sequence

from mmkb.formats.labels import Label, placed, spread
from mmkb.formats.vega_parts import COLOURS, HEIGHT, INK, WIDTH, Spec, channel, hollow, row
from mmkb.views.chart import Chart
from mmkb.views.points import Point

_SHAPES = ("circle", "triangle-up", "diamond", "square", "triangle-down", "cross")
_STROKES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 1])
_LETTER = (5.8, 13.0)
"""The mean width and the height of a letter beside a mark."""
_GAP = 7
"""Pixels between a mark and its name."""


def points(picture: Chart) -> Spec:
    """Return points, with names where there is room."""
    assert picture.x is not None
    encoding = {
        "x": channel("x", picture.x),
        "y": channel("y", picture.y),
        "stroke": _apart(picture, COLOURS),
        "fill": _apart(picture, COLOURS),
        "shape": _apart(picture, _SHAPES),
        "fillOpacity": hollow(0.6),
    }
    marks = [_place(picture, point) for point in picture.points]
    named = [(_place(picture, point), point.label) for point in picture.named]
    names = placed(named, marks, (WIDTH, HEIGHT), _LETTER, _GAP)
    mark = {"type": "point", "size": 45, "strokeWidth": 1.2}
    return _plot(picture, {"mark": mark, "encoding": encoding}, names)


def lines(picture: Chart) -> Spec:
    """Return lines with a point at each value; their names stand where they end."""
    assert picture.x is not None
    places = {"x": channel("x", picture.x), "y": channel("y", picture.y)}
    colour = {**_apart(picture, COLOURS), "legend": None}
    stroke = {**_apart(picture, _STROKES), "legend": None}
    shape = {**_apart(picture, _SHAPES), "legend": None}
    line = {**places, "stroke": colour, "strokeDash": stroke}
    dots = {**places, "stroke": colour, "fill": colour, "shape": shape, "fillOpacity": hollow(1)}
    layers = [
        {"mark": {"type": "line", "strokeWidth": 1.8}, "encoding": line},
        {"mark": {"type": "point", "size": 30}, "encoding": dots},
    ]
    ends = [_place(picture, max(picture.of(name), key=lambda point: point.x)) for name in picture.series]
    heights = spread([y for _, y in ends], _LETTER[1], 0, HEIGHT)
    names = [Label(name, x + _GAP, y, "left", 0) for name, (x, _), y in zip(picture.series, ends, heights, strict=True)]
    return _plot(picture, {"layer": layers}, names)


def _apart(picture: Chart, looks: Sequence[object]) -> Spec:
    """Return a channel that tells series apart by their looks, and the legend where there are several."""
    names = list(picture.series)
    chosen = [looks[number % len(looks)] for number in range(len(names))]
    scale = {"domain": names, "range": chosen}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": {} if len(names) > 1 else None}


def _place(picture: Chart, point: Point) -> tuple[float, float]:
    """Return where a point stands in the plot, in pixels from its left and its top."""
    assert picture.x is not None
    return picture.x.place(point.x) * WIDTH, (1 - picture.y.place(point.y)) * HEIGHT


def _plot(picture: Chart, marks: Spec, names: Sequence[Label]) -> Spec:
    """Return a plot of marks, with names at their places in pixels."""
    values = [{"label": n.words, "x": round(n.anchor, 1), "y": round(n.middle, 1), "align": n.align} for n in names]
    pixels = {"type": "quantitative", "axis": None}
    words = {
        "data": {"values": values},
        "mark": {"type": "text", "align": {"expr": "datum.align"}, "baseline": "middle", "fontSize": 11, "color": INK},
        "encoding": {
            "x": {"field": "x", **pixels, "scale": {"domain": [0, WIDTH], "nice": False}},
            "y": {"field": "y", **pixels, "scale": {"domain": [HEIGHT, 0], "nice": False}},
            "text": {"field": "label", "type": "nominal"},
        },
    }
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [{"data": {"values": list(map(row, picture.points))}, **marks}, *([words] if values else [])],
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
    }
