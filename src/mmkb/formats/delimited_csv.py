"""Comma-separated values as RFC 4180 has them, with text that a spreadsheet would run as a formula defused."""

from __future__ import annotations

import csv
import io

from mmkb.formats.delimited import grid, only_table
from mmkb.views.table import Page, Table


def render(table: Table) -> str:
    """Return the table as CSV. A text cell that starts like a formula gets an apostrophe in front."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(grid(table))
    return out.getvalue()


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return the one table of the pages as CSV; raises UsageError where there are more."""
    return render(only_table(pages))
