r"""LaTeX: a booktabs table with caption, label and citations, laid out for the paper it goes into."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from mmkb.formats import about
from mmkb.formats.tex import definitions, escaped
from mmkb.formats.tex_layout import Column
from mmkb.formats.tex_measure import breakable
from mmkb.formats.tex_parts import MARKS, POWER, Part, TexCell, fitted
from mmkb.schema.field import NUMERIC
from mmkb.views.marks import legend
from mmkb.views.printed import for_print, in_print, sentence
from mmkb.views.table import Column as TableColumn
from mmkb.views.table import Page, Table

_MINUS = re.compile(r"(?<![\w.$-])-(?=\.?\d)")
_CODE = re.compile(r"(?<![\w`])`([^`\s](?:[^`]*[^`\s])?)`(?![\w`])")


def render(table: Table) -> str:
    """Return the table for `\\input`; comments say which packages and which bibliography it needs."""
    printed = for_print(table)
    parts = fitted(printed)
    body = []
    for number, part in enumerate(parts):
        end = _notes(printed) if number == len(parts) - 1 else []
        body += _WAYS[part.layout.environment](part, number, end)
    needed = [f"{line}%" for line in definitions("".join(body))]
    end = [f"% {line}" for line in about.lines(table)]
    return "\n".join([*_head(printed, parts), *needed, *body, *end]) + "\n"


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return the words of each page and its tables, one after the other."""
    parts = []
    for page in pages:
        words, tables = in_print(page)
        if words:
            parts.append("\\begin{flushleft}" + "\n\n".join(map(_prose, words)) + "\\end{flushleft}\n")
        parts += map(render, tables)
    return "\n".join(parts)


def cited(keys: tuple[str, ...]) -> str:
    """Return the command that cites `keys`."""
    return f"\\cite{{{','.join(keys)}}}"


def _head(table: Table, parts: Sequence[Part]) -> list[str]:
    environments = {part.layout.environment for part in parts}
    packages = ["array", "booktabs", *(["longtable"] if "longtable" in environments else [])]
    packages += ["xurl"] if table.cite != "none" else []
    lines = [f"% \\usepackage{{{', '.join(packages)}}}"]
    if "frame" in environments:
        lines.append(r"% slides of its own: \input this file between your frames")
    if table.cite != "none":
        lines.append("% the keys are in the file that --bib wrote: \\bibliography{...} or \\addbibresource{...}")
    shown = {column.name for part in parts for column in part.table.columns}
    if left := [column.name for column in table.columns if column.name not in shown]:
        lines.append(f"% left out for want of room: {', '.join(left)}")
    return lines


def _floating(part: Part, number: int, end: list[str]) -> list[str]:
    lines = []
    found = part.layout
    place = "htbp" if len(found.parts) == 1 else "p"
    for page, rows in enumerate(found.parts):
        lines += [
            rf"\begin{{{found.environment}}}[{place}]",
            rf"\centering{found.size}\setlength{{\tabcolsep}}{{3pt}}",
            rf"{_again(part)}\par\smallskip" if number or page else _captioned(part),
            *_tabular(part, rows),
            *(end if page == len(found.parts) - 1 else []),
            rf"\end{{{found.environment}}}",
        ]
    return lines


def _frames(part: Part, number: int, end: list[str]) -> list[str]:
    lines = []
    count = len(part.layout.parts)
    title = part.table.title if part.table.caption else part.table.heading
    for page, rows in enumerate(part.layout.parts, 1):
        place = f" ({page}/{count})" if count > 1 else ""
        more = ", continued" if number else ""
        lines += [
            rf"\begin{{frame}}{{{escaped(title)}{more}{place}}}",
            rf"\centering{part.layout.size}\setlength{{\tabcolsep}}{{3pt}}",
            *_tabular(part, rows),
            *(end if page == count else []),
            r"\end{frame}",
        ]
    return lines


def _tabular(part: Part, rows: range) -> list[str]:
    return [
        rf"\begin{{tabular}}{{{_specification(part)}}}",
        r"\toprule",
        _heads(part),
        r"\midrule",
        *_rows(part, rows),
        r"\bottomrule",
        r"\end{tabular}",
    ]


