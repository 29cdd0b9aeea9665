"""The chain of licences behind a model: its own, those of its parts and of the data it was trained on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mmkb.index.chains import DATA, MAKERS_WORDS, strictest
from mmkb.index.index import Index
from mmkb.rows.licences import Step, chain, makers_words
from mmkb.views.table import UNKNOWN, Cell, Column, Table

_REASONS = 3
_STRICTEST_FIRST = ("no", "conditional", "yes")
DECIDES = "decides: the commercial use in effect rests on this row; not that its licence binds in law"
NOT_ADVICE = "not legal advice: read the licences; how far the licence of data binds a model is disputed"


def license_chain(index: Index, rid: int) -> Table:
    """Return one row per part with its own licence and the commercial term that holds for it.

    `decides` marks the parts on which the effective term rests. `remark` says what holds beside or in place of the
    licence: newer terms of the same makers, the terms under which data was written, the words of makers.
    """
    steps = chain(index, rid)
    effective = _in_effect(steps)
    columns = (
        Column("part", "part", "text"),
        *(Column(name, name, "id") for name in ("id", "license", "commercial")),
        Column("decides", "decides", "bool"),
        Column("remark", "remark", "text"),
    )
    rows = tuple(_row(index, together, effective) for together in _by_data_set(steps))
    in_effect = f"commercial use in effect: {effective or 'unknown'}{_as_far(effective, _without_terms(steps))}"
    return Table("licence chain", columns, rows, len(rows), notes=(in_effect, DECIDES, NOT_ADVICE))


def verdict(index: Index, rids: Iterable[int]) -> str:
    """Return in words whether the models in some rows may be used commercially, and which licences decide that."""
    reasons: dict[str, dict[str | None, str]] = {}
    unknown: dict[str, set[str]] = {}
    for rid in rids:
        steps = chain(index, rid)
        effective = _in_effect(steps)
        why = reasons.setdefault(effective or "unknown", {})
        unknown.setdefault(effective or "unknown", set()).update(_without_terms(steps))
        for step in steps:
            if _decides(step, effective):
                why.setdefault(step.covering or step.licence, _reason(step))
    return "; ".join(
        f"{term}{', by ' * bool(why)}{_few([*why.values()])}{_as_far(term, unknown[term])}"
        for term, why in reasons.items()
    )


def _in_effect(steps: Iterable[Step]) -> str | None:
    return strictest((step.role, step.term) for step in steps)


def _by_data_set(steps: Iterable[Step]) -> Iterable[list[Step]]:
    """Return the steps, the licence of a data set together with the terms under which it was written."""
    found: dict[object, list[Step]] = {}
    for number, step in enumerate(steps):
        found.setdefault(step.id if step.of_data else number, []).append(step)
    return found.values()


def _row(index: Index, steps: Sequence[Step], effective: str | None) -> tuple[Cell, ...]:
    first = steps[0]
    terms = [step.term for step in steps if step.term]
    return (
        Cell(first.role),
        Cell(first.id, target="datasets" if first.of_data else "models"),
        _text(first.licence),
        _text(min(terms, key=_STRICTEST_FIRST.index, default=None)),
        Cell(any(_decides(step, effective) for step in steps)),
        _text(_remark(index, first, steps[1:])),
    )


def _remark(index: Index, step: Step, terms: Sequence[Step]) -> str | None:
    """Return what is said beside a step; `terms` are those under which a data set was written."""
    if step.role == MAKERS_WORDS:
        return makers_words(index, step.id)
    if step.of_data:
        return (
            "; ".join(["licence unknown"] * (step.licence is None) + [f"terms {one.licence}" for one in terms]) or None
        )
    if step.covering is None:
        return None
    return (
        f"superseded by {step.covering}, the newer terms of the same makers"
        if step.licence
        else f"under {step.covering}, as what it is part of"
    )


def _without_terms(steps: Iterable[Step]) -> set[str]:
    """Return the data sets of which neither a licence nor terms say whether commercial use is allowed."""
    data = [step for step in steps if step.of_data]
    return {step.id for step in data} - {step.id for step in data if step.term}


def _as_far(term: str | None, unknown: Iterable[str]) -> str:
    count = len([*unknown])
    if not count or term not in ("yes", "conditional"):
        return ""
    return f", as far as known ({count} data set{'s' * (count > 1)} without terms)"


def _reason(step: Step) -> str:
    licence = step.covering or step.licence
    if step.role == MAKERS_WORDS:
        return f"the words of the makers of {step.id}"
    if licence is None:
        return (
            "want of a licence on record"
            if step.role == "model"
            else f"the unknown licence of its {step.role} {step.id}"
        )
    return (
        f"its own {licence}"
        if step.role == "model"
        else f"{licence} of its {DATA if step.of_data else step.role} {step.id}"
    )


def _few(reasons: Sequence[str]) -> str:
    more = f", and {len(reasons) - _REASONS} more" if len(reasons) > _REASONS else ""
    return ", ".join(reasons[:_REASONS]) + more


def _decides(step: Step, effective: str | None) -> bool:
    return step.term == effective and effective != "yes" and not (step.of_data and step.term is None)


def _text(value: str | None) -> Cell:
    return Cell(value) if value else UNKNOWN
