"""Tables for a terminal: folded to its width; columns that have no room are named below."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from mmkb.formats.layout import Layout, folded, layout, longest, natural
from mmkb.schema.field import NUMERIC
from mmkb.schema.kinds import KINDS
from mmkb.terminal import visible
from mmkb.views.cell_text import texts
from mmkb.views.marks import CITED_MARK, DISPUTED_MARK, INFERRED_MARK, legend, marked, marks
from mmkb.views.screen import together
from mmkb.views.source_columns import with_source_columns
from mmkb.views.table import Cell, Column, Page, Table

_NARROW = 60
"""Below this width, a table that needs more is no table any more."""
_LINES = 3
"""The most lines that the values of one cell take in a listing."""
_CHOOSES = "-c chooses columns"
_PLACE = ("source", "at")
"""The columns that say where a value stands."""
_BESIDE = 4
"""So many of the columns before are named with them, where they have no room."""


def render(table: Table) -> str:
    """Return the table as a terminal shows it, at the width of the terminal."""
    shown = together(with_source_columns(_on_screen(table)))
    caption = [_text(table.caption, style="italic")] if table.caption else []
    chosen = table.screen if table.kind in KINDS else table.kind == "leaderboard"
    whole = _CHOOSES if chosen else "-f csv writes all"
    return _printed(lambda width: Group(*caption, *_Drawn(shown, width, whole, _LINES).parts()))


def _on_screen(table: Table) -> Table:
    return table.screen() if table.screen else table


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return pages as a terminal shows them."""
    shown = [page.screen() if page.screen else page for page in pages]
    return _printed(lambda width: Group(*[part for page in shown for part in (Text(""), _page(page, width))][1:]))


