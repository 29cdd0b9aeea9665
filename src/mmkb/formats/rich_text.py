"""Tables for a terminal: folded to its width, ids kept whole, columns that do not fit named instead of squeezed."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from mmkb.schema.field import NUMERIC
from mmkb.terminal import visible
from mmkb.views.marks import CITED_MARK, DISPUTED_MARK, INFERRED_MARK, legend, marked
from mmkb.views.table import Cell, Column, Page, Table, with_source_columns

_NARROW = 18
_GAP = 2
_WHOLE = ("id", "ref", "enum", "date")


def render(table: Table) -> str:
    """Return the table as a terminal shows it, at the width of the terminal."""
    return _printed(lambda width: _with_notes(with_source_columns(table), width))


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return pages as a terminal shows them."""
    return _printed(lambda width: Group(*(_page(page, width) for page in pages)))


def _printed(make: Callable[[int], RenderableType]) -> str:
    out = io.StringIO()
    terminal = sys.stdout is not None and sys.stdout.isatty()
    dumb = os.environ.get("TERM") in ("dumb", "unknown") or bool(os.environ.get("NO_COLOR"))
    width = shutil.get_terminal_size((100, 24)).columns
    console = Console(
        file=out, force_terminal=terminal and not dumb, no_color=dumb, width=max(width, 20), highlight=False
    )
    console.print(make(max(width, 20)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _with_notes(table: Table, width: int) -> RenderableType:
    parts: list[RenderableType] = [_text(table.caption, style="italic")] if table.caption else []
    parts += [_grid(table, width), *(_text(note, style="dim") for note in table.notes)]
    if explained := legend([table]):
        parts.append(_text(explained, style="dim"))
    return Group(*parts)


def _page(page: Page, width: int) -> RenderableType:
    parts: list[RenderableType] = [_text(page.title, style="bold"), *map(_text, page.paragraphs)]
    for table in page.tables:
        parts += [
            Text(""),
            _text(table.title, style="bold cyan"),
            _grid(table, width),
            *(_text(note, style="dim") for note in table.notes),
        ]
    if explained := legend(page.tables):
        parts.append(_text(explained, style="dim"))
    return Group(*parts, Text(""))


def _grid(table: Table, width: int) -> RenderableType:
    """Return the table in columns; where there is no room, columns that nobody asked for are named instead."""
    if not table.rows:
        return _text("nothing", style="dim")
    least = [_least(table, position) for position in range(len(table.columns))]
    fitting = len(least)
    while fitting > len(least) - table.spare and _together(least[:fitting]) > width:
        fitting -= 1
    if _together(least[:fitting]) > width:
        return _turned(table, width)
    grid = _columns(table, fitting, _widths(least[:fitting], _natural(table)[:fitting], width))
    if fitting == len(least):
        return grid
    left_out = ", ".join(column.name for column in table.columns[fitting:])
    return Group(grid, _text(f"no room for {left_out}; choose by --columns, or widen the terminal", style="dim"))


def _columns(table: Table, fitting: int, widths: Sequence[int]) -> Grid:
    grid = Grid(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0), header_style="bold")
    for column, cells in zip(table.columns[:fitting], widths, strict=True):
        grid.add_column(
            _text(column.label),
            justify="right" if column.type in NUMERIC else "left",
            overflow="fold",
            width=cells,
        )
    for row in table.rows:
        grid.add_row(
            *(_styled(cell, column) for cell, column in zip(row[:fitting], table.columns[:fitting], strict=True))
        )
    return grid


def _together(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _widths(least: Sequence[int], natural: Sequence[int], width: int) -> list[int]:
    """Return the least widths, widened a cell at a time where text would fold, as far as there is room."""
    widths = list(least)
    room = width - _together(least)
    while room > 0 and (wanting := [number for number, wide in enumerate(widths) if wide < natural[number]]):
        for number in wanting[:room]:
            widths[number] += 1
        room -= len(wanting[:room])
    return widths


def _turned(table: Table, width: int) -> RenderableType:
    """Return the table with its rows as columns where that fits, else the rows one below the other."""
    head, *rest = table.columns
    texts = [
        (_label(column), *(_seen(row[number], column) for row in table.rows)) for number, column in enumerate(rest, 1)
    ]
    lines = [(_label(head), *(_seen(row[0], head) for row in table.rows)), *texts]
    natural = [max(cell_len(line[number]) for line in lines) for number in range(len(table.rows) + 1)]
    least = [
        natural[0],
        *(
            max(cell_len(word) for line in lines for word in line[number].split() or [""])
            for number in range(1, len(natural))
        ),
    ]
    if _together(least) > width:
        return _records(table, width)
    grid = Grid(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0), header_style="bold")
    for title, cells in zip(lines[0], _widths(least, natural, width), strict=True):
        grid.add_column(_text(title), overflow="fold", width=cells)
    for line in texts:
        grid.add_row(*map(_highlighted, line))
    return grid


def _records(table: Table, width: int) -> RenderableType:
    """Return the rows one below the other, for terminals too narrow for columns."""
    parts: list[RenderableType] = []
    for row in table.rows:
        head, *rest = zip(table.columns, row, strict=True)
        parts.append(_styled(head[1], head[0], style="bold"))
        for column, cell in rest:
            if cell.status != "unknown":
                line = _text(f"{column.label}: ", style="dim")
                line.append_text(_styled(cell, column))
                longest = max(map(cell_len, line.plain.split()))
                parts.append(Padding(line, (0, 0, 0, 2 if longest + 2 <= width else 0)))
    return Group(*parts)


def _least(table: Table, position: int) -> int:
    """Return the least width of a column: an id or number whole, other text down to its longest word within reason."""
    column = table.columns[position]
    longest = max((cell_len(word) for word in (*_label(column).split(), *_words(table, position))), default=0)
    return longest if column.type in (*_WHOLE, *NUMERIC) else min(longest, _NARROW)


def _words(table: Table, position: int) -> Iterator[str]:
    column = table.columns[position]
    for row in table.rows:
        written = _seen(row[position], column)
        several = column.many or isinstance(row[position].value, tuple) or column.type not in _WHOLE
        yield from written.split() if several else [written]


def _natural(table: Table) -> list[int]:
    return [
        max(cell_len(_label(column)), *(cell_len(_seen(row[position], column)) for row in table.rows))
        for position, column in enumerate(table.columns)
    ]


def _styled(cell: Cell, column: Column, style: str = "") -> Text:
    return _highlighted(_seen(cell, column), style or ("dim" if cell.value is None else ""))


def _highlighted(written: str, style: str = "") -> Text:
    text = _text(written, style)
    text.highlight_words([CITED_MARK, INFERRED_MARK], "yellow")
    text.highlight_words([DISPUTED_MARK], "red")
    return text


def _text(written: str, style: str = "") -> Text:
    return Text(visible(written), style=style, overflow="fold")


def _seen(cell: Cell, column: Column) -> str:
    return visible(marked(cell, column))


def _label(column: Column) -> str:
    return visible(column.label)
