"""HTML: one page that needs nothing else, for screens, paper and screen readers; sources stand below the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from mmkb.formats import about
from mmkb.formats.plain_references import ieee
from mmkb.schema.field import NUMERIC
from mmkb.views.marks import legend, marked
from mmkb.views.table import Cell, Column, Page, Table, sources_of

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 90rem; }
caption { text-align: left; font-weight: bold; padding-bottom: .5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; border-block: 2px solid; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 1px solid; }
tbody th { font-weight: normal; }
tbody tr + tr > * { border-top: 1px solid #8886; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
a { color: inherit; }
sup { line-height: 0; }
li:target { outline: 2px solid; }
"""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def render(table: Table) -> str:
    """Return the page."""
    numbers = _numbers([table])
    return _document(_name(table), [*_table(table, numbers), *_sources([table], numbers)], _foot([table]))


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return one page of several: a heading and words each, their tables, and the sources of all."""
    tables = [table for page in pages for table in page.tables]
    numbers = _numbers(tables)
    parts = []
    for number, page in enumerate(pages):
        parts += [f"<h2>{escaped(page.title)}</h2>"] if number or len(pages) > 1 else []
        parts += [f"<p>{escaped(words)}</p>" for words in page.paragraphs]
        parts += [line for table in page.tables for line in _table(table, numbers)]
    return _document(", ".join(page.title for page in pages), [*parts, *_sources(tables, numbers)], _foot(tables))


def _document(title: str, parts: Sequence[str], foot: Sequence[str]) -> str:
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escaped(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            f"<h1>{escaped(title)}</h1>",
            *parts,
            "</main>",
            *foot,
            "</body>\n</html>\n",
        ]
    )


def _table(table: Table, numbers: dict[str, int]) -> list[str]:
    heads = "".join(f'<th scope="col"{_class(column)}>{escaped(column.heading)}</th>' for column in table.columns)
    body = "\n".join(_row(table, row, numbers) for row in table.rows)
    notes = [*table.notes, *([explained] if (explained := legend([table])) else [])]
    caption = "" if table.heading == _name(table) else f"<caption>{escaped(table.heading)}</caption>\n"
    label = escaped(table.heading)
    return [
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">',
        f"<table>\n{caption}<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>",
        *(f"<p>{escaped(note)}</p>" for note in notes),
    ]


def _numbers(tables: Sequence[Table]) -> dict[str, int]:
    keys = dict.fromkeys(entry.key for table in tables if table.cite != "none" for entry in table.references)
    return {key: number for number, key in enumerate(keys, 1)}


def escaped(text: str) -> str:
    """Return text that HTML shows as it is; characters that HTML forbids are replaced by a visible sign."""
    return _CONTROLS.sub("\ufffd", escape(text, quote=True).replace("\r", ""))


def _name(table: Table) -> str:
    return table.title if table.label else f"{table.title}{f': {table.query}' if table.query else ''}"


def _class(column: Column) -> str:
    return ' class="number"' if column.type in NUMERIC else ""


def _row(table: Table, row: tuple[Cell, ...], numbers: dict[str, int]) -> str:
    whole = sources_of(row) if table.cite == "rows" else ()
    parts = []
    for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        keys = cell.sources if table.cite == "cells" else whole if place == 0 else ()
        text = escaped(marked(cell, column)).replace("\n", "<br>") + _notes(keys, numbers)
        tag = "th" if place == 0 else "td"
        scope = ' scope="row"' if place == 0 else ""
        parts.append(f"<{tag}{scope}{_class(column)}>{text}</{tag}>")
    return f"<tr>{''.join(parts)}</tr>"


def _notes(keys: tuple[str, ...], numbers: dict[str, int]) -> str:
    links = ", ".join(
        f'<a href="#source-{numbers[key]}" aria-label="source {numbers[key]}">{numbers[key]}</a>' for key in keys
    )
    return f" <sup>[{links}]</sup>" if links else ""


def _sources(tables: Sequence[Table], numbers: dict[str, int]) -> list[str]:
    if not numbers:
        return []
    entries = {entry.key: entry for table in tables for entry in table.references}
    items = "\n".join(f'<li id="source-{number}">{_linked(ieee(entries[key]))}</li>' for key, number in numbers.items())
    return [f"<h2>Sources</h2>\n<ol>\n{items}\n</ol>"]


def _linked(text: str) -> str:
    """Return escaped text in which an address is a link."""
    parts = re.split(r"(https?://\S+?(?=\.?(?:\s|$)))", text)
    return "".join(
        f'<a href="{_address(part)}">{escaped(part)}</a>' if number % 2 else escaped(part)
        for number, part in enumerate(parts)
    )


def _address(text: str) -> str:
    return re.sub(
        r"[^\w.~:/?#@!$&()*+,;=%-]", lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), text
    ).replace("&", "&amp;")


def _foot(tables: Sequence[Table]) -> list[str]:
    lines = list(dict.fromkeys(line for table in tables for line in about.lines(table)))
    return [f"<footer>\n{''.join(f'<p>{escaped(line)}</p>' for line in lines)}\n</footer>"] if lines else []
