"""Which layer of data wrote what; of a knowledge base of one layer there is nothing to say."""

from __future__ import annotations

import json

from mmkb.index.tables import quoted
from mmkb.rows.lists import numbers

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from mmkb.index.index import Index


def layers(index: Index) -> tuple[str, ...]:
    """Return the names of the layers, the lowest first; none where there is one."""
    found = index.rows("SELECT value FROM meta WHERE key = 'layers'")
    return tuple(json.loads(found[0][0])) if found else ()


def of_record(index: Index, rid: int) -> tuple[str, ...]:
    """Return the layers that wrote the record of a row, the lowest first."""
    ((kind,),) = index.rows("SELECT kind FROM rows WHERE rid = ?", (rid,))
    ((found,),) = index.rows(f"SELECT layer FROM {quoted(kind)} WHERE rid = ?", (rid,))
    return tuple(json.loads(found))


def of_facts(index: Index, rids: Iterable[int]) -> dict[str, tuple[str, ...]]:
    """Return by field the layers that wrote the values of the rows."""
    return _by_first(index, "SELECT DISTINCT field, layer FROM facts WHERE rid IN ({})", rids)


def of_places(index: Index, rids: Iterable[int]) -> dict[tuple[str, str | None], tuple[str, ...]]:
    """Return by source and place the layers that wrote the evidence of the rows."""
    return _by_first(index, "SELECT DISTINCT source, at, layer FROM evidence WHERE rid IN ({})", rids)


def of_rivals(index: Index, rids: Iterable[int]) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Return by field, source and reason the layers that wrote the disputes of the rows."""
    return _by_first(index, "SELECT DISTINCT field, source, because, layer FROM rivals WHERE rid IN ({})", rids)


def _by_first(index: Index, sql: str, rids: Iterable[int]) -> dict[Any, tuple[str, ...]]:
    """Return the layers, which stand last in each row of a statement, by what stands before them."""
    lowest = layers(index)[0]
    found: dict[Any, tuple[str, ...]] = {}
    for *key, layer in index.rows(sql.format(numbers(rids))):
        name = tuple(key) if len(key) > 1 else key[0]
        found[name] = (*found.get(name, ()), layer or lowest)
    return found
