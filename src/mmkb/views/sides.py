"""The sides of a comparison: one record, or all that match a query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import partial

from mmkb.errors import NotFoundError, UsageError, did_you_mean
from mmkb.index.index import Index
from mmkb.query.arguments import looks_like_query
from mmkb.query.ast import quote
from mmkb.rows.columns import matching
from mmkb.rows.records import members
from mmkb.schema.struct import Struct
from mmkb.suggest import near
from mmkb.views.field_cells import column_route
from mmkb.views.find import find
from mmkb.views.followed import values_of
from mmkb.views.table import Column, Scalar

LEAST = 2
"""Sides that a comparison needs."""


class Side(Struct):
    """One side: how it was named, its rows by record; `grouped` when it is a group however few it has."""

    __slots__ = ("grouped", "kind", "label", "records")

    def __init__(self, label: str, kind: str, records: dict[str, list[int]], *, grouped: bool = False) -> None:
        self.label = label
        self.kind = kind
        self.records = records
        self.grouped = grouped

    @property
    def single(self) -> bool:
        """Return whether the side is one record, whose values are shown as they are."""
        return len(self.records) == 1 and not self.grouped

    @property
    def column(self) -> Column:
        """Return the column of the side in a table: of a single record it is about that."""
        return Column(self.label, self.label, "text", of=self.kind if self.single else None)

    @property
    def rids(self) -> list[int]:
        """Return all rows."""
        return [rid for rows in self.records.values() for rid in rows]


def sides_of(
    index: Index, names: Sequence[str], kind: str | None, by: str | None = None, since: str | None = None
) -> list[Side]:
    """Return the sides called `names`, each an id or a query; with `by` one for each value of that field instead.

    `kind` is that of the queries, models by default, and of the ids where it is given; what is older than `since`, or has no
    date, is left out. Raises NotFoundError for a side that matches nothing, UsageError for sides of different kinds or fewer
    than two, QueryError for a date that is none.
    """
    asked = kind or "models"
    sides = _by_value(index, asked, " ".join(names), by) if by else [_side(index, name, asked, kind) for name in names]
    if len({side.kind for side in sides}) > 1:
        what = "; ".join(f"{side.label} is of {side.kind}" for side in sides)
        raise UsageError("only records of one kind can be compared", what)
    if since is not None and sides:
        kind = sides[0].kind
        young = {match.rid for match in matching(index, kind, f"{dated(index, kind)}>={quote(since)}")}
        sides = [
            side if by else _some(side, since) for side in map(partial(_among, young), sides) if side.records or not by
        ]
    if len(sides) < LEAST:
        raise UsageError("a comparison needs two sides", "for example: mmkb compare access:open access:proprietary")
    return sides


def dated(index: Index, kind: str) -> str:
    """Return the name of the field that dates the rows of a kind; raises UsageError where there is none."""
    for name in ("released", "introduced", "year"):
        field = index.fields(kind).get(name)
        if field is not None and field.type in ("date", "integer"):
            return name
    raise UsageError(f"{kind} have no date", "name another field")


def _among(rids: Collection[int], side: Side) -> Side:
    """Return the side with no rows but those of `rids`."""
    records = {record: [rid for rid in rows if rid in rids] for record, rows in side.records.items()}
    return Side(side.label, side.kind, {record: rows for record, rows in records.items() if rows}, grouped=side.grouped)


def _some(side: Side, since: str) -> Side:
    if not side.records:
        raise NotFoundError(f"nothing of the side {side.label!r} is known to be of {since} or later")
    return side


def _side(index: Index, name: str, kind: str, only: str | None) -> Side:
    if not looks_like_query(name):
        if index.elsewhere is not None:
            raise UsageError(f"an engine compares groups, and {name!r} is an id", f"write a query: id:{name}")
        found, record, id_ = find(index, name, only)[0]
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
    route = column_route(index, kind, by)
    matches = matching(index, kind, query)
    found = values_of(index, kind, route, [match.rid for match in matches])
    sides: dict[Scalar, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for match in matches:
        for value in dict.fromkeys(found[match.rid]):
            sides[value][match.record].append(match.rid)
    ordered = sorted(sides.items(), key=lambda side: -len(side[1]))
    return [Side(f"{route.name}:{value}", kind, dict(records)) for value, records in ordered]
