"""Lists whose items have several parts, an item a row: a measure beside its value, a stage with all that it trains."""

from __future__ import annotations

from mmkb.index.index import Index
from mmkb.query.route import Route
from mmkb.rows.columns import values
from mmkb.rows.documents import document
from mmkb.rows.facts import disputed_stages, statuses
from mmkb.schema.field import NUMERIC, Field
from mmkb.schema.kinds import KINDS
from mmkb.schema.unfold import flatten, unfold
from mmkb.schema.values import ABSENT, quantity
from mmkb.views.field_cells import column
from mmkb.views.legends import told
from mmkb.views.sides import LEAST, Side
from mmkb.views.table import UNKNOWN, Cell, Column, Table, in_state

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    Item = Mapping[str, Any]
    Lists = Mapping[str, Sequence[Item]]
    """The items of a side by what has them: the record, or some of its variants where they differ."""


def items(index: Index, kind: str, sides: Sequence[Side], fields: Sequence[Field], *, differing: bool) -> list[Table]:
    """Return a table for every list that holds some of `fields` as parts of its items, with the items of all sides.

    With `differing`, only of lists that are not the same on every side.
    """
    tables = []
    for within in dict.fromkeys(field.within for field in fields if field.within):
        parts = [field for field in fields if field.within == within]
        found = {side.label: _of_side(index, kind, side, within) for side in sides}
        stated = {leaf for own in found.values() for listed in own.values() for item in listed for leaf in item}
        known = [part for part in parts if _leaf(part) in stated]
        if not known or (differing and len({str([*own.values()]) for own in found.values()}) < LEAST):
            continue
        rows = tuple(line for side in sides for line in _rows(index, side, known, found[side.label]))
        heads = (Column("side", "side", "id", target=kind), Column("number", "number", "integer"), *map(_head, known))
        notes = tuple(told(kind, list(map(Route, known)), [list(column_) for column_ in zip(*rows, strict=True)][2:]))
        tables.append(Table(within, heads, rows, len(rows), notes=notes, kind="compare", spare=max(0, len(heads) - 4)))
    return tables


def _of_side(index: Index, kind: str, side: Side, within: str) -> Lists:
    (record,) = side.records
    written = document(index, KINDS[kind].folder, record)
    assert written is not None
    ids = {id_ for (id_,) in values(index, kind, side.rids, ["id"]).values()}
    found: list[tuple[list[str], list[Item]]] = []
    for unfolded, row in unfold(KINDS[kind].folder, written):
        if unfolded == kind and row["id"] in ids:
            listed: list[Item] = [flatten(item) for item in _list_at(row, within)]
            same = next((names for names, own in found if own == listed), None)
            if same is None:
                found.append(([row["id"]], listed))
            else:
                same.append(row["id"])
    return {side.label if len(found) == 1 else ", ".join(names): listed for names, listed in found}


def _list_at(row: Mapping[str, Any], within: str) -> list[Mapping[str, Any]]:
    for key in within.split("."):
        row = row.get(key) or {}
    return row if isinstance(row, list) else []


def _rows(index: Index, side: Side, parts: Sequence[Field], own: Lists) -> Iterator[tuple[Cell, ...]]:
    stated, rivals = statuses(index, side.rids), disputed_stages(index, side.rids)
    states = {
        part.path: [stated[rid, part.path].state for rid in side.rids if (rid, part.path) in stated] for part in parts
    }
    for label, listed in own.items():
        for number, item in enumerate(listed, start=1):
            line = [Cell(label), Cell(number)]
            for part in parts:
                rival = bool({(part.path, None), (part.path, number)} & rivals)
                cell = _cell(item.get(_leaf(part)), part)
                line.append(cell if cell.value is None else in_state(cell.but(disputed=rival), states[part.path]))
            yield tuple(line)


def _cell(value: Any, part: Field) -> Cell:  # noqa: ANN401 a leaf can be anything
    if value is None or value in ABSENT:
        return UNKNOWN if value is None else Cell(None, value)
    if isinstance(value, list):
        return Cell(tuple(map(str, value)))
    return Cell(quantity(value) if part.type == "quantity" else value if part.type in NUMERIC else str(value))


def _head(field: Field) -> Column:
    own = column(field)
    return own.but(label=_leaf(field).replace("_", " "))


def _leaf(field: Field) -> str:
    return field.path.removeprefix(f"{field.within}.")
