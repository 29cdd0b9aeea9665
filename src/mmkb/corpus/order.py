"""The order of a record's fields: what names it, what its class says of it in that order, what all records share."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel

from mmkb.corpus.read import AMENDS
from mmkb.corpus.tree import Collection, Node
from mmkb.schema.fields import RECORDS, class_inside

_NAMES = ("id", "name", "aliases", "japanese", "summary")
_SHARED = ("variants", "partial", "evidence", "disputes", "waivers")


def put_in_order(node: Node, folder: str) -> None:
    """Sort the entries of a record of the kind in `folder`; keys that its class does not know stay last."""
    _sort(node, RECORDS[folder])


def _sort(node: Node, of: type[BaseModel] | None) -> None:
    if of is None or not isinstance(node, Collection):
        return
    if not node.is_mapping:
        for entry in node.entries:
            _sort(entry.value, of)
        return
    order = places(of)
    node.entries.sort(key=lambda entry: order.get(entry.key, len(order)))
    for entry in node.entries:
        if entry.key in of.model_fields:
            _sort(entry.value, class_inside(of, entry.key))


@cache
def places(of: type[BaseModel]) -> dict[str, int]:
    """Return the place of each field of a class, in their order."""
    names = list(of.model_fields)
    if "partial" in names:  # a record with evidence, or a part of one that has facts of its own
        first = [name for name in _NAMES if name in names]
        last = [name for name in _SHARED if name in names]
        names = [*first, *(name for name in names if name not in first and name not in last), *last]
    return {name: place for place, name in enumerate((AMENDS, *names))}
