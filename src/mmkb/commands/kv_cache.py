"""`mmkb kv-cache`: the key/value cache of models."""

from __future__ import annotations

from mmkb.commands.anatomy import (
    BATCH,
    DTYPES,
    HEADS,
    PICTURES,
    TOKENS,
    VISUAL_TOKENS,
    explained,
    given,
    lengths,
    pictures,
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


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    tokens: Numbers = 4096,
    batch: int = 1,
    dtype: str = "fp16",
    images: int = 0,
    image: str | None = None,
    frames: int = 0,
    fit: float | None = None,
    visual_tokens: int | None = None,
    explain: bool = False,
    cite: Cite = "none",
    **heads: Unpack[Heads],
) -> Table | tuple[Page, ...]:
    """Return the cache of each model, beside what multi-head attention would need."""
    from mmkb.views.kv_cache import kv_cache

    seen = pictures(images, image, frames, visual_tokens)
    numbers = given(visual_tokens=visual_tokens, **heads)
    table = kv_cache(
        index,
        ids,
        tokens=lengths(tokens),
        batch=batch,
        dtype=dtype,
        pictures=seen,
        fit=fit,
        given=numbers,
    )
    return explained(index, ids, table, "kv-cache", numbers, explain=explain, cite=cite, pictures=bool(seen.said))


COMMAND = calculation(
    "kv-cache",
    "Calculate the key/value cache, beside what multi-head attention would need.",
    answer,
    TOKENS,
    BATCH,
    Parameter("dtype", "text", "The number format of the cache.", "--dtype", default="fp16", choices=DTYPES),
    *PICTURES,
    Parameter(
        "fit", "size", "Also say how long sequences may be for their cache to fit.", "--fit", least=1, metavar="SIZE"
    ),
    *HEADS,
    VISUAL_TOKENS,
    examples=[
        "mmkb kv-cache llama-2-7b llama-2-70b",
        "mmkb kv-cache gemma-3-27b --tokens 4k,32k,128k --dtype fp8",
        "mmkb kv-cache llama-2-7b --kv-heads 1,8,32",
        "mmkb kv-cache llama-3.1-8b --fit 8GiB",
        "mmkb kv-cache qwen2.5-vl-7b --image 1344x896 --images 4",
        "mmkb kv-cache 'family:qwen has:layers'",
    ],
)
