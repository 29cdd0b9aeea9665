"""Comparing records side by side: the values of one, a summary of many; `side_scores` has their scores."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence

from mmkb.index.index import Index
from mmkb.rows.columns import values
from mmkb.rows.facts import disputed, statuses
from mmkb.schema.field import NUMERIC, Field
from mmkb.schema.kinds import KINDS
from mmkb.schema.values import four_digits, whole
from mmkb.views.access import apart
from mmkb.views.listing import cells, column, column_field
from mmkb.views.side_scores import medians, scores
from mmkb.views.sides import LEAST, Side, sides_of
from mmkb.views.table import Cell, Column, Page, Scalar, Table, in_state, text
from mmkb.views.trace import sources_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.table import Status

_SHARES = 5
_UNCOMPARED = frozenset(
    {"id", "release", "name", "aliases", "summary", "source", "disputed", "introduced", "read", "modality"}
)


def compare(
    index: Index,
    names: Sequence[str],
    *,
    kind: str = "models",
    fields: Sequence[str] = (),
    differing: bool = False,
    by: str | None = None,
) -> Page:
    """Return the sides beside each other: facts, then scores that may be compared, then those that may not, with reasons.

    A side is an id or a query. `by` makes one side per value of a field instead, of the rows that the one query (or none)
    finds. Groups count records, not sizes. Raises NotFoundError for a side that matches nothing, UsageError for sides of
    different kinds or fewer than two.
    """
    sides = sides_of(index, names, kind, by)
    kind = sides[0].kind
    tables = [_facts(index, kind, sides, fields, differing=differing)]
    if kind == "models" and not fields:
        tables += scores(index, sides) if all(side.single for side in sides) else [medians(index, sides)]
    counted = ", ".join(f"{side.label}: {len(side.records)} {_noun(kind, len(side.records))}" for side in sides)
    limits = [
        f"{side.label}: {said}"
        for side in sides
        if kind == "models" and not side.single and (said := apart(index, side.rids))
    ]
    return Page(
        "comparison",
        (counted, *limits),
        tuple(table for table in tables if table.rows or table.notes),
        id=" | ".join(names),
    )


def with_sources(index: Index, page: Page) -> Page:
    """Return the page with the places of the facts of its single models; groups and scores name theirs elsewhere."""
    facts = page.tables[0]
    paths = [field.path for row in facts.rows if (field := index.fields("models").get(str(row[0].value)))]
    return page.but(tables=(*page.tables, sources_of(index, [column.name for column in facts.columns[1:]], paths)))


def _facts(index: Index, kind: str, sides: Sequence[Side], names: Sequence[str], *, differing: bool) -> Table:
    catalogue = index.fields(kind)
    grouped = any(not side.single for side in sides)
    fields = [column_field(catalogue, kind, name) for name in names] or [
        field for field in catalogue.all if field.path not in _UNCOMPARED and not (grouped and _wordy(field))
    ]
    columns = {id(side): _columns_of(index, kind, side, fields) for side in sides}
    rows = []
    for number, field in enumerate(fields):
        line = [columns[id(side)][number] for side in sides]
        if all(cell.status == "unknown" for cell in line) and not names:
            continue
        if differing and len({text(cell, column(field)) for cell in line if cell.value is not None}) < LEAST:
            continue
        rows.append((Cell(field.name), *line))
    heads = (Column("field", "field", "id"), *(Column(side.label, side.label, "text") for side in sides))
    notes = (
        ("groups count releases, not sizes; k of n known is the group's disclosure of that field",) if grouped else ()
    )
    return Table("facts", heads, tuple(rows), len(rows), notes=notes, kind="compare")


def _columns_of(index: Index, kind: str, side: Side, fields: Sequence[Field]) -> list[Cell]:
    raw = values(index, kind, side.rids, [field.path for field in fields])
    facts, rivals = statuses(index, side.rids), disputed(index, side.rids)
    found = []
    for number, field in enumerate(fields):
        known = {
            record: list(dict.fromkeys(value for rid in rids for value in cells(raw[rid][number], field)))
            for record, rids in side.records.items()
        }
        if not side.single:
            found.append(_summary(field, known))
            continue
        (mine,) = known.values()
        seen = [facts[rid, field.path] for rid in side.rids if (rid, field.path) in facts]
        shown = text(Cell(tuple(mine)), column(field)) + _unit(field)
        status: Status = "known" if mine else seen[0].status if seen else "unknown"
        cell = Cell(
            shown if mine else None,
            status,
            disputed=any((rid, field.path) in rivals for rid in side.rids),
            partial=any(fact.partial for fact in seen),
        )
        found.append(in_state(cell, (fact.state for fact in seen)))
    return found


def _summary(field: Field, found: dict[str, list[Scalar]]) -> Cell:
    """Return median and range of numbers and dates, shares of everything else, and of how many the value is known."""
    known = {record: values for record, values in found.items() if values}
    coverage = f"{len(known)} of {len(found)} known"
    if not known:
        return Cell(coverage)
    heads = column(field)
    if field.type in NUMERIC:
        numbers = sorted(
            statistics.median(float(value) for value in values if not isinstance(value, str))
            for values in known.values()
        )
        middle, low, high = (
            text(Cell(value), heads)
            for value in (four_digits(statistics.median(numbers)), whole(numbers[0]), whole(numbers[-1]))
        )
        return Cell(f"median {middle}{_unit(field)}, {low} to {high} ({coverage})")
    if field.type == "date":
        days = sorted(str(values[0]) for values in known.values())
        return Cell(f"{days[0]} to {days[-1]} ({coverage})")
    shares = Counter(value for values in known.values() for value in dict.fromkeys(values)).most_common()
    words = [f"{text(Cell(value), heads)} {count / len(known):.0%}" for value, count in shares[:_SHARES]]
    more = f", {len(shares) - _SHARES} more" if len(shares) > _SHARES else ""
    return Cell(f"{', '.join(words)}{more} ({coverage})")


def _wordy(field: Field) -> bool:
    return (field.type in ("text", "id") and field.path != "developer") or field.target == "sources"


def _unit(field: Field) -> str:
    return f" {field.unit}" if field.unit and field.unit != "parameters" else ""


def _noun(kind: str, count: int) -> str:
    if kind == "models":
        return "release" if count == 1 else "releases"
    return KINDS[kind].singular if count == 1 else kind
