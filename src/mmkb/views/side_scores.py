"""The reported scores of the sides of a comparison: which may stand side by side, and medians of groups."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from mmkb.index.index import Index
from mmkb.rows.results import Instrument, Result, instruments, of_models, own_scores
from mmkb.schema.values import as_read, four_digits, written
from mmkb.views.scores import answers_drawn, best_common, better, others, primary, prompted
from mmkb.views.sides import Side
from mmkb.views.table import UNKNOWN, Cell, Column, Table

LEAST = 3
"""Releases with a score that a group needs on an instrument for a median to be shown."""


def scores(index: Index, sides: Sequence[Side]) -> list[Table]:
    """Return the scores that may stand side by side, and those that may not with the reason."""
    known = instruments(index)
    reported: dict[str, dict[str, list[Result]]] = defaultdict(dict)
    for side in sides:
        for result in of_models(index, side.rids):
            reported[result.instrument].setdefault(side.label, []).append(result)
    shared = {name: found for name, found in reported.items() if len(found) > 1}
    fair, refused = [], []
    for name, found in sorted(shared.items()):
        picked, reason = best_common(found)
        shown = picked or {label: primary(candidates) for label, candidates in found.items()}
        line = [
            _value(shown[side.label], found[side.label], as_read(shown[side.label].printed))
            if side.label in shown
            else UNKNOWN
            for side in sides
        ]
        if picked and name in known:
            where = dict.fromkeys(result.source for result in picked.values())
            fair.append((Cell(name), *line, Cell(better(known[name], picked)), Cell(tuple(where))))
        else:
            refused.append((Cell(name), *line, Cell(reason or "no such instrument")))
    refused += _other_splits(reported, known, sides)
    heads = [Column("instrument", "instrument", "id", target="instruments"), *(side.column for side in sides)]
    fair_heads = (
        *heads,
        Column("better", "better", "id", target="models"),
        Column("source", "source", "ref", many=True, target="sources"),
    )
    refused_heads = (*heads, Column("because", "because", "text"))
    note = f"based on {len(fair)} of {len(shared)} shared instruments"
    return [
        Table("scores", fair_heads, tuple(fair), len(fair), notes=(note,), kind="compare", spare=1),
        Table("scores not comparable", refused_heads, tuple(refused), len(refused), kind="compare"),
    ]


def _other_splits(
    reported: Mapping[str, Mapping[str, list[Result]]], known: Mapping[str, Instrument], sides: Sequence[Side]
) -> list[tuple[Cell, ...]]:
    """Return the benchmarks on which several sides report, but no two of them the same split or metric."""
    by_benchmark: dict[str, dict[str, list[Result]]] = defaultdict(lambda: defaultdict(list))
    benchmarks = {name: known[name].benchmark for name in reported if name in known}
    together = {benchmark for name, benchmark in benchmarks.items() if len(reported[name]) > 1}
    for name, benchmark in benchmarks.items():
        for label, candidates in reported[name].items():
            by_benchmark[benchmark][label] += candidates
    lines = []
    for name, found in sorted(by_benchmark.items()):
        if len(found) > 1 and name not in together:
            picked = {label: primary(candidates) for label, candidates in found.items()}
            shown = {
                label: _value(result, found[label], f"{as_read(result.printed)} ({result.instrument})")
                for label, result in picked.items()
            }
            line = [shown.get(side.label, UNKNOWN) for side in sides]
            lines.append((Cell(name), *line, Cell("different split or metric")))
    return lines


def _value(result: Result, reported: Sequence[Result], words: str) -> Cell:
    return Cell(words, cited=not result.read, disputed=bool(others(result, reported)))


def medians(index: Index, sides: Sequence[Side]) -> Table:
    """Return medians over releases per instrument and stated protocol, where every side has enough of them.

    A release counts by the best of its sizes.
    """
    known = instruments(index)
    tally: dict[tuple[str, str], dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for side in sides:
        release = {rid: record for record, rids in side.records.items() for rid in rids}
        for name, setting, shots, samples, score, model in own_scores(index, side.rids):
            if name not in known:
                continue
            protocol = ", ".join(prompted(setting, shots) + answers_drawn(samples)) or "not stated"
            best = tally[name, protocol][side.label]
            best[release[model]] = min(score, best.get(release[model], score), key=known[name].distance)
    rows = tuple(
        (Cell(instrument), Cell(protocol), *(_median(found[side.label].values()) for side in sides))
        for (instrument, protocol), found in sorted(tally.items())
        if all(len(found[side.label]) >= LEAST for side in sides)
    )
    heads = (
        Column("instrument", "instrument", "id", target="instruments"),
        Column("protocol", "protocol", "text"),
        *(side.column for side in sides),
    )
    notes = (
        f"median of the makers' own reports (number of releases), where every side has {LEAST} or more; the best size of each",
        "where the protocol is not stated the numbers are not known to be comparable",
    )
    return Table("scores on shared instruments", heads, rows, len(rows), notes=notes, kind="compare")


def _median(scores: Collection[float]) -> Cell:
    return Cell(f"{written(four_digits(statistics.median(scores)))} ({len(scores)})")
