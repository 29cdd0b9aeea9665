"""What a name of a column stands for, and the cells that show the values of a field."""

from __future__ import annotations

import json

from mmkb.errors import UsageError, did_you_mean
from mmkb.query.route import Route, UnresolvedError
from mmkb.query.route import route as route_of
from mmkb.schema.field import ORDERED
from mmkb.schema.kinds import KINDS
from mmkb.schema.values import STATES, as_read
from mmkb.suggest import near
from mmkb.views.cell_text import text
from mmkb.views.table import UNKNOWN, Cell, Column

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.rows.listed import Mark
    from mmkb.schema.field import Field, Fields
    from mmkb.views.table import Scalar

MOST_VALUES = 3
"""A folded cell with more distinct ordered values shows their span to people."""


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


def taken_apart(raws: Collection[Any], field: Field) -> dict[object, tuple[Scalar, ...]]:
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
    value = (values if field.many or len(values) > 1 else values[0]) if values else None
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
