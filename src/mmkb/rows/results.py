"""Reported results and the instruments they were measured with."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from mmkb.index.index import Index
from mmkb.query.condition import Among, Compare, Known, OneOf, Otherwise, all_of
from mmkb.query.resolve import resolve
from mmkb.query.sql import Sql, where
from mmkb.rows.lists import marks, numbers
from mmkb.rows.row import Row

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from typing import Any

    from mmkb.query.condition import Condition

PROTOCOL = ("setting", "shots", "chain_of_thought", "samples", "frames", "judge", "tools", "seen", "detail")


class Instrument(Row):
    """How a number reads: which way is better, below which difference two are a tie, what it counts on which split."""

    id: str
    benchmark: str
    direction: str
    ideal: float | None
    noise: float | None
    unit: str | None
    split: str | None
    metric: str

    def distance(self, score: float) -> float:
        """Return a number that is smaller for a better score."""
        if self.direction == "target":
            return abs(score - (self.ideal or 0.0))
        return score if self.direction == "lower" else -score


class Result(Row):
    """One reported value. `protocol` follows PROTOCOL; `primary` is False for a slip of the source."""

    rid: int
    model: str
    instrument: str
    printed: str
    score: float
    measured_by: str
    source: str
    at: str
    primary: bool | None
    because: str | None
    read: bool
    protocol: tuple[object, ...]
    copied_from: str | None
    version: str | None
    superseded_by: str | None

    @property
    def tier(self) -> int:
        """Return 0 for what was measured, 1 for a copy, 2 for what its makers have replaced: the lowest on record stands."""
        return 2 if self.superseded_by else int(self.measured_by == "copied")


class Own(Row):
    """A score that a maker reports of its own model: with which setting, shots and answers drawn, and the row of the model."""

    instrument: str
    setting: str | None
    shots: int | None
    samples: int | None
    score: float
    model: int


def values_of(index: Index, source: str) -> Iterable[tuple[Any, ...]]:
    """Return of every result of a source its model, instrument and value as printed, then the protocol."""
    protocol = ", ".join(f'"protocol.{name}"' for name in PROTOCOL)
    return index.rows(
        f'SELECT model, instrument, printed, {protocol} FROM "results.source" s JOIN results r USING (rid) '
        "WHERE s.value = ? AND r.source = ?",
        (source, source),
    )


def instruments(index: Index) -> dict[str, Instrument]:
    """Return every instrument by id."""
    found = index.rows("SELECT id, benchmark, direction, ideal, noise, unit, split, metric FROM instruments")
    return {row[0]: Instrument(*row) for row in found}


def of_models(index: Index, rids: Collection[int]) -> list[Result]:
    """Return the results of the models in some rows, in order, without known slips of their sources.

    What a source says of a release without naming the size is not known of the size: such a result counts only where the
    rows hold every size of the release.
    """
    return _results(index, Sql(f't."primary" IS NOT 0 AND t.rid IN ({_about_nothing_but(rids)})'))


def on_instrument(
    index: Index, instrument: str, *, protocol: str = "", measured_by: str | None = None, models: str = ""
) -> list[Result]:
    """Return the results on an instrument.

    `protocol` is a query on results, `models` one on models; `measured_by` is `self`, or anything else for others than the
    maker, to whom who copies a number does not belong. Raises QueryError.
    """
    parts: list[Condition] = [Compare("instrument", "=", instrument), resolve(index, "results", protocol)]
    if measured_by == "self":
        parts.append(Compare("measured_by", "=", "self"))
    elif measured_by:
        parts += [Known("measured_by"), Otherwise(OneOf("measured_by", ("self", "copied")))]
    if models:
        about = Among("target", "models", "rid", resolve(index, "models", models))
        parts.append(Among("rid", "refs", "rid", all_of((Compare("field", "=", "model"), about))))
    return _results(index, where(index, "results", all_of(parts), f"{protocol} {models}".strip()))


def measured_in_areas(index: Index, rids: Collection[int], areas: Collection[str]) -> set[int]:
    """Return those of the rows whose makers report a result on a benchmark of one of the areas."""
    found = index.rows(
        "SELECT DISTINCT refs.target FROM results r JOIN refs ON refs.rid = r.rid AND refs.field = 'model' "
        "JOIN instruments i ON i.id = r.instrument JOIN benchmarks b ON b.id = i.benchmark "
        f'JOIN "benchmarks.area" a ON a.rid = b.rid AND a.value IN ({marks(areas)}) '
        f"WHERE r.measured_by = 'self' AND refs.target IN ({numbers(rids)})",
        tuple(areas),
    )
    return {rid for (rid,) in found}


def most_reported(index: Index, instruments: Iterable[str], limit: int) -> list[str]:
    """Return some of the instruments, that with the most results of all models first."""
    found = index.rows(
        "SELECT instrument FROM results WHERE instrument IN (SELECT value FROM json_each(?)) "
        "GROUP BY instrument ORDER BY count(*) DESC, instrument LIMIT ?",
        (json.dumps(list(instruments)), limit),
    )
    return [instrument for (instrument,) in found]


def own_scores(index: Index, rids: Collection[int]) -> list[Own]:
    """Return the scores that their makers report of the models in some rows, in order; releases count as in `of_models`.

    A score of a release stands once for each of its sizes.
    """
    found = index.rows(
        'SELECT r.instrument, r."protocol.setting", r."protocol.shots", r."protocol.samples", r.score, refs.target '
        f"FROM results r JOIN refs ON refs.rid = r.rid AND refs.field = 'model' WHERE r.rid IN ({_about_nothing_but(rids)}) "
        "AND r.score IS NOT NULL AND r.\"primary\" IS NOT 0 AND r.measured_by = 'self' ORDER BY r.rid, refs.target"
    )
    return [Own(*row) for row in found]


def _about_nothing_but(rids: Collection[int]) -> str:
    """Return the statement that finds the results all of whose models are among the rows."""
    inside = numbers(rids)
    return (
        f"SELECT m.rid FROM refs m WHERE m.field = 'model' AND m.target IN ({inside}) AND NOT EXISTS "
        f"(SELECT 1 FROM refs o WHERE o.rid = m.rid AND o.field = 'model' AND o.target NOT IN ({inside}))"
    )


def _results(index: Index, asked: Sql) -> list[Result]:
    """Return the results with a number that satisfy a condition on the rows `t` of results, in order."""
    protocol = ", ".join(f't."protocol.{name}"' for name in PROTOCOL)
    found = index.rows(
        'SELECT t.rid, t.model, t.instrument, t.printed, t.score, t.measured_by, t.source, t.at, t."primary", t.because, t.read, '
        f"t.copied_from, t.version, t.superseded_by, {protocol} FROM results t WHERE t.score IS NOT NULL AND {asked.sql} "
        "ORDER BY t.rid",
        asked.parameters,
    )
    return [
        Result(*row[:8], None if row[8] is None else bool(row[8]), row[9], bool(row[10]), row[14:], *row[11:14])
        for row in found
    ]
