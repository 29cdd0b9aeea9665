"""The layers of models, where they are not all alike, and the checkpoints that lend them theirs."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from mmkb.index.index import Index
from mmkb.rows.lists import numbers
from mmkb.schema.unfold import variants

Groups = tuple[Mapping[str, Any], ...]


def groups_of(index: Index, rids: Collection[int]) -> dict[int, Groups]:
    """Return the groups of layers of those of the rows that have groups, as they were written."""
    found = index.rows(
        "SELECT rows.rid, rows.id, documents.json FROM models JOIN rows USING (rid) "
        f'JOIN documents USING (path) WHERE rid IN ({numbers(rids)}) AND "attention.groups.count" IS NOT NULL'
    )
    unfolded: dict[str, dict[str, Groups]] = {}
    for _, _, text in found:
        if text not in unfolded:
            rows = variants(json.loads(text))
            unfolded[text] = {row["id"]: tuple(row.get("attention", {}).get("groups") or ()) for row in rows}
    return {rid: unfolded[text][id_] for rid, id_, text in found}


def backbones(index: Index, rids: Collection[int]) -> dict[int, int]:
    """Return the row of the backbone of those of the rows that name one checkpoint, not a release of several."""
    return dict(
        index.rows(
            "SELECT refs.rid, refs.target FROM refs JOIN rows ON rows.rid = refs.target "
            f"WHERE refs.rid IN ({numbers(rids)}) AND refs.field = 'backbone' AND refs.value = rows.id"
        )
    )
