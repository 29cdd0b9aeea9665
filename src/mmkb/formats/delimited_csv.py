"""Comma-separated values as RFC 4180 has them, with text that a spreadsheet would run as a formula defused."""

from __future__ import annotations

import csv
import io

from mmkb.formats.delimited import grid
from mmkb.views.table import Table


def render(table: Table) -> str:
    """Return the table as CSV. A text cell that starts like a formula gets an apostrophe in front."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(grid(table))
    return out.getvalue()
