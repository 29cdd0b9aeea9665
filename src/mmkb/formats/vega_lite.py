"""Pictures as Vega-Lite 5: what vl-convert makes SVG, PNG and PDF of, and what others can change.

Marks are told apart by shape or stroke as well as by colour, and named directly where there is room; the fonts are plain,
and nothing would be fetched.
"""

from __future__ import annotations

import json
import textwrap

from mmkb.formats.vega_bars import bars, boxes, columns
from mmkb.formats.vega_parts import GREY, INK, PALE, Spec
from mmkb.formats.vega_points import lines, points
from mmkb.views.chart import Chart, chart
from mmkb.views.table import Table

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_LETTERS = 130
"""Letters of a line below the picture; the title has half as many."""
_CAPTION: Spec = {
    "orient": "bottom",
    "offset": 16,
    "fontSize": 10,
    "fontWeight": "normal",
    "color": GREY,
    "lineHeight": 14,
}
_CONFIG: Spec = {
    "font": "Arial, Helvetica, sans-serif",
    "title": {"anchor": "start", "fontSize": 14, "fontWeight": "bold", "color": INK, "offset": 12},
    "axis": {
        "labelColor": GREY,
        "labelFontSize": 11,
        "labelPadding": 4,
        "titleColor": INK,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": PALE,
        "domainColor": GREY,
        "tickColor": GREY,
    },
    "legend": {
        "orient": "top",
        "title": None,
        "labelFontSize": 11,
        "labelColor": INK,
        "labelLimit": 0,
        "symbolSize": 70,
    },
    "header": {
        "title": None,
        "labelFontSize": 11,
        "labelFontWeight": "bold",
        "labelAnchor": "start",
        "labelColor": INK,
        "labelLimit": 0,
    },
    "view": {"stroke": None},
}
_DRAWN = {"points": points, "lines": lines, "bars": bars, "columns": columns, "boxes": boxes}


def render(table: Table) -> str:
    """Return the specification of a table's picture as JSON. Raises UsageError for a table without one."""
    return json.dumps(specification(chart(table)), ensure_ascii=False, indent=1) + "\n"


def specification(picture: Chart) -> Spec:
    """Return the specification of a picture: the title, the plot, and below it what is said of it.

    The legend stays between title and plot when the words below belong to an inner part.
    """
    notes = [line for note in picture.notes for line in textwrap.wrap(note, _LETTERS, break_on_hyphens=False)]
    return {
        "$schema": _SCHEMA,
        "description": picture.title,
        "background": "white",
        "padding": 14,
        "title": textwrap.wrap(picture.title, _LETTERS // 2),
        "vconcat": [{"vconcat": [_DRAWN[picture.marks](picture)], "title": {"text": notes, **_CAPTION}}],
        "config": _CONFIG,
    }
