"""Notes for people, on standard error: they never get among the results."""

from __future__ import annotations

import sys

from mmkb.cli.standard_output import silence
from mmkb.terminal import visible


def say(*lines: str) -> None:
    """Write notes. One that cannot be written is dropped: what was done is done, and the exit code says so."""
    try:
        for line in lines:
            print(visible(f"mmkb: {line}"), file=sys.stderr)
    except OSError:
        silence(sys.stderr)
