"""`mmkb finetune`: what tuning takes."""

from __future__ import annotations

from mmkb.commands.anatomy import HEADS, PARAMS, count, given, number, with_sources
from mmkb.commands.declare import Parameter
from mmkb.commands.shared import calculation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from mmkb.commands.anatomy import Heads
    from mmkb.index.index import Index
    from mmkb.views.table import Page, Table

METHODS = ("full", "lora", "qlora")
TARGETS = ("q", "k", "v", "o", "gate", "up", "down")
_ADAPTED = ("q", "v")


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    method: str = "lora",
    rank: int = 8,
    targets: Sequence[str] = _ADAPTED,
    params: float | None = None,
    hidden: int | None = None,
    ffn: int | None = None,
    sources: bool = False,
    **heads: Unpack[Heads],
) -> Table | tuple[Page, ...]:
    """Return trainable parameters and memory of tuning each model by `method`."""
    from mmkb.views.calculate import finetune

    numbers = given(params=params, hidden=hidden, ffn=ffn, **heads)
    wanted = tuple(dict.fromkeys(targets))
    table = finetune(index, ids, method=method, rank=rank, targets=wanted, given=numbers)
    return with_sources(index, ids, table, sources=sources)


COMMAND = calculation(
    "finetune",
    "Calculate what tuning takes: trainable parameters, and memory for weights, gradients and optimizer.",
    answer,
    Parameter("method", "text", "How to tune.", "--method", "-m", default="lora", choices=METHODS),
    count("rank", "Rank of the adapters.", 8, "--rank", "-r"),
    Parameter(
        "targets", "names", "Adapted matrices: q, k, v, o, gate, up, down.", "--targets", default=_ADAPTED,
        choices=TARGETS, metavar="NAMES",
    ),
    PARAMS,
    *HEADS,
    number("hidden"),
    number("ffn"),
    examples=[
        "mmkb finetune gpt-3-175b --rank 8",
        "mmkb finetune llama-65b --method qlora --rank 64 --targets q,k,v,o,gate,up,down",
        "mmkb finetune llama-2-7b llama-2-13b --method full",
    ],
)  # fmt: skip
