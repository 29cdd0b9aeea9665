"""Listing the rows of one kind: filtered, sorted, folded by release, with the marks of evidence."""

from __future__ import annotations

from mmkb.errors import UsageError
from mmkb.rows.listed import LEADING, called, marks_of, releases, separate
from mmkb.rows.records import names_of
from mmkb.schema.field import LAYER, ORDERED
from mmkb.schema.kinds import KINDS
from mmkb.schema.struct import Struct
from mmkb.views.bibliography import about
from mmkb.views.field_cells import cell_of, column, column_route, taken_apart, together, worst
from mmkb.views.legends import told
from mmkb.views.table import UNKNOWN, Cell, Column, Table

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.rows.listed import Group, Groups, Mark, Marks, Order
    from mmkb.schema.field import Field
    from mmkb.schema.kinds import Kind
    from mmkb.views.reference import Cite


MOST_NAMES = 500
"""Columns, and names to sort by, that a listing takes."""
SIZES = "sizes"
"""The column of a folded listing that names the variants in each row."""
_SAID = frozenset({"id", "name", "release", "aliases", "summary", "modality", "source", "read"})
"""Fields that a query may speak of without a column of their own: the row shows them, or they say nothing new."""


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
        index,
        kind.name,
        request.query,
        order,
        [field.path for field in own],
        request.limit,
        _in_order,
        _first(index, request),
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
    if request.query.strip():
        from mmkb.views.query_notes import query_notes

        notes += query_notes(index, kind.name, request.query)
    table = Table(
        title=f"{total:,} {kind.singular if total == 1 else kind.plural}",
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
    """Return a listing with the columns of its kind, those that its query speaks of before those that matter least.

    `last` are columns that stand behind all of them.
    """
    kind = KINDS[request.kind]
    own = columns_of(index, kind)
    spoken = list(_spoken(index, request))
    first = len(kind.columns) - kind.least
    more = [name for name in spoken if name not in own]
    table = listing(index, request.but((*own[:first], *more, *own[first:], *last)))
    columns = tuple(column.but(asked=column.name in spoken) for column in table.columns)
    return table.but(columns=columns, spare=len(columns) - 1)


def _spoken(index: Index, request: Request) -> Iterator[str]:
    """Yield the columns that the query speaks of, each once, as they are called; a yes or no is in the query."""
    from mmkb.query.ast import fields
    from mmkb.query.parse import parse

    seen = set(_SAID)
    for name in fields(parse(request.query)):
        try:
            found = column_route(index, request.kind, name)
        except UsageError:
            continue
        if found.name not in seen and found.field.type != "bool":
            seen.add(found.name)
            yield found.name


def _first(index: Index, request: Request) -> Sequence[Sequence[int]]:
    """Return the rows that stand first, where nobody chose an order: those that a word of the query names."""
    from mmkb.query.ast import words
    from mmkb.query.parse import parse

    asked = () if request.sort or not request.query.strip() else words(parse(request.query))
    return called(index, request.kind, asked) if asked else ()


def _in_order(index: Index, order: Order, groups: Sequence[Group]) -> Sequence[Group]:
    """Return the groups in an order that leads through references; what is not known stands last, draws as they came."""
    from mmkb.views.followed import cells_along

    for route, descending in reversed(order):
        shown = cells_along(
            index, route, [[int(row[0]) for row in group] for group in groups], sources=False, numbers=True
        )
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
    read = taken_apart({row[position] for group in groups for row in group}, field)
    shared: dict[tuple[object, Mark | None], Cell] = {}
    column_ = []
    for group in groups:
        if len(group) == 1:
            raw, mark = group[0][position], marks.get(group[0][0])
            cell = shared.get((raw, mark))
            if cell is None:  # a million rows have a few thousand values
                cell = shared[raw, mark] = cell_of(read[raw], field, mark)
            column_.append(cell)
            continue
        values = together(read[row[position]] for row in group)
        mark = worst([marks.get(row[0]) for row in group]) if marks else None
        if len(values) > 1 and field.type in ORDERED and not field.many:
            values = tuple(sorted(values, key=lambda value: (str(type(value)), value)))
        column_.append(cell_of(values, field, mark))
    return column_


def _sizes(group: Sequence[tuple[Any, ...]]) -> Cell:
    """Return the ids of the variants; people read what they add to the release's id, where it starts with that."""
    release = group[0][1]
    ids = tuple(row[2] for row in group if row[2] != release)
    shown = ", ".join(id_.removeprefix(f"{release}-") for id_ in ids)
    return Cell(ids, shown=shown) if ids else UNKNOWN
