"""Everything, streamed row by row: what an export of the whole knowledge base reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mmkb.index.index import Index
from mmkb.index.tables import quoted
from mmkb.schema.field import Field

Rows = Iterator[tuple[Any, ...]]


def of_kind(index: Index, kind: str, paths: Sequence[str]) -> Rows:
    """Yield id and the values at `paths` of every row of a kind."""
    selected = ", ".join(["t.id", *(f"t.{quoted(path)}" for path in paths)])
    yield from index.connection.execute(f"SELECT {selected} FROM {quoted(kind)} t ORDER BY t.rid")


def items(index: Index, kind: str, path: str) -> Rows:
    """Yield the row's id, the place from 1, and the item, for every item of a list of a kind."""
    yield from index.connection.execute(
        f"SELECT t.id, j.key + 1, j.value FROM {quoted(kind)} t, json_each(t.{quoted(path)}) j ORDER BY t.rid, j.key"
    )


def absences_of(index: Index, kind: str) -> dict[tuple[str, str], str]:
    """Return by row and field of a kind why there is no value."""
    found = index.rows(
        "SELECT id, field, status FROM facts JOIN rows USING (rid) WHERE kind = ? AND status != 'known'", (kind,)
    )
    return {(id_, path): status for id_, path, status in found}


def has_fractions(index: Index, kind: str, field: Field) -> bool:
    """Return whether a value of the field, or an item of it, is no whole number."""
    return _has(index, kind, field.path, "typeof(v) = 'real'", many=field.many)


def has_partial_dates(index: Index, table: str, column: str, *, many: bool = False) -> bool:
    """Return whether of a date in a column of a kind or of evidence, or of an item of it, only the year or month is known."""
    return _has(index, table, column, "length(v) < length('2023-07-18')", many=many)


def _has(index: Index, table: str, column: str, condition: str, *, many: bool) -> bool:
    values = (
        f"SELECT j.value AS v FROM {quoted(table)} t, json_each(t.{quoted(column)}) j"
        if many
        else f"SELECT {quoted(column)} AS v FROM {quoted(table)}"
    )
    return bool(index.rows(f"SELECT 1 FROM ({values}) WHERE {condition} LIMIT 1"))


def releases(index: Index) -> Rows:
    """Yield id and name of every release of models."""
    yield from index.connection.execute(
        "SELECT record, max(record_name) FROM rows WHERE kind = 'models' GROUP BY record ORDER BY record"
    )


def facts(index: Index) -> Rows:
    """Yield kind, id, field, status, state and whether the list is partial, of every fact."""
    yield from index.connection.execute(
        "SELECT kind, id, field, status, state, partial FROM facts JOIN rows USING (rid) ORDER BY rid, field"
    )


def evidence(index: Index) -> Rows:
    """Yield kind, id, field, source, place, day of reading, day and reason of inferring, note and stages, of all evidence."""
    yield from index.connection.execute(
        "SELECT kind, id, field, source, at, evidence.read, inferred, because, note, stages FROM evidence "
        "JOIN rows USING (rid) ORDER BY rid, field, place"
    )


def licence_chains(index: Index) -> Rows:
    """Yield model, position, role, part, licence, commercial term and covering licence, of every step of every chain."""
    yield from index.connection.execute(
        "SELECT rows.id, position, role, chain.id, license, commercial, covering FROM chain JOIN rows USING (rid) "
        "ORDER BY rid, position"
    )


def links(index: Index) -> Rows:
    """Yield kind and id of the row that refers, its field, what is written, kind and id of the row that is meant."""
    yield from index.connection.execute(
        "SELECT f.kind, f.id, refs.field, refs.value, t.kind, t.id FROM refs JOIN rows f ON f.rid = refs.rid "
        "LEFT JOIN rows t ON t.rid = refs.target WHERE f.id IS NOT NULL ORDER BY refs.rid, refs.field, refs.value, t.rid"
    )


def names(index: Index) -> Rows:
    """Yield kind, id, field and name, of every name under which a row is found."""
    yield from index.connection.execute(
        "SELECT rows.kind, rows.id, field, names.name FROM names JOIN rows USING (rid) ORDER BY rid, field, names.name"
    )
