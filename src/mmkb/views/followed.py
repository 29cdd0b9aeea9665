"""Columns that end in another record: a field behind references, or the reported scores on a benchmark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from mmkb.index.index import Index
from mmkb.query.route import Route
from mmkb.rows.behind import behind
from mmkb.rows.columns import values
from mmkb.rows.facts import rival_values
from mmkb.rows.listed import marks_of
from mmkb.rows.results import Result
from mmkb.rows.routes import reached, results_on, unit_of
from mmkb.schema.values import as_read
from mmkb.views.field_cells import MOST_VALUES, cell_of, cells, together, worst
from mmkb.views.field_cells import column as own_column
from mmkb.views.scores import PRIMARY_RULE, others, primary
from mmkb.views.table import UNKNOWN, Cell, Column, Scalar, all_of

Groups = Sequence[Sequence[int]]
"""The rows of each line of a table."""


def column(index: Index, route: Route) -> Column:
    """Return the column that shows what `route` leads to, with its unit."""
    field = route.field
    unit = unit_of(index, route.instruments) if route.scored else field.unit
    type_ = "text" if len(route.instruments) > 1 else field.type
    many = field.many or any(step.many for step in route.steps)
    target = None if route.scored else field.kind if field.path == "id" else field.target
    return Column(route.name, route.name.replace("_", " "), type_, unit, many, target, field.joint)


def head(index: Index, route: Route) -> Column:
    """Return the column of any name: of a field of the row itself as a listing has it, else as `column`."""
    return own_column(route.field) if route.plain else column(index, route)


def notes(route: Route, *, folded: bool) -> list[str]:
    """Return what a reader must know of a column of scores, where releases are `folded` into one row or not."""
    if not route.scored:
        return []
    several = f"{route.name}: {', '.join(route.instruments)}; named where it is not {route.scored}"
    return [
        f"scores: {PRIMARY_RULE}; protocols differ between rows; `mmkb leaderboard` tells them apart and has all values",
        *["scores: blank also where a number is reported for a release and not for one of its sizes"] * (not folded),
        *[several] * (len(route.instruments) > 1),
    ]


def cells_along(index: Index, route: Route, groups: Groups, *, sources: bool, numbers: bool = False) -> list[Cell]:
    """Return the cell of each group of rows, with the keys of what stands behind it when `sources` are asked for.

    Scores on several instruments are texts that name theirs, since one scale is not another; or `numbers`, to order them.
    """
    ends = reached(index, [step.path for step in route.steps], [rid for group in groups for rid in group])
    last = [list(dict.fromkeys(end for rid in group for end in ends[rid])) for group in groups]
    if not route.scored:
        return _fields(index, route, last, sources=sources)
    return _scores(index, route, last, sources=sources, labelled=len(route.instruments) > 1 and not numbers)


def values_of(index: Index, kind: str, route: Route, rids: Sequence[int]) -> dict[int, tuple[Scalar, ...]]:
    """Return the values that a name leads to, by row: those of a field of the row, of another record, or scores."""
    if route.plain:
        found = values(index, kind, rids, [route.field.path])
        return {rid: cells(value, route.field) for rid, (value,) in found.items()}
    shown = cells_along(index, route, [[rid] for rid in rids], sources=False, numbers=True)
    return {rid: all_of(cell) for rid, cell in zip(rids, shown, strict=True)}


def _fields(index: Index, route: Route, ends: Groups, *, sources: bool) -> list[Cell]:
    field = route.field
    rids = sorted({rid for group in ends for rid in group})
    raw = {rid: cells(value, field) for rid, (value,) in values(index, field.kind, rids, [field.path]).items()}
    for rid, value in rival_values(index, field.path, rids) if route.said else ():
        raw[rid] = tuple(dict.fromkeys((*raw[rid], bool(value) if field.type == "bool" else value)))
    marks = marks_of(index, [field], rids).get(field.path, {})
    keys: dict[int, list[str]] = defaultdict(list)
    for rid, path, source in behind(index, field.kind, rids) if sources else ():
        if path in (field.path, ""):
            keys[rid].append(source)
    found = []
    for group in ends:
        shown = cell_of(
            together(raw[rid] for rid in group),
            field,
            worst([marks.get(rid) for rid in group]),
        )
        named = tuple(dict.fromkeys(key for rid in group for key in keys[rid])) if sources else ()
        found.append(shown.but(sources=named) if named else shown)
    return found


def _scores(index: Index, route: Route, ends: Groups, *, sources: bool, labelled: bool) -> list[Cell]:
    """Return the value that stands for each model on each instrument; of a release only where all of it is in the group."""
    reported = [found for name in route.instruments for found in results_on(index, name)]
    by_row: dict[int, list[int]] = defaultdict(list)
    for number, (_, about) in enumerate(reported):
        for rid in about:
            by_row[rid].append(number)
    return [
        _scored(
            [reported[number][0] for number in dict.fromkeys(number for rid in group for number in by_row[rid])
             if reported[number][1] <= set(group)],
            route, sources=sources, labelled=labelled,
        )
        for group in ends
    ]  # fmt: skip


def _scored(results: Iterable[Result], route: Route, *, sources: bool, labelled: bool) -> Cell:
    reported: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        reported[result.instrument, result.model].append(result)
    sound = ([result for result in some if result.primary is not False] for some in reported.values())
    picked = [primary(some) for some in sound if some]
    if not picked:
        return UNKNOWN
    texts = tuple(dict.fromkeys(_text(result, route) for result in picked))
    values: tuple[Scalar, ...] = texts if labelled else tuple(dict.fromkeys(result.score for result in picked))
    return Cell(
        values if len(values) > 1 else values[0],
        cited=any(not result.read for result in picked),
        disputed=any(others(result, reported[result.instrument, result.model]) for result in picked),
        shown=", ".join(texts) if len(route.instruments) > 1 or len(texts) <= MOST_VALUES else _span(picked),
        sources=tuple(dict.fromkeys(result.source for result in picked)) if sources else (),
    )


def _text(result: Result, route: Route) -> str:
    """Return a value as printed; its instrument is named where it is not plain."""
    if len(route.instruments) == 1 or result.instrument == route.scored:
        return as_read(result.printed)
    return f"{as_read(result.printed)} ({result.instrument.removeprefix(f'{route.scored}-')})"


def _span(picked: Sequence[Result]) -> str:
    """Return the first and the last of many values on one instrument."""
    low, high = (end(picked, key=lambda result: result.score) for end in (min, max))
    return f"{as_read(low.printed)} – {as_read(high.printed)}"
