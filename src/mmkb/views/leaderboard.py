"""Ranking the models on one instrument, apart by protocol, with measurer and place in every row; rivals stay visible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from mmkb.errors import NotFoundError, UsageError, did_you_mean
from mmkb.index.index import Index
from mmkb.rows.records import names_of
from mmkb.rows.results import Instrument, Result, instruments, on_instrument
from mmkb.rows.routes import reached
from mmkb.schema.struct import Struct
from mmkb.schema.values import as_read, footnotes
from mmkb.suggest import near
from mmkb.views.bibliography import about, references
from mmkb.views.drawing import ACCESS, Drawing
from mmkb.views.field_cells import column_route
from mmkb.views.followed import cells_along, head
from mmkb.views.introduced import table_for_paper
from mmkb.views.scores import PRIMARY_RULE, condition, documented, others, particulars, primary, stated, tied
from mmkb.views.table import UNKNOWN, Cell, Column, Table, all_of, sources_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.reference import Cite

_DEFAULT = (
    *("protocol", "rank", "model", "value", "released", "access", "params", "measured_by", "detail", "source", "at"),
    *("rivals", "instrument"),
)
_ALWAYS = 4
_NOT_STATED = "not stated"


class Board(Struct):
    """What to rank: an instrument, with `protocol` a query on results, `measured_by` self or other, `query` one on models."""

    __slots__ = ("cite", "columns", "instrument", "limit", "measured_by", "protocol", "query", "sort")

    def __init__(
        self,
        instrument: str,
        *,
        protocol: str = "",
        measured_by: str | None = None,
        query: str = "",
        columns: Sequence[str] = (),
        sort: Sequence[str] = (),
        limit: int | None = None,
        cite: Cite = "none",
    ) -> None:
        self.instrument = instrument
        self.protocol = protocol
        self.measured_by = measured_by
        self.query = query
        self.columns = columns
        self.sort = sort
        self.limit = limit
        self.cite = cite


class _Place(NamedTuple):
    """A model's place on the board: its rank among those of one condition, its value, and what else is reported of it."""

    condition: str
    rank: int
    result: Result
    rivals: Sequence[Result]


def leaderboard(index: Index, board: Board) -> Table:
    """Return the models ranked by the metric's direction, those of each protocol and split apart, most models first.

    A model stands once under each protocol that is stated of it, under `not stated` only when none is. Values within
    noise or rounding of the one above share its rank. `columns` are the board's own or any path of a model. Raises
    NotFoundError with suggestions; UsageError for a benchmark with several instruments or an unknown column, QueryError.
    """
    known = instruments(index)
    instrument = _instrument(index, known, board.instrument)
    joined = [instrument, *_same(instrument, known.values())]
    found = [
        result
        for one in joined
        for result in on_instrument(
            index, one.id, protocol=board.protocol, measured_by=board.measured_by, models=board.query
        )
    ]
    kept, doubled = _once(found, known)
    split = len({result.instrument for result in kept}) > 1
    places = [place for group in _groups(kept, known, split=split) for place in group]
    shown = _in_order(index, board, places)[: board.limit]
    columns = {name: _column(index, name, shown, cite=board.cite) for name in board.columns or _DEFAULT}
    rows = tuple(zip(*(cells for _, cells in columns.values()), strict=True))
    table = Table(
        f"{instrument.id}: {_counted(places, shown)}, {instrument.direction} is better",
        tuple(heading for heading, _ in columns.values()),
        rows,
        len(places),
        notes=tuple(_notes(joined, kept, doubled, split=split)),
        kind="leaderboard",
        query=f"{board.protocol} {board.query}".strip(),
        spare=0 if board.columns else len(_DEFAULT) - _ALWAYS,
        cite=board.cite,
        references=()
        if board.cite == "none"
        else references(index, dict.fromkeys(key for row in rows for key in sources_of(row))),
        about=about(index),
        called=lambda kind, ids: names_of(index, kind, ids),
        drawing=Drawing(
            "points", "released", ("score",), ("access",), "model", ACCESS, lower=instrument.direction == "lower"
        ),
    )
    return table_for_paper(index, table, board.cite) if board.cite == "paper" else table


