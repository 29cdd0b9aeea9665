"""Accelerator cards: what calculations need to know of the machine."""

from __future__ import annotations

from mmkb.schema.base import Described, Maybe, fact
from mmkb.schema.scalars import PartialDate, Quantity


class Card(Described):
    """One accelerator with one size of memory."""

    maker: Maybe[str] = fact("Who makes it.", example="NVIDIA")
    released: Maybe[PartialDate] = fact("When it came out.", example="2020")
    memory: Maybe[Quantity] = fact("Memory on the card.", unit="bytes", example=85899345920)
    bandwidth: Maybe[Quantity] = fact("Bandwidth of its memory.", unit="bytes per second", example="2.039T")
    peak: Maybe[Quantity] = fact(
        "Peak of dense 16-bit matrix products, without sparsity.", unit="FLOP per second", example="312T"
    )
