"""Hidden files beside their targets: made, brought to the disk, put in place all together or not at all, swept."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".mmkb-"
"""How the names of hidden files and folders begin."""

STALE = 24 * 3600.0
"""Seconds after which a hidden file belongs to no process any more."""

_MANY = 100
"""Files from which on one call for all of the disk takes less time than one for each."""


@contextmanager
def hidden_file(target: Path) -> Iterator[Path]:
    """Yield the name of a file beside `target` that is no more when the block ends."""
    new = target.parent / hidden_name()
    try:
        yield new
    finally:
        _clear(new)


def hidden_name() -> str:
    """Return a name that nothing has."""
    return f"{PREFIX}{os.urandom(8).hex()}"


def fill_anew(new: Path, raw: bytes, target: Path) -> None:
    """Make the file `new` with the permissions and the owner that `target` has, or that a new file gets."""
    old = target.stat() if target.exists() else None
    mode = stat.S_IMODE(old.st_mode) if old else 0o666
    handle = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(handle, "wb") as file:
        if old is not None:
            os.fchmod(handle, mode)
            if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(PermissionError):
                    os.fchown(handle, old.st_uid, old.st_gid)
        file.write(raw)
        file.flush()
        os.fsync(handle)


def to_disk(path: Path) -> None:
    """Bring a file or the entries of a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def all_to_disk(paths: Sequence[Path]) -> None:
    """Bring files to the disk: many at once cost less when everything is brought there."""
    if len(paths) > _MANY:
        os.sync()
    else:
        for path in paths:
            to_disk(path)


def exchange(pairs: Sequence[tuple[Path, Path]], gone: Collection[Path] = ()) -> None:
    """Put every new file in its target's place and remove those that are `gone`; where one step fails, undo the others."""
    steps = [*pairs, *((None, path) for path in gone)]
    kept: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for _, target in steps if len(steps) > 1 else ():
            if target.exists():
                kept[target] = target.parent / hidden_name()
                _copy(target, kept[target])
        for new, target in steps:
            done.append(target)
            if new is None:
                target.unlink()
            else:
                new.replace(target)
    except BaseException as problem:
        if len(steps) > 1:
            _undo(done, kept, problem)
        raise
    finally:
        _clear(*kept.values())
    for folder in {target.parent for _, target in pairs}:
        with suppress(OSError):  # not every file system can do this
            to_disk(folder)


def _copy(target: Path, copy: Path) -> None:
    try:
        os.link(target, copy)
    except OSError:  # not every file system has hard links
        shutil.copy2(target, copy)


def _undo(done: Sequence[Path], kept: dict[Path, Path], problem: BaseException) -> None:
    """Put back what was there. Where even that fails, leave the copy and say where it is: OSError."""
    for target in done:
        copy = kept.get(target)
        try:
            if copy is None:
                target.unlink(missing_ok=True)
            else:
                copy.replace(target)
        except OSError:
            kept.pop(target, None)
            raise OSError(f"{problem}; what was in {target} before is in {copy}") from problem


def _clear(*hidden: Path) -> None:
    """Remove hidden files that may be gone; what cannot be removed is swept another day."""
    for path in hidden:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes of this user left in `folder`."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and _is_stale(entry.stat(follow_symlinks=False)):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    _clear(Path(entry.path))


def _is_stale(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and time.time() - found.st_mtime > STALE
