"""Reading many files, on all processors when there are enough of them to pay for starting processes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from functools import partial

from mmkb.corpus import read
from mmkb.corpus.read import ReadFile
from mmkb.progress import watched
from mmkb.writing.undisturbed import undisturbed

MANY = 500
"""From how many files on other processes help: starting them takes as long as reading some hundred files."""
_CHUNK = 50


def read_many(data: str, paths: Sequence[str]) -> Iterator[ReadFile]:
    """Yield what reading each file gives, in order, and say how far that is when it takes long."""
    yield from watched(_read(data, paths), len(paths), lambda file: file.path)


def _read(data: str, paths: Sequence[str]) -> Iterator[ReadFile]:
    one = partial(read.read_file, data)
    workers = min(os.cpu_count() or 1, 4)
    # Only a process without other threads can be copied safely.
    if len(paths) < MANY or workers == 1 or not hasattr(os, "fork") or threading.active_count() > 1:
        yield from map(one, paths)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    ours, theirs = os.pipe()
    try:
        with ProcessPoolExecutor(workers, get_context("fork"), _led, (ours, theirs)) as pool:
            with undisturbed():
                pool.submit(int)  # starts all processes: a signal in the midst of a fork is reported and forgotten
            yield from pool.map(one, paths, chunksize=_CHUNK)
    finally:
        os.close(ours)
        os.close(theirs)


def _led(ours: int, theirs: int) -> None:
    """Leave it to the process that started this one when to end, and do not outlive it.

    A terminal sends its signals to both. When that process is killed, nobody holds the other end of the pipe any more.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.close(theirs)

    def wait() -> None:
        os.read(ours, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