def _printed(make: Callable[[int], RenderableType]) -> str:
    out = io.StringIO()
    drawn = _coloured()
    width = shutil.get_terminal_size((100, 24)).columns
    console = Console(file=out, force_terminal=drawn, no_color=not drawn, width=max(width, 20), highlight=False)
    console.print(make(max(width, 20)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _coloured() -> bool:
    """Return whether colours are wanted: as the usual variables say, of which NO_COLOR goes first, else on a terminal."""
    said = os.environ.get
    if said("TERM") in ("dumb", "unknown") or said("NO_COLOR"):
        return False
    forced = said("FORCE_COLOR") or said("CLICOLOR_FORCE", "0") not in ("", "0")
    return bool(forced) or (sys.stdout is not None and sys.stdout.isatty())


def _page(page: Page, width: int) -> RenderableType:
    drawn = [_Drawn(together(_on_screen(table)), width, "-f markdown writes all") for table in page.tables]
    parts: list[RenderableType] = [_text(page.title, style="bold"), *map(_text, page.paragraphs)]
    for one in drawn:
        says_so = one.table.columns[0].label == one.table.title
        parts += [
            Text(""),
            *([] if says_so else [_text(one.table.title, style="bold cyan")]),
            *one.parts(explained=False),
        ]
    if explained := legend([one.shown for one in drawn]):
        parts.append(_text(explained, style="dim"))
    return Group(*parts)


class _Drawn:
    """A table drawn in columns, with what must be said of it below.

    Where there is no room, the later columns leave and are named, with what is `whole`. Columns that were asked for become
    rows before they leave, where the rows have room beside each other; so do those of a single row. Below a width for
    columns, the rows stand one below the other. A list of values takes at most so many `lines`.
    """

    def __init__(self, table: Table, width: int, whole: str, lines: int | None = None) -> None:
        self.table = table
        self.shown = table
        self._whole = whole
        self._lines = lines
        self._cut = False
        self._left: list[str] = []
        self._drawing = self._drawn(width)

    def parts(self, *, explained: bool = True) -> list[RenderableType]:
        """Return the drawing and the lines below it, with what the marks mean where that is to be `explained`."""
        said = [f"no room for {', '.join(self._left)}: widen the terminal, or {self._instead()}"] if self._left else []
        said += self.table.notes
        said += [f"+2 stands for two more values: {self._whole}"] if self._cut else []
        meaning = legend([self.shown]) if explained else None
        return [self._drawing, *(_text(line, style="dim") for line in (*said, *([meaning] if meaning else [])))]

    def _instead(self) -> str:
        """Return how what has no room is had; where a value stands, by the very columns."""
        places = [name for name in _PLACE if name in self._left]
        if self._whole != _CHOOSES or "source" not in places:
            return self._whole
        first = [column.name for column in self.shown.columns[:_BESIDE]]
        return f"{self._whole}; -c {','.join([*first, *places])} shows where a value stands"

    def _drawn(self, width: int) -> RenderableType:
        table = self.table
        if not table.rows:
            return _text("nothing", style="dim")
        texts = [tuple(map(_seen, row, table.columns)) for row in table.rows]
        shape = layout(table.columns, texts, width)
        leaving = [column for number, column in enumerate(table.columns) if number not in shape.kept]
        if natural(table.columns, texts) > width and (
            len(table.rows) == 1 or len(leaving) > table.spare or (leaving and width < _NARROW)
        ):
            turned = _turned(table, texts, width)
            if turned is not None:
                return turned
            if width < _NARROW:
                return _records(table, width)
        self._left = [column.name for column in leaving]
        self.shown = table.but(
            columns=tuple(table.columns[number] for number in shape.kept),
            rows=tuple(tuple(row[number] for number in shape.kept) for row in table.rows),
        )
        return self._grid(shape)

    def _grid(self, shape: Layout) -> Grid:
        grid = _empty(shape.gap)
        shown = list(zip(self.shown.columns, shape.widths, strict=True))
        for column, cells in shown:
            right = column.type in NUMERIC
            grid.add_column(_text(folded(_label(column), cells)), justify="right" if right else "left", width=cells)
        for row in self.shown.rows:
            grid.add_row(*(self._cell(cell, column, cells) for cell, (column, cells) in zip(row, shown, strict=True)))
        return grid

    def _cell(self, cell: Cell, column: Column, width: int) -> Text:
        """Return the text of a cell; of a list that takes too many lines, its first values and how many more there are."""
        drawn = _styled(cell, column, width)
        if self._lines is None or not isinstance(cell.value, tuple) or drawn.plain.count("\n") < self._lines:
            return drawn
        values = texts(cell, column)
        for count in range(len(values) - 2, 0, -1):
            some = f"{column.joint.join(values[:count])}{''.join(marks(cell))} +{len(values) - count}"
            short = folded(visible(some), width)
            if short.count("\n") < self._lines or count == 1:
                self._cut = True
                return _highlighted(short)
        return drawn


def _empty(gap: int) -> Grid:
    return Grid(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0), header_style="bold")


def _turned(table: Table, texts: Sequence[Sequence[str]], width: int) -> RenderableType | None:
    """Return the table with its rows as columns, or None where these have no room."""
    lines = [(_label(column), *(row[number] for row in texts)) for number, column in enumerate(table.columns)]
    heads = [Column(head, head, "text") for head in lines[0]]
    shape = layout(heads, lines[1:], width, whole_heads=True)
    if len(shape.kept) < len(heads):
        return None
    grid = _empty(shape.gap)
    for head, cells in zip(lines[0], shape.widths, strict=True):
        grid.add_column(_text(folded(head, cells)), width=cells)
    for line in lines[1:]:
        grid.add_row(*(_highlighted(folded(part, cells)) for part, cells in zip(line, shape.widths, strict=True)))
    return grid


def _records(table: Table, width: int) -> RenderableType:
    """Return the rows one below the other, for terminals too narrow for columns."""
    parts: list[RenderableType] = []
    for row in table.rows:
        head, *rest = zip(table.columns, row, strict=True)
        parts.append(_styled(head[1], head[0], width, style="bold"))
        for column, cell in rest:
            if cell.status != "unknown":
                line = _text(f"{_label(column)}: ", style="dim")
                line.append_text(_styled(cell, column, width))
                parts.append(Padding(line, (0, 0, 0, 2 if longest(line.plain, whole=True) + 2 <= width else 0)))
    return Group(*parts)


def _styled(cell: Cell, column: Column, width: int, style: str = "") -> Text:
    return _highlighted(folded(_seen(cell, column), width), style or ("dim" if cell.value is None else ""))


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
    return visible(column.heading)
