"""The index of a data folder, ready to be asked: the shipped one as it is, else the kept one, else a renewed one.

What an unchanged folder is asked for ends here; everything that builds is imported when it is needed.
"""

from __future__ import annotations

import os
import sqlite3
import zlib

from mmkb.corpus.files import as_text, foreign
from mmkb.errors import DataError
from mmkb.index.freshness import stamp, stored_files
from mmkb.index.seal import APPLICATION_ID, DAMAGED, SEEN, connect, identity, is_as_seen, is_whole, remember

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mmkb.corpus.folder import DataFolder

_DAMAGE = (sqlite3.DatabaseError, TypeError, ValueError)
"""What reading a damaged index raises: SQLite's own errors, what is no text, what is not of its type."""
_FOREIGN = "the kept index belongs to another user; it is not used"

_in_use: dict[str, int] = {}
"""The index files that this process has opened, with their inodes."""
_distrusted: set[str] = set()
"""The indexes that have turned out to be damaged and are still there."""


class Opened:
    """An open index and what the user should know about it."""

    __slots__ = ("connection", "notes")

    def __init__(self, connection: sqlite3.Connection, notes: tuple[str, ...]) -> None:
        self.connection = connection
        self.notes = notes


def cache_path(data: str) -> str:
    """Return where the index of a data folder is kept: the XDG cache folder, keyed by the folder, or `DataFolder.key`."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    place = os.fsencode(data)
    return os.path.join(base, "mmkb", f"{zlib.crc32(place):08x}{len(place):04x}.sqlite")


def open_index(folder: DataFolder) -> Opened:
    """Return the index of `folder`, renewed if any file has changed.

    Raises DataError when the folder holds no file at all, or none that can be seen, and there is no layer below.
    """
    if folder.index is not None and folder.index not in _distrusted:
        _use(folder.index)
        return Opened(connect(folder.index), ())
    below = _below(folder)
    files = folder.files()
    if not folder.below and not any("/" in path for path in files):
        raise DataError(_nothing(folder.data, files), "name another data folder by --data DIR")
    cache = cache_path(folder.key)
    kept, notes = _usable(cache, folder.key, identity(below) if below else "")
    usable = kept is not None
    if kept is not None:
        try:
            if stored_files(kept) == files:
                return Opened(kept, _left_out(kept))
        except _DAMAGE:  # some that the file's time does not show
            usable, notes = False, (DAMAGED,)
        kept.close()
    from mmkb.index.renew import renew
    from mmkb.index.source import Layers, Source

    _in_use.pop(cache, None)
    source = Layers(folder, below) if folder.below else Source(folder)
    renewed, said = renew(source, cache, files, usable=usable)
    if any(file for _, _, file in renewed.execute("PRAGMA database_list")):  # one in memory is no file
        _distrusted.discard(cache)
        _use(cache)
    return Opened(renewed, (*notes, *said, *_left_out(renewed)))


def _nothing(data: str, unlisted: Iterable[str]) -> str:
    """Return what to say of a folder without files; of its folders, those `unlisted` cannot be listed."""
    for path in unlisted:
        try:
            os.scandir(os.path.join(data, path)).close()
        except OSError as problem:
            return f"{data} cannot be read: {path}: {problem.strerror}"
    return f"{data} holds no records"


def _below(folder: DataFolder) -> str | None:
    """Return the file of the index of the lowest of several layers, brought up to date; None where none can be kept."""
    if not folder.below:
        return None
    lowest = folder.below[0]
    if lowest.index is not None and lowest.index not in _distrusted:
        _use(lowest.index)
        return lowest.index
    open_index(lowest).connection.close()
    cache = cache_path(lowest.key)
    return cache if os.path.exists(cache) else None


def forget(folder: DataFolder) -> bool:
    """Delete the kept index of `folder`; return whether there was one."""
    cache = cache_path(folder.key)
    if folder.index is not None or not os.path.exists(cache):
        return False
    os.unlink(cache)
    if os.path.exists(cache + SEEN):
        os.unlink(cache + SEEN)
    return True


def distrust() -> bool:
    """Look whether an index that was opened holds other bytes than were written; if so, never use it again.

    Returns whether there was one: then a surprise comes from the damage, and the same question, asked again, is
    answered from the files. Otherwise the surprise has another cause.
    """
    damaged = {path for path in _in_use if not _replaced(path) and not is_whole(path)}
    _distrusted.update(damaged)
    return bool(damaged)


def replaced() -> bool:
    """Return whether an index that was opened is no longer there, so that nobody can say what it held."""
    return any(map(_replaced, _in_use))


def _replaced(path: str) -> bool:
    try:
        return os.stat(path).st_ino != _in_use[path]
    except FileNotFoundError:
        return True


def _use(path: str) -> None:
    _in_use[path] = os.stat(path).st_ino


def build_file(data: str | Path, target: str | Path) -> None:
    """Build the index of the folder `data` as the file `target`, complete or not at all; twice gives the same bytes."""
    from mmkb.index.renew import ship

    ship(os.fspath(data), os.fspath(target))


def _usable(cache: str, data: str, below: str) -> tuple[sqlite3.Connection | None, tuple[str, ...]]:
    """Return the kept index when it is ours, whole, of this folder, and built by this code; else what is to be said.

    `below` identifies the index of the lowest of several layers: on another one, nothing of the kept index holds.
    """
    if not os.path.isfile(cache):
        return None, ()
    seen = os.stat(cache)
    if foreign(seen):
        return None, (_FOREIGN,)
    try:
        connection = connect(cache)
    except sqlite3.OperationalError:
        return None, ()
    try:
        (ours,) = connection.execute("PRAGMA application_id").fetchone()
        meta = dict(connection.execute("SELECT key, value FROM meta"))
    except _DAMAGE:
        ours, meta = 0, {}
    whole = ours == APPLICATION_ID and cache not in _distrusted
    if whole and not is_as_seen(cache, seen):
        whole = is_whole(cache)
        if whole:
            remember(cache, seen)
    if whole and (meta.get("data"), meta.get("stamp"), meta.get("below", "")) == (as_text(data), stamp(), below):
        _in_use[cache] = seen.st_ino
        return connection, ()
    connection.close()
    return None, () if whole else (DAMAGED,)


def _left_out(connection: sqlite3.Connection) -> tuple[str, ...]:
    rows = connection.execute("SELECT path, line, column, code, message FROM problems ORDER BY path, line").fetchall()
    if not rows:
        return ()
    files = len({path for path, *_ in rows})
    path, line, column, code, message = rows[0]
    which = "1 file was left out" if files == 1 else f"{files} files were left out; the first"
    return (f"{which}: {path}:{line}:{column}: {code} {message} (run `mmkb check`)",)
