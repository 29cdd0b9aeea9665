"""Where the sources that cells name can be had, for formats whose text can lead there."""

from __future__ import annotations

from mmkb.views.reference import Reference
from mmkb.views.source_columns import value_keys
from mmkb.views.table import Cell, Column, Table

_PARTS = ("id", "url", "arxiv")


def addresses(table: Table) -> dict[str, str]:
    """Return the address of each source that the table cites or names, by key; those without one are left out."""
    found = {entry.key: entry.address for entry in table.references}
    if table.named is not None and any(named - found.keys() for named in _named(table)):
        for row in table.named("sources", _PARTS).rows:
            id_, url, arxiv = (None if cell.value is None else str(cell.value) for cell in row)
            found.setdefault(str(id_), Reference(str(id_), "web", "", url=url, arxiv=arxiv).address)
    return {key: address for key, address in found.items() if address and address.startswith(("https://", "http://"))}


def _named(table: Table) -> list[set[str]]:
    return [
        {key for row in table.rows for key in value_keys(row[number])}
        for number, column in enumerate(table.columns)
        if column.target == "sources"
    ]


def address_of(cell: Cell, column: Column, known: dict[str, str]) -> str | None:
    """Return where a whole cell leads: to the first source that it names, or to the address that it is."""
    keys = value_keys(cell)
    if column.target == "sources" or (column.type == "ref" and column.target is None):
        return next((known[key] for key in keys if key in known), None)
    return keys[0] if len(keys) == 1 and keys[0].startswith(("https://", "http://")) else None
