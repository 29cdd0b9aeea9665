"""`mmkb cost`: training compute."""

from __future__ import annotations

from mmkb.commands.anatomy import PARAMS, given, with_sources
from mmkb.commands.declare import Parameter
from mmkb.commands.shared import calculation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.table import Page, Table


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    tokens: float | None = None,
    params: float | None = None,
    sources: bool = False,
) -> Table | tuple[Page, ...]:
    """Return training compute by 6·N·D, beside what the record reports."""
    from mmkb.views.calculate import cost

    table = cost(index, ids, tokens=tokens, given=given(params=params))
    return with_sources(index, ids, table, sources=sources)


COMMAND = calculation(
    "cost",
    "Calculate training compute by 6·N·D, beside what the record reports.",
    answer,
    Parameter(
        "tokens", "quantity", "Training tokens; the record's by default.", "--tokens", "-t", least=1, metavar="N"
    ),
    PARAMS,
    examples=["mmkb cost llama-2-70b", "mmkb cost llama-2-7b --tokens 4T"],
)
