"""Saved tables: a query with its columns and caption, kept as a record."""

from __future__ import annotations

from mmkb.errors import NotFoundError, UsageError, did_you_mean
from mmkb.rows.documents import document
from mmkb.schema.kinds import KINDS
from mmkb.suggest import near
from mmkb.views.listing import Request, listing
from mmkb.views.table import Cell, Column

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Scalar, Table


def saved_table(index: Index, id_: str, cite: Cite = "none") -> Table:
    """Return the saved table `id_`; raises NotFoundError with suggestions, UsageError for a table of no kind."""
    saved = document(index, "tables", id_)
    if saved is None:
        close = did_you_mean(near(id_, index.ids("tables")))
        raise NotFoundError(f"no saved table called {id_!r}", close or "`mmkb tables` lists them")
    table = listing(index, request_of(saved, cite))
    if "spread" in saved:
        table = _spread(table, saved["spread"])
    notes = []
    if "source" in saved:
        place = f", {saved['at']}" if "at" in saved else ""
        notes.append(f"after {saved['source']}{place}")
    return table.but(title=saved["name"], caption=saved.get("caption"), notes=(*table.notes, *notes), label=id_)


def _spread(table: Table, name: str) -> Table:
    """Return the table with a column for every value of the column `name`, in place of it; raises UsageError without one."""
    names = [column.name for column in table.columns]
    if name not in names:
        raise UsageError(f"spread: {name!r} is no column of this table", did_you_mean(near(name, names)))
    at = names.index(name)
    held = [set(_values(row[at])) for row in table.rows]
    values = sorted({value for found in held for value in found}, key=str)
    columns = (Column(str(value), str(value), "bool") for value in values)
    rows = (
        (*row[:at], *(Cell(value in found, shown="✓" if value in found else "") for value in values), *row[at + 1 :])
        for row, found in zip(table.rows, held, strict=True)
    )
    return table.but(columns=(*table.columns[:at], *columns, *table.columns[at + 1 :]), rows=tuple(rows))


def _values(cell: Cell) -> tuple[Scalar, ...]:
    return cell.value if isinstance(cell.value, tuple) else () if cell.value is None else (cell.value,)


def request_of(saved: Mapping[str, Any], cite: Cite = "none") -> Request:
    """Return the listing that a saved table stands for."""
    if saved["kind"] not in KINDS:
        raise UsageError(
            f"saved table {saved['id']}: no kind called {saved['kind']!r}",
            did_you_mean(near(saved["kind"], KINDS)),
        )
    return Request(
        saved["kind"],
        saved.get("query", ""),
        saved.get("columns", ()),
        saved.get("sort", ()),
        variants=saved.get("variants", False),
        cite=cite,
    )
