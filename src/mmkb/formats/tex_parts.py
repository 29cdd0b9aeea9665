r"""A table in the parts in which it fits a paper: its cells with the commands of their marks, their keys, their layout."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mmkb.formats.tex_layout import Column, Layout, layout, panels
from mmkb.formats.tex_measure import united
from mmkb.schema.field import NUMERIC
from mmkb.views.cell_text import text
from mmkb.views.marks import CITED_MARK, DISPUTED_MARK, INFERRED_MARK, PARTIAL_MARK, marks
from mmkb.views.setting import Setting
from mmkb.views.source_columns import ids_in, names_sources
from mmkb.views.table import Cell, Table, sources_of

MARKS = {
    PARTIAL_MARK: r" \ldots{}",
    CITED_MARK: r"\textsuperscript{$\circ$}",
    INFERRED_MARK: r"\textsuperscript{$\approx$}",
    DISPUTED_MARK: r"\textsuperscript{$\neq$}",
}
POWER = re.compile(r"\b(\d+(?:\.\d+)?)e(-?\d+)\b")
"""A number such as 3e24, which is set as a power of ten."""
_CITATION = "[123]"
"""What a citation is measured as: styles that number sources print something like it."""


class TexCell:
    """The words of a cell, the commands of the marks behind them, and the keys cited in it."""

    __slots__ = ("keys", "marks", "words")

    def __init__(self, words: str, marks: tuple[str, ...] = (), keys: tuple[str, ...] = ()) -> None:
        self.words = words
        self.marks = marks
        self.keys = keys

    @property
    def measured(self) -> str:
        """Return the text that is as wide as the cell is likely to be."""
        words = POWER.sub(r"\1+10+\2", self.words)
        return " ".join(filter(None, (words + "+" * len(self.marks), *[_CITATION] * len(self.keys))))


Rows = Sequence[Sequence[TexCell]]


class Part:
    """Columns of a table that stand beside one another, and their layout."""

    __slots__ = ("layout", "rows", "table")

    def __init__(self, table: Table, rows: Rows, found: Layout) -> None:
        self.table = table
        self.rows = rows
        self.layout = found


def fitted(table: Table) -> list[Part]:
    """Return the table as it fits: without columns that nobody asked for, then in parts that share the first column."""
    rows = [_cells(table, row) for row in table.rows]
    columns = [
        Column(
            column.heading + (f" {_CITATION}" if column.sources else ""),
            tuple(row[number].measured for row in rows),
            number=column.type in NUMERIC,
            whole=column.type in (*NUMERIC, "date"),
        )
        for number, column in enumerate(table.columns)
    ]
    setting = table.setting or Setting()
    tried = [layout(columns[:count], setting) for count in range(len(columns), len(columns) - table.spare - 1, -1)]
    fitting = [found for found in tried if not found.crowded]
    if fitting:
        found = next((found for found in fitting if found.airy), fitting[-1])
        return [_part(table, rows, range(len(found.columns)), found)]
    return [
        _part(table, rows if number == 0 else _once(rows), numbers, part)
        for number, (numbers, part) in enumerate(panels(columns[: len(tried[-1].columns)], setting))
    ]


def _once(rows: Rows) -> Rows:
    """Return the rows without the citations of their first cells, for a part that repeats them."""
    return [[TexCell(row[0].words, row[0].marks), *row[1:]] for row in rows]


def _part(table: Table, rows: Rows, numbers: Sequence[int], found: Layout) -> Part:
    kept = table.but(
        columns=tuple(table.columns[number] for number in numbers),
        rows=tuple(tuple(row[number] for number in numbers) for row in table.rows),
    )
    return Part(kept, [[row[number] for number in numbers] for row in rows], found)


def _cells(table: Table, row: Sequence[Cell]) -> list[TexCell]:
    known = {reference.key for reference in table.references} if table.cite != "none" else set()
    found = []
    for number, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        keys = (
            cell.sources if table.cite == "cells" else sources_of(row) if table.cite == "rows" and number == 0 else ()
        )
        words = united(text(cell, column))
        if names_sources(cell, column, known):
            words, keys = "", keys or ids_in(cell, column)[1]
        found.append(TexCell(words, tuple(MARKS[mark] for mark in marks(cell)) if words else (), keys))
    return found
