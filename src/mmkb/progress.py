"""How far long work is: one line on stderr, renewed, when it takes longer than a moment and somebody watches."""

from __future__ import annotations

import sys
import time

_PATIENCE = 1.0
"""Seconds after which progress is shown."""


class Progress:
    """Called with what is worked on, its number and how many there are."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, name: str, number: int, total: int) -> None:
        """Show how far the work is."""
        if not sys.stderr.isatty() or time.monotonic() - self.start < _PATIENCE:
            return
        end = "\n" if number == total else ""
        print(f"\rmmkb: {number} of {total}: {name:40}", end=end, file=sys.stderr, flush=True)
