"""Signals that ask the process to end: they wait where one at a wrong moment would leave something half done."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def undisturbed() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Let signals that ask the process to end wait until the block is over; yield what lets them come for a part of it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())

    @contextmanager
    def disturbed() -> Iterator[None]:
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)

    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        yield disturbed
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
