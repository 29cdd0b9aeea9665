"""Counting: cross-tabulations, distributions, a timeline."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.query.route import Route
from mmkb.query.times import DATES
from mmkb.rows.columns import matching, releases
from mmkb.schema.field import NUMERIC, Field
from mmkb.schema.values import four_digits, short_quantity, whole, written
from mmkb.views.access import apart
from mmkb.views.bibliography import about
from mmkb.views.cell_text import COUNTED_AS, text
from mmkb.views.drawing import Drawing
from mmkb.views.field_cells import column_route
from mmkb.views.followed import cells_along, head
from mmkb.views.query_notes import query_notes
from mmkb.views.table import Cell, Column, Scalar, Table, all_of


def counts(
    index: Index, kind: str, query: str, by: Sequence[str], *, share: bool = False, limit: int | None = None
) -> Table:
    """Return how many records have each value of the first field, in columns by the second when there is one.

    A model counts once per release and value. Of times the latest `limit` are shown, of other values the first. A field is named
    by any path that a query understands; `year` and `quarter` stand for those of the kind's date. What has no value is counted by
    why it has none.
    """
    chosen = _by(index, kind, by)
    second = chosen[1] if len(chosen) > 1 else None
    tally: dict[Scalar, Counter[Scalar]] = defaultdict(Counter)
    seen = set()
    found = _values(index, kind, query, chosen)
    for _, record, row in found:
        for value in row[0]:
            for other in row[1] if second else ("count",):
                if (record, value, other) not in seen:
                    seen.add((record, value, other))
                    tally[value][other] += 1
    heads = sorted({other for counter in tally.values() for other in counter}, key=_order)
    total = sum(sum(counter.values()) for counter in tally.values())
    lines = (
        sorted(tally, key=_order)
        if second or by[0] in DATES
        else sorted(tally, key=lambda value: -sum(tally[value].values()))
    )
    cell = (lambda n: Cell(n / total, shown=f"{n / total:.1%}")) if share else Cell
    numbers = head(index, chosen[0].route) if chosen[0].route.field.type == "quantity" else None
    shown = _latest(lines, limit) if chosen[0].over_time else lines[:limit]
    rows = tuple((_first(value, numbers), *(cell(tally[value][head]) for head in heads)) for value in shown)
    columns = (
        Column(by[0], by[0].replace("_", " "), "text", target=chosen[0].route.field.target),
        *(
            Column(str(head), _label(head, kind, second), "integer", worth=number if second and second.over_time else 0)
            for number, head in enumerate(heads)
        ),
    )
    unit = "releases" if kind == "models" else kind
    lines_of = Counter(record for record, _ in {(record, value) for record, value, _ in seen})
    several = sum(number > 1 for number in lines_of.values())
    notes = (
        *_notes(index, kind, query, found, unit),
        *[f"{several} of the {len(lines_of)} {unit} count in several lines"] * bool(several),
    )
    drawing = _drawing([choice.over_time for choice in chosen], [column.name for column in columns])
    title = f"{kind} by {' and '.join(by)}"
    return Table(
        title, columns, rows, len(lines), notes=notes, kind="stats", query=query, about=about(index), drawing=drawing
    )


def _drawing(over_time: Sequence[bool], names: Sequence[str]) -> Drawing:
    """Return how counts are drawn: columns over time where one of the fields is a date, else bars."""
    first, *others = names
    if over_time[0]:
        return Drawing("columns", first, tuple(others))
    if over_time[-1]:
        return Drawing("columns", None, tuple(others), (first,))
    return Drawing("bars", first, tuple(others))


def distribution(index: Index, kind: str, query: str, of: str, by: str | None, *, limit: int | None = None) -> Table:
    """Return count, known, median and quartiles of a number, one row per value of `by`; both are named by any path.

    A row with several numbers counts by their median.
    """
    measured = column_route(index, kind, of)
    if measured.field.type not in NUMERIC:
        raise UsageError(f"{of!r} is no number", "use --by to count the values of other fields")
    if len(measured.instruments) > 1:
        names = ", ".join(f"score.{name}" for name in measured.instruments)
        raise UsageError(f"{of!r} has several instruments, and their numbers do not mix", f"one of: {names}")
    grouped: dict[Scalar, list[float]] = defaultdict(list)
    everyone: Counter[Scalar] = Counter()
    other = _by(index, kind, [by])[0] if by else None
    found = _values(index, kind, query, [_Choice(measured), other] if other else [_Choice(measured)])
    for _, _, row in found:
        for group in row[1] if other else ("all",):
            everyone[group] += 1
            numbers = [float(value) for value in row[0] if isinstance(value, (int, float))]
            grouped[group] += [statistics.median(numbers)] if numbers else []
    groups = sorted(everyone, key=_order)
    rows = tuple(
        (Cell(group), Cell(everyone[group]), Cell(len(grouped[group])), *_quartiles(grouped[group]))
        for group in (_latest(groups, limit) if other and other.over_time else groups[:limit])
    )
    columns = (
        Column(
            by or "group", (by or "group").replace("_", " "), "text", target=other.route.field.target if other else None
        ),
        Column("rows", "rows", "integer"),
        Column("known", "known", "integer"),
        *(
            Column(name, name, "quantity", head(index, measured).unit)
            for name in ("minimum", "quartile_1", "median", "quartile_3", "maximum")
        ),
    )
    notes = _notes(index, kind, query, found, "every size of a release" if kind == "models" else kind)
    drawing = Drawing("boxes", columns[0].name, tuple(column.name for column in columns[3:]), label="known")
    title = f"{of} of {kind}"
    return Table(
        title, columns, rows, len(everyone), notes=notes, kind="stats", query=query, about=about(index), drawing=drawing
    )


def timeline(index: Index, query: str, limit: int | None = None) -> Table:
    """Return models by month of release with what each introduced; `releases` counts those of the month.

    People read the count as a bar, once a month. Of more rows than `limit` the latest are shown. What has no date on
    record is counted in a note.
    """
    found = releases(index, query)
    undated = len({match.record for match in matching(index, "models", query)} - {release.record for release in found})
    per_month = Counter(release.released[:7] for release in found)
    columns = (
        Column("month", "month", "date"),
        Column("releases", "releases", "integer"),
        Column("id", "id", "id"),
        Column("name", "name", "text"),
        Column("introduced", "introduced", "text"),
    )
    rows, before = [], ""
    for record, name, released, introduced in found[-limit:] if limit else found:
        month = released[:7]
        count = per_month[month]
        bar = Cell(count, shown="█" * count if month != before else "")
        rows.append(
            (Cell(month), bar, Cell(record), Cell(name), Cell(introduced) if introduced else Cell(None, "unknown"))
        )
        before = month
    undated_ = (f"{undated} more without a date on record",) if undated else ()
    notes = (*undated_, *query_notes(index, "models", query))
    drawing = Drawing("columns", "month", ("releases",))
    return Table(
        f"{len(found)} releases",
        columns,
        tuple(rows),
        len(found),
        notes=notes,
        kind="timeline",
        query=query,
        about=about(index),
        drawing=drawing,
    )


class _Choice(NamedTuple):
    """A name to count by; of a date the year, or with `quarter` the quarter."""

    route: Route
    quarter: bool = False

    @property
    def over_time(self) -> bool:
        """Return whether its values are years or quarters."""
        return self.route.field.type == "date" or self.route.field.name == "year"

    def counted(self, cell: Cell) -> tuple[Scalar, ...]:
        """Return the values to count of what a cell holds; where it holds none, why."""
        found = all_of(cell)
        if not found:
            return (COUNTED_AS[cell.status],)
        if self.route.field.type != "date":
            return found
        return tuple(_quarter(str(value)) if self.quarter else str(value)[:4] for value in found)


def _quarter(day: str) -> str:
    """Return the quarter of a partial date: `2023-Q3`, or `2023-Q?` when only the year is known."""
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3 if day[5:7] else '?'}"


def _by(index: Index, kind: str, names: Sequence[str]) -> list[_Choice]:
    if not 1 <= len(names) <= 2:
        raise UsageError("--by takes one field, or two", "for example: --by connector --by year")
    return [
        _Choice(Route(_date_field(index, kind, name)), quarter=name == "quarter")
        if name in DATES
        else _Choice(column_route(index, kind, name))
        for name in names
    ]


def _date_field(index: Index, kind: str, period: str) -> Field:
    for name in DATES[period]:
        field = index.fields(kind).get(name)
        if field is not None and field.type in ("date", "integer"):
            return field
    raise UsageError(f"{kind} have no date", "name another field")


def _values(
    index: Index, kind: str, query: str, chosen: Sequence[_Choice]
) -> list[tuple[int, str | int, list[tuple[Scalar, ...]]]]:
    """Return for every row its number, what it counts as (a model: its release), and the values to count by."""
    matches = matching(index, kind, query)
    rids = [match.rid for match in matches]
    found = [cells_along(index, choice.route, [[rid] for rid in rids], sources=False) for choice in chosen]
    return [
        (
            match.rid,
            match.record if kind == "models" else match.rid,
            [choice.counted(cells[number]) for choice, cells in zip(chosen, found, strict=True)],
        )
        for number, match in enumerate(matches)
    ]


def _notes(
    index: Index, kind: str, query: str, found: Sequence[tuple[int, object, object]], unit: str
) -> tuple[str, ...]:
    """Return what is counted, and where all of it is open, how much of that has limits."""
    limits = apart(index, [rid for rid, *_ in found]) if kind == "models" else None
    counted_ = f"counts {unit} that match {query}" if query.strip() else f"counts {unit}"
    return (counted_, *([limits] if limits else []), *query_notes(index, kind, query))


def _latest(values: list[Scalar], limit: int | None) -> list[Scalar]:
    """Return the last of the values, which stand in the order of time, at most `limit` of them where that is set."""
    return values[-limit:] if limit else values


def _order(value: Scalar) -> tuple[bool, str, float, str]:
    number = float(value) if isinstance(value, (int, float)) else 0.0
    return value in COUNTED_AS.values(), "" if isinstance(value, (int, float)) else "text", number, str(value)


def _first(value: Scalar, numbers: Column | None) -> Cell:
    """Return the first cell of a line; people read a quantity as they do in the column of its field."""
    return Cell(value, shown=text(Cell(value), numbers) if numbers else None)


def _label(head: Scalar, kind: str, second: _Choice | None) -> str:
    if second is None:
        return "releases" if kind == "models" else kind
    return short_quantity(head) if isinstance(head, (int, float)) and not isinstance(head, bool) else str(head)


def _quartiles(values: Sequence[float]) -> tuple[Cell, ...]:
    if not values:
        return (Cell(None, "unknown"),) * 5
    ordered = sorted(values)
    middle = statistics.quantiles(ordered, n=4, method="inclusive") if len(ordered) > 1 else ordered * 3
    shown = (whole(ordered[0]), *map(four_digits, middle), whole(ordered[-1]))
    return tuple(Cell(value, shown=_short(value)) for value in shown)


def _short(value: float) -> str:
    """Return at most four digits of a number; no suffix reaches beyond 999T."""
    return short_quantity(four_digits(value)) if abs(value) < 10**15 else written(value)
