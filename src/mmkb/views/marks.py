"""The marks behind cells, and the legend that explains them."""

from __future__ import annotations

from mmkb.views.table import text

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.views.table import Cell, Column, Table

CITED_MARK = "°"
INFERRED_MARK = "≈"
DISPUTED_MARK = "≠"
PARTIAL_MARK = " …"
ARROW = "→"


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
    parts = [
        (f"{CITED_MARK} cited, not read at its source", any(cell.cited for cell in cells)),
        (
            f"{INFERRED_MARK} inferred: concluded from what its source says",
            any(cell.inferred for cell in cells),
        ),
        (f"{DISPUTED_MARK} a source disagrees", any(cell.disputed for cell in cells)),
        (f"{PARTIAL_MARK.strip()} the list is not whole", any(cell.partial for cell in cells)),
        ("undisclosed: kept back by its publisher", any(cell.status == "undisclosed" for cell in cells)),
        ("not stated: looked for in its sources, and not there", any(cell.status == "not-stated" for cell in cells)),
        ("n/a: does not apply", any(cell.status == "not-applicable" for cell in cells)),
    ]
    used = [words for words, there in parts if there]
    return " · ".join(used) or None


def marked(cell: Cell, column: Column) -> str:
    """Return the text of a cell with its marks behind it."""
    written = text(cell, column)
    return written + "".join(marks(cell)) if written else written
