"""What is recorded of the numbers that a calculation takes, and the row where each stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from mmkb.index.index import Index
from mmkb.rows.columns import values
from mmkb.rows.layers import backbones, groups_of
from mmkb.views.anatomy import asked_rows, words
from mmkb.views.short_names import FIELDS, GROUPS, OF_BACKBONE


@dataclass(frozen=True, slots=True)
class Input:
    """A recorded number that a calculation may take: whose, which field, and the row where it stands, perhaps another's."""

    model: str
    field: str
    value: Any
    rid: int
    at: str


def inputs(index: Index, names: Sequence[str], paths: Collection[str]) -> list[Input]:
    """Return what is recorded at `paths` of the models called `names`, or of the checkpoints that lend them their layers."""
    asked = asked_rows(index, names)
    lent = backbones(index, [rid for rid, _ in asked])
    everything = {*(rid for rid, _ in asked), *lent.values()}
    columns = ["id", FIELDS["layers"], *(path for path in paths if path != GROUPS)]
    rows, groups = values(index, "models", everything, columns), groups_of(index, everything)
    several = {field.path for field in index.fields("models").all if field.many}
    found = []
    for rid, id_ in asked:
        lender = lent.get(rid, rid) if rows[rid][1] is None else rid
        for path, own, theirs in zip(columns[2:], rows[rid][2:], rows[lender][2:], strict=True):
            borrowed = own is None and path in OF_BACKBONE.values()
            value, at = (theirs, lender) if borrowed else (own, rid)
            if value is not None:
                said = ", ".join(words(index, path, value)) if path in several else value
                found.append(Input(id_, path, said, at, str(rows[at][0])))
        if GROUPS in paths and lender in groups:
            said = " + ".join(f"{group['count']} {group.get('span') or 'all'}" for group in groups[lender])
            found.append(Input(id_, GROUPS, said, lender, str(rows[lender][0])))
    return found
