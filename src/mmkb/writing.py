"""Writing files: what was there stays, or the new is there whole; never half a file, never somebody else's.

Everything the house writes goes into a hidden file beside its target, is brought to the disk and then takes the target's
place by a rename. A symbolic link is followed and stays; a file that is replaced keeps its permissions and owner (a hard
link to it keeps the old content). Several files of one command are written all or, where that fails, none. A process that
is killed can leave hidden files; they are removed by the next one that writes into the folder.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from mmkb.errors import UsageError

PREFIX = ".mmkb-"
"""How the names of hidden files and folders begin."""

STALE = 24 * 3600.0
"""Seconds after which a hidden file belongs to no process any more."""

Owned = Callable[[Path], Collection[str]]
"""Says which files of a folder an earlier command wrote."""


def check_target(target: Path, *, force: bool) -> None:
    """Raise UsageError when no file can be written at `target`: something is there, or no folder is."""
    try:
        if target.is_dir():
            raise UsageError(f"{target} is a folder", "name a file")
        if target.is_file() and not force:
            raise UsageError(f"{target} exists", "add --force to overwrite it")
        if not target.resolve().parent.is_dir():
            raise FileNotFoundError(2, os.strerror(2))
    except (OSError, RuntimeError) as problem:  # a name that is too long; links in a circle
        raise failed(target, problem) from problem


def write_file(target: Path, content: str | bytes, *, force: bool) -> None:
    """Write one file. Raises UsageError when it exists (without `force`) or cannot be written."""
    write_files({target: content}, force=force)


def write_files(contents: Mapping[Path, str | bytes], *, force: bool) -> None:
    """Write all of these files or none; a device or named pipe is written to, never replaced. Raises UsageError."""
    for target in contents:
        check_target(target, force=force)
    check_apart(list(contents))
    target = next(iter(contents))
    try:
        with ExitStack() as hidden:
            pairs = []
            for target, content in contents.items():
                raw = content.encode(errors="backslashreplace") if isinstance(content, str) else content
                if target.exists() and not target.is_file():
                    target.write_bytes(raw)
                else:
                    real = target.resolve()
                    new = hidden.enter_context(_hidden_file(real))
                    _fill(new, raw, real)
                    pairs.append((new, real))
            _exchange(pairs)
    except OSError as problem:
        raise failed(target, problem) from problem


@contextmanager
def with_folders(targets: Iterable[Path]) -> Iterator[None]:
    """Make the folders that `targets` lie in; where the block fails, those that were made are removed. Raises UsageError."""
    made: list[Path] = []
    try:
        for target in targets:
            try:
                for folder in reversed(target.parents):
                    if not folder.exists():
                        folder.mkdir()
                        made.append(folder)
            except OSError as problem:
                raise failed(target, problem) from problem
        yield
    except BaseException:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise


def check_apart(targets: Sequence[Path]) -> None:
    """Raise UsageError when two of the files that a command would write are one."""
    for number, one in enumerate(targets):
        for other in targets[:number]:
            if one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other)):
                raise UsageError(f"{other} and {one} are one file", "name two different files")


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Yield a hidden, empty file beside `target` that takes its place when the block ends without an exception.

    Raises UsageError when `target` is no place for a regular file, OSError when it cannot be written.
    """
    if target.exists() and not target.is_file():
        raise UsageError(f"{target} is no regular file", "name a file")
    real = target.resolve()
    with _hidden_file(real) as new:
        _fill(new, b"", real)
        yield new
        _to_disk(new)
        _exchange([(new, real)])


def write_folder(target: Path, fill: Callable[[Path], None], owned: Owned, *, force: bool) -> None:
    """Let `fill` write files into an empty folder and put them into the folder `target`, all or none.

    An existing folder keeps its place, links and permissions. Files that an earlier command wrote (`owned`) are replaced
    with `force`, and removed where they are not written again. Raises UsageError where another file lies, or where the
    folder cannot be written.
    """
    earlier = _check_folder(target, owned, force=force)
    try:
        made = not target.exists()
        if made:
            target.mkdir()
        try:
            _sweep(target)
            aside = target / _name()
            aside.mkdir()
            try:
                fill(aside)
                names = sorted(path.name for path in aside.iterdir())
                for name in names:
                    _to_disk(aside / name)
                _exchange(
                    [(aside / name, target / name) for name in names], [target / name for name in earlier - set(names)]
                )
            finally:
                shutil.rmtree(aside, ignore_errors=True)
        except BaseException:
            if made:
                with suppress(OSError):
                    target.rmdir()
            raise
    except OSError as problem:
        raise failed(target, problem) from problem


def failed(target: Path | str, problem: OSError | RuntimeError) -> UsageError:
    """Return the error that says why `target` cannot be written."""
    why = getattr(problem, "strerror", None) or problem
    return UsageError(f"{target} cannot be written: {why}", "name another file")


def _check_folder(target: Path, owned: Owned, *, force: bool) -> set[str]:
    """Return the names of the files that may be replaced. Raises UsageError where something else is in the way."""
    if not target.exists():
        return set()
    if not target.is_dir():
        raise UsageError(f"{target} is a file", "name a folder")
    there = {path.name for path in target.iterdir() if not path.name.startswith(PREFIX)}
    ours = set(owned(target)) if there else set()
    if foreign := sorted(there - ours):
        shown = ", ".join(foreign[:3]) + (", …" if len(foreign) > 3 else "")
        raise UsageError(f"{target} holds other files: {shown}", "name a new folder")
    if there and not force:
        raise UsageError(f"{target} holds an earlier export", "add --force to replace it")
    return there


@contextmanager
def _hidden_file(target: Path) -> Iterator[Path]:
    """Yield the name of a file beside `target` that is no more when the block ends."""
    _sweep(target.parent)
    new = target.parent / _name()
    try:
        yield new
    finally:
        _clear(new)


def _name() -> str:
    return f"{PREFIX}{os.urandom(8).hex()}"


def _fill(new: Path, raw: bytes, target: Path) -> None:
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


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(pairs: Sequence[tuple[Path, Path]], gone: Collection[Path] = ()) -> None:
    """Put every new file in its target's place and remove those that are `gone`; where one step fails, undo the others."""
    steps = [*pairs, *((None, path) for path in gone)]
    kept: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for _, target in steps if len(steps) > 1 else ():
            if target.exists():
                kept[target] = target.parent / _name()
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
            _to_disk(folder)


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


def _sweep(folder: Path) -> None:
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
