"""Listing the rows of one kind: filtered, sorted, folded by release, with the marks of evidence."""

from __future__ import annotations

import json

from mmkb.errors import UsageError, did_you_mean
from mmkb.index.tables import quoted
from mmkb.query.sql import compile_query
from mmkb.schema.field import ORDERED
from mmkb.schema.kinds import KINDS
from mmkb.schema.struct import Struct
from mmkb.schema.values import STATES
from mmkb.suggest import near
from mmkb.views.bibliography import about
from mmkb.views.table import UNKNOWN, Cell, Column, Table, in_state, text

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.query.values import Condition
    from mmkb.schema.field import Field, Fields
    from mmkb.schema.vocabulary import State
    from mmkb.views.reference import Cite
    from mmkb.views.table import Scalar, Status

    Mark = tuple[Status, State, bool, bool]
    """Status and state of a fact, whether it is disputed, whether its list is partial."""
    Marks = Mapping[int, Mark]
    Groups = Sequence[Sequence[tuple[Any, ...]]]

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
    folded = kind.name == "models" and not request.variants
    found = _Found(
        quoted(kind.name),
        compile_query(index, kind.name, request.query),
        _order(fields, kind.name, request.sort or kind.sort),
        [f"t.{quoted(field.path)}" for field in chosen],
    )
    groups, total = (_releases if folded else _rows)(index, found, request.limit)
    marks = _marks(index, chosen, [row[0] for group in groups for row in group])
    cells_ = [
        _column(groups, position, field, marks.get(field.path, {}), folded=folded)
        for position, field in enumerate(chosen, start=len(_LEADING) if folded else 1)
    ]
    columns = [column(field) for field in chosen]
    if folded and any(len(group) > 1 or group[0][1] != group[0][2] for group in groups):
        columns.append(Column("sizes", "sizes", "id", many=True))
        cells_.append([_sizes(group) for group in groups])
    table = Table(
        title=f"{total} {kind.singular if total == 1 else kind.name}",
        columns=tuple(columns),
        rows=tuple(zip(*cells_, strict=True)),
        total=total,
        kind=kind.name,
        query=request.query,
        spare=0 if request.columns else max(0, len(columns) - 3),
        about=about(index),
        named=lambda other, names: listing(index, Request(other, columns=names, variants=True)),
    )
    if request.cite == "none":
        return table
    from mmkb.views.citing import with_sources

    return with_sources(index, table, chosen, [[int(row[0]) for row in group] for group in groups], request.cite)


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


class _Found:
    """What is looked for: the table of a kind, the condition on its rows, their order, the columns to read."""

    def __init__(self, table: str, condition: Condition, order: str, columns: Sequence[str]) -> None:
        self.table = table
        self.condition = condition
        self.order = order
        self.columns = columns


_LEADING = ("t.rid", "rows.record", "t.id", "rows.record_name")


def _rows(index: Index, found: _Found, limit: int | None) -> tuple[Groups, int]:
    """Return each row that matches as a group of its own, and how many there are without the limit."""
    where = f"FROM {found.table} t WHERE {found.condition.sql}"
    columns = ", ".join(["t.rid", *found.columns])
    rows = index.rows(f"SELECT {columns} {where} ORDER BY {found.order}{_limited(limit)}", found.condition.parameters)
    if limit is None:
        return [(row,) for row in rows], len(rows)
    ((total,),) = index.rows(f"SELECT count(*) {where}", found.condition.parameters)
    return [(row,) for row in rows], total


def _releases(index: Index, found: _Found, limit: int | None) -> tuple[Groups, int]:
    """Return the variants that match by release, in the order of each release's first; and the number of releases."""
    where = f"FROM {found.table} t JOIN rows ON rows.rid = t.rid WHERE {found.condition.sql}"
    parameters = found.condition.parameters
    total = None
    if limit is not None:
        # The releases first, then the rows of these alone.
        first = index.rows(
            f"SELECT record, count(*) OVER () FROM (SELECT rows.record, row_number() OVER (ORDER BY {found.order}) AS place "
            f"{where}) GROUP BY record ORDER BY min(place) LIMIT max(1, {int(limit)})",
            parameters,
        )
        total = first[0][1] if first else 0
        where += " AND rows.record IN (SELECT value FROM json_each(?))"
        parameters += (json.dumps([record for record, _ in first[:limit]]),)
    columns = ", ".join([*_LEADING, *found.columns])
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for row in index.rows(f"SELECT {columns} {where} ORDER BY {found.order}", parameters):
        groups.setdefault(row[1], []).append(row)
    return [sorted(group, key=lambda row: int(row[0])) for group in groups.values()], (
        len(groups) if total is None else total
    )


