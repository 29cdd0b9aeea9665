"""Where a table is to be printed: the paper it goes into, its width, its layout."""

from __future__ import annotations

from mmkb.errors import UsageError
from mmkb.schema.struct import Struct

PAPERS = ("article", "ieee", "acm", "neurips", "beamer")
LAYOUTS = ("auto", "column", "wide", "long")
_POINTS = {"pt": 1.0, "mm": 72.27 / 25.4, "cm": 72.27 / 2.54, "in": 72.27}
_LEAST, _MOST = 50, 5000


class Setting(Struct):
    """Where a table is to be set: the document class, the width in points (None: that of the class), the layout.

    `column` is one floating table of the width of a column, `wide` one across the page, `long` goes over several pages.
    """

    __slots__ = ("layout", "paper", "width")

    def __init__(self, paper: str = "article", width: float | None = None, layout: str = "auto") -> None:
        self.paper = paper
        self.width = width
        self.layout = layout


def points(width: str) -> float:
    """Return a width such as 8.5cm, 3.3in, 85mm or 252pt in points; raises UsageError."""
    import re

    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(pt|mm|cm|in)\s*", width)
    length = float(found[1]) * _POINTS[found[2]] if found else 0
    if not _LEAST <= length <= _MOST:
        raise UsageError(f"{width!r} is not a width for a table", "write it as 8.5cm, 85mm, 3.3in or 252pt")
    return length
