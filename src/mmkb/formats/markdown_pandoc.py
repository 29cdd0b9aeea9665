"""Markdown for pandoc: a pipe table with a caption, and sources as citations that pandoc resolves."""

from __future__ import annotations

import re

from mmkb.formats.markdown import comment, rows
from mmkb.views.marks import legend
from mmkb.views.printed import for_print, in_print, sentence
from mmkb.views.table import Page, Table

_PUNCTUATION = re.compile(r"(?<=\w)([.:-])(?=\w)|([!-$&-+.:<-@\[-`{-~]|-)")


def render(table: Table) -> str:
    """Return the table; `pandoc --citeproc --bibliography FILE` sets its citations."""
    table = for_print(table)
    label = f" {{#tbl:{re.sub(r'[^A-Za-z0-9.-]', '-', table.label)}}}" if table.label else ""
    notes = [*table.notes, *([explained] if (explained := legend([table])) else [])]
    parts = [
        rows(table, cited, escaped),
        f": {escaped(sentence(table.heading))}{label}",
        *(escaped(sentence(note)) for note in notes),
    ]
    return "\n\n".join([*parts, *comment(table)]) + "\n"


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return a heading and the words of each page, and its tables."""
    parts = []
    for page in pages:
        words, tables = in_print(page)
        if words:
            parts.append("\n\n".join([f"# {escaped(words[0])}", *map(escaped, words[1:])]) + "\n")
        parts += map(render, tables)
    return "\n".join(parts)


def cited(keys: tuple[str, ...]) -> str:
    """Return a citation of `keys`."""
    return f" [{'; '.join(f'@{{{key}}}' for key in keys)}]"


def escaped(text: str) -> str:
    """Return text that pandoc shows as it is, on one line: punctuation is escaped unless it stands inside a word."""
    return _PUNCTUATION.sub(lambda found: found[1] or f"\\{found[2]}", " ".join(text.split()))
