"""Which reported numbers may stand side by side, and which may not, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mmkb.index.index import Index

PROTOCOL = ("setting", "shots", "chain_of_thought", "samples", "frames", "judge", "tools", "seen", "detail")
NAMES = {
    "detail": "condition",
    "chain_of_thought": "chain of thought",
    "seen": "training images seen",
    "samples": "answers drawn",
}
MEASURERS = ("self", "benchmark", "third-party", "other-developer")
PRIMARY_RULE = (
    "of several values for one model the record's own pick stands, else its maker's, then the benchmark's maintainer's, "
    "a third party's, another maker's"
)


@dataclass(frozen=True, slots=True)
class Instrument:
    """How a number reads: which way is better, and below which difference two are a tie."""

    id: str
    benchmark: str
    direction: str
    ideal: float | None
    noise: float | None

    def distance(self, score: float) -> float:
        """Return a number that is smaller for a better score."""
        if self.direction == "target":
            return abs(score - (self.ideal or 0.0))
        return score if self.direction == "lower" else -score


class Result(NamedTuple):
    """One reported value. `protocol` follows PROTOCOL."""

    rid: int
    model: str
    instrument: str
    printed: str
    score: float
    measured_by: str
    source: str
    at: str
    primary: bool
    because: str | None
    read: bool
    protocol: tuple[object, ...]


def instruments(index: Index) -> dict[str, Instrument]:
    """Return every instrument by id."""
    found = index.rows("SELECT id, benchmark, direction, ideal, noise FROM instruments")
    return {id_: Instrument(id_, *rest) for id_, *rest in found}


def results(index: Index, condition: str, parameters: Sequence[object] = ()) -> list[Result]:
    """Return the results that satisfy an SQL condition on the rows `t` of results."""
    protocol = ", ".join(f't."protocol.{name}"' for name in PROTOCOL)
    found = index.rows(
        'SELECT t.rid, t.model, t.instrument, t.printed, t.score, t.measured_by, t.source, t.at, t."primary", t.because, t.read, '
        f"{protocol} FROM results t WHERE t.score IS NOT NULL AND {condition} ORDER BY t.rid",
        parameters,
    )
    return [Result._make((*row[:8], bool(row[8]), row[9], bool(row[10]), tuple(row[11:]))) for row in found]


def primary(candidates: Iterable[Result]) -> Result:
    """Return the value that stands for a model among rivals, by PRIMARY_RULE; the first reported decides a draw."""
    return min(candidates, key=lambda result: (not result.primary, MEASURERS.index(result.measured_by), result.rid))


def comparable(one: Result, other: Result) -> str | None:
    """Return None when two values of one instrument may stand side by side, else the reason why not.

    They may when they stand at one place of one source with one protocol, or when both state setting or shots and
    everything stated agrees. Silence is not agreement.
    """
    for name, mine, theirs in zip(PROTOCOL, one.protocol, other.protocol, strict=True):
        if mine != theirs:
            if mine is None or theirs is None:
                return f"{NAMES.get(name, name)} stated for one alone: {_said(theirs if mine is None else mine)}"
            return f"different {NAMES.get(name, name)}: {_said(mine)} and {_said(theirs)}"
    if (one.source, one.at) == (other.source, other.at):
        return None
    if one.protocol[0] is None and one.protocol[1] is None:
        return "protocol not stated"
    measurers = {one.measured_by, other.measured_by}
    return None if len(measurers) == 1 else f"different measurer: {' and '.join(sorted(measurers))}"


def best_common(sides: Mapping[str, Sequence[Result]]) -> tuple[dict[str, Result] | None, str]:
    """Return one result per side such that every two are comparable, or None and the reason of the nearest miss."""
    first, *others = sides
    reason = ""
    for candidate in sorted(sides[first], key=lambda result: (not result.primary, MEASURERS.index(result.measured_by))):
        picked = {first: candidate}
        for side in others:
            fitting = [result for result in sides[side] if comparable(candidate, result) is None]
            if not fitting:
                reason = reason or str(comparable(candidate, primary(sides[side])))
                break
            picked[side] = primary(fitting)
        else:
            return picked, ""
    return None, reason


def better(instrument: Instrument, picked: Mapping[str, Result]) -> str:
    """Return the side with the best value, or `tie` when the next lies within noise or rounding."""
    ordered = sorted(picked, key=lambda side: instrument.distance(picked[side].score))
    if len(ordered) < 2:
        return ""
    return "tie" if tied(instrument, picked[ordered[0]], picked[ordered[1]]) else ordered[0]


def tied(instrument: Instrument, one: Result, other: Result) -> bool:
    """Return whether the difference is smaller than the benchmark's known noise or than what rounding can hide."""
    gap = abs(instrument.distance(one.score) - instrument.distance(other.score))
    hidden = max(instrument.noise or 0.0, rounding(one.printed), rounding(other.printed))
    return gap < hidden - 1e-9 or gap == 0


def rounding(printed: str) -> float:
    """Return what rounding alone can hide: one unit of the last digit of the first number printed."""
    number = re.search(r"\d[\d,]*(?:\.(\d+))?", printed)
    return 10.0 ** -len(number[1] or "") if number else 0.0


def _said(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
