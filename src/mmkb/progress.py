"""How far a long work is, for somebody who watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_PATIENCE = 1.0
"""Seconds after which progress is shown."""


class Progress:
    """One line on stderr, renewed, when the work takes longer than a moment and somebody watches."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, name: str, number: int, total: int) -> None:
        """Say that the work is at `name`, the `number`th of `total`."""
        if not sys.stderr.isatty() or time.monotonic() - self.start < _PATIENCE:
            return
        end = "\n" if number == total else ""
        print(f"\rmmkb: {number:,} of {total:,}: {name:40.40}", end=end, file=sys.stderr, flush=True)


def watched(items: Iterable[Item], total: int, name: Callable[[Item], str]) -> Iterator[Item]:
    """Yield the items of a long work, of which there are `total`, and say how far it is."""
    progress = Progress()
    for number, item in enumerate(items, 1):
        progress(name(item), number, total)
        yield item
