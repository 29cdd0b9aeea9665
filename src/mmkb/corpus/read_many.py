"""Reading many files, on all processors when there are enough of them to pay for starting processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from functools import partial

from mmkb.corpus import read
from mmkb.corpus.read import ReadFile

MANY = 500
"""From how many files on other processes help: starting them takes as long as reading some hundred files."""
_CHUNK = 50


def read_many(data: str, paths: Sequence[str]) -> Iterator[ReadFile]:
    """Yield what reading each file gives, in order."""
    one = partial(read.read_file, data)
    workers = min(os.cpu_count() or 1, 4)
    # Only a process without other threads can be copied safely.
    if len(paths) < MANY or workers == 1 or not hasattr(os, "fork") or threading.active_count() > 1:
        yield from map(one, paths)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(workers, get_context("fork")) as pool:
        yield from pool.map(one, paths, chunksize=_CHUNK)
