"""The memory that a model has to fit into."""

from __future__ import annotations

from dataclasses import dataclass

from mmkb.formulas.dtypes import human_bytes


@dataclass(frozen=True, slots=True)
class Room:
    """The memory to fit into, in bytes, and the share of it in percent that is left for all that is not counted.

    Where it is a card's, its name, and its peak in FLOP per second where that is known.
    """

    size: float
    headroom: float = 10.0
    name: str = ""
    peak: float | None = None

    @property
    def usable(self) -> float:
        """Return the bytes that weights and cache may take."""
        return self.size * (1 - self.headroom / 100)

    @property
    def said(self) -> str:
        """Return what a note says of it."""
        card = f"{self.name}, " if self.name else ""
        return (
            f"fits: into {human_bytes(self.usable)} ({card}{human_bytes(self.size)} less {self.headroom:g} % headroom "
            "for activations and the framework)"
        )
