"""The typed columns of the rows of a kind: of those that match a query, or of chosen ones.

A value is as the index holds it: a list is JSON, yes is 1, what is not known is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mmkb.index.index import Index
from mmkb.index.tables import quoted
from mmkb.query.sql import compile_query
from mmkb.rows.lists import numbers
from mmkb.rows.row import Row

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from typing import Any

    from mmkb.schema.field import Field


class Match(Row):
    """A row that matches: its number, its record, its id, the values that were asked for."""

    rid: int
    record: str
    id: str
    values: tuple[Any, ...]


class Release(Row):
    """A release of models among which some match: the first day of those, and what they introduced."""

    record: str
    name: str
    released: str
    introduced: str | None


def matching(index: Index, kind: str, query: str, paths: Sequence[str] = ()) -> list[Match]:
    """Return the rows of a kind that match a query, in order, with their values at `paths`; raises QueryError."""
    condition = compile_query(index, kind, query)
    selected = ", ".join(["rid", "rows.record", "t.id", *(f"t.{quoted(path)}" for path in paths)])
    found = index.rows(
        f"SELECT {selected} FROM {quoted(kind)} t JOIN rows USING (rid) WHERE {condition.sql} ORDER BY rid",
        condition.parameters,
    )
    return [Match(row[0], row[1], row[2], row[3:]) for row in found]


def values(index: Index, kind: str, rids: Iterable[int], paths: Sequence[str]) -> dict[int, tuple[Any, ...]]:
    """Return the values at `paths` of chosen rows of a kind, by number, in order."""
    selected = ", ".join(["rid", *map(quoted, paths)])
    found = index.rows(f"SELECT {selected} FROM {quoted(kind)} WHERE rid IN ({numbers(rids)}) ORDER BY rid")
    return {row[0]: row[1:] for row in found}


def distinct(index: Index, field: Field, most: int) -> list[str]:
    """Return the texts that stand in a field of any row of its kind, at `most` so many."""
    source = f"{field.kind}.{field.path}" if field.many else field.kind
    column = "value" if field.many else field.path
    found = index.rows(
        f"SELECT DISTINCT {quoted(column)} FROM {quoted(source)} WHERE {quoted(column)} IS NOT NULL LIMIT {int(most)}"
    )
    return sorted(str(value) for (value,) in found)


def releases(index: Index, query: str) -> list[Release]:
    """Return the dated releases of the models that match a query, the earliest first; raises QueryError."""
    condition = compile_query(index, "models", query)
    found = index.rows(
        'SELECT rows.record, coalesce(rows.record_name, rows.name), min(t.released), max(t.introduced), min("released:first") '
        f"FROM models t JOIN rows USING (rid) WHERE t.released IS NOT NULL AND {condition.sql} "
        "GROUP BY rows.record ORDER BY 5, 1",
        condition.parameters,
    )
    return [Release(*row[:4]) for row in found]
