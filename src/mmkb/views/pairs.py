"""Pairs of models that differ in how they were tuned and in nothing else: which way is ahead on how many benchmarks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from mmkb.index.index import Index
from mmkb.rows.columns import Match, matching
from mmkb.rows.results import Result, instruments, of_models
from mmkb.views.scores import best_common, better
from mmkb.views.table import Cell, Column, Table

_SAME = ("backbone", "base", "params", "training.stages.data")
_HOW = ("training.stages.backbone", "training.stages.method")
_TIE = "tie"


class Pair(NamedTuple):
    """Two models and how each was tuned, what they have in common, and by instrument which way is ahead, or `tie`."""

    models: tuple[str, str]
    ways: tuple[str, str]
    base: str
    data: Sequence[str]
    ahead: dict[str, str]


def pairs(index: Index, query: str = "") -> list[Pair]:
    """Return the pairs among the models that match: of one release, base, size and training data, tuned in two ways.

    Compared are the results that may stand side by side; a pair without one is none. Raises QueryError.
    """
    alike: dict[tuple[Any, ...], list[Match]] = defaultdict(list)
    for match in matching(index, "models", query, [*_SAME, *_HOW]):
        *same, backbone, _ = match.values
        if backbone is not None and same[-1] is not None and (same[0] or same[1]):
            alike[match.record, *same].append(match)
    found = (_pair(index, *two) for group in alike.values() for two in combinations(group, 2))
    return [pair for pair in found if pair is not None]


def pairs_table(index: Index, query: str = "", limit: int | None = None) -> Table:
    """Return the pairs as a table: the models, what they share, and on how many instruments which one is ahead."""
    found = pairs(index, query)
    rows = tuple(
        (
            *map(Cell, pair.models),
            *map(Cell, pair.ways),
            *(Cell(_times(pair, way)) for way in (*pair.ways, _TIE)),
            Cell(len(pair.ahead)),
            Cell(pair.base),
            Cell(tuple(pair.data)),
        )
        for pair in found
    )
    columns = (
        Column("one", "one", "id"),
        Column("other", "other", "id"),
        Column("way", "way", "text"),
        Column("other_way", "other way", "text"),
        Column("ahead", "ahead", "integer"),
        Column("other_ahead", "other ahead", "integer"),
        Column("ties", "ties", "integer"),
        Column("instruments", "instruments", "integer"),
        Column("base", "base", "ref"),
        Column("data", "data", "ref", many=True),
    )
    notes = (
        "pairs of one release with the same base, size and training data; compared on results that may stand side by side",
        "a way is how the last stage trains the language model, and the methods that the other has not",
    )
    title = f"{len(found)} {'pair' if len(found) == 1 else 'pairs'}"
    return Table(title, columns, rows[:limit], len(rows), notes=notes, kind="pairs", query=query, spare=3)


def ahead(found: Sequence[Pair], one: str, other: str) -> int:
    """Return on how many instruments the way `one` is ahead of the way `other`, over all pairs."""
    return sum(_times(pair, one) for pair in found if {*pair.ways} == {one, other})


def ties(found: Sequence[Pair], one: str, other: str) -> int:
    """Return on how many instruments two ways tie, over all pairs."""
    return sum(_times(pair, _TIE) for pair in found if {*pair.ways} == {one, other})


def _times(pair: Pair, way: str) -> int:
    return [*pair.ahead.values()].count(way)


def _pair(index: Index, one: Match, other: Match) -> Pair | None:
    ways = _way(one, other), _way(other, one)
    if ways[0] == ways[1]:
        return None
    known = instruments(index)
    results = [_by_instrument(index, match) for match in (one, other)]
    verdicts = {}
    for name in sorted({*results[0]} & {*results[1]} & {*known}):
        picked, _ = best_common(dict(zip(ways, (results[0][name], results[1][name]), strict=True)))
        if picked:
            verdicts[name] = better(known[name], picked)
    backbone, base, *_ = one.values
    data = json.loads(one.values[_SAME.index("training.stages.data")])
    return Pair((one.id, other.id), ways, backbone or base, data, verdicts) if verdicts else None


def _way(match: Match, other: Match) -> str:
    """Return how the last stage trains the backbone, and the methods that the other model has not."""
    backbone, methods = match.values[len(_SAME) :]
    (_, others) = other.values[len(_SAME) :]
    own = {*json.loads(methods or "[]")} - {*json.loads(others or "[]")}
    return ", ".join(dict.fromkeys([json.loads(backbone)[-1], *sorted(own)]))


def _by_instrument(index: Index, match: Match) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = defaultdict(list)
    for result in of_models(index, [match.rid]):
        found[result.instrument].append(result)
    return found


def measures(found: Sequence[Pair]) -> Iterator[str]:
    """Yield the instrument of every measure of every pair."""
    for pair in found:
        yield from pair.ahead
