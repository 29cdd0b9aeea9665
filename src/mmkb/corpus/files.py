"""The files of a data folder, seen in one sweep without reading any of them; and reading one without surprises."""

from __future__ import annotations

import errno
import os
import stat
from collections import namedtuple

from mmkb.errors import DataError
from mmkb.schema.kinds import FOLDERS


class Stat(namedtuple("Stat", ["mtime_ns", "ctime_ns", "size", "inode"])):  # noqa: PYI024 typing is slow to import
    """What tells whether a file has changed: any write or rename moves at least one of the four."""

    __slots__ = ()


NOTHING = Stat(0, 0, 0, 0)
"""What is known of a file that cannot be looked at, or that changed too often to be sure of."""


def sweep(data: str | os.PathLike[str]) -> dict[str, Stat]:
    """Return the regular files of every kind's folder by their path below `data`, hidden ones left out.

    What cannot be looked at, such as a link to itself, is a file of which nothing is known: reading it says why.
    Raises DataError for a folder that cannot be listed.
    """
    found: dict[str, Stat] = {}
    for folder in FOLDERS:
        path = os.path.join(data, folder)
        try:
            with os.scandir(path) as entries:
                found |= {f"{folder}/{entry.name}": seen for entry in entries if (seen := _seen(entry)) is not None}
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as problem:
            raise DataError(f"{path} cannot be listed: {problem.strerror}", "mind its permissions") from None
    return dict(sorted(found.items()))


def _seen(entry: os.DirEntry[str]) -> Stat | None:
    try:
        if entry.name.startswith(".") or not entry.is_file():
            return None
        seen = entry.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return NOTHING
    return Stat(seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino)


def content(path: str, most: int) -> bytes:
    """Return what a regular file holds, but at most `most` bytes and one, so that a longer one shows as such.

    No more is read than the file says it holds, so a file of the kernel, which says nothing, is empty. Raises OSError,
    also for what is no regular file: a pipe or a device could keep the reader waiting for ever.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(handle, "rb") as file:
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        return file.read(min(seen.st_size, most + 1))


def foreign(seen: os.stat_result) -> bool:
    """Return whether a file belongs to another user than the one who runs us."""
    return seen.st_uid != os.geteuid()
