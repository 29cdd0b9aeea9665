"""Whether an index still holds what the data folder says, and which files have changed."""

from __future__ import annotations

import os
import sqlite3
import sys
import time

from mmkb.corpus.files import NOTHING, Stat

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable

TICK = 0.05
"""Seconds within which a second edit of a file may leave all its times as they are."""
ROUNDS = 4
"""How often a build waits for files that are changed again and again."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def stamp() -> str:
    """Return what identifies the code that builds an index: another version builds it anew."""
    found = [f"python {sys.version_info[:2]}", f"sqlite {sqlite3.sqlite_version}"]
    for floor in ("schema", "corpus", "index"):
        with os.scandir(os.path.join(_PACKAGE, floor)) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    found.append(f"{floor}/{entry.name} {stat.st_mtime_ns} {stat.st_size}")
    return "\n".join(found)


def stored_files(connection: sqlite3.Connection) -> dict[str, tuple[int, ...]]:
    """Return the files as they were when the index was built, each as a `Stat`."""
    rows = connection.execute("SELECT path, mtime_ns, ctime_ns, size, inode FROM files")
    return {path: (mtime, ctime, size, inode) for path, mtime, ctime, size, inode in rows}


def settled(look: Callable[[], dict[str, Stat]], files: dict[str, Stat]) -> tuple[dict[str, Stat], bool]:
    """Return `files`, as `look` just saw them, once none has changed for a tick, so that any later edit shows in a file's times.

    Files that are written without end are not waited for: of them nothing is known, so that the next question reads
    them again. Returns whether all have settled.
    """
    for _ in range(ROUNDS):
        _wait(files)
        again = look()
        if again == files:
            return files, True
        last, files = files, again
    return {path: stat if last.get(path) == stat else NOTHING for path, stat in files.items()}, False


def _wait(files: dict[str, Stat]) -> None:
    newest = max((max(stat.mtime_ns, stat.ctime_ns) for stat in files.values()), default=0)
    age = time.time() - newest / 1e9
    if age < TICK:
        time.sleep(min(TICK - age, TICK))
