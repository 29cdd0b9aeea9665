"""Facts: whether each is known, whether it was read, who says otherwise, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from mmkb.index.index import Index
from mmkb.index.tables import quoted
from mmkb.rows.lists import numbers

Status = Literal["known", "undisclosed", "not-applicable"]

STATED = ("results", "claims")
"""Kinds whose rows are one fact each, with its place in the row."""


class Rival(NamedTuple):
    """What a source says instead: the rows it is about, its value as JSON, the source, the place, the reason, the day."""

    field: str
    of: str
    value: str
    source: str
    at: str | None
    because: str
    read: str | None


class Tally(NamedTuple):
    """How often a field has one status and was read, or not."""

    field: str
    status: Status
    read: bool
    times: int


def statuses(index: Index, rids: Iterable[int]) -> dict[tuple[int, str], tuple[Status, bool]]:
    """Return status and whether it was read for each fact of the rows, by row and field."""
    found = index.rows(f"SELECT rid, field, status, read FROM facts WHERE rid IN ({numbers(rids)})")
    return {(rid, field): (status, bool(read)) for rid, field, status, read in found}


def disputed(index: Index, rids: Iterable[int]) -> set[tuple[int, str]]:
    """Return row and field of what a source disputes."""
    return set(index.rows(f"SELECT rid, field FROM disputes WHERE rid IN ({numbers(rids)})"))


def rivals(index: Index, rids: Iterable[int]) -> list[Rival]:
    """Return what sources say instead, one entry for all rows of which they say it."""
    found = index.rows(
        "SELECT field, group_concat(rows.id, ', '), value, source, at, because, disputes.read "
        "FROM disputes JOIN rows USING (rid) "
        f"WHERE rid IN ({numbers(rids)}) GROUP BY field, value, source, at, because ORDER BY field, source"
    )
    return [Rival(*row) for row in found]


def tallies(index: Index, rids: Iterable[int]) -> list[Tally]:
    """Return how often each field of the rows has which status."""
    found = index.rows(
        f"SELECT field, status, read, count(*) FROM facts WHERE rid IN ({numbers(rids)}) GROUP BY 1, 2, 3"
    )
    return [Tally(field, status, bool(read), count) for field, status, read, count in found]


def counted(index: Index, kind: str) -> tuple[int, int, int]:
    """Return how many rows, how many facts and how many facts that were read a kind has."""
    ((unfolded,),) = index.rows("SELECT count(*) FROM rows WHERE kind = ?", (kind,))
    if kind in STATED:
        ((stated, read),) = index.rows(f"SELECT count(*), total(read) FROM {quoted(kind)}")
    else:
        ((stated, read),) = index.rows(
            "SELECT count(*), total(facts.read) FROM facts JOIN rows USING (rid) WHERE kind = ?", (kind,)
        )
    return unfolded, stated, int(read)
