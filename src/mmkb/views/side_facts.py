"""The facts of the sides of a comparison: the values of one record, a summary of many."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mmkb.index.index import Index
from mmkb.query.route import Route
from mmkb.rows.facts import disputed, statuses
from mmkb.schema.field import NUMERIC
from mmkb.schema.values import four_digits, whole
from mmkb.views import followed
from mmkb.views.cell_text import text
from mmkb.views.field_cells import together
from mmkb.views.sides import LEAST, Side
from mmkb.views.table import Cell, Column, Scalar, Table, in_state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.table import Status

_SHARES, _FEW = 5, 3
_MONTH = len("2023-07")


@dataclass(frozen=True, slots=True)
class Line:
    """One field with its cell for every side, and for every group of how many of its records the value is known."""

    name: str
    cells: tuple[Cell, ...]
    known: tuple[tuple[int, int], ...]
    several: bool = False
    """Whether shares are shown of what a record can have several of."""

    @property
    def unknown(self) -> bool:
        """Return whether no side knows anything of the field."""
        return all(cell.status == "unknown" for cell in self.cells) or not any(known for known, _ in self.known)

    @property
    def one_sided(self) -> bool:
        """Return whether a side knows nothing of the field."""
        return any(not known for known, _ in self.known)


def lines(
    index: Index, kind: str, sides: Sequence[Side], routes: Sequence[Route], *, short: bool = False
) -> list[Line]:
    """Return a line for every field that `routes` lead to; what is said of groups can be `short`."""
    found = []
    for route in routes:
        values = [followed.values_of(index, kind, route, side.rids) for side in sides]
        by_record = [
            {record: together(own[rid] for rid in rids) for record, rids in side.records.items()}
            for side, own in zip(sides, values, strict=True)
        ]
        heads = followed.head(index, route)
        line = tuple(
            _single(index, route, side, known, heads) if side.single else Cell(summary(known, heads, short=short))
            for side, known in zip(sides, by_record, strict=True)
        )
        known_of = tuple((sum(map(bool, known.values())), len(known)) for known in by_record)
        found.append(
            Line(route.name, line, known_of, heads.type not in (*NUMERIC, "date") and _several(sides, by_record))
        )
    return found


def facts(title: str, sides: Sequence[Side], found: Sequence[Line], notes: Sequence[str] = ()) -> Table:
    """Return the lines as a table, one column a side."""
    heads = (Column("field", "field", "id"), *(side.column for side in sides))
    rows = tuple((Cell(line.name), *line.cells) for line in found)
    shares = [_SUM] if any(line.several for line in found) else []
    return Table(title, heads, rows, len(rows), notes=(*notes, *shares), kind="compare")


_SUM = "what has several values counts for each, so that shares may exceed 100%"


def _several(sides: Sequence[Side], by_record: Sequence[Mapping[str, tuple[Scalar, ...]]]) -> bool:
    return any(
        not side.single and any(len(values) > 1 for values in known.values())
        for side, known in zip(sides, by_record, strict=True)
    )


def differs(line: Line) -> bool:
    """Return whether two sides have different values."""
    return len({str(cell.value) for cell in line.cells if cell.value is not None}) >= LEAST


def _single(index: Index, route: Route, side: Side, known: Mapping[str, tuple[Scalar, ...]], heads: Column) -> Cell:
    """Return the value of the one record of a side with its unit and marks."""
    if not route.plain:
        (cell,) = followed.cells_along(index, route, [side.rids], sources=False)
        shown = text(cell, heads)
        unit = "" if heads.unit and shown.endswith(heads.unit) else _unit(heads)
        return cell.but(value=shown + unit, shown=None) if cell.value is not None else cell
    (mine,) = known.values()
    path = route.field.path
    stated, rivals = statuses(index, side.rids), disputed(index, side.rids)
    seen = [stated[rid, path] for rid in side.rids if (rid, path) in stated]
    status: Status = "known" if mine else seen[0].status if seen else "unknown"
    cell = Cell(
        text(Cell(mine), heads) + _unit(heads) if mine else None,
        status,
        disputed=any((rid, path) in rivals for rid in side.rids),
        partial=any(fact.partial for fact in seen),
        target=route.field.target,
    )
    return in_state(cell, (fact.state for fact in seen))


def summary(found: Mapping[str, tuple[Scalar, ...]], heads: Column, *, short: bool = False) -> str:
    """Return median and range of numbers and dates, shares of everything else, and of how many the value is known.

    A `short` one has the months of dates, three shares, and says how many are known where not all are.
    """
    known = {record: values for record, values in found.items() if values}
    coverage = f"{len(known)} of {len(found)} known"
    if not known:
        return coverage
    behind = f" ({coverage})" if not short else "" if len(known) == len(found) else f" ({len(known)} known)"
    return _said(known, heads, short=short) + behind


def _said(known: Mapping[str, tuple[Scalar, ...]], heads: Column, *, short: bool) -> str:
    if heads.type in NUMERIC:
        numbers = sorted(
            statistics.median(float(value) for value in values if not isinstance(value, str))
            for values in known.values()
        )
        middle, low, high = (
            text(Cell(value), heads)
            for value in (four_digits(statistics.median(numbers)), whole(numbers[0]), whole(numbers[-1]))
        )
        return f"{middle}{_unit(heads)}" if low == high else f"median {middle}{_unit(heads)}, {low} to {high}"
    if heads.type == "date":
        days = sorted(str(values[0]) for values in known.values())
        first, last, middle = (day[: _MONTH if short else None] for day in (days[0], days[-1], days[len(days) // 2]))
        return first if first == last else f"{first} to {last}, half of them since {middle}"
    shares = Counter(value for values in known.values() for value in dict.fromkeys(values)).most_common()
    most = _FEW if short else _SHARES
    words = [f"{text(Cell(value), heads)} {count / len(known):.0%}" for value, count in shares[:most]]
    more = f", {len(shares) - most} more" if len(shares) > most else ""
    return f"{', '.join(words)}{more}"


def _unit(heads: Column) -> str:
    return f" {heads.unit}" if heads.unit and heads.unit != "parameters" else ""
