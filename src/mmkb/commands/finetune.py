"""`mmkb finetune`: what tuning takes."""

from __future__ import annotations

from mmkb.commands.anatomy import (
    BATCH,
    CARD,
    HEADROOM,
    HEADS,
    PARAMS,
    TOKENS,
    count,
    explained,
    given,
    lengths,
    number,
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
    from mmkb.views.finetune import Run
    from mmkb.views.reference import Cite
    from mmkb.views.room import Room
    from mmkb.views.table import Page, Table

METHODS = ("full", "lora", "qlora")
ATTENTION = ("flash", "full")
TARGETS = ("q", "k", "v", "o", "q_a", "q_b", "kv_a", "kv_b", "gate", "up", "down")
_ADAPTED = ("q", "v")
_OF_ADAPTERS = {
    "ffn": ("gate", "up", "down"),
    "heads": ("q", "k", "v", "o", "q_b", "kv_b"),
    "kv_heads": ("k", "v"),
    "head_dim": ("q", "k", "v", "o"),
}
"""The numbers that decide nothing but the size of some matrices; heads also that of the matrices of attention kept in full."""
_RANK = 8
_UTILIZATION = 40.0


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    method: Sequence[str] = METHODS,
    rank: int = _RANK,
    targets: Sequence[str] = _ADAPTED,
    tokens: Numbers = 4096,
    batch: int = 1,
    attention: str = ATTENTION[0],
    train_tokens: float | None = None,
    card: str | None = None,
    headroom: float = 10.0,
    peak: float | None = None,
    utilization: float = _UTILIZATION,
    price: float | None = None,
    params: float | None = None,
    hidden: int | None = None,
    ffn: int | None = None,
    explain: bool = False,
    cite: Cite = "none",
    **heads: Unpack[Heads],
) -> Table | tuple[Page, ...]:
    """Return trainable parameters and memory of tuning each model by each method; of a run also hours and price."""
    from mmkb.errors import UsageError
    from mmkb.views.finetune import finetune

    if card is None and headroom != HEADROOM.default:
        raise UsageError("--headroom is of the memory of a card", "name one by --card")
    if set(method) == {"full"} and (rank != _RANK or set(targets) != set(_ADAPTED)):
        raise UsageError("full tuning has no adapters", "leave out --rank and --targets, or add --method lora")
    for name, adapted in _OF_ADAPTERS.items():
        if name == "heads" and attention == "full":
            continue
        if {"ffn": ffn, **heads}.get(name) is not None and (set(method) == {"full"} or not set(targets) & set(adapted)):
            flag = f"--{name.replace('_', '-')}"
            raise UsageError(
                f"{flag} is the size of adapted matrices that are not asked for",
                f"they are: {', '.join(adapted)}"
                + "; or keep the matrices of attention: --attention full" * (name == "heads"),
            )
    numbers = given(params=params, hidden=hidden, ffn=ffn, **heads)
    on = None if card is None else room(index, None, card, headroom)
    table = finetune(
        index,
        ids,
        methods=tuple(dict.fromkeys(method)),
        rank=rank,
        targets=tuple(dict.fromkeys(targets)),
        tokens=lengths(tokens),
        batch=batch,
        attention=attention,
        run=_run(train_tokens, peak, on, utilization, price),
        room=on,
        given=numbers,
    )
    return explained(index, ids, table, "finetune", numbers, explain=explain, cite=cite)


def _run(
    tokens: float | None, tera: float | None, room: Room | None, utilization: float, price: float | None
) -> Run | None:
    """Return the run to be timed, or None when no number of its tokens was given.

    The peak is what was given in TFLOP/s, else the card's. Raises UsageError.
    """
    from mmkb.errors import UsageError
    from mmkb.views.finetune import Run

    if tokens is None:
        if tera is not None or price is not None or utilization != _UTILIZATION:
            raise UsageError("how long it takes depends on the tokens", "give them by --train-tokens N")
        return None
    if tera is None and room is None:
        raise UsageError(
            "how long it takes depends on the accelerator", "name it by --card, or give its TFLOP/s by --peak N"
        )
    rate = tera * 1e12 if tera is not None else room.peak if room is not None else None
    if rate is None:
        raise UsageError(f"{room.name if room else ''}: peak is not recorded", "give its TFLOP/s by --peak N")
    if utilization > 100:
        raise UsageError(f"--utilization takes 100 or less, not {utilization:g}")
    return Run(tokens, rate, utilization / 100, price)


COMMAND = calculation(
    "finetune",
    "Calculate what tuning takes: trainable parameters, memory, and for a run its hours and their price.",
    answer,
    Parameter(
        "method", "names", "How to tune, joined by commas.", "--method", "-m", default=METHODS, choices=METHODS,
        metavar="NAMES",
    ),
    count("rank", "Rank of the adapters.", _RANK, "--rank", "-r"),
    Parameter(
        "targets", "names", "Adapted matrices: q, k, v, o, gate, up, down; q_a, q_b, kv_a, kv_b.", "--targets", default=_ADAPTED,
        choices=TARGETS, metavar="NAMES",
    ),
    TOKENS,
    BATCH,
    Parameter(
        "attention", "text", "Matrices of attention: recomputed, as FlashAttention does, or kept in full.", "--attention",
        default=ATTENTION[0], choices=ATTENTION,
    ),
    Parameter(
        "train_tokens", "quantity", "Tokens to tune on, to calculate the hours.", "--train-tokens", least=1, metavar="N"
    ),
    CARD,
    HEADROOM,
    Parameter("peak", "number", "TFLOP/s of the accelerator; by default the card's.", "--peak", least=0.001, metavar="N"),
    Parameter(
        "utilization", "number", "Percent of the peak that is reached.", "--utilization", default=_UTILIZATION, least=0.1,
        metavar="PERCENT",
    ),
    Parameter("price", "number", "USD for an hour of the accelerator.", "--price", least=0, metavar="USD"),
    PARAMS,
    *HEADS,
    number("hidden"),
    number("ffn"),
    examples=[
        "mmkb finetune gpt-3-175b --rank 8",
        "mmkb finetune llama-65b --method qlora --rank 64 --targets q,k,v,o,gate,up,down",
        "mmkb finetune llama-2-7b llama-2-13b --method full",
        "mmkb finetune llama-3-8b --card a100-80gb --train-tokens 10M --price 2",
    ],
)  # fmt: skip
