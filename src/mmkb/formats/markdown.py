"""Markdown: a pipe table with a caption and a legend; pages with headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from mmkb.formats import about
from mmkb.formats.plain_references import ieee
from mmkb.views.marks import legend, marked
from mmkb.views.printed import named_heads, with_names
from mmkb.views.table import Cell, Page, Table, sources_of

_NUMERIC = ("quantity", "integer", "number")
_CODE = re.compile(r"(?<![\w`])`([^`\s](?:[^`\n]*[^`\s])?)`(?![\w`])")
_BLOCK = re.compile(r"\A(\d*)(?=[-#+=:.)])(.)")
"""What makes a paragraph a heading, a list, a rule or a definition when it stands at its start."""
_SPECIAL = re.compile(r"([\\`*~\[\]<>|$]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|(?<!\S)#)")


@lru_cache(maxsize=1 << 14)
def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line; the same words stand in many cells."""
    return _SPECIAL.sub(r"\\\1", text).replace("\r", "").replace("\n", "<br>")


def render(table: Table) -> str:
    """Return the table, its caption above, notes and legend below; sources as footnotes, where asked for."""
    table = with_names(named_heads(table))
    parts = [prose(table.caption)] if table.caption else []
    parts += [rows(table, footnote), *with_legend(table)]
    return "\n\n".join([*parts, *_footnotes([table]), *comment(table)]) + "\n"


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return pages with a heading each."""
    return "\n".join(_page(page) for page in pages)


def grid(table: Table) -> str:
    """Return the pipe table alone."""
    return rows(table.but(cite="none"), footnote)


def rows(table: Table, cited: Callable[[tuple[str, ...]], str], write: Callable[[str], str] = escaped) -> str:
    """Return the pipe table with its citations in the way of `cited`, its text in the way of `write`."""
    named = [f"{write(column.heading)}{cited(column.sources) if column.sources else ''}" for column in table.columns]
    head = f"| {' | '.join(named)} |"
    rule = "|" + "|".join(" ---: " if column.type in _NUMERIC else " --- " for column in table.columns) + "|"
    lines = [f"| {' | '.join(_cells(table, row, cited, write))} |" for row in table.rows]
    return "\n".join([head, rule, *lines])


def footnote(keys: tuple[str, ...]) -> str:
    """Return the marks of the footnotes that name `keys`."""
    return "".join(f"[^{key}]" for key in keys)


def with_legend(table: Table) -> list[str]:
    """Return the notes of a table and what its marks mean."""
    explained = legend([table])
    return [*map(prose, table.notes), *([explained] if explained else [])]


def comment(table: Table) -> list[str]:
    """Return a comment that says where the table comes from; a reader of the page does not see it."""
    lines = [re.sub("-(?=-)", "- ", line) for line in about.lines(table)]
    return ["<!--\n" + "\n".join(lines) + "\n-->"] if lines else []


def prose(text: str) -> str:
    """Return a paragraph that Markdown shows as it is, except that words between single backticks are code."""
    parts = _CODE.split(text.strip())
    written = "".join(f"`{part}`" if number % 2 else escaped(part) for number, part in enumerate(parts))
    return _BLOCK.sub(r"\1\\\2", written)


def _cells(
    table: Table, row: tuple[Cell, ...], cited: Callable[[tuple[str, ...]], str], write: Callable[[str], str]
) -> list[str]:
    texts = [write(marked(cell, column)) for cell, column in zip(row, table.columns, strict=True)]
    if table.cite == "cells":
        return [f"{text}{cited(cell.sources) if cell.sources else ''}" for text, cell in zip(texts, row, strict=True)]
    keys = sources_of(row) if table.cite == "rows" else ()
    return [f"{texts[0]}{cited(keys)}", *texts[1:]] if keys else texts


def _footnotes(tables: Sequence[Table]) -> list[str]:
    """Return what the marks of footnotes stand for, each document once."""
    entries = {entry.key: entry for table in tables if table.cite != "none" for entry in table.references}
    lines = [f"[^{key}]: {escaped(ieee(entry))}" for key, entry in entries.items()]
    return ["\n".join(lines)] if lines else []


def _page(page: Page) -> str:
    parts = [f"# {escaped(page.title)}", *map(prose, page.paragraphs)]
    for table in page.tables:
        parts += [
            f"## {escaped(table.title)}",
            rows(with_names(named_heads(table)), footnote),
            *map(prose, table.notes),
        ]
    if explained := legend(page.tables):
        parts.append(explained)
    parts += _footnotes(page.tables)
    return "\n\n".join(parts) + "\n"
