"""How far a long work is, for somebody who watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_PATIENCE = 1.0
"""Seconds after which progress is shown."""
_PAUSE = 0.1
"""Seconds for which a line stands before it is renewed."""


class Progress:
    """One line on stderr, renewed, when the work takes longer than a moment and somebody watches."""

    def __init__(self) -> None:
        self.begin = self.next = time.monotonic() + _PATIENCE

    def __call__(self, name: str, number: int, total: int) -> None:
        """Say that the work is at `name`, the `number`th of `total`."""
        now = time.monotonic()
        if not sys.stderr.isatty() or now < (self.begin if number == total else self.next):
            return
        self.next = now + _PAUSE
        end = "\n" if number == total else ""
        print(f"\rmmkb: {number:,} of {total:,}: {name:40.40}", end=end, file=sys.stderr, flush=True)


def watched(items: Iterable[Item], total: int, name: Callable[[Item], str]) -> Iterator[Item]:
    """Yield the items of a long work, of which there are `total`, and say how far it is."""
    progress = Progress()
    for number, item in enumerate(items, 1):
        progress(name(item), number, total)
        yield item
