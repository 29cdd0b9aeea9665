"""Which layer of data says what of a record, in the tables of its page."""

from __future__ import annotations

from mmkb.rows.written import layers, of_facts, of_places, of_record, of_rivals
from mmkb.schema.field import LAYER
from mmkb.views.table import UNKNOWN, Cell, Column, Table

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from mmkb.index.index import Index

_KEYS: Mapping[str, tuple[Callable[..., Mapping[Any, tuple[str, ...]]], tuple[str, ...]]] = {
    "facts": (of_facts, ("field",)),
    "sources": (of_places, ("source", "at")),
    "disputes": (of_rivals, ("field", "source", "because")),
}
"""For a section, who wrote what, and the columns by which its lines are found."""


def layers_of(index: Index, rid: int) -> str | None:
    """Return the sentence that says which layers wrote a record; nothing where there is one layer."""
    if not layers(index):
        return None
    *below, last = of_record(index, rid)
    return f"in layer {last}, which amends {', '.join(below)}" if below else f"in layer {last}"


def with_layers(index: Index, rids: Sequence[int], sections: Mapping[str, list[Table]]) -> dict[str, list[Table]]:
    """Return the sections of a page with a column for the layer of each fact, place and dispute, where there are several."""
    if not layers(index):
        return dict(sections)
    return {
        name: [_with_layer(table, _KEYS[name][0](index, rids), _KEYS[name][1]) for table in tables]
        if name in _KEYS
        else tables
        for name, tables in sections.items()
    }


def _with_layer(table: Table, written: Mapping[Any, tuple[str, ...]], names: Sequence[str]) -> Table:
    at = [[column.name for column in table.columns].index(name) for name in names]
    rows = []
    for row in table.rows:
        key = tuple(row[number].value for number in at)
        found = written.get(key if len(key) > 1 else key[0])
        rows.append((*row, Cell(found) if found else UNKNOWN))
    return table.but(columns=(*table.columns, Column(LAYER, LAYER, "id", many=True)), rows=tuple(rows))
