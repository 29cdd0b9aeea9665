"""Tab-separated values: a header, a line a row; tab, line end and backslash inside a cell are escaped by a backslash."""

from __future__ import annotations

from mmkb.formats.delimited import grid, only_table
from mmkb.views.table import Page, Table

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def render(table: Table) -> str:
    """Return the table as TSV. A text cell that starts like a formula gets an apostrophe in front."""
    return "".join("\t".join(cell.translate(_ESCAPES) for cell in row) + "\n" for row in grid(table))


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return the one table of the pages as TSV; raises UsageError where there are more."""
    return render(only_table(pages))
