"""Markdown for pandoc: a pipe table with a caption, and sources as citations that pandoc resolves."""

from __future__ import annotations

from mmkb.formats.markdown import comment, escaped, rows, with_legend
from mmkb.views.table import Table


def render(table: Table) -> str:
    """Return the table; `pandoc --citeproc --bibliography FILE` sets its citations."""
    label = f" {{#tbl:{table.label}}}" if table.label else ""
    parts = [rows(table, cited), f": {escaped(table.caption or table.title)}{label}", *with_legend(table)]
    return "\n\n".join([*parts, *comment(table)]) + "\n"


def cited(keys: tuple[str, ...]) -> str:
    """Return a citation of `keys`."""
    return f" [{'; '.join(f'@{{{key}}}' for key in keys)}]"
