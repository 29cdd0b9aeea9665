"""Facts: whether each is known, the state of its evidence, who says otherwise, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable

from mmkb.index.index import Index
from mmkb.index.tables import quoted
from mmkb.rows.lists import numbers
from mmkb.rows.row import Row

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from typing import Any, Literal

    from mmkb.schema.vocabulary import State

    Status = Literal["known", "undisclosed", "not-stated", "not-applicable"]

STATED = ("results", "claims")
"""Kinds whose rows are one fact each, with its place in the row."""


class Rival(Row):
    """What a source says instead: the rows it is about, its value as JSON, the source, the place, the reason, the day."""

    field: str
    of: str
    value: str
    source: str
    at: str | None
    because: str
    read: str | None


class Fact(Row):
    """Whether a value is known, the state of its evidence, whether its list is known not to be whole."""

    status: Status
    state: State
    partial: bool


class Tally(Row):
    """How often a field has one status and state of evidence."""

    field: str
    status: Status
    state: State
    times: int


def statuses(index: Index, rids: Iterable[int]) -> dict[tuple[int, str], Fact]:
    """Return what is to be said of each fact of the rows, by row and field."""
    found = index.rows(f"SELECT rid, field, status, state, partial FROM facts WHERE rid IN ({numbers(rids)})")
    return {(rid, field): Fact(status, state, bool(partial)) for rid, field, status, state, partial in found}


def disputed(index: Index, rids: Iterable[int]) -> set[tuple[int, str]]:
    """Return row and field of what a source disputes."""
    return set(index.rows(f"SELECT rid, field FROM rivals WHERE rid IN ({numbers(rids)})"))


def disputed_stages(index: Index, rids: Iterable[int]) -> set[tuple[str, int | None]]:
    """Return the fields of the rows that a source disputes, each with the number of the training stage, None: of all."""
    return set(index.rows(f"SELECT field, stage FROM rivals WHERE rid IN ({numbers(rids)})"))


def rivals(index: Index, rids: Iterable[int]) -> list[Rival]:
    """Return what sources say instead, one entry for all rows of which they say it."""
    found = index.rows(
        "SELECT field, group_concat(rows.id, ', '), value, source, at, because, rivals.read "
        "FROM rivals JOIN rows USING (rid) "
        f"WHERE rid IN ({numbers(rids)}) GROUP BY field, value, source, at, because ORDER BY field, source"
    )
    return [Rival(*row) for row in found]


def rival_values(index: Index, path: str, rids: Iterable[int]) -> list[tuple[int, Any]]:
    """Return row and value of all that sources say instead of what the rows have at `path`, item by item."""
    return index.rows(
        f"SELECT rid, coalesce(value, number) FROM rival_values WHERE field = ? AND rid IN ({numbers(rids)})", (path,)
    )


def tallies(index: Index, rids: Iterable[int]) -> list[Tally]:
    """Return how often each field of the rows has which status and state."""
    found = index.rows(
        f"SELECT field, status, state, count(*) FROM facts WHERE rid IN ({numbers(rids)}) GROUP BY 1, 2, 3"
    )
    return [Tally(*row) for row in found]


def counted(index: Index, kind: str) -> tuple[int, int, int, int]:
    """Return how many rows and facts a kind has, and how many of the facts were read and how many inferred."""
    ((unfolded,),) = index.rows("SELECT count(*) FROM rows WHERE kind = ?", (kind,))
    if kind in STATED:
        ((stated, read, inferred),) = index.rows(f"SELECT count(*), total(read), 0 FROM {quoted(kind)}")
    else:
        ((stated, read, inferred),) = index.rows(
            "SELECT count(*), total(state = 'read'), total(state = 'inferred') FROM facts JOIN rows USING (rid) "
            "WHERE kind = ?",
            (kind,),
        )
    return unfolded, stated, int(read), int(inferred)
