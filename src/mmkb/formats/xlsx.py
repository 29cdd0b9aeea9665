"""Excel: the rows with typed numbers on one sheet, the sources on a second, where the data comes from on a third."""

from __future__ import annotations

import io
import re
import tempfile
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from mmkb.errors import UsageError
from mmkb.formats.delimited import defused, flat
from mmkb.formats.plain_references import apa
from mmkb.views.source_columns import with_source_columns
from mmkb.views.table import Cell, Page, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_767
"""Characters that a cell of Excel holds."""


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
    for name, table in sheets:
        _rows(book, name, table)
    references = {entry.key: entry for _, table in sheets if table.cite != "none" for entry in table.references}
    if references:
        rows = [
            [entry.key, apa(entry), entry.address or "", entry.doi or "", entry.arxiv or ""]
            for entry in references.values()
        ]
        _fill(book.create_sheet("sources"), ["key", "reference", "url", "doi", "arxiv"], rows)
    known = next((table.about for _, table in sheets if table.about), None)
    about += [[name, value] for name, value in (known.items() if known else {}).items()]
    notes = dict.fromkeys(note for _, table in sheets for note in table.notes)
    _fill(book.create_sheet("about"), ["about", ""], [*about, *(["note", note] for note in notes)])
    out = io.BytesIO()
    try:
        book.save(out)
    except OSError as problem:  # sheets are written into temporary files first
        message = f"a workbook cannot be made in {tempfile.gettempdir()}: {problem.strerror or problem}"
        raise UsageError(message, "set TMPDIR to a folder with room, or use another format") from problem
    return out.getvalue()


def _rows(book: Workbook, name: str, table: Table) -> None:
    """Add a sheet with the rows of a table; openpyxl gives a name that is taken a number behind."""
    shown = with_source_columns(table)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", "-", name)[:28])
    heads = [column.with_unit(column.name) for column in shown.columns]
    _fill(sheet, heads, [[_plain(cell) for cell in row] for row in shown.rows])


def _plain(cell: Cell) -> str | float | bool | None:
    if cell.value is None and cell.status == "unknown":
        return None
    return cell.value if isinstance(cell.value, (int, float)) else flat(cell)


def _fill(sheet: Worksheet, heads: list[str], rows: list[list[str | float | bool | None]] | list[list[str]]) -> None:
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
        sheet.cell(1, number).font = Font(bold=True)
        longest = max(len(str(row[number - 1] or "")) for row in [heads, *rows[:200]])
        sheet.column_dimensions[get_column_letter(number)].width = min(60, longest + 2)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
