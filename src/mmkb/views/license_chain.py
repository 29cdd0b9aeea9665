"""The chain of licences behind a model: its own, those of its parts and of the data it was trained on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mmkb.index.derive import MAKERS_WORDS, strictest
from mmkb.index.index import Index
from mmkb.rows.licences import chain
from mmkb.views.table import UNKNOWN, Cell, Column, Table

_REASONS = 3
NOT_ADVICE = "not legal advice: read the licences; how far the licence of data binds a model is disputed"


def license_chain(index: Index, rid: int) -> Table:
    """Return one row per part with its licence and commercial term; `binds` marks the parts that decide."""
    steps = chain(index, rid)
    effective = strictest(steps)
    columns = (Column("part", "part", "text"), *(Column(name, name, "id") for name in ("id", "license", "commercial")))
    rows = tuple(
        (
            Cell(role),
            Cell(id_, target="datasets" if role == "data" else "models"),
            _text(licence),
            _text(term),
            Cell(_binds(role, term, effective)),
        )
        for role, id_, licence, term in steps
    )
    notes = (f"commercial use in effect: {effective or 'unknown'}", NOT_ADVICE)
    return Table("licence chain", (*columns, Column("binds", "binds", "bool")), rows, len(rows), notes=notes)


def verdict(index: Index, rids: Iterable[int]) -> str:
    """Return in words whether the models in some rows may be used commercially, and which licences decide that."""
    reasons: dict[str, dict[str | None, str]] = {}
    for rid in rids:
        steps = chain(index, rid)
        effective = strictest(steps)
        why = reasons.setdefault(effective or "unknown", {})
        for role, id_, licence, term in steps:
            if _binds(role, term, effective):
                why.setdefault(licence, _reason(role, id_, licence))
    return "; ".join(f"{term}{', by ' * bool(why)}{_few([*why.values()])}" for term, why in reasons.items())


def _reason(role: str, id_: str, licence: str | None) -> str:
    if role == MAKERS_WORDS:
        return f"the words of the makers of {id_}"
    if licence is None:
        return f"the unknown licence of its {role} {id_}" if role != "model" else "want of a licence on record"
    return f"its own {licence}" if role == "model" else f"{licence} of its {role} {id_}"


def _few(reasons: Sequence[str]) -> str:
    more = f", and {len(reasons) - _REASONS} more" if len(reasons) > _REASONS else ""
    return ", ".join(reasons[:_REASONS]) + more


def _binds(role: str, term: str | None, effective: str | None) -> bool:
    return term == effective and effective != "yes" and not (role == "data" and term is None)


def _text(value: str | None) -> Cell:
    return Cell(value) if value else UNKNOWN
