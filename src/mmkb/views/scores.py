"""Which reported numbers may stand side by side, and which may not, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from mmkb.rows.results import PROTOCOL, Instrument, Result

NAMES = {
    "detail": "condition",
    "chain_of_thought": "chain of thought",
    "seen": "training images seen",
    "samples": "answers drawn",
}
MEASURERS = ("self", "benchmark", "third-party", "other-developer", "copied")
_SAMPLES = PROTOCOL.index("samples")
PRIMARY_RULE = (
    "of several values for one model the record's own pick stands, else one that states setting or shots, of these its "
    "maker's, then the benchmark's maintainer's, a third party's, another maker's; behind these what was made of several "
    "answers drawn (maj@8), then a copy, and last what its makers have replaced"
)


def stated(result: Result) -> str:
    """Return the protocol of a result in a few words, empty when nothing of it is stated."""
    return ", ".join(filter(None, (condition(result), particulars(result))))


def condition(result: Result) -> str:
    """Return what of the protocol decides which numbers stand in one ranking: setting, shots, reasoning, tools, what was seen."""
    said = dict(zip(PROTOCOL, result.protocol, strict=True))
    words = prompted(said["setting"], said["shots"])
    words += ["chain of thought"] * bool(said["chain_of_thought"]) + answers_drawn(said["samples"])
    words += ["with tools"] * bool(said["tools"]) + ["training images seen"] * bool(said["seen"])
    return ", ".join(words)


def prompted(setting: object, shots: object) -> list[str]:
    """Return setting and shots in words, neither where the other says it: `4-shot`, `zero-shot`."""
    words = [str(setting)] if setting and not (setting == "few-shot" and shots) else []
    return words + ([f"{shots}-shot"] if shots is not None and (setting, shots) != ("zero-shot", 0) else [])


def answers_drawn(samples: object) -> list[str]:
    """Return of how many answers a value was made, nothing where it is one or nobody says."""
    return [f"{samples} {NAMES['samples']}"] if samples not in (None, 1) else []


def particulars(result: Result) -> str:
    """Return what else is stated: the model's version, what replaced the value, and of the protocol frames, judge, words.

    A version says what was measured and not how, so it keeps no two values apart.
    """
    said = dict(zip(PROTOCOL, result.protocol, strict=True))
    words = [f"version {result.version}"] if result.version else []
    words += [f"superseded by {result.superseded_by}"] if result.superseded_by else []
    words += [f"{said['frames']} frames"] if said["frames"] else []
    words += [f"judge {said['judge']}"] if said["judge"] else []
    return ", ".join([*words, str(said["detail"])] if said["detail"] else words)


def primary(candidates: Iterable[Result]) -> Result:
    """Return the value that stands for a model among rivals, by PRIMARY_RULE; the first reported decides a draw."""
    return min(candidates, key=_standing)


def documented(result: Result) -> bool:
    """Return whether the protocol of a result is stated: its setting, or the examples in the prompt."""
    return result.protocol[0] is not None or result.protocol[1] is not None


def _standing(result: Result) -> tuple[bool, int, bool, bool, int, int]:
    measurer, several = MEASURERS.index(result.measured_by), bool(answers_drawn(result.protocol[_SAMPLES]))
    return not result.primary, result.tier, several, not documented(result), measurer, result.rid


def others(result: Result, reported: Iterable[Result]) -> list[Result]:
    """Return what else is `reported` of the model on the instrument: other values, unless both state their protocols and differ.

    A copy, a replaced value and a known slip of a source count, whatever protocol stands beside them.
    """
    said = condition(result)
    return [
        other
        for other in reported
        if (other.model, other.instrument) == (result.model, result.instrument)
        and other.score != result.score
        and (
            other.tier
            or other.primary is False
            or not (documented(other) and documented(result))
            or condition(other) == said
        )
    ]


def comparable(one: Result, other: Result) -> str | None:
    """Return None when two values of one instrument may stand side by side, else the reason why not.

    They may when they stand at one place of one source with one protocol, or when both state setting or shots and
    everything stated agrees. Silence is not agreement.
    """
    for name, mine, theirs in zip(PROTOCOL, _in_full(one), _in_full(other), strict=True):
        if mine != theirs:
            if mine is None or theirs is None:
                return f"only one of the two states {NAMES.get(name, name)}: {_said(theirs if mine is None else mine)}"
            return f"different {NAMES.get(name, name)}: {_said(mine)} and {_said(theirs)}"
    if (one.source, one.at) == (other.source, other.at):
        return None
    if not documented(one):
        return "protocol not stated"
    measurers = {one.measured_by, other.measured_by}
    if "copied" in measurers:
        return "copied from elsewhere, so its protocol is not known"
    return None if len(measurers) == 1 else f"different measurer: {' and '.join(sorted(measurers))}"


def _in_full(result: Result) -> Sequence[object]:
    """Return the protocol; zero-shot means that there are no examples, also where nobody counts them."""
    setting, shots, *others = result.protocol
    return setting, 0 if setting == "zero-shot" and shots is None else shots, *others


def best_common(sides: Mapping[str, Sequence[Result]]) -> tuple[dict[str, Result] | None, str]:
    """Return one result per side such that every two are comparable, or None and the reason of the nearest miss."""
    first, *others = sides
    reason = ""
    for candidate in sorted(sides[first], key=_standing):
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
