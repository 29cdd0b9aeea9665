"""Markdown: a pipe table with a caption and a legend; pages with headings."""

from __future__ import annotations

import re

from mmkb.views.table import Page, Table, legend, marked

_NUMERIC = ("quantity", "integer", "number")
_SPECIAL = re.compile(r"([\\`*~\[\]<>|]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_]))")


def render(table: Table) -> str:
    """Return the table, its caption above, notes and legend below."""
    parts = [table.caption] if table.caption else []
    parts += [grid(table), *table.notes]
    if explained := legend([table]):
        parts.append(explained)
    return "\n\n".join(parts) + "\n"


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return pages with a heading each."""
    return "\n".join(_page(page) for page in pages)


def grid(table: Table) -> str:
    """Return the pipe table alone."""
    head = "| " + " | ".join(column.label for column in table.columns) + " |"
    rule = "|" + "|".join(" ---: " if column.type in _NUMERIC else " --- " for column in table.columns) + "|"
    lines = [
        "| " + " | ".join(escaped(marked(cell, column)) for cell, column in zip(row, table.columns, strict=True)) + " |"
        for row in table.rows
    ]
    return "\n".join([head, rule, *lines])


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", text).replace("\r", "").replace("\n", "<br>")


def _page(page: Page) -> str:
    parts = [f"# {escaped(page.title)}", *map(escaped, page.paragraphs)]
    for table in page.tables:
        parts += [f"## {escaped(table.title)}", grid(table), *table.notes]
    if explained := legend(page.tables):
        parts.append(explained)
    return "\n\n".join(parts) + "\n"
