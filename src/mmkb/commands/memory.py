"""`mmkb memory`: the memory of inference."""

from __future__ import annotations

from mmkb.commands.anatomy import (
    BATCH,
    CARD,
    DTYPES,
    HEADROOM,
    HEADS,
    PARAMS,
    PICTURES,
    TOKENS,
    VISUAL_TOKENS,
    explained,
    given,
    lengths,
    pictures,
    room,
)
from mmkb.commands.declare import Parameter
from mmkb.commands.shared import calculation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from mmkb.commands.anatomy import Heads
    from mmkb.commands.reading import Numbers
    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Page, Table

_DTYPES = ("fp16", "int8", "int4")


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    dtype: Sequence[str] = _DTYPES,
    cache_dtype: str | None = None,
    tokens: Numbers = 4096,
    batch: int = 1,
    images: int = 0,
    image: str | None = None,
    frames: int = 0,
    fit: float | None = None,
    card: str | None = None,
    headroom: float = 10.0,
    params: float | None = None,
    visual_tokens: int | None = None,
    explain: bool = False,
    cite: Cite = "none",
    **heads: Unpack[Heads],
) -> Table | tuple[Page, ...]:
    """Return weights and cache of each model in each number format, whether they fit, and the most that would."""
    from mmkb.views.memory import memory

    seen = pictures(images, image, frames, visual_tokens)
    numbers = given(params=params, visual_tokens=visual_tokens, **heads)
    table = memory(
        index,
        ids,
        room=room(index, fit, card, headroom),
        dtypes=dtype,
        cache_dtype=cache_dtype,
        tokens=lengths(tokens),
        batch=batch,
        pictures=seen,
        given=numbers,
    )
    return explained(index, ids, table, "memory", numbers, explain=explain, cite=cite, pictures=bool(seen.said))


COMMAND = calculation(
    "memory",
    "Calculate the memory of inference: weights and cache, whether they fit, and the longest context that does.",
    answer,
    Parameter(
        "dtype", "names", "Number formats of the weights, joined by commas.", "--dtype", default=_DTYPES,
        choices=DTYPES, metavar="NAMES",
    ),
    Parameter(
        "cache_dtype", "text", "Number format of the cache; by default that of the weights, at least 8 bits.",
        "--cache-dtype", choices=DTYPES,
    ),
    TOKENS,
    BATCH,
    *PICTURES,
    Parameter(
        "fit", "size", "Memory to fit into, such as 80GB; by default 24GiB.", "--fit", least=1, metavar="SIZE"
    ),
    CARD,
    HEADROOM,
    PARAMS,
    *HEADS,
    VISUAL_TOKENS,
    examples=[
        "mmkb memory llava-1.5-7b --images 1",
        "mmkb memory llama-2-13b --dtype int4 --fit 12GiB",
        "mmkb memory llama-3.1-70b --dtype fp8,int4 --card a100-80gb",
        "mmkb memory qwen3-32b --dtype fp8 --cache-dtype fp16 --tokens 4k,32k,128k --fit 80GB",
    ],
)  # fmt: skip
