"""References between records, in both directions."""

from __future__ import annotations

from collections.abc import Collection

from mmkb.index.index import Index
from mmkb.rows.lists import marks, numbers
from mmkb.rows.row import Row


class Link(Row):
    """A reference: its field, what was written, the row it leads to (None: to no record)."""

    field: str
    value: str
    target: int | None


class User(Row):
    """A row that refers to another: by which field, its record, its number."""

    field: str
    record: str
    rid: int


def parts(index: Index, rids: Collection[int], fields: Collection[str]) -> list[Link]:
    """Return what the rows refer to by some fields; a release that is named leads to each of its variants."""
    found = index.rows(
        f"SELECT field, value, target FROM refs WHERE rid IN ({numbers(rids)}) AND field IN ({marks(fields)}) ORDER BY rid",
        tuple(fields),
    )
    return [Link(*row) for row in found]


def builders(index: Index, rids: Collection[int], fields: Collection[str]) -> list[User]:
    """Return the models and data sets that refer to the rows by some fields, the oldest first."""
    found = index.rows(
        "SELECT refs.field, rows.record, rows.rid FROM refs "
        "JOIN rows ON rows.rid = refs.rid LEFT JOIN models ON models.rid = rows.rid "
        f"WHERE refs.target IN ({numbers(rids)}) AND rows.kind IN ('models', 'datasets') AND refs.field IN ({marks(fields)}) "
        "ORDER BY coalesce(models.released, '9999'), rows.rid",
        tuple(fields),
    )
    return [User(*row) for row in found]


def first_released(index: Index, rids: Collection[int]) -> str | None:
    """Return the earliest date of release among the rows that are models, as written."""
    ((day,),) = index.rows(f"SELECT min(released) FROM models WHERE rid IN ({numbers(rids)})")
    return None if day is None else str(day)


def referring(index: Index, rids: Collection[int], record: str) -> list[tuple[str, str, str]]:
    """Return (kind, record, field) of the other records that refer to the rows of `record`.

    Results, stages, instruments and disputes do not count: they stand beside what they are about.
    """
    return index.rows(
        "SELECT DISTINCT rows.kind, rows.record, refs.field FROM refs JOIN rows ON rows.rid = refs.rid "
        f"WHERE refs.target IN ({numbers(rids)}) AND rows.record <> ? "
        "AND rows.kind NOT IN ('results', 'stages', 'instruments', 'disputes') ORDER BY rows.kind, refs.field, rows.record",
        (record,),
    )
