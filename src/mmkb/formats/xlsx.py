"""Excel: the rows with typed numbers on one sheet, the sources on a second, where the data comes from on a third."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from mmkb.formats.delimited import defused, flat
from mmkb.formats.plain_references import apa
from mmkb.views.table import Cell, Table, with_source_columns

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_767
"""Characters that a cell of Excel holds."""


def render(table: Table) -> bytes:
    """Return the workbook. Text is marked as text, so that none of it runs as a formula."""
    book = Workbook()
    shown = with_source_columns(table)
    sheet = book.active
    assert sheet is not None
    sheet.title = re.sub(r"[\\/*?:\[\]]", "-", table.label or table.kind or "table")[:31]
    _fill(sheet, [column.name for column in shown.columns], [[_plain(cell) for cell in row] for row in shown.rows])
    if table.cite != "none":
        rows = [
            [entry.key, apa(entry), entry.address or "", entry.doi or "", entry.arxiv or ""]
            for entry in table.references
        ]
        _fill(book.create_sheet("sources"), ["key", "reference", "url", "doi", "arxiv"], rows)
    about = [["title", table.title], ["caption", table.caption or ""], ["query", table.query]]
    about += [[name, value] for name, value in (table.about.items() if table.about else {}).items()]
    _fill(book.create_sheet("about"), ["about", ""], [*about, *(["note", note] for note in table.notes)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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
