"""Listing the rows of one kind: filtered, sorted, folded by release, with the marks of evidence."""

from __future__ import annotations

import json

from mmkb.errors import UsageError, did_you_mean
from mmkb.index.tables import quoted
from mmkb.query.sql import compile_query
from mmkb.schema.field import ORDERED
from mmkb.schema.kinds import KINDS
from mmkb.schema.struct import Struct
from mmkb.suggest import near
from mmkb.views.bibliography import about
from mmkb.views.table import UNKNOWN, Cell, Column, Table, text

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.schema.field import Field, Fields
    from mmkb.views.reference import Cite
    from mmkb.views.table import Scalar, Status

    Marks = Mapping[tuple[int, str], tuple[Status, bool, bool]]

_MOST_VALUES = 3
"""A folded cell with more distinct ordered values shows their span to people."""


class Request(Struct):
    """What to list: `columns` and `sort` default to the kind's own; `limit` None means all; `cite` asks for sources."""

    __slots__ = ("cite", "columns", "kind", "limit", "query", "sort", "variants")

    def __init__(
        self,
        kind: str,
        query: str = "",
        columns: Sequence[str] = (),
        sort: Sequence[str] = (),
        limit: int | None = None,
        variants: bool = False,
        cite: Cite = "none",
    ) -> None:
        self.kind = kind
        self.query = query
        self.columns = columns
        self.sort = sort
        self.limit = limit
        self.variants = variants
        self.cite = cite


def listing(index: Index, request: Request) -> Table:
    """Return the rows that match.

    Variants of a release that match fold into one row unless `variants` is set; a folded cell holds every distinct
    value, and the column `sizes` names the variants that matched. Raises QueryError for the query, UsageError for an
    unknown column or sort.
    """
    kind = KINDS[request.kind]
    fields = index.fields(kind.name)
    chosen = [column_field(fields, kind.name, name) for name in request.columns or kind.columns]
    condition = compile_query(index, kind.name, request.query)
    selected = ", ".join(
        ["t.rid", "rows.record", "t.id", "rows.record_name", *(f"t.{quoted(field.path)}" for field in chosen)]
    )
    found = index.rows(
        f"SELECT {selected} FROM {quoted(kind.name)} t JOIN rows ON rows.rid = t.rid "
        f"WHERE {condition.sql} ORDER BY {_order(fields, kind.name, request.sort or kind.sort)}",
        condition.parameters,
    )
    fold_ = kind.name == "models" and not request.variants
    groups = _by_record(found) if fold_ else [[row] for row in found]
    shown = groups if request.limit is None else groups[: request.limit]
    marks = _marks(index, chosen, [row[0] for group in shown for row in group])
    rows = tuple(_row(group, chosen, marks, folded=fold_) for group in shown)
    columns = tuple(column(field) for field in chosen)
    if fold_ and any(len(group) > 1 or group[0][1] != group[0][2] for group in shown):
        columns = (*columns, Column("sizes", "sizes", "id", many=True))
        rows = tuple((*row, _sizes(group)) for row, group in zip(rows, shown, strict=True))
    table = Table(
        title=f"{len(groups)} {kind.singular if len(groups) == 1 else kind.name}",
        columns=columns,
        rows=rows,
        total=len(groups),
        kind=kind.name,
        query=request.query,
        spare=0 if request.columns else max(0, len(columns) - 3),
        about=about(index),
        named=lambda other, names: listing(index, Request(other, columns=names, variants=True)),
    )
    if request.cite == "none":
        return table
    from mmkb.views.citing import with_sources

    return with_sources(index, table, chosen, [[int(row[0]) for row in group] for group in shown], request.cite)


def column(field: Field) -> Column:
    """Return the column that shows `field`."""
    return Column(field.name, field.label, field.type, field.unit, field.many)


