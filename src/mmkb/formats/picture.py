"""Pictures as files, made by vl-convert of the Vega-Lite that we write; nothing is fetched for them."""

from __future__ import annotations

from mmkb.formats.vega_lite import specification
from mmkb.views.chart import chart
from mmkb.views.table import Table

_VEGA_LITE = "5.20"
_SHARP = 2.0
"""Pixels of a PNG for each of the plot."""


def svg(table: Table) -> str:
    """Return the picture of a table as SVG, the same each time. Raises UsageError for a table without a picture."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(specification(chart(table)), vl_version=_VEGA_LITE, allowed_base_urls=[])
    return f"{drawn}\n"


def png(table: Table) -> bytes:
    """Return the picture of a table as PNG."""
    import vl_convert

    return vl_convert.vegalite_to_png(
        specification(chart(table)), vl_version=_VEGA_LITE, scale=_SHARP, allowed_base_urls=[]
    )


def pdf(table: Table) -> bytes:
    """Return the picture of a table as PDF, with its text as text."""
    import vl_convert

    return vl_convert.vegalite_to_pdf(specification(chart(table)), vl_version=_VEGA_LITE, allowed_base_urls=[])
