"""Writing one file or several: all of them or none."""

from __future__ import annotations

import errno
import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from mmkb.errors import UsageError
from mmkb.writing.hidden import exchange, fill_anew, hidden_file, sweep, to_disk
from mmkb.writing.undisturbed import undisturbed


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
        with undisturbed() as disturbed, ExitStack() as hidden:
            pairs = []
            for folder in {target.resolve().parent for target in contents}:
                sweep(folder)
            for target, content in contents.items():
                raw = content.encode(errors="backslashreplace") if isinstance(content, str) else content
                if target.exists() and not target.is_file():
                    with disturbed():  # a pipe may wait for its reader for ever
                        target.write_bytes(raw)
                else:
                    real = target.resolve()
                    new = hidden.enter_context(hidden_file(real))
                    fill_anew(new, raw, real)
                    pairs.append((new, real))
            exchange(pairs)
    except OSError as problem:
        raise failed(target, problem) from problem


@contextmanager
def with_folders(targets: Iterable[Path]) -> Iterator[None]:
    """Make the folders that `targets` lie in; where the block fails, those that were made are removed. Raises UsageError."""
    made: list[Path] = []
    with undisturbed() as disturbed:
        try:
            for target in targets:
                try:
                    for folder in reversed(target.parents):
                        if not folder.exists():
                            folder.mkdir()
                            made.append(folder)
                except OSError as problem:
                    raise failed(target, problem) from problem
            with disturbed():
                yield
        except BaseException:
            for folder in reversed(made):
                with suppress(OSError):
                    folder.rmdir()
            raise


def check_apart(targets: Sequence[Path]) -> None:
    """Raise UsageError when two of the files that a command would write are one."""
    seen: dict[object, Path] = {}
    for target in targets:
        marks: list[object] = [target.resolve()]
        with suppress(OSError):
            found = target.stat()
            marks.append((found.st_dev, found.st_ino))
        for mark in marks:
            if mark in seen:
                raise UsageError(f"{seen[mark]} and {target} are one file", "name two different files")
        seen.update(dict.fromkeys(marks, target))


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Yield a hidden, empty file beside `target` that takes its place when the block ends without an exception.

    Raises UsageError when `target` is no place for a regular file, OSError when it cannot be written.
    """
    if target.exists() and not target.is_file():
        raise UsageError(f"{target} is no regular file", "name a file")
    real = target.resolve()
    with undisturbed() as disturbed, hidden_file(real) as new:
        sweep(real.parent)
        fill_anew(new, b"", real)
        with disturbed():
            yield new
        to_disk(new)
        exchange([(new, real)])


def failed(target: Path | str, problem: OSError | RuntimeError) -> UsageError:
    """Return the error that says why `target` cannot be written."""
    real = Path(os.path.realpath(target)) if os.path.islink(target) else Path(target)  # noqa: PTH114 no name makes it raise
    above = next(folder for folder in (*real.parents, Path("/")) if os.path.exists(folder))  # noqa: PTH110
    if not os.path.isdir(above):  # noqa: PTH112
        return UsageError(f"{target} cannot be written: {above} is a file", "name another file")
    why, number = getattr(problem, "strerror", None) or problem, getattr(problem, "errno", None)
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) and not os.access(above, os.W_OK):
        remedy = f"the folder {above.absolute()} takes no files of yours: change its permissions, or write into another"
    elif above != real.parent and number in (None, errno.ENOENT):
        why, remedy = f"there is no folder {real.parent}", shlex.join(["mkdir", "-p", str(real.parent)])
    elif number in (errno.ENOSPC, errno.EDQUOT):
        remedy = "make room on its disk, or write to another"
    else:
        remedy = "name another file"
    return UsageError(f"{target} cannot be written: {why}", remedy)
