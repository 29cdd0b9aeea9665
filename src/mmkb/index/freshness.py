"""Whether an index still holds what the data folder says, and which files have changed."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from mmkb.corpus.files import Stat

TICK = 0.05
"""Seconds within which a second edit of a file may leave all its times as they are."""

_PACKAGE = Path(__file__).parents[1]


def stamp() -> str:
    """Return what identifies the code that builds an index: another version builds it anew."""
    digest = blake2b(digest_size=16)
    for floor in ("schema", "corpus", "index"):
        with os.scandir(_PACKAGE / floor) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    digest.update(f"{floor}/{entry.name} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return digest.hexdigest()


def stored_files(connection: sqlite3.Connection) -> dict[str, Stat]:
    """Return the files as they were when the index was built."""
    rows = connection.execute("SELECT path, mtime_ns, ctime_ns, size, inode FROM files")
    return {path: Stat(*stat) for path, *stat in rows}


def let_settle(files: Mapping[str, Stat]) -> None:
    """Wait until the newest change is older than a tick, so that any later edit shows in a file's times."""
    newest = max((max(stat.mtime_ns, stat.ctime_ns) for stat in files.values()), default=0)
    age = time.time() - newest / 1e9
    if age < TICK:
        time.sleep(min(TICK - age, TICK))
