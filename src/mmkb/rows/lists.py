"""Lists as they stand in a statement."""

from __future__ import annotations

from collections.abc import Iterable, Sized


def numbers(rids: Iterable[int]) -> str:
    """Return row numbers as the inside of `IN (…)`; there is no limit on how many, as there is on parameters."""
    return ", ".join(map(str, rids))


def marks(values: Sized) -> str:
    """Return as many `?` as there are values, as the inside of `IN (…)`."""
    return ", ".join("?" * len(values))