def column_field(fields: Fields, kind: str, name: str) -> Field:
    """Return the field that a column is called by; raises UsageError with a suggestion."""
    field = fields.get(name)
    if field is None:
        endings = [entry.path for entry in fields.ending_in(name)]
        hint = f"write one of {', '.join(endings)}" if endings else did_you_mean(near(name, fields.names()))
        raise UsageError(f"unknown column {name!r} of {kind}", hint or f"`mmkb fields {kind}` lists them")
    return field


def cells(raw: object, field: Field) -> tuple[Scalar, ...]:
    """Return the values that a column of the index holds: none, one, or the items of a list."""
    if raw is None:
        return ()
    if field.many:
        return tuple(json.loads(str(raw)))
    if field.type == "bool":
        return (bool(raw),)
    assert isinstance(raw, (str, int, float))
    return (raw,)


def _order(fields: Fields, kind: str, sort: Sequence[str]) -> str:
    parts = []
    for name in sort:
        field = column_field(fields, kind, name.removeprefix("-"))
        sql = f"t.{quoted(field.path + ':first' if field.type == 'date' and not field.many else field.path)}"
        parts.append(f"{sql} IS NULL, {sql} {'DESC' if name.startswith('-') else 'ASC'}")
    return ", ".join([*parts, "t.rid"])


def _by_record(found: Iterable[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for row in found:
        groups.setdefault(row[1], []).append(row)
    return [sorted(group, key=lambda row: int(row[0])) for group in groups.values()]


def _marks(index: Index, fields: Sequence[Field], rids: Sequence[int]) -> Marks:
    """Return status, cited and disputed for the facts among the cells shown."""
    paths = [field.path for field in fields if field.fact]
    if not paths or not rids:
        return {}
    where = f"rid IN ({', '.join(map(str, rids))}) AND field IN ({', '.join('?' * len(paths))})"
    found = index.rows(f"SELECT rid, field, status, read FROM facts WHERE {where}", paths)
    rivals = set(index.rows(f"SELECT rid, field FROM disputes WHERE {where}", paths))
    return {(rid, path): (status, not read, (rid, path) in rivals) for rid, path, status, read in found}


def _row(group: Sequence[tuple[Any, ...]], fields: Sequence[Field], marks: Marks, *, folded: bool) -> tuple[Cell, ...]:
    return tuple(_cell(group, position, field, marks, folded=folded) for position, field in enumerate(fields, start=4))


def _cell(group: Sequence[tuple[Any, ...]], position: int, field: Field, marks: Marks, *, folded: bool) -> Cell:
    if folded and field.path in ("id", "name"):
        return Cell(group[0][1 if field.path == "id" else 3])
    if len(group) == 1:
        values = cells(group[0][position], field)
    else:
        values = tuple(dict.fromkeys(value for row in group for value in cells(row[position], field)))
        if field.type in ORDERED:
            values = tuple(sorted(values, key=lambda value: (str(type(value)), value)))
    seen = [marks[row[0], field.path] for row in group if (row[0], field.path) in marks]
    if not values:
        return Cell(None, seen[0][0], *_worst(seen)) if seen else UNKNOWN
    value = values if field.many or len(values) > 1 else values[0]
    return Cell(value, "known", *_worst(seen), shown=_span(values, field))


def _span(values: Sequence[Scalar], field: Field) -> str | None:
    """Return what people read instead of many ordered values: the first and the last."""
    if field.many or field.type not in ORDERED or len(values) <= _MOST_VALUES:
        return None
    first, last = (text(Cell(value), column(field)) for value in (values[0], values[-1]))
    return f"{first} – {last}"


def _worst(seen: Sequence[tuple[Status, bool, bool]]) -> tuple[bool, bool]:
    return any(cited for _, cited, _ in seen), any(disputed for _, _, disputed in seen)


def _sizes(group: Sequence[tuple[Any, ...]]) -> Cell:
    """Return the ids of the variants; people read what they add to the release's id, where it starts with that."""
    release = group[0][1]
    ids = tuple(row[2] for row in group if row[2] != release)
    shown = ", ".join(id_.removeprefix(f"{release}-") for id_ in ids)
    return Cell(ids, shown=shown) if ids else UNKNOWN
