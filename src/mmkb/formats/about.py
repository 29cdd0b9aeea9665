"""Where a table comes from, as lines for a comment."""

from __future__ import annotations

from mmkb.terminal import visible_line
from mmkb.views.table import Table


def lines(table: Table) -> list[str]:
    """Return a sentence a line; nothing in one of them, such as a line end in a folder's name, ends the line."""
    return [visible_line(line) for line in table.about.lines()] if table.about else []
