"""The chain of licences behind a model: its own, those of its parts and of the data it was trained on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mmkb.index.derive import DATA, DATA_TERMS, MAKERS_WORDS, Step, strictest
from mmkb.index.index import Index
from mmkb.rows.licences import chain, makers_words
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
    effective = strictest(steps)
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
        effective = strictest(steps)
        why = reasons.setdefault(effective or "unknown", {})
        unknown.setdefault(effective or "unknown", set()).update(_without_terms(steps))
        for step in steps:
            if _decides(step, effective):
                why.setdefault(step[4] or step[2], _reason(step))
    return "; ".join(
        f"{term}{', by ' * bool(why)}{_few([*why.values()])}{_as_far(term, unknown[term])}"
        for term, why in reasons.items()
    )


def _by_data_set(steps: Iterable[Step]) -> Iterable[list[Step]]:
    """Yield the steps, the licence of a data set together with the terms under which it was written."""
    found: dict[object, list[Step]] = {}
    for number, step in enumerate(steps):
        found.setdefault(step[1] if step[0] in (DATA, DATA_TERMS) else number, []).append(step)
    return found.values()


def _row(index: Index, steps: Sequence[Step], effective: str | None) -> tuple[Cell, ...]:
    role, id_, licence, *_ = steps[0]
    return (
        Cell(role),
        Cell(id_, target="datasets" if role == DATA else "models"),
        _text(licence),
        _text(min((step[3] for step in steps if step[3]), key=_STRICTEST_FIRST.index, default=None)),
        Cell(any(_decides(step, effective) for step in steps)),
        _text(_remark(index, steps)),
    )


def _remark(index: Index, steps: Sequence[Step]) -> str | None:
    role, id_, licence, _, covering = steps[0]
    if role == MAKERS_WORDS:
        return makers_words(index, id_)
    if role == DATA:
        terms = [f"terms {step[2]}" for step in steps[1:]]
        return "; ".join(["licence unknown"] * (licence is None) + terms) or None
    if covering is None:
        return None
    return (
        f"superseded by {covering}, the newer terms of the same makers"
        if licence
        else f"under {covering}, as what it is part of"
    )


def _without_terms(steps: Iterable[Step]) -> set[str]:
    """Return the data sets of which neither a licence nor terms say whether commercial use is allowed."""
    data = [(id_, term) for role, id_, _, term, _ in steps if role in (DATA, DATA_TERMS)]
    return {id_ for id_, _ in data} - {id_ for id_, term in data if term}


def _as_far(term: str | None, unknown: Iterable[str]) -> str:
    count = len([*unknown])
    if not count or term not in ("yes", "conditional"):
        return ""
    return f", as far as known ({count} data set{'s' * (count > 1)} without terms)"


def _reason(step: Step) -> str:
    role, id_, own, _, covering = step
    licence = covering or own
    if role == MAKERS_WORDS:
        return f"the words of the makers of {id_}"
    if licence is None:
        return f"the unknown licence of its {role} {id_}" if role != "model" else "want of a licence on record"
    return f"its own {licence}" if role == "model" else f"{licence} of its {DATA if role == DATA_TERMS else role} {id_}"


def _few(reasons: Sequence[str]) -> str:
    more = f", and {len(reasons) - _REASONS} more" if len(reasons) > _REASONS else ""
    return ", ".join(reasons[:_REASONS]) + more


def _decides(step: Step, effective: str | None) -> bool:
    role, _, _, term, _ = step
    return term == effective and effective != "yes" and not (role in (DATA, DATA_TERMS) and term is None)


def _text(value: str | None) -> Cell:
    return Cell(value) if value else UNKNOWN
