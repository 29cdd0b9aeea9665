"""Tables and pages of views as HTML: every id that has a page is a link, every text is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from mmkb.formats.html_page import escaped
from mmkb.schema.field import NUMERIC
from mmkb.site.links import Links
from mmkb.views.cell_text import plain, text
from mmkb.views.marks import legend, marks
from mmkb.views.table import Cell, Column, Table, all_of

_TARGETS = {
    "source": "sources",
    "model": "models",
    "instrument": "instruments",
    "license": "licenses",
    "variant": "models",
}
"""What columns name that say no target themselves."""
_TYPES_WITH_LINKS = ("id", "ref")
_LONG = 60
"""Characters from which on a text wants a wide column."""
_FOLDED = 240
"""Characters from which on a text folds away behind its beginning."""
COPIES = '<div class="copies" data-of="table"></div>\n'
"""Where a script offers what can be copied of the table before it."""
_COMMAND = re.compile(r"mmkb models ([^·]+)")


class Drawn:
    """Draws tables for the pages of one folder, from which `root` leads to the root of the site."""

    def __init__(self, links: Links, root: str) -> None:
        self.links = links
        self.root = root
        self._drawn: dict[object, str] = {}  # the same cells stand on many pages
        self._linked: dict[tuple[str, str | None, str | None], str] = {}

    def link(self, id_: str, kind: str | None = None, said: str | None = None) -> str:
        """Return what `id_` names as a link, or its text where it has no page."""
        asked = id_, kind, said
        if asked not in self._linked:
            words = escaped(id_ if said is None else said)
            href = self.address(id_, kind)
            self._linked[asked] = f'<a href="{href}">{words}</a>' if href else words
        return self._linked[asked]

    def address(self, id_: str, kind: str | None = None) -> str | None:
        """Return what leads to the page of what `id_` names, None where it has no page."""
        address = self.links.find(id_, kind)
        return None if address is None else f"{self.root}{escaped(quote(address))}"

    def words(self, value: str, kind: str | None) -> str:
        """Return text in which the ids of a kind, between commas or bars, are links."""
        return "".join(
            self.link(part, kind) if number % 2 else escaped(part)
            for number, part in enumerate(re.split(r"([^\s,|()→;]+)", value))
        )

    def table(self, table: Table, *, heading: bool = True, wide: bool = True, copies: bool = True) -> str:
        """Return a table with its caption and notes; where it is `wide`, in a box that scrolls; with `copies` to take along."""
        heads = "".join(head(column) for column in table.columns)
        body = "\n".join(f"<tr>{''.join(self.row(table.columns, row))}</tr>" for row in table.rows)
        hidden = "" if heading else ' class="unseen"'
        drawn = (
            f"<table>\n<caption{hidden}>{escaped(table.heading)}</caption>\n"
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        )
        return (
            (scrolling(drawn, table.heading) if wide else drawn)
            + self.notes(table)
            + (COPIES if copies and table.rows else "")
        )

    def row(self, columns: Sequence[Column], row: Sequence[Cell], *, headed: bool = True) -> Iterable[str]:
        """Yield the cells of a row; the first is its head, unless another is."""
        for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
            head_ = headed and place == 0
            value = cell.value
            said = value, type(value), cell.status, cell.shown, cell.cited, cell.inferred, cell.disputed, cell.partial
            key = column.name, column.type, column.unit, column.target, column.joint, head_, said
            if (drawn := self._drawn.get(key)) is None:
                tag, scope = ("th", ' scope="row"') if head_ else ("td", "")
                drawn = f"<{tag}{scope}{attributes(cell, column)}>{self.cell(cell, column)}</{tag}>"
                self._drawn[key] = drawn
            yield drawn

    def cell(self, cell: Cell, column: Column) -> str:
        """Return what stands in a cell, with its marks."""
        target = column.target if column.target in self.links.pages else _TARGETS.get(column.name)
        values = all_of(cell)
        if values and (column.type in _TYPES_WITH_LINKS or target) and (cell.shown is None or len(values) == 1):
            said = [cell.shown] if cell.shown is not None else [plain(value) for value in values]
            linked = [self.link(str(value), target, word) for value, word in zip(values, said, strict=True)]
            return escaped(column.joint).join(linked) + marked_with(cell)
        words = text(cell, column)
        if cell.value is None and words:
            return f'<span class="absent">{escaped(words)}</span>'
        written = escaped(words).replace("\n", "<br>")
        if len(words) > _FOLDED:
            first = escaped(words[:_LONG].rpartition(" ")[0])
            return f"<details><summary>{first} …</summary>{written}</details>{marked_with(cell)}"
        if column.joint == "+":
            written = written.replace("+", "+<wbr>")
        return written + (marked_with(cell) if words else "")

    def notes(self, table: Table) -> str:
        """Return the notes below a table and what its marks mean."""
        lines = [self.command(note) for note in table.notes]
        lines += [escaped(words)] if (words := legend([table])) else []
        return "".join(f'<p class="note">{line}</p>\n' for line in lines)

    def command(self, line: str) -> str:
        """Return a line in which a command that lists models is a link to the same list."""
        found = _COMMAND.search(line)
        if found is None:
            return escaped(line)
        query = quote(found[1].strip())
        address = f"{self.root}models/index.html#q={query}"
        before, behind = line[: found.start()], line[found.end() :]
        return f'{escaped(before)}<a href="{escaped(address)}">{escaped(found[0])}</a>{escaped(behind)}'


def head(column: Column) -> str:
    """Return the head of a column."""
    return f'<th scope="col"{_number(column)}>{escaped(column.heading)}</th>'


def attributes(cell: Cell, column: Column) -> str:
    """Return the attributes of a cell: of a number its class and the value to sort by, of a word of a vocabulary the word."""
    if column.type in NUMERIC:
        raw = cell.value
        if isinstance(raw, (int, float)) and text(cell, column) != plain(raw):
            return f' class="number" data-v="{plain(raw)}"'
        return ' class="number"'
    if column.type == "enum" and isinstance(cell.value, str):
        return f' data-w="{escaped(cell.value)}"'
    if column.type == "date":
        return ' class="date"'
    return ' class="long"' if column.type == "text" and len(str(cell.value)) > _LONG else ""


def marked_with(cell: Cell) -> str:
    """Return the marks behind a cell; what they mean is said below every table."""
    return "".join(f'<span class="mark">{escaped(mark)}</span>' for mark in marks(cell))


def scrolling(drawn: str, label: str) -> str:
    """Return a table in a box that scrolls sideways, also by keyboard."""
    return f'<div class="scroll" role="region" aria-label="{escaped(label)}" tabindex="0">\n{drawn}\n</div>\n'


def _number(column: Column) -> str:
    return ' class="number"' if column.type in NUMERIC else ""