def _counted(places: Sequence[_Place], shown: Sequence[_Place]) -> str:
    """Return how many models are shown, and of how many where a limit leaves some out."""
    ranked, seen = (len({place.result.model for place in some}) for some in (places, shown))
    return f"{seen} of {ranked} models" if seen < ranked else f"{ranked} models"


def _same(instrument: Instrument, known: Iterable[Instrument]) -> list[Instrument]:
    """Return what may be the same instrument: of its benchmark and metric, where one of the two names no split."""
    return [
        other
        for other in known
        if other.id != instrument.id
        and (other.benchmark, other.metric, other.unit) == (instrument.benchmark, instrument.metric, instrument.unit)
        and (instrument.split is None or other.split in (None, instrument.split))
    ]


def _once(found: Sequence[Result], known: Mapping[str, Instrument]) -> tuple[list[Result], int]:
    """Return the results without those that have no split but the value of one that has, and how many these are."""
    split = {(result.model, result.score) for result in found if known[result.instrument].split is not None}
    kept = [
        result
        for result in found
        if known[result.instrument].split is not None or (result.model, result.score) not in split
    ]
    return kept, len(found) - len(kept)


def _groups(found: Sequence[Result], known: Mapping[str, Instrument], *, split: bool) -> list[list[_Place]]:
    """Return the models of each condition in their order, the condition of most models first.

    What is copied, replaced, or silent on its protocol, has no line where something better is on record: it is a rival.
    A known slip of its source is never more than that.
    """
    by_model: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in found:
        by_model[result.instrument, result.model].append(result)
    groups: dict[tuple[str, str], list[tuple[Result, list[Result]]]] = defaultdict(list)
    for (name, _), results in by_model.items():
        sound = [result for result in results if result.primary is not False]
        lowest = min((result.tier for result in sound), default=0)
        measured = [result for result in sound if result.tier == lowest]
        ranked = [result for result in measured if documented(result)] or measured
        conditions: dict[str, list[Result]] = defaultdict(list)
        for result in ranked:
            conditions[condition(result)].append(result)
        placed = set(map(id, ranked))
        unplaced = [result for result in results if id(result) not in placed]
        best = condition(primary(ranked)) if ranked else None
        for said, rivals in conditions.items():
            groups[name, said].append((primary(rivals), [*rivals, *(unplaced if said == best else [])]))
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [_ranked(known[name], said, group, split=split) for (name, said), group in ordered]


def _ranked(
    instrument: Instrument, said: str, group: list[tuple[Result, list[Result]]], *, split: bool
) -> list[_Place]:
    group.sort(key=lambda entry: instrument.distance(entry[0].score))
    where = f"{instrument.split or 'split not stated'}: " if split else ""
    ranks: list[int] = []
    for position, (result, _) in enumerate(group, start=1):
        above = ranks[-1] if ranks else 0
        ranks.append(above if above and tied(instrument, group[above - 1][0], result) else position)
    return [
        _Place(f"{where}{said or _NOT_STATED}", rank, result, rivals)
        for rank, (result, rivals) in zip(ranks, group, strict=True)
    ]


def _column(index: Index, name: str, places: Sequence[_Place], *, cite: Cite) -> tuple[Column, list[Cell]]:
    """Return one column: the board's own, or what a path leads to from each model."""
    own = _OWN.get(name.lower().replace("-", "_"))
    if own is not None:
        own_head, cell = own
        return own_head, [cell(place) for place in places]
    route = column_route(index, "models", name)
    rids = [place.result.rid for place in places]
    models = reached(index, ["model"], rids)
    return head(index, route), cells_along(index, route, [models[rid] for rid in rids], sources=cite != "none")


