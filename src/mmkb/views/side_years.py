"""How far one side is behind the other: the best score of each side among the models of one year."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mmkb.index.index import Index
from mmkb.rows.columns import values
from mmkb.rows.results import Instrument, Result, instruments, of_models
from mmkb.schema.values import as_read, four_digits, written
from mmkb.views.scores import better, stated
from mmkb.views.sides import Side
from mmkb.views.table import UNKNOWN, Cell, Column, Table

_PER_YEAR = 2
"""Lines that a year has where not all are asked for: those of the instruments that compare most models."""
_LEAST = 2
"""Releases of each side that a table must compare: one alone is often picked to be beaten."""
_PERCENT = "%"
_TIE = "tie"
_CONTESTED = "contested"
_WHY_CONTESTED = (
    "contested: a better value of a side behind, under another or no stated protocol, "
    "would turn the outcome; counted for no side, nor in the median"
)

Best = dict[str, dict[str, Result]]
"""The best result of each record, by side."""


class _Race(NamedTuple):
    """The sides on one instrument among the models of one year, under one condition."""

    year: str
    instrument: Instrument
    condition: str
    best: Mapping[str, Result]
    models: int
    anywhere: Mapping[str, Result]

    @property
    def ahead(self) -> str:
        """Return the side that is ahead, `tie`, or `contested`."""
        return _CONTESTED if self.rival else better(self.instrument, self.best)

    @property
    def rival(self) -> Result | None:
        """Return the best value that a side behind has under any protocol, where the side ahead would not be with it."""
        first = better(self.instrument, self.best)
        turning = [
            result
            for side, result in self.anywhere.items()
            if first != _TIE and side != first and better(self.instrument, {**self.best, side: result}) != first
        ]
        return min(turning, key=lambda result: self.instrument.distance(result.score), default=None)

    def lead(self, label: str) -> float:
        """Return by how much a side leads the best of the others; negative when it is behind."""
        distance = self.instrument.distance
        return min(distance(result.score) for side, result in self.best.items() if side != label) - distance(
            self.best[label].score
        )


def years(index: Index, sides: Sequence[Side]) -> list[dict[str, str]]:
    """Return for every side the year in which each of its records was first released, as far as it is known."""
    found = []
    for side in sides:
        day = {rid: released for rid, (released,) in values(index, side.kind, side.rids, ["released"]).items()}
        dated = {record: [day[rid] for rid in rows if day[rid]] for record, rows in side.records.items()}
        found.append({record: str(min(days))[:4] for record, days in dated.items() if days})
    return found


def of_year(side: Side, dated: Mapping[str, str], year: str) -> Side:
    """Return the side with the records of one year."""
    records = {record: rows for record, rows in side.records.items() if dated.get(record) == year}
    return Side(side.label, side.kind, records, grouped=True)


def scores_by_year(index: Index, sides: Sequence[Side], *, whole: bool) -> list[Table]:
    """Return by year who is ahead on how many instruments, and the best scores; of every instrument when `whole`.

    The models are those released in the year. Their scores stand side by side where one place prints them with one
    protocol, or where they state setting or shots and one kind of measurer reports them with the same protocol; of
    several such conditions the one that compares most models counts.
    """
    races = list(_races(index, sides))
    if not races:
        return []
    shown = races if whole else _few(races)
    return [_summary(races, sides), _details(shown, len(races), sides)]


def median_leads(index: Index, sides: Sequence[Side]) -> dict[str, float]:
    """Return by year the median lead of the first side before the best of the others, over the instruments that count in %.

    What is contested is left out.
    """
    return {
        year: lead
        for year, found in _by_year(_races(index, sides)).items()
        if (lead := _median(found, sides)) is not None
    }


def _by_year(races: Iterable[_Race]) -> dict[str, list[_Race]]:
    found: dict[str, list[_Race]] = defaultdict(list)
    for race in races:
        found[race.year].append(race)
    return found


def _median(races: Iterable[_Race], sides: Sequence[Side]) -> float | None:
    leads = [race.lead(sides[0].label) for race in races if race.instrument.unit == _PERCENT and not race.rival]
    return four_digits(statistics.median(leads)) if leads else None


def _races(index: Index, sides: Sequence[Side]) -> Iterable[_Race]:
    known = instruments(index)
    tally: dict[tuple[str, str], dict[tuple[object, ...], Best]] = defaultdict(lambda: defaultdict(dict))
    anywhere: dict[tuple[str, str], dict[str, Result]] = defaultdict(dict)
    for side in sides:
        named = _named(index, side)
        for result in of_models(index, side.rids):
            if result.model not in named or result.instrument not in known:
                continue
            record, year = named[result.model]
            distance = known[result.instrument].distance
            of_side = anywhere[year, result.instrument]
            of_side[side.label] = min(of_side.get(side.label, result), result, key=lambda one: distance(one.score))
            for condition in _conditions(result):
                best = tally[year, result.instrument][condition].setdefault(side.label, {})
                before = best.get(record)
                if before is None or distance(result.score) < distance(before.score):
                    best[record] = result
    for (year, name), conditions in sorted(tally.items(), key=lambda entry: (-int(entry[0][0]), entry[0][1])):
        fair = [
            best for best in conditions.values() if len(best) == len(sides) and min(map(len, best.values())) >= _LEAST
        ]
        if fair:
            compared = max(fair, key=lambda best: sum(map(len, best.values())))
            yield _race(year, known[name], compared, anywhere[year, name])


def _race(year: str, instrument: Instrument, compared: Best, anywhere: Mapping[str, Result]) -> _Race:
    best = {
        label: min(records.values(), key=lambda result: instrument.distance(result.score))
        for label, records in compared.items()
    }
    one, *_ = best.values()
    places = {result.source for records in compared.values() for result in records.values()}
    where = f"table of {one.source}" if len(places) == 1 else "own reports"
    condition = f"{stated(one) or 'not stated'}; {where}"
    return _Race(year, instrument, condition, best, sum(map(len, compared.values())), anywhere)


def _named(index: Index, side: Side) -> dict[str, tuple[str, str]]:
    """Return record and year of release for every name by which a result can mean a model of the side."""
    found = values(index, side.kind, side.rids, ["id", "released"])
    dated = {rid: str(released)[:4] for rid, (_, released) in found.items() if released}
    named = {}
    for record, rows in side.records.items():
        known = [rid for rid in rows if rid in dated]
        if known:
            named[record] = record, min(dated[rid] for rid in known)
        named.update({found[rid][0]: (record, dated[rid]) for rid in known})
    return named


def _conditions(result: Result) -> Iterable[tuple[object, ...]]:
    """Yield the conditions under which a result stands beside others: one place, or one stated protocol of one measurer."""
    yield "place", result.source, result.at, result.protocol
    setting, shots, *_ = result.protocol
    if (setting is not None or shots is not None) and result.measured_by != "copied":
        yield "protocol", result.measured_by, result.protocol


def _few(races: Sequence[_Race]) -> list[_Race]:
    return [
        race
        for found in _by_year(races).values()
        for race in sorted(found, key=lambda race: (-race.models, race.instrument.id))[:_PER_YEAR]
    ]


def _summary(races: Sequence[_Race], sides: Sequence[Side]) -> Table:
    first = sides[0].label
    rows = []
    for year, found in _by_year(races).items():
        ahead = [race.ahead for race in found]
        lead = _median(found, sides)
        rows.append(
            (
                Cell(int(year)),
                Cell(len(found)),
                *(Cell(ahead.count(side.label)) for side in sides),
                Cell(ahead.count(_TIE)),
                Cell(ahead.count(_CONTESTED)),
                Cell(lead, shown=f"{written(lead)}") if lead is not None else UNKNOWN,
            )
        )
    heads = (
        Column("year", "year", "integer"),
        Column("instruments", "instruments", "integer"),
        *(Column(f"ahead.{side.label}", f"{side.label} ahead", "integer") for side in sides),
        Column("ties", "ties", "integer"),
        Column("contested", "contested", "integer"),
        Column("median_lead", f"median lead of {first}", "number", "percentage points"),
    )
    note = f"a negative lead is how far {first} is behind, in percentage points, over the instruments that count in %"
    notes = (note, *[_WHY_CONTESTED] * any(race.rival for race in races))
    return Table("who is ahead, by year of release", heads, tuple(rows), len(rows), notes=notes, kind="compare")


def _details(races: Sequence[_Race], total: int, sides: Sequence[Side]) -> Table:
    first = sides[0].label
    rows = tuple(
        (
            Cell(int(race.year)),
            Cell(race.instrument.id),
            *(_best(race.best[side.label]) for side in sides),
            Cell(lead := four_digits(race.lead(first)), shown=written(lead)),
            _best(race.rival) if race.rival else UNKNOWN,
            Cell(race.models),
            Cell(race.condition),
        )
        for race in races
    )
    heads = (
        Column("year", "year", "integer"),
        Column("instrument", "instrument", "id", target="instruments"),
        *(side.column for side in sides),
        Column("lead", "lead", "number"),
        Column("contested_by", "contested by", "text"),
        Column("models", "releases", "integer"),
        Column("protocol", "protocol", "text"),
    )
    fair = (
        "the best of the models released in the year among those that one table prints with one protocol, or whose makers "
        f"report with one stated protocol, where every side has {_LEAST} of them or more; silence is not agreement"
    )
    notes = [f"lead: of {first} before the best of the others, negative when it is behind", fair]
    if len(races) < total:
        notes.append(f"{total - len(races)} more lines: --by-year")
    return Table("best scores of each year", heads, rows, len(rows), notes=tuple(notes), kind="compare", spare=2)


def _best(result: Result) -> Cell:
    return Cell(f"{as_read(result.printed)} {result.model}", cited=not result.read, target="models")