def _long(part: Part, number: int, end: list[str]) -> list[str]:
    count = len(part.table.columns)
    first = rf"\multicolumn{{{count}}}{{@{{}}l@{{}}}}{{{_again(part)}}}\\" if number else rf"{_captioned(part)}\\"
    return [
        rf"\begingroup{part.layout.size}\setlength{{\tabcolsep}}{{3pt}}\setlength{{\LTcapwidth}}{{\linewidth}}",
        rf"\begin{{longtable}}{{{_specification(part)}}}",
        first,
        r"\toprule",
        _heads(part),
        r"\midrule\endfirsthead",
        rf"\multicolumn{{{count}}}{{@{{}}l@{{}}}}{{{_again(part)}}}\\",
        r"\toprule",
        _heads(part),
        r"\midrule\endhead",
        rf"\midrule\multicolumn{{{count}}}{{r@{{}}}}{{\emph{{to be continued}}}}\\\endfoot",
        r"\bottomrule\endlastfoot",
        *_rows(part, range(len(part.rows))),
        r"\end{longtable}",
        *end,
        r"\par\endgroup",
    ]


_WAYS: dict[str, Callable[[Part, int, list[str]], list[str]]] = {
    "table": _floating, "table*": _floating, "longtable": _long, "frame": _frames,
}  # fmt: skip


def _captioned(part: Part) -> str:
    return rf"\caption{{{escaped(sentence(part.table.heading))}}}\label{{{_label(part.table)}}}"


def _again(part: Part) -> str:
    return rf"Table~\ref{{{_label(part.table)}}}, continued"


def _heads(part: Part) -> str:
    pairs = zip(part.table.columns, part.layout.columns, strict=True)
    return _line(
        " ".join([_broken(column.heading, sized, hyphens=True), *([cited(column.sources)] if column.sources else [])])
        for column, sized in pairs
    )


def _rows(part: Part, rows: range) -> list[str]:
    """Return the lines of rows, with a little air between them where some take several lines."""
    air = r"\addlinespace[2pt]" if any(sized.room is not None for sized in part.layout.columns) else ""
    return [_row(part, part.rows[row]) + (air if row != rows[-1] else "") for row in rows]


def _row(part: Part, row: Sequence[TexCell]) -> str:
    parts = []
    for cell, column, sized in zip(row, part.table.columns, part.layout.columns, strict=True):
        words = _fitting(cell.words, sized, hyphens=_is_prose(column))
        if column.type in NUMERIC:
            words = _MINUS.sub("$-$", POWER.sub(r"$\1\\times10^{\2}$", words))
        words += "".join(cell.marks)
        parts.append(" ".join(filter(None, (words, cited(cell.keys) if cell.keys else ""))))
    return _line(parts)


def _fitting(words: str, sized: Column, *, hyphens: bool) -> str:
    """Return the words of a cell; of a number or a date no line ends within a word."""
    if sized.room is None or not sized.whole:
        return _broken(words, sized, hyphens=hyphens)
    return " ".join(rf"\mbox{{{escaped(word)}}}" if "-" in word else escaped(word) for word in words.split(" "))


def _broken(words: str, sized: Column, *, hyphens: bool) -> str:
    return escaped(words if sized.room is None else breakable(words, sized.room, hyphens=hyphens))


def _line(parts: Iterable[str]) -> str:
    """Return a row; one that starts with a star or a bracket would be taken for an option of the line end before it."""
    line = " & ".join(parts)
    return f"{'{}' if line.startswith(('*', '[')) else ''}{line} \\\\"


def _notes(table: Table) -> list[str]:
    notes = [*table.notes, *([explained] if (explained := legend([table])) else [])]
    words = [_prose(sentence(note)) for note in notes]
    for mark, command in MARKS.items():
        words = [word.replace(escaped(mark.strip()), command.strip()) for word in words]
    return [rf"\par\smallskip{{\raggedright {'. '.join(words)}.\par}}"] if words else []


def _prose(text: str) -> str:
    """Return words as TeX shows them, those between single backticks as code."""
    parts = _CODE.split(text)
    return "".join(rf"\texttt{{{escaped(part)}}}" if number % 2 else escaped(part) for number, part in enumerate(parts))


def _label(table: Table) -> str:
    return f"tab:{re.sub(r'[^A-Za-z0-9.]+', '-', table.label or table.kind).strip('-')}"


def _specification(part: Part) -> str:
    """Return the column types: l and r for columns of their natural width, else p with a share of the line."""
    types = []
    for column, sized in zip(part.table.columns, part.layout.columns, strict=True):
        if sized.room is None:
            types.append("r" if sized.number else "l")
            continue
        whole = "" if _is_prose(column) else r"\hyphenpenalty=10000"
        share = sized.room * part.layout.em / part.layout.width
        types.append(rf">{{\raggedright{whole}\arraybackslash}}p{{{share:.3f}\linewidth}}")
    return f"@{{}}{''.join(types)}@{{}}"


def _is_prose(column: TableColumn) -> bool:
    """Return whether words of a column may be hyphenated: names and ids may not."""
    return column.type == "text" and column.name != "name"
