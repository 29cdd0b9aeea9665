"""How far a long work is, for somebody who watches."""

from __future__ import annotations

import sys
import time

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
