"""Typst: a figure with a table, a caption, a label and citations."""

from __future__ import annotations

import re

from mmkb.formats import about
from mmkb.schema.field import NUMERIC
from mmkb.terminal import visible_line
from mmkb.views.marks import legend, marked
from mmkb.views.printed import for_print, in_print, sentence
from mmkb.views.source_columns import ids_in, names_sources
from mmkb.views.table import Cell, Page, Table, sources_of

_ESCAPES = re.compile(r"([\\#*_`$<>@\[\]~/=+\-\"':]|\.(?=\.)|(?<=\.)\.|(?<=\A)\.|(?<=\d)\.(?!\w))")


def render(table: Table) -> str:
    """Return the figure for `#include`; a document with citations needs `#bibliography` with a BibLaTeX file."""
    table = for_print(table)
    columns = ", ".join("auto" if column.type in NUMERIC else "1fr" for column in table.columns)
    align = ", ".join("right" if column.type in NUMERIC else "left" for column in table.columns)
    heads = ", ".join(f"[*{escaped(column.heading)}*{_cites(column.sources)}]" for column in table.columns)
    body = [f"    {', '.join(_row(table, row))}," for row in table.rows]
    notes = [*table.notes, *([explained] if (explained := legend([table])) else [])]
    lines = [
        *(["// the keys are in the file that --bib wrote: #bibliography(...)"] if table.cite != "none" else []),
        "#show figure.where(kind: table): set block(breakable: true)",
        "#figure(",
        f"  caption: figure.caption(position: top)[{escaped(sentence(table.heading))}],",
        "  text(size: 0.8em, table(",
        f"    columns: ({columns},), align: ({align},), stroke: none, inset: 3pt,",
        f"    table.hline(), table.header({heads}), table.hline(stroke: 0.5pt),",
        *body,
        "    table.hline(),",
        f"  )),\n) <tab:{re.sub(r'[^A-Za-z0-9.-]', '-', table.label or table.kind)}>",
        *(f"\n#text(size: 0.8em)[{escaped(sentence(note))}]" for note in notes),
        *(f"// {line}" for line in about.lines(table)),
    ]
    return "\n".join(lines) + "\n"


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return a heading and the words of each page, and its tables."""
    parts = []
    for page in pages:
        words, tables = in_print(page)
        if words:
            parts.append("\n\n".join([f"= {escaped(words[0])}", *map(escaped, words[1:])]) + "\n")
        parts += map(render, tables)
    return "\n".join(parts)


def escaped(text: str) -> str:
    """Return text that Typst shows as it is, on one line; what nobody would see is a sign."""
    return _ESCAPES.sub(r"\\\1", visible_line(" ".join(text.split())))


def _row(table: Table, row: tuple[Cell, ...]) -> list[str]:
    known = {reference.key for reference in table.references} if table.cite != "none" else set()
    whole = sources_of(row) if table.cite == "rows" else ()
    cells = []
    for number, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        keys = cell.sources if table.cite == "cells" else whole if number == 0 else ()
        written = escaped(marked(cell, column))
        if names_sources(cell, column, known):
            written, keys = "", keys or ids_in(cell, column)[1]
        cells.append(f"[{' '.join(filter(None, (written, _cites(keys))))}]")
    return cells


def _cites(keys: tuple[str, ...]) -> str:
    return "".join(f"#cite(<{key}>)" for key in keys)
