"""How far an index file is believed: whose it is, and whether it holds what was written."""

from __future__ import annotations

import os
import sqlite3
import zlib

APPLICATION_ID = 0x6D6D6B62  # "mmkb" in ASCII: tells our files from other SQLite files
DAMAGED = "the index was damaged; it was built anew"
_SUM = slice(60, 64)  # PRAGMA user_version in SQLite's header: the checksum of all other bytes
_CHUNK = 1 << 20
_MAPPED = 64 << 20
"""So many bytes of an index are read where they lie, without copying them; the file keeps them while it is open."""


def seal(path: str, time: int) -> None:
    """Write the checksum of a finished index into its header and give the file the `time` (ns) that it says it has.

    Whatever writes into the file later, on purpose or by accident, gives it another time; then the checksum is asked.
    """
    checksum = _checksum(path)
    with open(path, "r+b") as file:
        file.seek(_SUM.start)
        file.write(checksum.to_bytes(4, "big"))
    os.utime(path, ns=(time, time))


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


def connect(path: str) -> sqlite3.Connection:
    """Open an index for reading. No index is ever written to once it has its name, so none needs a lock."""
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(f"file:{escaped}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
    return connection
