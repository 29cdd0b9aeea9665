"""`mmkb kv-cache`: the key/value cache of models."""

from __future__ import annotations

from mmkb.commands.anatomy import BATCH, DTYPES, HEADS, IMAGES, TOKENS, VISUAL_TOKENS, given, with_sources
from mmkb.commands.declare import Parameter
from mmkb.commands.shared import calculation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from mmkb.commands.anatomy import Heads
    from mmkb.index.index import Index
    from mmkb.views.table import Page, Table


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    tokens: int = 4096,
    batch: int = 1,
    dtype: str = "fp16",
    images: int = 0,
    visual_tokens: int | None = None,
    sources: bool = False,
    **heads: Unpack[Heads],
) -> Table | tuple[Page, ...]:
    """Return the cache of each model, beside what multi-head attention would need."""
    from mmkb.views.calculate import kv_cache

    numbers = given(visual_tokens=visual_tokens, **heads)
    table = kv_cache(index, ids, tokens=tokens, batch=batch, dtype=dtype, images=images, given=numbers)
    return with_sources(index, ids, table, sources=sources)


COMMAND = calculation(
    "kv-cache",
    "Calculate the key/value cache, beside what multi-head attention would need.",
    answer,
    TOKENS,
    BATCH,
    Parameter("dtype", "text", "The number format of the cache.", "--dtype", default="fp16", choices=DTYPES),
    IMAGES,
    *HEADS,
    VISUAL_TOKENS,
    examples=[
        "mmkb kv-cache llama-2-7b llama-2-70b",
        "mmkb kv-cache llama-2-70b --tokens 32768 --dtype fp8",
        "mmkb kv-cache llama-2-7b --kv-heads 8",
    ],
)
