"""How far an index file is believed: whose it is, and whether it holds what was written."""

from __future__ import annotations

import os
import sqlite3
import time
import zlib

from mmkb.index.freshness import TICK

APPLICATION_ID = 0x6D6D6B62  # "mmkb" in ASCII: tells our files from other SQLite files
DAMAGED = "the index was damaged; it was built anew"
_SUM = slice(60, 64)  # PRAGMA user_version in SQLite's header: the checksum of all other bytes
SEEN = ".seen"
"""The ending of the file beside an index that has its marks from when its bytes were last looked at."""
NEW = ".new"
"""The ending of what is written aside, to be renamed when it is complete."""
_AT_ONCE: int = getattr(os, "O_NONBLOCK", 0)
"""Does not wait for somebody to write, should a pipe lie there."""
_CHUNK = 1 << 20
_MAPPED = 64 << 20
"""So many bytes of an index are read where they lie, without copying them; the file keeps them while it is open."""


def seal(path: str) -> None:
    """Write the checksum of a finished index into its header."""
    checksum = _checksum(path)
    with open(path, "r+b") as file:
        file.seek(_SUM.start)
        file.write(checksum.to_bytes(4, "big"))


def _marks(seen: os.stat_result) -> str:
    """Return by what a file is known again until somebody touches it.

    The system sets the time of its last change at every write, and nobody can set it back.
    """
    return f"{seen.st_dev} {seen.st_ino} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}"


def is_as_seen(path: str, seen: os.stat_result) -> bool:
    """Return whether the index was found whole and nobody has touched it since: its marks stand in a file beside it."""
    try:
        handle = os.open(path + SEEN, os.O_RDONLY | _AT_ONCE)
    except OSError:
        return False
    try:
        return os.read(handle, 200) == _marks(seen).encode()
    except OSError:
        return False
    finally:
        os.close(handle)


def is_whole(path: str) -> bool:
    """Return whether every byte of the index is as it was written. Reads the whole file."""
    try:
        with open(path, "rb") as file:
            header = file.read(100)
        return header[:16] == b"SQLite format 3\0" and int.from_bytes(header[_SUM], "big") == _checksum(path)
    except OSError:
        return False


def identity(path: str) -> str:
    """Return what tells an index from another one: the checksum in its header. Raises OSError."""
    with open(path, "rb") as file:
        return file.read(_SUM.stop)[_SUM].hex()


def _checksum(path: str) -> int:
    with open(path, "rb") as file:
        header = bytearray(file.read(100))
        header[_SUM] = bytes(4)
        checksum = zlib.crc32(header)
        while chunk := file.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def remember(path: str, seen: os.stat_result) -> None:
    """Note beside an index that its bytes were whole, as `seen`; what cannot be noted is looked at the next time too.

    An index that was written just now is not noted: a second change may leave all its times as they are.
    """
    if time.time() - seen.st_ctime < TICK:
        return
    folder, name = os.path.split(path)
    aside = os.path.join(folder, f".{name}.{os.getpid()}{NEW}")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return
    try:
        with open(handle, "w", encoding="ascii") as file:
            file.write(_marks(seen))
        os.replace(aside, path + SEEN)
    except OSError:
        os.unlink(aside)


def connect(path: str) -> sqlite3.Connection:
    """Open an index for reading. No index is ever written to once it has its name, so none needs a lock."""
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(f"file:{escaped}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
    return connection
