"""A glance at a table as plain text, for the prompt of Python: its first rows, as wide as a narrow terminal."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from mmkb.terminal import visible_line
from mmkb.views.marks import marked
from mmkb.views.table import Table

_ROWS = 8
_WIDTH = 100
_WIDEST = 30


def glance(table: Table) -> str:
    """Return the title, the shape and the first rows; what does not fit is counted."""
    rows, columns = len(table.rows), len(table.columns)
    fitting = _columns(table)
    widths = [max(map(cell_len, column)) for column in fitting]
    lines = [
        "  ".join(set_cell_size(text, width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in zip(*fitting, strict=True)
    ]
    more = [f"{rows - _ROWS} more rows"] if rows > _ROWS else []
    more += [f"{columns - len(fitting)} more columns"] if len(fitting) < columns else []
    title = f"<Table {_line(table.title)!r}: {_count(rows, 'row')} × {_count(columns, 'column')}>"
    return "\n".join([title, *lines, *([f"… {' and '.join(more)}"] if more else [])])


def _columns(table: Table) -> list[list[str]]:
    """Return the columns that there is room for, each with its head and its first cells."""
    found: list[list[str]] = []
    room = _WIDTH
    for number, column in enumerate(table.columns):
        texts = [column.heading, *(marked(row[number], column) for row in table.rows[:_ROWS])]
        cut = [_cut(_line(text)) for text in texts]
        room -= max(map(cell_len, cut)) + 2
        if room < 0:
            break
        found.append(cut)
    return found


def _cut(text: str) -> str:
    return text if cell_len(text) <= _WIDEST else f"{set_cell_size(text, _WIDEST - 1)}…"


def _line(text: str) -> str:
    return visible_line(text)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
