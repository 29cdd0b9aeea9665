"""The marks behind cells, and the legend that explains them."""

from __future__ import annotations

from mmkb.views.cell_text import text

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.views.table import Cell, Column, Table

CITED_MARK = "°"
INFERRED_MARK = "≈"
DISPUTED_MARK = "≠"
PARTIAL_MARK = " …"
ARROW = "→"
LEGEND = {
    CITED_MARK: f"{CITED_MARK} cited, not read at its source",
    INFERRED_MARK: f"{INFERRED_MARK} inferred: concluded from what its source says",
    DISPUTED_MARK: f"{DISPUTED_MARK} a source disagrees",
    PARTIAL_MARK.strip(): f"{PARTIAL_MARK.strip()} the list is not whole",
    "undisclosed": "undisclosed: kept back by its publisher",
    "not stated": "not stated: looked for in its sources, and not there",
    "n/a": "n/a: does not apply",
}
"""What each mark, and each word in place of a value, means."""


def marks(cell: Cell) -> tuple[str, ...]:
    """Return the marks that stand behind a cell."""
    stated = (
        (PARTIAL_MARK, cell.partial),
        (CITED_MARK, cell.cited),
        (INFERRED_MARK, cell.inferred),
        (DISPUTED_MARK, cell.disputed),
    )
    return tuple(mark for mark, there in stated if there)


def legend(tables: Sequence[Table]) -> str | None:
    """Return what the marks in these tables mean, or None when there is none to explain."""
    cells = [cell for table in tables for row in table.rows for cell in row]
    there = (
        *(any(cell.cited for cell in cells), any(cell.inferred for cell in cells)),
        *(any(cell.disputed for cell in cells), any(cell.partial for cell in cells)),
        *(any(cell.status == status for cell in cells) for status in ("undisclosed", "not-stated", "not-applicable")),
    )
    used = [words for words, is_used in zip(LEGEND.values(), there, strict=True) if is_used]
    return " · ".join(used) or None


def marked(cell: Cell, column: Column) -> str:
    """Return the text of a cell with its marks behind it."""
    written = text(cell, column)
    return written + "".join(marks(cell)) if written else written
