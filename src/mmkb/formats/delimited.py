"""What the delimited formats share: one flat text per cell, numbers in full, absence in words."""

from __future__ import annotations

from mmkb.errors import UsageError
from mmkb.views.cell_text import plain
from mmkb.views.source_columns import with_source_columns
from mmkb.views.table import Cell, Page, Table

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATOR = "; "
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def flat(cell: Cell) -> str:
    """Return a cell for machines: empty when unknown, the word when it says why there is no value."""
    if cell.value is None:
        return "" if cell.status == "unknown" else cell.status
    values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
    return SEPARATOR.join(plain(value) for value in values)


def grid(table: Table) -> Iterator[list[str]]:
    """Yield the header and the rows of a table as text that no spreadsheet runs; sources in columns of their own.

    Numbers are as people write them in full: counts are whole, also where a calculation made them floats.
    """
    shown = with_source_columns(table)
    yield [defused(column.name) for column in shown.columns]
    for row in shown.rows:
        yield list(map(_written, row))


def only_table(pages: tuple[Page, ...]) -> Table:
    """Return the one table of pages; raises UsageError where there are more, for such a file holds one."""
    tables = [table for page in pages for table in page.tables]
    if len(tables) != 1:
        names = ", ".join(table.title for table in tables)
        raise UsageError(
            f"this answer has {len(tables)} tables, and the format holds one: {names}",
            "use xlsx, json, html or markdown",
        )
    return tables[0]


def defused(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: with an apostrophe in front, unless it is a bare number."""
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _written(cell: Cell) -> str:
    return flat(cell) if isinstance(cell.value, (int, float)) else defused(flat(cell))


def _is_number(text: str) -> bool:
    """Return whether text is a sign and digits with at most one point: -51.33."""
    return text.isascii() and text[:1] in "+-" and text[1:].replace(".", "", 1).isdecimal()
