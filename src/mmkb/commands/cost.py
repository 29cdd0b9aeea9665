"""`mmkb cost`: training compute."""

from __future__ import annotations

from mmkb.commands.anatomy import PARAMS, explained, given
from mmkb.commands.declare import Parameter
from mmkb.commands.shared import calculation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.commands.reading import Numbers
    from mmkb.index.index import Index
    from mmkb.views.table import Page, Table


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    tokens: Numbers | None = None,
    params: float | None = None,
    explain: bool = False,
) -> Table | tuple[Page, ...]:
    """Return training compute by 6·N·D, beside what the record reports."""
    from mmkb.commands.reading import several
    from mmkb.views.cost import cost
    from mmkb.views.explain import COST

    table = cost(index, ids, tokens=() if tokens is None else several(tokens), given=given(params=params))
    return explained(index, ids, table, COST, explain=explain)


COMMAND = calculation(
    "cost",
    "Calculate training compute by 6·N·D, beside what the record reports.",
    answer,
    Parameter(
        "tokens", "quantities", "Training tokens, several joined by commas; the record's by default.", "--tokens", "-t",
        least=1, metavar="N",
    ),
    PARAMS,
    examples=["mmkb cost llama-2-70b", "mmkb cost llama-2-7b --tokens 4T"],
)  # fmt: skip
