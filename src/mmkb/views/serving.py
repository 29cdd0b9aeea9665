"""Whether open is cheaper: what a million tokens cost at makers, at hosts of open weights, and on one's own hardware."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mmkb.errors import UsageError
from mmkb.formulas.serving import blended, hourly
from mmkb.index.index import Index
from mmkb.rows.columns import values
from mmkb.rows.prices import Offer, offers
from mmkb.views.anatomy import asked_rows
from mmkb.views.calculated import titled
from mmkb.views.drawing import Drawing
from mmkb.views.table import UNKNOWN, Cell, Column, Table

_COLUMNS = (
    Column("model", "model", "id", target="models"),
    Column("access", "access", "enum"),
    Column("offered_by", "offered by", "text"),
    Column("input", "input", "number", "USD per million tokens"),
    Column("output", "output", "number", "USD per million tokens"),
    Column("blended", "blended", "number", "USD per million tokens"),
    Column("as_of", "as of", "date"),
    Column("from", "from", "text"),
)

_REMEDY = (
    "own hardware has one by --price USD --throughput N; `mmkb models 'has:price.output or has:hosted.host'` lists the models "
    "that have"
)


@dataclass(frozen=True, slots=True)
class Hardware:
    """Hardware of one's own: USD an hour, and the tokens, read and written together, that it handles in a second."""

    price: float
    throughput: float


def serving(index: Index, names: Sequence[str], *, share_out: float = 0.25, hardware: Hardware | None = None) -> Table:
    """Return what a million tokens of each model cost, a row for each offer, the cheapest first.

    `share_out` is the share of output among the tokens, for the blended price. With `hardware`, a row for it too. Raises
    NotFoundError, and UsageError where no price of any of the models is on record.
    """
    rows = asked_rows(index, names)
    found = offers(index, [rid for rid, _ in rows])
    access = values(index, "models", [rid for rid, _ in rows], ["access"])
    unpriced = [id_ for rid, id_ in rows if rid not in found]
    offered = [
        (id_, str(access[rid][0]), offer, _blend(offer, share_out)) for rid, id_ in rows for offer in found.get(rid, ())
    ]
    if not offered and hardware is None:
        raise UsageError(f"no price of {_named(unpriced)} is on record", _REMEDY)
    table = [_row(*entry) for entry in sorted(offered, key=lambda entry: (entry[3] is None, entry[3] or 0))]
    if hardware is not None:
        table.append(_own(hardware))
    notes = [
        f"blended: {1 - share_out:.0%} input, {share_out:.0%} output; prices as reported on the day they were valid",
        *_compared(offered),
        *([_said(hardware)] if hardware else []),
        *([f"no price on record: {_named(unpriced)}"] if unpriced else []),
    ]
    title = titled("prices of a million tokens", {id_ for id_, *_ in offered})
    drawing = Drawing("bars", "model", ("blended",), ("offered_by",))
    return Table(title, _COLUMNS, tuple(table), len(table), notes=tuple(notes), kind="cost", drawing=drawing)


def _named(ids: Sequence[str]) -> str:
    return f"{', '.join(ids[:8])}{' …' if len(ids) > 8 else ''}"


def _blend(offer: Offer, share_out: float) -> float | None:
    if offer.input is None or offer.output is None:
        return None
    return blended(offer.input, offer.output, share_out)


def _row(id_: str, access: str, offer: Offer, price: float | None) -> tuple[Cell, ...]:
    numbers = (offer.input, offer.output, price)
    cells = (UNKNOWN if number is None else Cell(number) for number in numbers)
    day = Cell(str(offer.as_of)) if offer.as_of else UNKNOWN
    return Cell(id_), Cell(access), Cell(offer.host or "its maker"), *cells, day, Cell("reported")


def _own(hardware: Hardware) -> tuple[Cell, ...]:
    price = hourly(hardware.price, hardware.throughput)
    return UNKNOWN, UNKNOWN, Cell("own hardware"), UNKNOWN, UNKNOWN, Cell(price), UNKNOWN, Cell("calculated")


def _said(hardware: Hardware) -> str:
    return (
        f"own hardware: {hardware.price:g} USD an hour / ({hardware.throughput:g} tokens a second · 3600) · 10^6; "
        "the throughput is as given, and none of it idle"
    )


def _compared(offered: Sequence[tuple[str, str, Offer, float | None]]) -> Iterator[str]:
    """Yield the note that compares the cheapest offer of open weights with the cheapest of an interface alone."""
    cheapest: dict[bool, tuple[float, str, str]] = {}
    for id_, access, offer, price in offered:
        if price is not None:
            closed = access in ("api-only", "product-only")
            cheapest[closed] = min(cheapest.get(closed, (price, id_, "")), (price, id_, offer.host or "its maker"))
    if len(cheapest) == 2:
        (low, open_id, host), (high, closed_id, _) = cheapest[False], cheapest[True]
        ratio = f"{high / low:.3g} times" if low else "more than"
        yield f"{closed_id} costs {ratio} what {open_id} costs at {host}; prices say nothing of quality"
