"""Listing the rows of one kind: filtered, sorted, folded by release, with the marks of evidence."""

from __future__ import annotations

import json

from mmkb.errors import UsageError, did_you_mean
from mmkb.query.route import Route, UnresolvedError
from mmkb.query.route import route as route_of
from mmkb.rows.listed import LEADING, marks_of, releases, separate
from mmkb.rows.records import names_of
from mmkb.schema.field import LAYER, ORDERED
from mmkb.schema.kinds import KINDS
from mmkb.schema.struct import Struct
from mmkb.schema.values import STATES, as_read
from mmkb.suggest import near
from mmkb.views.bibliography import about
from mmkb.views.legends import told
from mmkb.views.table import UNKNOWN, Cell, Column, Table, text

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.rows.listed import Group, Groups, Mark, Marks, Order
    from mmkb.schema.field import Field, Fields
    from mmkb.schema.kinds import Kind
    from mmkb.views.reference import Cite
    from mmkb.views.table import Scalar


MOST_NAMES = 500
"""Columns, and names to sort by, that a listing takes."""
SIZES = "sizes"
"""The column of a folded listing that names the variants in each row."""
MOST_VALUES = 3
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

    def but(self, columns: Sequence[str]) -> Request:
        """Return the same request for other columns."""
        return Request(self.kind, self.query, columns, self.sort, self.limit, self.variants, self.cite)


def listing(index: Index, request: Request) -> Table:
    """Return the rows that match.

    Variants of a release that match fold into one row unless `variants` is set; a folded cell holds every distinct
    value, and a column `sizes` names the variants that matched: where it is asked for, or where nobody chose the columns.
    A column may be any name that a query understands: a field, one behind references, a score. Raises QueryError for the
    query, UsageError for an unknown column or sort.
    """
    for names in (request.columns, request.sort):
        if len(names) > MOST_NAMES:
            raise UsageError(f"{len(names):,} names of columns, more than {MOST_NAMES}", "name those that are needed")
    kind = KINDS[request.kind]
    folded = kind.name == "models" and not request.variants
    routes = [
        None if folded and name == SIZES else column_route(index, kind.name, name)
        for name in request.columns or columns_of(index, kind)
    ]
    own = [route.field for route in routes if route and route.plain]
    order = [
        (column_route(index, kind.name, name.removeprefix("-")), name.startswith("-"))
        for name in request.sort or kind.sort
    ]
    groups, total = (releases if folded else separate)(
        index, kind.name, request.query, order, [field.path for field in own], request.limit, _in_order
    )
    rids = [[int(row[0]) for row in group] for group in groups]
    marks = marks_of(index, own, [rid for group in rids for rid in group])
    position = LEADING if folded else 1
    columns, cells_, notes = [], [], []
    if not request.columns and folded and any(len(group) > 1 or group[0][1] != group[0][2] for group in groups):
        routes.append(None)
    for route in routes:
        if route is None:
            columns.append(Column(SIZES, SIZES, "id", many=True))
            cells_.append([_sizes(group) for group in groups])
        elif route.plain:
            columns.append(column(route.field))
            cells_.append(_column(groups, position, route.field, marks.get(route.field.path, {}), folded=folded))
            position += 1
        else:
            from mmkb.views import followed

            columns.append(followed.column(index, route))
            notes += followed.notes(route, folded=folded)
            cells_.append(followed.cells_along(index, route, rids, sources=request.cite != "none"))
    table = Table(
        title=f"{total} {kind.singular if total == 1 else kind.name}",
        columns=tuple(columns),
        rows=tuple(zip(*cells_, strict=True)),
        total=total,
        kind=kind.name,
        notes=(*dict.fromkeys(notes), *told(kind.name, routes, cells_)),
        query=request.query,
        spare=0 if request.columns else max(0, len(columns) - 3),
        about=about(index),
        named=lambda other, names: listing(index, Request(other, columns=names, variants=True)),
        called=lambda other, ids: names_of(index, other, ids),
    )
    if request.cite != "none":
        from mmkb.views.citing import with_sources

        fields = [route.field if route and route.plain else None for route in routes]
        table = with_sources(index, table, fields, rids, request.cite)
    last = (SIZES,) if routes[-1] is None else ()
    return table if request.columns else table.but(screen=lambda: _first_screen(index, request, last))


def columns_of(index: Index, kind: Kind) -> tuple[str, ...]:
    """Return the columns that a listing of the kind has by default: where there are layers of data, theirs is the last."""
    return (*kind.columns, LAYER) if index.fields(kind.name).get(LAYER) else kind.columns


def _first_screen(index: Index, request: Request, last: tuple[str, ...]) -> Table:
    from mmkb.views.screen import first_screen

    return first_screen(index, request, last)


def column(field: Field) -> Column:
    """Return the column that shows `field`."""
    target = field.kind if field.path == "id" else field.target
    return Column(field.name, field.label, field.type, field.unit, field.many, target, field.joint)


