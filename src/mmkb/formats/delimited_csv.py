"""Comma-separated values as RFC 4180 has them, with text that a spreadsheet would run as a formula defused."""

from __future__ import annotations

import csv
import io

from mmkb.formats.delimited import grid
from mmkb.schema.field import NUMERIC
from mmkb.views.table import Table, with_source_columns

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(table: Table) -> str:
    """Return the table as CSV. A text cell that starts like a formula gets an apostrophe in front."""
    numeric = [column.type in NUMERIC for column in with_source_columns(table).columns]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    header, *rows = grid(table)
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell if is_number else defused(cell) for cell, is_number in zip(row, numeric, strict=True)])
    return out.getvalue()


def defused(cell: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
