"""`mmkb cost`: what training took, or what tokens cost."""

from __future__ import annotations

from mmkb.commands.anatomy import PARAMS, explained, given
from mmkb.commands.declare import Parameter
from mmkb.commands.shared import calculation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.commands.reading import Numbers
    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.serving import Hardware
    from mmkb.views.table import Page, Table

_SHARE = 25.0


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    tokens: Numbers | None = None,
    params: float | None = None,
    serving: bool = False,
    output_share: float = _SHARE,
    price: float | None = None,
    throughput: float | None = None,
    explain: bool = False,
    cite: Cite = "none",
) -> Table | tuple[Page, ...]:
    """Return training compute by 6·N·D beside what the record reports, or with `serving` what a million tokens cost."""
    from mmkb.commands.reading import several
    from mmkb.errors import UsageError

    hardware = _hardware(price, throughput)
    if serving or hardware is not None:
        from mmkb.views.serving import serving as prices

        if output_share > 100:
            raise UsageError(f"--output-share takes 100 or less, not {output_share:g}")
        if tokens is not None or params is not None:
            raise UsageError("--tokens and --params are of training, not of serving", "leave them out")
        table = prices(index, ids, share_out=output_share / 100, hardware=hardware)
        return explained(index, ids, table, "serving", {}, explain=explain, cite=cite)
    from mmkb.views.cost import cost

    if output_share != _SHARE:
        raise UsageError("--output-share is of serving, not of training", "add --serving")
    numbers = given(params=params)
    table = cost(index, ids, tokens=() if tokens is None else several(tokens), given=numbers)
    return explained(index, ids, table, "cost", numbers, explain=explain, cite=cite)


def _hardware(price: float | None, throughput: float | None) -> Hardware | None:
    """Return the hardware that was given, or None. Raises UsageError where half of it is missing."""
    from mmkb.errors import UsageError
    from mmkb.views.serving import Hardware

    if price is None and throughput is None:
        return None
    if price is None or throughput is None:
        raise UsageError("own hardware needs its price and its throughput", "give both: --price USD --throughput N")
    return Hardware(price, throughput)


COMMAND = calculation(
    "cost",
    "Calculate training compute, or compare what a million tokens cost: at makers, at hosts, on own hardware.",
    answer,
    Parameter(
        "tokens", "quantities", "Training tokens, several joined by commas; the record's by default.", "--tokens", "-t",
        least=1, metavar="N",
    ),
    PARAMS,
    Parameter("serving", "flag", "Compare the prices of a million tokens instead.", "--serving", default=False),
    Parameter(
        "output_share", "number", "Percent of output among the tokens.", "--output-share", default=_SHARE, least=0,
        metavar="PERCENT",
    ),
    Parameter("price", "number", "USD for an hour of own hardware.", "--price", least=0, metavar="USD"),
    Parameter(
        "throughput", "number", "Tokens a second that it handles.", "--throughput", least=0.001, metavar="N"
    ),
    examples=[
        "mmkb cost llama-2-70b",
        "mmkb cost llama-2-7b --tokens 4T",
        "mmkb cost gpt-4o llama-3.3-70b gpt-oss-120b --serving",
        "mmkb cost gpt-4o llama-3.3-70b --price 2.5 --throughput 1500",
    ],
)  # fmt: skip
