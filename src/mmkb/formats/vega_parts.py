"""What all pictures in Vega-Lite are made of: sizes, colours, axes."""

from __future__ import annotations

import json
from typing import Any

from mmkb.views.axes import Axis
from mmkb.views.points import Point

Spec = dict[str, Any]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B8860B", "#444444")
"""After Okabe and Ito, Color Universal Design, https://jfly.uni-koeln.de/color/: told apart by people who are colour-blind."""
GREY, INK, PALE = "#555555", "#222222", "#E3E3E3"
WIDTH, HEIGHT = 640, 400
"""The size of a plot, without what stands around it, in pixels."""


def row(point: Point) -> Spec:
    """Return a mark as a row of data."""
    cited = {"cited": True} if point.cited else {}
    return {"x": point.x, "y": point.y, "series": point.series, "label": point.label, "shown": point.shown, **cited}


def channel(field: str, axis: Axis, *, grid: bool = True) -> Spec:
    """Return the channel of an axis; its ticks have our own words, which hold nothing but digits, units and letters."""
    values, words = [value for value, _ in axis.ticks], [label for _, label in axis.ticks]
    return {
        "field": field,
        "type": "quantitative",
        "scale": {
            "type": "log" if axis.log else "linear",
            "domain": [axis.low, axis.high],
            "nice": False,
            "zero": False,
        },
        "title": axis.title,
        "axis": {
            "values": values,
            "grid": grid,
            "labelOverlap": False,
            "labelFlush": False,
            "labelExpr": f"{json.dumps(words)}[indexof({json.dumps(values)}, datum.value)]",
        },
    }


def hollow(opacity: float) -> Spec:
    """Return the channel that empties the marks that are cited only."""
    return {"condition": {"test": "datum.cited", "value": 0}, "value": opacity}
