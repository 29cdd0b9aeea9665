"""Ranking the models on one instrument, with protocol, measurer and place in every row; rivals stay visible."""

from __future__ import annotations

from collections import defaultdict

from mmkb.errors import NotFoundError, UsageError, did_you_mean
from mmkb.index.index import Index
from mmkb.rows.results import PROTOCOL, Instrument, Result, instruments, on_instrument
from mmkb.schema.values import as_read
from mmkb.suggest import near
from mmkb.views.bibliography import about, references
from mmkb.views.scores import PRIMARY_RULE, primary, tied
from mmkb.views.table import UNKNOWN, Cell, Column, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.reference import Cite


def leaderboard(
    index: Index, name: str, *, protocol: str = "", measured_by: str | None = None, query: str = "", cite: Cite = "none"
) -> Table:
    """Return the models ranked by the metric's direction.

    `protocol` is a query on results (`shots:5`), `measured_by` is `self` or `other`, `query` one on models. Values within
    noise or rounding of the one above share its rank. Raises NotFoundError with suggestions; UsageError for a benchmark
    with several instruments, naming them.
    """
    instrument = _instrument(index, name)
    by_model: dict[str, list[Result]] = defaultdict(list)
    for result in on_instrument(index, instrument.id, protocol=protocol, measured_by=measured_by, models=query):
        by_model[result.model].append(result)
    ranked = sorted(
        (primary(found) for found in by_model.values()), key=lambda result: instrument.distance(result.score)
    )
    table = _table(instrument, ranked, by_model, f"{protocol} {query}".strip())
    keys = (result.source for result in ranked)
    return table.but(cite=cite, references=() if cite == "none" else references(index, keys), about=about(index))


def _table(instrument: Instrument, ranked: list[Result], by_model: dict[str, list[Result]], query: str) -> Table:
    rows = tuple(
        (Cell(rank), Cell(result.model),
         Cell(result.printed, "known", not result.read, bool(_rivals(result, by_model)), as_read(result.printed),
              (result.source,)),
         Cell(_protocol(result) or "not stated"), Cell(result.measured_by), Cell(result.source), Cell(result.at),
         _text(_rivals(result, by_model)))
        for rank, result in zip(_ranks(instrument, ranked), ranked, strict=True)
    )  # fmt: skip
    columns = (
        Column("rank", "rank", "integer"),
        Column("model", "model", "id"),
        Column("value", "value", "text"),
        Column("protocol", "protocol", "text"),
        Column("measured_by", "measured by", "enum"),
        Column("source", "source", "text"),
        Column("at", "at", "text"),
        Column("rivals", "rivals", "text"),
    )
    notes = (
        f"{PRIMARY_RULE}; the others stand under rivals",
        "models within the benchmark's known noise or the rounding of the printed values share a rank",
        "rows differ in protocol, so a rank is no verdict",
    )
    title = f"{instrument.id}: {len(ranked)} models, {instrument.direction} is better"
    return Table(title, columns, rows, len(rows), notes=notes, kind="leaderboard", query=query, spare=2)


def _ranks(instrument: Instrument, ranked: list[Result]) -> list[int]:
    ranks: list[int] = []
    for position, result in enumerate(ranked, start=1):
        if ranks:
            ranks.append(ranks[-1] if tied(instrument, ranked[ranks[-1] - 1], result) else position)
        else:
            ranks.append(1)
    return ranks


def _rivals(result: Result, by_model: dict[str, list[Result]]) -> str:
    others = (other for other in by_model[result.model] if other.rid != result.rid and other.score != result.score)
    return ", ".join(f"{as_read(other.printed)} ({_said(other)}, {other.source})" for other in others)


def _said(result: Result) -> str:
    """Return the protocol of a rival value, or who measured it; a copy is always called one."""
    protocol = _protocol(result)
    return f"{protocol}, copied" if protocol and result.measured_by == "copied" else protocol or result.measured_by


def _protocol(result: Result) -> str:
    stated = dict(zip(PROTOCOL, result.protocol, strict=True))
    words = [str(stated["setting"])] if stated["setting"] else []
    words += [f"{stated['shots']}-shot"] if stated["shots"] is not None else []
    words += ["chain of thought"] * bool(stated["chain_of_thought"])
    words += [f"{stated['frames']} frames"] if stated["frames"] else []
    words += [f"judge {stated['judge']}"] if stated["judge"] else []
    words += ["with tools"] * bool(stated["tools"]) + ["training images seen"] * bool(stated["seen"])
    return ", ".join([*words, str(stated["detail"])] if stated["detail"] else words)


def _instrument(index: Index, name: str) -> Instrument:
    known = instruments(index)
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


def _text(value: str) -> Cell:
    return Cell(value) if value else UNKNOWN
