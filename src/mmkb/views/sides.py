"""The sides of a comparison: one record, or all that match a query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mmkb.errors import NotFoundError, UsageError, did_you_mean
from mmkb.index.index import Index
from mmkb.query.parse import looks_like_query
from mmkb.rows.columns import matching
from mmkb.rows.records import members
from mmkb.suggest import near
from mmkb.views.find import find
from mmkb.views.listing import cells, column_field
from mmkb.views.table import Scalar

LEAST = 2
"""Sides that a comparison needs."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side: how it was named, its rows by record."""

    label: str
    kind: str
    records: dict[str, list[int]]

    @property
    def single(self) -> bool:
        """Return whether the side is one record, whose values are shown as they are."""
        return len(self.records) == 1

    @property
    def rids(self) -> list[int]:
        """Return all rows."""
        return [rid for rows in self.records.values() for rid in rows]


def sides_of(index: Index, names: Sequence[str], kind: str, by: str | None = None) -> list[Side]:
    """Return the sides called `names`, each an id or a query; with `by` one for each value of that field instead.

    `kind` is that of the queries. Raises NotFoundError for a side that matches nothing, UsageError for sides of different
    kinds or fewer than two.
    """
    sides = _by_value(index, kind, " ".join(names), by) if by else [_side(index, name, kind) for name in names]
    if len({side.kind for side in sides}) > 1:
        what = "; ".join(f"{side.label} is of {side.kind}" for side in sides)
        raise UsageError("only records of one kind can be compared", what)
    if len(sides) < LEAST:
        raise UsageError("a comparison needs two sides", "for example: mmkb compare access:open access:proprietary")
    return sides


def _side(index: Index, name: str, kind: str) -> Side:
    if not looks_like_query(name):
        found, record, id_ = find(index, name)[0]
        return Side(id_, found, {record: [rid for rid, _ in members(index, (found,), id_)]})
    records: dict[str, list[int]] = defaultdict(list)
    for match in matching(index, kind, name):
        records[match.record].append(match.rid)
    if not records:
        raise NotFoundError(
            f"nothing matches the side {name!r}", did_you_mean(near(name.rpartition(":")[2], index.ids(kind)))
        )
    return Side(name, kind, dict(records))


def _by_value(index: Index, kind: str, query: str, by: str) -> list[Side]:
    field = column_field(index.fields(kind), kind, by)
    sides: dict[Scalar, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for match in matching(index, kind, query, [field.path]):
        for value in cells(match.values[0], field):
            sides[value][match.record].append(match.rid)
    ordered = sorted(sides.items(), key=lambda side: -len(side[1]))
    return [Side(f"{field.name}:{value}", kind, dict(records)) for value, records in ordered]