def _limited(limit: int | None) -> str:
    return "" if limit is None else f" LIMIT {int(limit)}"


def _marks(index: Index, fields: Sequence[Field], rids: Sequence[int]) -> Mapping[str, Marks]:
    """Return by field and row what is to be said of the facts shown: absent, not read, disputed, partial; of most nothing."""
    paths = [field.path for field in fields if field.fact]
    marks: dict[str, dict[int, Mark]] = {path: {} for path in paths}
    if not paths or not rids:
        return marks
    where = f"rid IN (SELECT value FROM json_each(?)) AND field IN ({', '.join('?' * len(paths))})"
    parameters = [json.dumps(rids), *paths]
    rivals = set(index.rows(f"SELECT rid, field FROM disputes WHERE {where}", parameters))
    for rid, path, status, state, partial in index.rows(
        f"SELECT rid, field, status, state, partial FROM facts WHERE {where} "
        "AND (status <> 'known' OR state <> 'read' OR partial OR (rid, field) IN (SELECT rid, field FROM disputes))",
        parameters,
    ):
        marks[path][rid] = (status, state, (rid, path) in rivals, bool(partial))
    return marks


def _column(groups: Groups, position: int, field: Field, marks: Marks, *, folded: bool) -> list[Cell]:
    """Return the cells of one column, one for each group of rows."""
    if folded and field.path in ("id", "name"):
        own = 1 if field.path == "id" else 3
        return [Cell(group[0][own]) for group in groups]
    raws = [dict.fromkeys([row[position] for row in group]) for group in groups]
    read = _taken_apart({raw for group in raws for raw in group}, field)
    column_ = []
    for group, several in zip(groups, raws, strict=True):
        if len(group) == 1:
            values, mark = read[group[0][position]], marks.get(group[0][0])
        else:
            values = tuple(dict.fromkeys([value for raw in several for value in read[raw]]))
            mark = _worst([marks.get(row[0]) for row in group]) if marks else None
            if len(values) > 1 and field.type in ORDERED:
                values = tuple(sorted(values, key=lambda value: (str(type(value)), value)))
        column_.append(_cell(values, field, mark))
    return column_


def _taken_apart(raws: Collection[Any], field: Field) -> dict[object, tuple[Scalar, ...]]:
    """Return `cells` of every raw value; what stands in many rows is read once, and all lists are read in one go."""
    if not field.many:
        return {raw: cells(raw, field) for raw in raws}
    lists = [raw for raw in raws if raw is not None]
    return {None: (), **dict(zip(lists, map(tuple, json.loads(f"[{','.join(lists)}]")), strict=True))}


def _worst(marks: Iterable[Mark | None]) -> Mark | None:
    seen = [mark for mark in marks if mark is not None]
    if not seen:
        return None
    weakest = min((state for _, state, _, _ in seen), key=STATES.index)
    return seen[0][0], weakest, any(mark[2] for mark in seen), any(mark[3] for mark in seen)


def _cell(values: tuple[Scalar, ...], field: Field, mark: Mark | None) -> Cell:
    if not values:
        return UNKNOWN if mark is None else _marked(Cell(None, mark[0]), mark)
    value = values if field.many or len(values) > 1 else values[0]
    cell = Cell(value, shown=_span(values, field) if len(values) > _MOST_VALUES else None)
    return cell if mark is None else _marked(cell, mark)


def _marked(cell: Cell, mark: Mark) -> Cell:
    _, state, disputed, partial = mark
    return in_state(cell.but(disputed=disputed, partial=partial), [state])


def _span(values: Sequence[Scalar], field: Field) -> str | None:
    """Return what people read instead of many ordered values: the first and the last."""
    if field.many or field.type not in ORDERED:
        return None
    first, last = (text(Cell(value), column(field)) for value in (values[0], values[-1]))
    return f"{first} – {last}"


def _sizes(group: Sequence[tuple[Any, ...]]) -> Cell:
    """Return the ids of the variants; people read what they add to the release's id, where it starts with that."""
    release = group[0][1]
    ids = tuple(row[2] for row in group if row[2] != release)
    shown = ", ".join(id_.removeprefix(f"{release}-") for id_ in ids)
    return Cell(ids, shown=shown) if ids else UNKNOWN
