"""Excel: the rows with typed numbers on one sheet, the sources on a second, where the data comes from on a third."""

from __future__ import annotations

import io
import re
import tempfile
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from mmkb.errors import UsageError
from mmkb.formats.delimited import defused, flat
from mmkb.formats.links import address_of, addresses
from mmkb.formats.plain_references import apa
from mmkb.formats.typed import Shape, has_parts, shape
from mmkb.formats.typed import value as typed_value
from mmkb.schema.field import NUMERIC
from mmkb.views.cell_text import UNPUNCTUATED, exact
from mmkb.views.printed import with_names
from mmkb.views.source_columns import with_source_columns
from mmkb.views.table import Cell, Column, Page, Scalar, Table, all_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | bool | date | None
_DAY = Shape("date", many=False)

_LONGEST = 32_767
"""Characters that a cell of Excel holds."""
_LONGEST_LINK, _MOST_LINKS = 2_000, 60_000
"""Excel opens no longer address, and no sheet with many more links."""
_WHOLE, _BARE = "#,##0", "0"
"""Formats of whole numbers: with commas between thousands, and of years and places without."""
_EXCEL_DIGITS = 10**15
"""From here on Excel keeps no digits; it shows such a number by its power of ten."""
_LIMITS = (
    "NAME.min and NAME.max are the least and the greatest of several values, of the sizes of a model most often; the same "
    "number where there is one"
)
_PARTS = "NAME_written is a date as far as it is known, NAME the first day that it may mean"


def render(table: Table) -> bytes:
    """Return the workbook. Text is marked as text, so that none of it runs as a formula."""
    about = [["title", table.title], ["caption", table.caption or ""], ["query", table.query]]
    return _workbook([(table.label or table.kind or "table", table)], about)


def render_pages(pages: tuple[Page, ...]) -> bytes:
    """Return a workbook with a sheet for each table of the pages, and their words on the last."""
    about = [["page", text] for page in pages for text in (page.title, *page.paragraphs)]
    return _workbook([(table.title, table) for page in pages for table in page.tables], about)


def _workbook(sheets: Sequence[tuple[str, Table]], about: list[list[str]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    limits = [_rows(book, name, table) for name, table in sheets]
    references = {entry.key: entry for _, table in sheets if table.cite != "none" for entry in table.references}
    if references:
        rows: list[list[Value]] = [
            [entry.key, apa(entry), entry.address, entry.doi and f"https://doi.org/{entry.doi}", entry.arxiv]
            for entry in references.values()
        ]
        sheet = book.create_sheet("sources")
        _fill(sheet, ["key", "reference", "url", "doi", "arxiv"], rows)
        _link(sheet, {(place, n): str(row[n]) for place, row in enumerate(rows) for n in (2, 3) if row[n]})
    known = next((table.about for _, table in sheets if table.about), None)
    about += [[name, value] for name, value in (known.items() if known else {}).items()]
    notes = dict.fromkeys(note for _, table in sheets for note in table.notes)
    notes |= {note: None for added in limits for note in added}
    _fill(book.create_sheet("about"), ["about", ""], [*about, *(["note", note] for note in notes)])
    out = io.BytesIO()
    try:
        book.save(out)
    except OSError as problem:  # sheets are written into temporary files first
        message = f"a workbook cannot be made in {tempfile.gettempdir()}: {problem.strerror or problem}"
        raise UsageError(message, "set TMPDIR to a folder with room, or use another format") from problem
    return out.getvalue()


def _rows(book: Workbook, name: str, table: Table) -> set[str]:
    """Add a sheet with the rows of a table, and return what must be said of columns that became several.

    openpyxl gives a name that is taken a number behind.
    """
    known = addresses(table)
    shown = with_source_columns(with_names(table))
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", "-", name)[:28])
    heads: list[str] = []
    columns: list[list[Value]] = []
    links: dict[tuple[int, int], str] = {}
    said: set[str] = set()
    for column, cells in zip(shown.columns, zip(*shown.rows, strict=True) if shown.rows else (), strict=False):
        dated = not column.many and shape(column, cells).kind == "date"
        several = (column.type in NUMERIC and not column.many) or dated
        several = several and any(len(all_of(cell)) > 1 for cell in cells)
        said |= {_LIMITS} if several else set()
        for end, limit in (("min", min), ("max", max)) if several else (("", None),):
            heads.append(column.with_unit(f"{column.name}.{end}" if end else column.name))
            columns.append(
                [_plain(cell if limit is None else _limited(cell, limit, dated), column, dated) for cell in cells]
            )
            _format(sheet, len(columns), column, columns[-1])
        if dated and has_parts(cells):
            heads.append(f"{column.name}_written")
            columns.append([flat(cell) for cell in cells])
            said.add(_PARTS)
        for place, cell in enumerate(cells):
            if address := address_of(cell, column, known):
                links[place, len(columns) - 1] = address
    if not shown.rows:
        heads = [column.with_unit(column.name) for column in shown.columns]
    _fill(sheet, heads, [list(row) for row in zip(*columns, strict=True)])
    _link(sheet, links)
    return said


def _limited(cell: Cell, limit: Callable[[Iterable[Any]], Scalar], dated: bool) -> Cell:
    """Return the cell with the least or greatest of its numbers or dates; words beside numbers stay where they are alone."""
    found = [item for item in all_of(cell) if dated or isinstance(item, (int, float))]
    return cell.but(value=limit(found)) if found else cell


def _format(sheet: Worksheet, number: int, column: Column, values: Sequence[Value]) -> None:
    """Give the numbers of a column the form in which people write them."""
    for place, value in enumerate(values, 2):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if abs(value) >= _EXCEL_DIGITS:
            form = "0.00E+00"
        elif column.name in UNPUNCTUATED:
            form = _BARE
        elif column.type != "number" and float(value).is_integer():
            form = _WHOLE
        else:
            continue
        sheet.cell(place, number).number_format = form


def _plain(cell: Cell, column: Column, dated: bool) -> Value:
    if cell.value is None and cell.status == "unknown":
        return None
    if dated and cell.value is not None:
        day = typed_value(cell, _DAY)
        assert isinstance(day, date)
        return day
    return exact(cell.value, column) if isinstance(cell.value, (int, float)) else flat(cell)


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    for place, values in enumerate([heads, *rows], 1):
        for number, value in enumerate(values, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(place, number)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:_LONGEST]
                cell.data_type = "s"
                cell.quotePrefix = defused(value) != value
            else:
                cell.value = value
    for number in range(1, len(heads) + 1):
        head = sheet.cell(1, number)
        head.font, head.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
        longest = max(len(str(row[number - 1] or "")) for row in [heads, *rows[:200]])
        sheet.column_dimensions[get_column_letter(number)].width = min(60, longest + 2)
    sheet.freeze_panes = "B2" if len(heads) > 1 else "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _link(sheet: Worksheet, links: Mapping[tuple[int, int], str]) -> None:
    """Make cells lead to addresses, by place in the rows and columns; what they say stays."""
    for (row, column), address in islice(links.items(), _MOST_LINKS):
        if len(address) > _LONGEST_LINK:
            continue
        cell = sheet.cell(row + 2, column + 1)
        written, kind, quoted = cell.value, cell.data_type, cell.quotePrefix
        cell.hyperlink = ILLEGAL_CHARACTERS_RE.sub("", address)
        cell.value, cell.data_type, cell.quotePrefix = written, kind, quoted
        cell.font = Font(color="0563C1", underline="single")