def _in_order(index: Index, board: Board, places: Sequence[_Place]) -> Sequence[_Place]:
    """Return the places in the order that was asked for; what is not known stands last."""
    for name in reversed(board.sort):
        descending = name.startswith("-")
        _, cells = _column(index, name.removeprefix("-"), places, cite="none")
        if name.removeprefix("-") == "value":
            cells = [Cell(place.result.score) for place in places]
        keys = [(max if descending else min)(values) if (values := all_of(cell)) else None for cell in cells]
        known = [number for number, key in enumerate(keys) if key is not None]
        known.sort(key=lambda number: keys[number], reverse=descending)  # type: ignore[arg-type,return-value]
        unknown = [number for number, key in enumerate(keys) if key is None]
        places = [places[number] for number in (*known, *unknown)]
    return places


def _notes(joined: Sequence[Instrument], kept: Sequence[Result], doubled: int, *, split: bool) -> Iterable[str]:
    yield "ranked among the models of one protocol; a rank is shared within the benchmark's known noise or rounding"
    yield f"{PRIMARY_RULE}; the others stand under rivals"
    if split:
        names = [one.id for one in joined if any(result.instrument == one.id for result in kept)]
        yield f"{', '.join(names)} are one benchmark with one metric: shown together, each split apart"
    if marks := footnotes((result.printed for result in kept), "the column `detail`"):
        yield marks
    if doubled:
        yield f"{doubled} values without a split equal one of the same model on a split, and stand there alone"


def _value(place: _Place) -> Cell:
    result = place.result
    return Cell(
        result.printed, "known", not result.read, bool(_others(place)), as_read(result.printed), (result.source,)
    )


def _score(place: _Place) -> Cell:
    """Return the value as a number."""
    return _value(place).but(value=place.result.score)


def _others(place: _Place) -> str:
    differing = others(place.result, place.rivals)
    return ", ".join(f"{as_read(other.printed)} ({_said(other)}, {other.source})" for other in differing)


def _said(result: Result) -> str:
    """Return the protocol of a rival value, or who measured it; a copy is always called one."""
    protocol = stated(result)
    return f"{protocol}, copied" if protocol and result.measured_by == "copied" else protocol or result.measured_by


def _measurer(place: _Place) -> Cell:
    origin = place.result.copied_from
    return Cell(place.result.measured_by, shown=f"copied from {origin}" if origin else None)


def _text(value: str) -> Cell:
    return Cell(value) if value else UNKNOWN


_OWN: dict[str, tuple[Column, Callable[[_Place], Cell]]] = {
    "protocol": (Column("protocol", "protocol", "text"), lambda place: Cell(place.condition)),
    "rank": (Column("rank", "rank", "integer"), lambda place: Cell(place.rank)),
    "model": (Column("model", "model", "id", target="models"), lambda place: Cell(place.result.model)),
    "value": (Column("value", "value", "text"), _value),
    "score": (Column("score", "score", "number"), _score),
    "measured_by": (Column("measured_by", "measured by", "enum"), _measurer),
    "detail": (Column("detail", "detail", "text"), lambda place: _text(particulars(place.result))),
    "source": (Column("source", "source", "ref", target="sources"), lambda place: Cell(place.result.source)),
    "at": (Column("at", "at", "text"), lambda place: Cell(place.result.at)),
    "rivals": (Column("rivals", "rivals", "text"), lambda place: _text(_others(place))),
    "instrument": (
        Column("instrument", "instrument", "id", target="instruments"),
        lambda place: Cell(place.result.instrument),
    ),
}
"""The columns that are a board's own, by name; any other is a path of a model."""


def _instrument(index: Index, known: Mapping[str, Instrument], name: str) -> Instrument:
    if name in known:
        return known[name]
    of_benchmark = [instrument for instrument in known.values() if instrument.benchmark == name]
    if len(of_benchmark) == 1:
        return of_benchmark[0]
    if of_benchmark:
        raise UsageError(
            f"{name} has several instruments", f"one of: {', '.join(instrument.id for instrument in of_benchmark)}"
        )
    close = did_you_mean(near(name, [*known, *index.ids("benchmarks")]))
    raise NotFoundError(f"no instrument called {name!r}", close or "`mmkb instruments` lists them")
