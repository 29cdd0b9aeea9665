"""What answers first when groups of models are compared: a few fields that matter, and scores by year."""

from __future__ import annotations

from collections.abc import Sequence

from mmkb.index.index import Index
from mmkb.rows.results import measured_in_areas
from mmkb.views.field_cells import column_route
from mmkb.views.side_facts import Line, differs, facts, lines
from mmkb.views.side_years import of_year, scores_by_year, years
from mmkb.views.sides import Side
from mmkb.views.table import Cell, Column, Table

_FIRST = (
    *("released", "access", "commercial", "license", "weights.tuned", "data.base", "data.tuned", "code.training"),
    *("price.input", "price.output", "cost", "gpu_hours", "flops", "carbon"),
)
SAFETY = ("bias", "safety", "toxicity", "truthfulness")
"""Areas of benchmarks on which a score says that a model's safety was evaluated."""
_SAFETY = "safety_evaluation"
_AREAS = f"{', '.join(SAFETY[:-1])} or {SAFETY[-1]}"
_GROUPED = "groups count releases, not sizes; k of n known: of how many it is on record"
_ALL = "--all has every field and the medians of the scores"


def first(index: Index, sides: Sequence[Side], *, differing: bool, by_year: bool) -> list[Table]:
    """Return the first fields of groups of models, and the best scores of each year.

    A field of which a side knows nothing is left out and counted in a note. `by_year` has a line for each year.
    """
    if by_year:
        return [_by_year(index, sides, differing=differing), *scores_by_year(index, sides, whole=True)]
    found = [line for line in _lines(index, sides) if differs(line) or not differing]
    shown, left_out = known_to_all(found, sides)
    tables = [facts("facts", sides, shown, [*left_out, f"{_GROUPED}; {_ALL}"])]
    return [*tables, *scores_by_year(index, sides, whole=False)]


def screen(index: Index, sides: Sequence[Side], *, differing: bool) -> list[Table]:
    """Return what a terminal shows of the same: shorter words, and of the scores who is ahead."""
    found = [line for line in _lines(index, sides, short=True) if differs(line) or not differing]
    shown = [line for line in found if not line.one_sided]
    alone = [
        f"{line.name} ({' : '.join(str(known) for known, _ in line.known)})"
        for line in found
        if line.one_sided and not line.unknown
    ]
    notes = [
        *[f"known of one side alone: {', '.join(alone)}"] * bool(alone),
        *[f"safety_evaluation: a score on {_AREAS}"] * (_SAFETY in {line.name for line in shown}),
        "counts releases; go on: --only scores, --by-year, --all, `mmkb help access`",
    ]
    return [facts("facts", sides, shown, notes), *scores_by_year(index, sides, whole=False)[:1]]


def known_to_all(found: Sequence[Line], sides: Sequence[Side]) -> tuple[list[Line], list[str]]:
    """Return the lines of which every side knows something, and a note on the others with how many know of each."""
    shown = [line for line in found if not line.one_sided]
    parts = [
        f"{line.name} ({' : '.join(f'{known} of {count}' for known, count in line.known)})"
        for line in found
        if line.one_sided and not line.unknown
    ]
    whose = " : ".join(side.label for side in sides)
    note = f"{len(parts)} left out, since a side knows nothing of them ({whose}): {', '.join(parts)}"
    return shown, [note] if parts else []


def _lines(index: Index, sides: Sequence[Side], *, short: bool = False) -> list[Line]:
    routes = [column_route(index, "models", name) for name in _FIRST]
    return [*lines(index, "models", sides, routes, short=short), _safety(index, sides, short=short)]


def _safety(index: Index, sides: Sequence[Side], *, short: bool) -> Line:
    """Return how many releases have a score of their own maker's on a benchmark of safety."""
    known = []
    for side in sides:
        rids = measured_in_areas(index, side.rids, SAFETY)
        known.append((sum(not rids.isdisjoint(rows) for rows in side.records.values()), len(side.records)))
    said = "report one" if short else f"report a score on {_AREAS}"
    cells = tuple(Cell(f"{count} of {total} {said}") for count, total in known)
    return Line(_SAFETY, cells, tuple(known))


def _by_year(index: Index, sides: Sequence[Side], *, differing: bool) -> Table:
    """Return a line for every field and year of which every side knows something."""
    rows: dict[str, list[tuple[Cell, ...]]] = {name: [] for name in _FIRST}
    of_all = years(index, sides)
    for year in sorted({year for found in of_all for year in found.values()}):
        young = [of_year(side, found, year) for side, found in zip(sides, of_all, strict=True)]
        if not all(side.records for side in young):
            continue
        for line in _lines(index, young):
            if not line.one_sided and line.name != "released" and (differs(line) or not differing):
                rows.setdefault(line.name, []).append((Cell(line.name), Cell(int(year)), *line.cells))
    heads = (
        Column("field", "field", "id"),
        Column("year", "year", "integer"),
        *(side.column for side in sides),
    )
    lines_ = tuple(line for found in rows.values() for line in found)
    note = f"years of release, where every side knows something; {_GROUPED}"
    return Table("facts by year", heads, lines_, len(lines_), notes=(note,), kind="compare")
