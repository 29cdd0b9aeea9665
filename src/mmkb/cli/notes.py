"""Notes for people, on standard error: they never get among the results."""

from __future__ import annotations

import sys

from mmkb.terminal import visible


def say(*lines: str) -> None:
    """Write notes."""
    for line in lines:
        print(visible(f"mmkb: {line}"), file=sys.stderr)
