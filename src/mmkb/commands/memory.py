"""`mmkb memory`: the memory of inference."""

from __future__ import annotations

from mmkb.commands.anatomy import BATCH, DTYPES, HEADS, IMAGES, PARAMS, TOKENS, VISUAL_TOKENS, given, with_sources
from mmkb.commands.declare import Parameter
from mmkb.commands.shared import calculation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from mmkb.commands.anatomy import Heads
    from mmkb.index.index import Index
    from mmkb.views.table import Page, Table

_DTYPES = ("fp16", "int8", "int4")


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    dtype: Sequence[str] = _DTYPES,
    tokens: int = 4096,
    batch: int = 1,
    images: int = 0,
    budget: float = 24.0,
    params: float | None = None,
    visual_tokens: int | None = None,
    sources: bool = False,
    **heads: Unpack[Heads],
) -> Table | tuple[Page, ...]:
    """Return weights and cache of each model in each number format, and whether they fit into `budget` GiB."""
    from mmkb.views.calculate import memory

    numbers = given(params=params, visual_tokens=visual_tokens, **heads)
    table = memory(index, ids, dtypes=dtype, tokens=tokens, batch=batch, images=images, budget=budget, given=numbers)
    return with_sources(index, ids, table, sources=sources)


COMMAND = calculation(
    "memory",
    "Calculate the memory of inference: weights and cache, and whether they fit.",
    answer,
    Parameter(
        "dtype", "names", "Number formats of the weights, joined by commas.", "--dtype", default=_DTYPES,
        choices=DTYPES, metavar="NAMES",
    ),
    TOKENS,
    BATCH,
    IMAGES,
    Parameter("budget", "number", "Memory of the card in GiB.", "--budget", default=24.0, least=0.1, metavar="GIB"),
    PARAMS,
    *HEADS,
    VISUAL_TOKENS,
    examples=["mmkb memory llava-1.5-7b --images 1", "mmkb memory llama-2-13b --dtype int4 --budget 12"],
)  # fmt: skip
