"""Rows reached through references, and the results that are reported of models: many rows in one question each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence

from mmkb.index.index import Index
from mmkb.rows.lists import marks
from mmkb.rows.results import Result, on_instrument


def reached(index: Index, paths: Sequence[str], rids: Collection[int]) -> dict[int, list[int]]:
    """Return the rows that each of the rows leads to by the references at `paths`, one after the other, in order.

    A release that is named leads to each of its variants.
    """
    ends = {rid: [rid] for rid in rids}
    for path in paths:
        here = {end for found in ends.values() for end in found}
        targets: dict[int, list[int]] = defaultdict(list)
        for rid, target in index.rows(
            "SELECT rid, target FROM refs WHERE rid IN (SELECT value FROM json_each(?)) AND field = ? "
            "AND target IS NOT NULL ORDER BY refs.rowid",
            (json.dumps(list(here)), path),
        ):
            targets[rid].append(target)
        ends = {rid: list(dict.fromkeys(end for one in found for end in targets[one])) for rid, found in ends.items()}
    return ends


def results_on(index: Index, instrument: str) -> list[tuple[Result, frozenset[int]]]:
    """Return the results on an instrument, each with the rows of the models that it is about."""
    found = on_instrument(index, instrument)
    about = reached(index, ["model"], [result.rid for result in found])
    return [(result, frozenset(about[result.rid])) for result in found]


def unit_of(index: Index, instruments: Collection[str]) -> str | None:
    """Return the unit of the scores on some instruments, None where they have none or differ."""
    found = index.rows(f"SELECT DISTINCT unit FROM instruments WHERE id IN ({marks(instruments)})", tuple(instruments))
    return found[0][0] if len(found) == 1 else None
