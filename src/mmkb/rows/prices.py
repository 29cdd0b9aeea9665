"""What the tokens of models cost, at their makers and at hosts of open weights."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NamedTuple

from mmkb.index.index import Index
from mmkb.rows.lists import numbers
from mmkb.schema.unfold import variants


class Offer(NamedTuple):
    """An offer: by whom (None: by the maker), USD per million tokens of input and of output, the day it was valid."""

    host: str | None
    input: float | None
    output: float | None
    as_of: str | None


def offers(index: Index, rids: Collection[int]) -> dict[int, list[Offer]]:
    """Return the offers of each of the rows that has one, the maker's first."""
    found = index.rows(
        "SELECT rows.rid, rows.id, documents.json FROM models JOIN rows USING (rid) JOIN documents USING (path) "
        f'WHERE rid IN ({numbers(rids)}) AND ("price.output" IS NOT NULL OR "hosted.host" IS NOT NULL)'
    )
    return {
        rid: _offers(next(row for row in variants(json.loads(text)) if row["id"] == id_)) for rid, id_, text in found
    }


def _offers(row: dict[str, Any]) -> list[Offer]:
    own = row.get("price", {})
    made = [{**own, "host": None}] if _known(own.get("output")) is not None else []
    return [
        Offer(entry["host"], _known(entry.get("input")), _known(entry.get("output")), entry.get("as_of"))
        for entry in [*made, *(row.get("hosted") or [])]
    ]


def _known(price: object) -> float | None:
    return float(price) if isinstance(price, (int, float)) else None
