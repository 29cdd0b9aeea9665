"""Attention mechanisms and tuning methods."""

from __future__ import annotations

from typing import Literal

from mmkb.schema.base import AttentionRef, Described, Maybe, Part, SourceRef, TuningRef, fact, required
from mmkb.schema.scalars import Locator, PartialDate, Quantity

Role = Literal["mechanism", "pattern", "connector", "implementation"]
Family = Literal[
    "full",
    "instruction",
    "preference",
    "parameter-efficient",
    "prompting",
    "compression",
    "merging",
    "pre-training",
    "inference",
]
Trains = Literal["all", "subset", "added", "none"]


class AttentionMechanism(Described):
    """One way of attending, or one way of computing it."""

    role: Role | None = fact(
        "A mechanism changes what is computed; a pattern, who sees whom; a connector, what joins two models; "
        "an implementation, only how it is computed.",
        example="mechanism",
    )
    paper: Maybe[SourceRef] = fact("The paper that introduced it.", example="ainslie-2023-gqa")
    introduced: Maybe[PartialDate] = fact("When.", example="2023-05")
    compute: Maybe[str] = fact("Compute for a sequence of n tokens, hidden size d.", example="O(n²·d)")
    kv_cache: Maybe[str] = fact("Cached numbers per token and layer.", example="2·g·d_head")
    kv_heads: Maybe[str] = fact("Key/value heads for h query heads.", example="g, 1 < g < h")
    trades: Maybe[str] = fact("What is gained and what it costs.", example="less cache for slightly lower quality")
    generalizes: Maybe[list[AttentionRef]] = fact("Mechanisms that are special cases of it.", example=["mha", "mqa"])


class Reported(Part):
    """A cost or an effect as a source reports it."""

    what: str = required(
        "What was measured, on what.", example="trainable parameters, GPT-3 175B, rank 8 on W_q and W_v"
    )
    value: str = required("The value as printed.", example="37.7M")
    source: SourceRef = required("The source.", example="hu-2021-lora")
    at: Locator = required("The place.", example="Table 15")
    read: PartialDate | None = fact("The day on which someone saw it there.", example="2026-11-22")


class TuningMethod(Described):
    """One way of adapting a model, by training or by prompting."""

    family: Family | None = fact("The family.", example="parameter-efficient")
    trains: Trains | None = fact("Which weights change: all, a subset, added ones, none.", example="added")
    paper: Maybe[SourceRef] = fact("The paper that introduced it.", example="hu-2021-lora")
    introduced: Maybe[PartialDate] = fact("When.", example="2021-06")
    trainable: Maybe[str] = fact("Trainable parameters by formula.", example="2·d·r per adapted d×d matrix")
    memory: Maybe[str] = fact("Memory by formula.", example="weights + 16 bytes per trainable parameter")
    samples: Maybe[Quantity] = fact("Data used in the paper that introduced it.", unit="samples", example="52k")
    extends: Maybe[list[TuningRef]] = fact("Methods it builds on.", example=["lora"])
    reported: list[Reported] | None = fact("Costs and effects as reported.")
