"""Which card a name means, and what calculations need of it."""

from __future__ import annotations

from dataclasses import dataclass

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.rows.cards import card
from mmkb.views.find import find


@dataclass(frozen=True, slots=True)
class Card:
    """A card by its id, with memory in bytes and peak in FLOP per second."""

    id: str
    memory: float
    peak: float | None


def card_named(index: Index, name: str) -> Card:
    """Return the card that answers to `name`; raises NotFoundError, and UsageError where its memory is not recorded."""
    *_, id_ = find(index, name, "cards")[0]
    memory, peak = card(index, id_)
    if memory is None:
        raise UsageError(f"{id_}: memory is not recorded", "give a size by --fit")
    return Card(id_, memory, peak)
