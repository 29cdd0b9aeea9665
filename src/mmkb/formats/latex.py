r"""LaTeX: a booktabs table with caption, label and citations; a long one goes over several pages."""

from __future__ import annotations

import re

from mmkb.formats import about
from mmkb.formats.tex import definitions, escaped
from mmkb.schema.field import NUMERIC
from mmkb.views.marks import CITED_MARK, DISPUTED_MARK, INFERRED_MARK, PARTIAL_MARK, legend, marks
from mmkb.views.table import Cell, Column, Table, names_sources, sources_of, text, value_keys

LONG = 40
"""Rows above which a table goes over several pages."""
_LINE = 86
"""Characters that fit on a line of \footnotesize in a usual column; what stands between columns included."""
_NARROW = 14
_MARKS = {
    PARTIAL_MARK: r" \ldots{}",
    CITED_MARK: r"\textsuperscript{$\circ$}",
    INFERRED_MARK: r"\textsuperscript{$\approx$}",
    DISPUTED_MARK: r"\textsuperscript{$\neq$}",
}


def render(table: Table) -> str:
    """Return the table for `\\input`; comments say which packages and which bibliography it needs."""
    long = len(table.rows) > LONG
    packages = "array, booktabs, longtable" if long else "array, booktabs"
    head = [f"% \\usepackage{{{packages}}}"]
    if table.cite != "none":
        head.append("% the keys are in the file that --bib wrote: \\bibliography{...} or \\addbibresource{...}")
    body = _long(table) if long else _floating(table)
    end = [f"% {line}" for line in about.lines(table)]
    needed = [f"{line}%" for line in definitions("".join(body))]
    return "\n".join([*head, *needed, *body, *end]) + "\n"


def cell_text(cell: Cell, column: Column) -> str:
    """Return the cell with its marks; a long compound can break at its joints."""
    written = escaped(text(cell, column))
    if column.type in ("id", "ref", "enum", "text") and len(written) > _NARROW:
        written = re.sub(r"(?<=\w)(\\_|/|\.(?!\d))(?=\w)", r"\1\\allowbreak{}", written)
    return written + "".join(_MARKS[mark] for mark in marks(cell)) if written else written


def cited(keys: tuple[str, ...]) -> str:
    """Return the command that cites `keys`."""
    return f"\\cite{{{','.join(keys)}}}"


def _floating(table: Table) -> list[str]:
    return [
        r"\begin{table}[htbp]",
        r"\centering\footnotesize\setlength{\tabcolsep}{3pt}",
        rf"\caption{{{_caption(table)}}}\label{{{_label(table)}}}",
        rf"\begin{{tabular}}{{{_specification(table)}}}",
        r"\toprule",
        _heads(table),
        r"\midrule",
        *_rows(table),
        r"\bottomrule",
        r"\end{tabular}",
        *_notes(table),
        r"\end{table}",
    ]


def _long(table: Table) -> list[str]:
    count = len(table.columns)
    return [
        r"\begingroup\footnotesize\setlength{\tabcolsep}{3pt}",
        rf"\begin{{longtable}}{{{_specification(table)}}}",
        rf"\caption{{{_caption(table)}}}\label{{{_label(table)}}}\\",
        r"\toprule",
        _heads(table),
        r"\midrule\endfirsthead",
        rf"\multicolumn{{{count}}}{{l}}{{\emph{{continued}}}}\\",
        r"\toprule",
        _heads(table),
        r"\midrule\endhead",
        rf"\midrule\multicolumn{{{count}}}{{r}}{{\emph{{to be continued}}}}\\\endfoot",
        r"\bottomrule\endlastfoot",
        *_rows(table),
        r"\end{longtable}",
        *_notes(table),
        r"\par\endgroup",
    ]


def _heads(table: Table) -> str:
    return _line([escaped(column.label) for column in table.columns])


def _rows(table: Table) -> list[str]:
    known = {reference.key for reference in table.references} if table.cite != "none" else set()
    return [_row(table, row, known) for row in table.rows]


def _row(table: Table, row: tuple[Cell, ...], known: set[str]) -> str:
    parts = []
    for number, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        keys = (
            cell.sources if table.cite == "cells" else sources_of(row) if table.cite == "rows" and number == 0 else ()
        )
        written = cell_text(cell, column)
        if names_sources(cell, column, known):
            written, keys = "", keys or value_keys(cell)
        parts.append(" ".join(filter(None, (written, cited(keys) if keys else ""))))
    return _line(parts)


def _line(parts: list[str]) -> str:
    """Return a row; one that starts with a star or a bracket would be taken for an option of the line end before it."""
    line = " & ".join(parts)
    return f"{'{}' if line.startswith(('*', '[')) else ''}{line} \\\\"


def _notes(table: Table) -> list[str]:
    notes = [*table.notes, *([explained] if (explained := legend([table])) else [])]
    words = [escaped(note) for note in notes]
    for mark, command in _MARKS.items():
        words = [word.replace(escaped(mark.strip()), command.strip()) for word in words]
    return [rf"\par\smallskip\raggedright {'. '.join(words)}."] if words else []


def _caption(table: Table) -> str:
    return escaped(table.caption or table.title)


def _label(table: Table) -> str:
    return f"tab:{re.sub(r'[^A-Za-z0-9.-]', '-', table.label or table.kind)}"


def _specification(table: Table) -> str:
    """Return the column types: l and r where the table fits a line, else p with a share of it for wide columns of text."""
    widths = [_width(table, number) for number in range(len(table.columns))]
    room = _LINE - 1.5 * len(widths)
    types = ["r" if column.type in NUMERIC else "l" for column in table.columns]
    if sum(widths) > room:
        kept = {n for n, column in enumerate(table.columns) if column.type in NUMERIC or widths[n] <= _NARROW}
        if sum(widths[n] for n in kept) > room * 0.6:
            kept = set()
        left = room - sum(widths[n] for n in kept)
        for n, share in _shares(table, [n for n in range(len(widths)) if n not in kept], widths, left).items():
            types[n] = rf">{{\raggedright\arraybackslash}}p{{{share / _LINE:.3f}\linewidth}}"
    return f"@{{}}{''.join(types)}@{{}}"


def _shares(table: Table, numbers: list[int], widths: list[int], room: float) -> dict[int, float]:
    """Return the characters a line for each column: its longest word, and of what is left the more the more text it has."""
    least = {n: _longest_word(table, n) + 1.0 for n in numbers}
    spare = room - sum(least.values())
    if spare <= 0:
        return {n: word * room / sum(least.values()) for n, word in least.items()}
    wanted = {n: max(0.1, min(widths[n], 300) - least[n]) ** 0.6 for n in numbers}
    return {n: least[n] + spare * wanted[n] / sum(wanted.values()) for n in numbers}


def _longest_word(table: Table, number: int) -> int:
    column = table.columns[number]
    texts = [column.label, *(text(row[number], column) for row in table.rows)]
    return max(len(word) for written in texts for word in re.split(r"(?<=[-/_])|\s", written))


def _width(table: Table, number: int) -> int:
    column = table.columns[number]
    shown = max((len(text(row[number], column)) for row in table.rows), default=0)
    keys = (
        max((len(row[number].sources) for row in table.rows), default=0)
        if table.cite == "cells"
        else max((len(sources_of(row)) for row in table.rows), default=0)
        if table.cite == "rows" and number == 0
        else 0
    )
    return max(shown, len(column.label)) + 4 * keys