def column_field(fields: Fields, kind: str, name: str) -> Field:
    """Return the field that a column is called by; raises UsageError with a suggestion."""
    field = fields.get(name)
    if field is None:
        endings = [entry.path for entry in fields.ending_in(name)]
        if endings:
            hint = f"write one of {', '.join(endings)}"
        elif name in KINDS:
            hint = f"those are rows, which `mmkb {name}` lists; a query on {kind} asks them as {name}:(…)"
        else:
            hint = did_you_mean(near(name, fields.names())) or f"`mmkb fields {kind}` lists them"
        raise UsageError(f"unknown column {name!r} of {kind}", hint)
    return field


def column_route(index: Index, kind: str, name: str) -> Route:
    """Return where a column leads; raises UsageError with a suggestion."""
    try:
        return route_of(index, kind, name)
    except UnresolvedError as problem:
        if problem.message:
            raise UsageError(problem.message, problem.hint) from None
        return Route(column_field(index.fields(problem.kind), problem.kind, problem.name))


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


def _in_order(index: Index, order: Order, groups: Sequence[Group]) -> Sequence[Group]:
    """Return the groups in an order that leads through references; what is not known stands last, draws as they came."""
    from mmkb.views.followed import cells_along

    for route, descending in reversed(order):
        shown = cells_along(index, route, [[int(row[0]) for row in group] for group in groups], sources=False)
        keys: list[Any] = [cell.value if isinstance(cell.value, tuple) else (cell.value,) for cell in shown]
        known = [number for number, cell in enumerate(shown) if cell.value is not None]
        known.sort(key=lambda number: (max if descending else min)(keys[number]), reverse=descending)
        unknown = [number for number, cell in enumerate(shown) if cell.value is None]
        groups = [groups[number] for number in (*known, *unknown)]
    return groups


def _column(groups: Groups, position: int, field: Field, marks: Marks, *, folded: bool) -> list[Cell]:
    """Return the cells of one column, one for each group of rows."""
    if folded and field.path in ("id", "name"):
        own = 1 if field.path == "id" else 3
        return [Cell(group[0][own]) for group in groups]
    read = _taken_apart({row[position] for group in groups for row in group}, field)
    column_ = []
    for group in groups:
        if len(group) == 1:
            values, mark = read[group[0][position]], marks.get(group[0][0])
        else:
            values = together(read[row[position]] for row in group)
            mark = worst([marks.get(row[0]) for row in group]) if marks else None
            if len(values) > 1 and field.type in ORDERED and not field.many:
                values = tuple(sorted(values, key=lambda value: (str(type(value)), value)))
        column_.append(cell_of(values, field, mark))
    return column_


def _taken_apart(raws: Collection[Any], field: Field) -> dict[object, tuple[Scalar, ...]]:
    """Return `cells` of every raw value; what stands in many rows is read once, and all lists are read in one go."""
    if not field.many:
        return {raw: cells(raw, field) for raw in raws}
    lists = [raw for raw in raws if raw is not None]
    return {None: (), **dict(zip(lists, map(tuple, json.loads(f"[{','.join(lists)}]")), strict=True))}


def together(lists: Iterable[tuple[Scalar, ...]]) -> tuple[Scalar, ...]:
    """Return the values of several rows: a list that all have as it is, for its items may be half of a pair; else each once."""
    distinct = list(dict.fromkeys(filter(None, lists))) or [()]
    return distinct[0] if len(distinct) == 1 else tuple(dict.fromkeys(value for one in distinct for value in one))


def worst(marks: Iterable[Mark | None]) -> Mark | None:
    """Return one mark for the values of several rows: cited or disputed when any is."""
    seen = [mark for mark in marks if mark is not None]
    if not seen:
        return None
    weakest = min((state for _, state, _, _ in seen), key=STATES.index)
    return seen[0][0], weakest, any(mark[2] for mark in seen), any(mark[3] for mark in seen)


def cell_of(values: tuple[Scalar, ...], field: Field, mark: Mark | None) -> Cell:
    """Return the cell that shows the distinct values of a field."""
    if not values and (mark is None or mark[0] == "known"):
        return UNKNOWN
    value = values if field.many or len(values) > 1 else values[0] if values else None
    shown = _shown(values, field) if values else None
    if mark is None:
        return Cell(value, shown=shown)
    status, state, disputed, partial = mark
    known = "known" if values else status
    return Cell(value, known, state == "cited", disputed, shown, inferred=state == "inferred", partial=partial)


def _shown(values: Sequence[Scalar], field: Field) -> str | None:
    """Return what people read instead: of many ordered values the first and the last, of a printed one no long fraction."""
    if (field.kind, field.path) == ("results", "printed"):
        read = as_read(str(values[0]))
        return read if read != values[0] else None
    if len(values) <= MOST_VALUES or field.many or field.type not in ORDERED:
        return None
    first, last = (text(Cell(value), column(field)) for value in (values[0], values[-1]))
    return f"{first} – {last}"


def _sizes(group: Sequence[tuple[Any, ...]]) -> Cell:
    """Return the ids of the variants; people read what they add to the release's id, where it starts with that."""
    release = group[0][1]
    ids = tuple(row[2] for row in group if row[2] != release)
    shown = ", ".join(id_.removeprefix(f"{release}-") for id_ in ids)
    return Cell(ids, shown=shown) if ids else UNKNOWN
