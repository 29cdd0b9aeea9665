"""Accelerator cards by their ids."""

from __future__ import annotations

from mmkb.index.index import Index


def card(index: Index, id_: str) -> tuple[float | None, float | None]:
    """Return memory in bytes and peak in FLOP per second of a card, each None where it is not recorded."""
    ((memory, peak),) = index.rows("SELECT memory, peak FROM cards WHERE id = ?", (id_,))
    return memory, peak
