"""The files of a data folder, seen in one sweep without reading any of them; and reading one without surprises."""

from __future__ import annotations

import errno
import os
import stat
from collections import namedtuple

from mmkb.errors import UsageError, did_you_mean
from mmkb.schema.kinds import FOLDERS, LEDGER


class Stat(namedtuple("Stat", ["mtime_ns", "ctime_ns", "size", "inode"])):  # noqa: PYI024 typing is slow to import
    """What tells whether a file has changed: any write or rename moves at least one of the four."""

    __slots__ = ()


NOTHING = Stat(0, 0, 0, 0)
"""What is known of a file that cannot be looked at, or that changed too often to be sure of."""


def sweep(data: str | os.PathLike[str]) -> dict[str, Stat]:
    """Return what every kind's folder holds by its path below `data`, hidden files left out.

    What is no regular file, a folder too, and a kind's folder that cannot be listed, are among them: reading says what is
    wrong.
    A name that is not UTF-8 is given as Python writes bytes.
    """
    return _swept(data, FOLDERS)


def ledgers(data: str | os.PathLike[str]) -> dict[str, Stat]:
    """Return what the folder of ledgers below `data` holds, as `sweep` does for records."""
    return _swept(data, (LEDGER,))


def _swept(data: str | os.PathLike[str], folders: tuple[str, ...]) -> dict[str, Stat]:
    found: dict[str, Stat] = {}
    for folder in folders:
        path = os.path.join(data, folder)
        try:
            with os.scandir(path) as entries:
                found |= {f"{folder}/{as_text(entry.name)}": seen for entry in entries if (seen := _seen(entry))}
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            found[folder] = _known(path)
    return dict(sorted(found.items()))


def content(path: str | os.PathLike[str], most: int) -> bytes:
    """Return what a regular file of at most `most` bytes holds.

    Nothing else is opened, since a pipe or a device could keep the reader waiting for ever; and no more is read than
    the file says it holds, so a file of the kernel, which says nothing, is empty. Raises OSError.
    """
    _refuse(os.stat(path), most)
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        seen = os.fstat(file.fileno())
        _refuse(seen, most)  # it may be another one by now
        return file.read(seen.st_size)


def content_below(data: str | os.PathLike[str], path: str, most: int) -> bytes:
    """Return what the file at `path` below the folder `data` holds, as `content` does.

    Of a kind's folder, which is among the files only where it cannot be listed, the OSError says why.
    """
    place = os.path.join(data, path)
    if "/" not in path:
        os.scandir(place).close()
    return content(place, most)


def unreadable(path: str | os.PathLike[str], problem: OSError) -> UsageError:
    """Return the error for a file that the user names and that cannot be read; where there is none, with names that are near."""
    from mmkb.suggest import near_paths

    close = did_you_mean(near_paths(path)) if isinstance(problem, FileNotFoundError) else None
    return UsageError(f"{os.fspath(path)} cannot be read: {problem.strerror}", close or "name a file that is there")


def foreign(seen: os.stat_result) -> bool:
    """Return whether a file belongs to another user than the one who runs us."""
    return seen.st_uid != os.geteuid()


def _refuse(seen: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(seen.st_mode):
        what = "a folder" if stat.S_ISDIR(seen.st_mode) else "no regular file"
        raise OSError(errno.EINVAL, f"it is {what}")
    if seen.st_size > most:
        raise OSError(errno.EFBIG, f"it has {seen.st_size} bytes, more than {most}")


def _seen(entry: os.DirEntry[str]) -> Stat | None:
    if entry.name.startswith("."):
        return None
    try:
        return _stat(entry.stat())
    except OSError:  # a link that leads nowhere
        return _known(entry.path)


def _known(path: str) -> Stat:
    try:
        return _stat(os.lstat(path))
    except OSError:
        return NOTHING


def _stat(seen: os.stat_result) -> Stat:
    return Stat(seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino)


def as_text(name: str) -> str:
    """Return the name of a file or folder as text that can be kept and printed: one that is not UTF-8 as its bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return repr(os.fsencode(name))
    return name
