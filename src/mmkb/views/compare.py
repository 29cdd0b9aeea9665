"""Comparing records side by side: values for one, a summary for many, and scores only where they may be compared."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from mmkb.errors import NotFoundError, UsageError, did_you_mean
from mmkb.index.index import Index
from mmkb.index.tables import quoted
from mmkb.query.parse import looks_like_query
from mmkb.query.sql import compile_query
from mmkb.schema.field import NUMERIC, Field
from mmkb.schema.kinds import KINDS
from mmkb.suggest import near
from mmkb.views.find import find
from mmkb.views.listing import cells, column, column_field
from mmkb.views.scores import Instrument, Result, best_common, better, instruments, results
from mmkb.views.table import UNKNOWN, Cell, Column, Page, Scalar, Status, Table, text
from mmkb.views.trace import sources_of

_SHARES = 5
_SIDES = 2
_LEAST = 3
"""Releases with a score that a group needs on an instrument for a median to be shown."""

_UNCOMPARED = frozenset({"id", "release", "name", "aliases", "summary", "source", "disputed", "introduced", "read"})


@dataclass(frozen=True, slots=True)
class Side:
    """One side: how it was named, its rows by record."""

    label: str
    kind: str
    records: dict[str, list[int]]

    @property
    def single(self) -> bool:
        """Return whether the side is one record, whose values are shown as they are."""
        return len(self.records) == 1

    @property
    def rids(self) -> list[int]:
        """Return all rows."""
        return [rid for rows in self.records.values() for rid in rows]


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
    sides = _by_value(index, kind, " ".join(names), by) if by else [_side(index, name, kind) for name in names]
    kinds = {side.kind for side in sides}
    if len(kinds) > 1:
        what = "; ".join(f"{side.label} is of {side.kind}" for side in sides)
        raise UsageError("only records of one kind can be compared", what)
    if len(sides) < _SIDES:
        raise UsageError("a comparison needs two sides", "for example: mmkb compare access:open access:proprietary")
    kind = sides[0].kind
    tables = [_facts(index, kind, sides, fields, differing=differing)]
    if kind == "models" and not fields:
        tables += _scores(index, sides) if all(side.single for side in sides) else [_medians(index, sides)]
    counted = ", ".join(f"{side.label}: {len(side.records)} {_noun(kind, len(side.records))}" for side in sides)
    return Page(
        "comparison", (counted,), tuple(table for table in tables if table.rows or table.notes), id=" | ".join(names)
    )


def with_sources(index: Index, page: Page) -> Page:
    """Return the page with the places of the facts of its single models; groups and scores name theirs elsewhere."""
    facts = page.tables[0]
    paths = [field.path for row in facts.rows if (field := index.fields("models").get(str(row[0].value)))]
    return replace(page, tables=(*page.tables, sources_of(index, [column.name for column in facts.columns[1:]], paths)))


def _side(index: Index, name: str, kind: str) -> Side:
    if not looks_like_query(name):
        found, record, id_ = find(index, name)[0]
        mine = "record" if id_ == record else "id"
        rows = index.rows(f"SELECT rid FROM rows WHERE kind = ? AND {mine} = ?", (found, id_))
        return Side(id_, found, {record: [rid for (rid,) in rows]})
    condition = compile_query(index, kind, name)
    records: dict[str, list[int]] = defaultdict(list)
    for record, rid in index.rows(
        f"SELECT rows.record, t.rid FROM {quoted(kind)} t JOIN rows USING (rid) WHERE {condition.sql} ORDER BY t.rid",
        condition.parameters,
    ):
        records[record].append(rid)
    if not records:
        raise NotFoundError(
            f"nothing matches the side {name!r}", did_you_mean(near(name.rpartition(":")[2], index.ids(kind)))
        )
    return Side(name, kind, dict(records))


def _by_value(index: Index, kind: str, query: str, by: str) -> list[Side]:
    field = column_field(index.fields(kind), kind, by)
    condition = compile_query(index, kind, query)
    sides: dict[Scalar, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for record, rid, raw in index.rows(
        f"SELECT rows.record, t.rid, t.{quoted(field.path)} FROM {quoted(kind)} t JOIN rows USING (rid) WHERE {condition.sql}",
        condition.parameters,
    ):
        for value in cells(raw, field):
            sides[value][record].append(rid)
    ordered = sorted(sides.items(), key=lambda side: -len(side[1]))
    return [Side(f"{field.name}:{value}", kind, dict(records)) for value, records in ordered]


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
        if differing and len({text(cell, column(field)) for cell in line if cell.value is not None}) < _SIDES:
            continue
        rows.append((Cell(field.name), *line))
    heads = (Column("field", "field", "id"), *(Column(side.label, side.label, "text") for side in sides))
    notes = (
        ("groups count releases, not sizes; k of n known is the group's disclosure of that field",) if grouped else ()
    )
    return Table("facts", heads, tuple(rows), len(rows), notes=notes, kind="compare")


def _columns_of(index: Index, kind: str, side: Side, fields: Sequence[Field]) -> list[Cell]:
    selected = ", ".join(["rid", *(quoted(field.path) for field in fields)])
    inside = ", ".join(map(str, side.rids))
    raw = {rid: row for rid, *row in index.rows(f"SELECT {selected} FROM {quoted(kind)} WHERE rid IN ({inside})")}
    facts = {
        (rid, path): (status, read)
        for rid, path, status, read in index.rows(f"SELECT * FROM facts WHERE rid IN ({inside})")
    }
    rivals = set(index.rows(f"SELECT rid, field FROM disputes WHERE rid IN ({inside})"))
    found = []
    for number, field in enumerate(fields):
        values = {
            record: list(dict.fromkeys(value for rid in rids for value in cells(raw[rid][number], field)))
            for record, rids in side.records.items()
        }
        if not side.single:
            found.append(_summary(field, values))
            continue
        (mine,) = values.values()
        seen = [facts[rid, field.path] for rid in side.rids if (rid, field.path) in facts]
        cited, disputed = any(not read for _, read in seen), any((rid, field.path) in rivals for rid in side.rids)
        shown = text(Cell(tuple(mine)), column(field)) + _unit(field)
        status: Status = "known" if mine else seen[0][0] if seen else "unknown"
        found.append(Cell(shown if mine else None, status, cited, disputed))
    return found


def _summary(field: Field, values: dict[str, list[Scalar]]) -> Cell:
    """Return median and range of numbers and dates, shares of everything else, and of how many the value is known."""
    known = {record: found for record, found in values.items() if found}
    coverage = f"{len(known)} of {len(values)} known"
    if not known:
        return Cell(coverage)
    heads = column(field)
    if field.type in NUMERIC:
        numbers = sorted(
            statistics.median(float(value) for value in found if not isinstance(value, str)) for found in known.values()
        )
        middle, low, high = (
            text(Cell(_whole(value)), heads) for value in (statistics.median(numbers), numbers[0], numbers[-1])
        )
        return Cell(f"median {middle}{_unit(field)}, {low} to {high} ({coverage})")
    if field.type == "date":
        days = sorted(str(found[0]) for found in known.values())
        return Cell(f"{days[0]} to {days[-1]} ({coverage})")
    shares = Counter(value for found in known.values() for value in dict.fromkeys(found)).most_common()
    words = [f"{text(Cell(value), heads)} {count / len(known):.0%}" for value, count in shares[:_SHARES]]
    more = f", {len(shares) - _SHARES} more" if len(shares) > _SHARES else ""
    return Cell(f"{', '.join(words)}{more} ({coverage})")


def _scores(index: Index, sides: Sequence[Side]) -> list[Table]:
    """Return the scores that may stand side by side, and those that may not with the reason."""
    known = instruments(index)
    reported: dict[str, dict[str, list[Result]]] = defaultdict(dict)
    for side in sides:
        inside = f"SELECT refs.rid FROM refs WHERE refs.field = 'model' AND refs.target IN ({', '.join(map(str, side.rids))})"
        # What a source says of a release without naming the size is not known of the size.
        own = "" if side.label in side.records else " AND t.model = ?"
        for result in results(index, f"t.rid IN ({inside}){own}", (side.label,) if own else ()):
            reported[result.instrument].setdefault(side.label, []).append(result)
    shared = {name: found for name, found in reported.items() if len(found) > 1}
    fair, refused = [], []
    for name, found in sorted(shared.items()):
        picked, reason = best_common(found)
        shown = picked or {label: candidates[0] for label, candidates in found.items()}
        line = [
            Cell(shown[side.label].printed, cited=not shown[side.label].read) if side.label in shown else UNKNOWN
            for side in sides
        ]
        if picked:
            where = dict.fromkeys(result.source for result in picked.values())
            fair.append((Cell(name), *line, Cell(better(known[name], picked)), Cell(", ".join(where))))
        else:
            refused.append((Cell(name), *line, Cell(reason)))
    refused += _other_splits(reported, known, sides)
    heads = [Column("instrument", "instrument", "id"), *(Column(side.label, side.label, "text") for side in sides)]
    fair_heads = (*heads, Column("better", "better", "id"), Column("source", "source", "text"))
    refused_heads = (*heads, Column("because", "because", "text"))
    note = f"based on {len(fair)} of {len(shared)} shared instruments"
    return [
        Table("scores", fair_heads, tuple(fair), len(fair), notes=(note,), kind="compare"),
        Table("scores not comparable", refused_heads, tuple(refused), len(refused), kind="compare"),
    ]


def _other_splits(
    reported: Mapping[str, Mapping[str, list[Result]]], known: Mapping[str, Instrument], sides: Sequence[Side]
) -> list[tuple[Cell, ...]]:
    """Return the benchmarks on which every side reports, but no two of them the same split or metric."""
    by_benchmark: dict[str, dict[str, Result]] = defaultdict(dict)
    together = {known[name].benchmark for name, found in reported.items() if len(found) > 1}
    for name, found in reported.items():
        for label, candidates in found.items():
            by_benchmark[known[name].benchmark].setdefault(label, candidates[0])
    lines = []
    for name, first in sorted(by_benchmark.items()):
        if len(first) > 1 and name not in together:
            shown = {label: f"{result.printed} ({result.instrument})" for label, result in first.items()}
            line = [Cell(shown[side.label]) if side.label in shown else UNKNOWN for side in sides]
            lines.append((Cell(name), *line, Cell("different split or metric")))
    return lines


def _medians(index: Index, sides: Sequence[Side]) -> Table:
    """Return medians over releases per instrument and stated protocol, where every side has enough of them."""
    tally: dict[tuple[str, str], dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for side in sides:
        release = {rid: record for record, rids in side.records.items() for rid in rids}
        found = index.rows(
            'SELECT r.instrument, r."protocol.setting", r."protocol.shots", r.score, refs.target FROM results r '
            f"JOIN refs ON refs.rid = r.rid AND refs.field = 'model' WHERE refs.target IN ({', '.join(map(str, side.rids))}) "
            "AND r.score IS NOT NULL AND r.measured_by = 'self' ORDER BY r.score"
        )
        for instrument, setting, shots, score, target in found:
            stated = ", ".join([*([setting] if setting else []), *([f"{shots}-shot"] if shots is not None else [])])
            tally[instrument, stated or "not stated"][side.label][release[target]] = score
    rows = tuple(
        (Cell(instrument), Cell(protocol), *(_median(found[side.label].values()) for side in sides))
        for (instrument, protocol), found in sorted(tally.items())
        if all(len(found[side.label]) >= _LEAST for side in sides)
    )
    heads = (
        Column("instrument", "instrument", "id"),
        Column("protocol", "protocol", "text"),
        *(Column(side.label, side.label, "text") for side in sides),
    )
    notes = (
        f"median of the makers' own reports (number of releases), where every side has {_LEAST} or more; the best size of each",
        "where the protocol is not stated the numbers are not known to be comparable",
    )
    return Table("scores on shared instruments", heads, rows, len(rows), notes=notes, kind="compare")


def _median(scores: Collection[float]) -> Cell:
    return Cell(f"{statistics.median(scores):g} ({len(scores)})")


def _wordy(field: Field) -> bool:
    return (field.type in ("text", "id") and field.path != "developer") or field.target == "sources"


def _unit(field: Field) -> str:
    return f" {field.unit}" if field.unit and field.unit != "parameters" else ""


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def _noun(kind: str, count: int) -> str:
    if kind == "models":
        return "release" if count == 1 else "releases"
    return KINDS[kind].singular if count == 1 else kind
