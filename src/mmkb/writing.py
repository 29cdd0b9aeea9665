"""Writing results: a file whole or not at all, or standard output, with clear words when it fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from mmkb.errors import UsageError


def check_target(target: Path, *, force: bool) -> None:
    """Raise UsageError when a file cannot be written at `target` because something is there, or no folder is."""
    if target.is_dir():
        raise UsageError(f"{target} is a folder", "name a file by --output")
    if target.is_file() and not force:
        raise UsageError(f"{target} exists", "add --force to overwrite it")
    if not target.parent.is_dir():
        raise failed(target, FileNotFoundError(2, os.strerror(2)))


def write_file(target: Path, content: str | bytes, *, force: bool) -> None:
    """Write a file whole or not at all. Raises UsageError when it exists (without `force`) or cannot be written."""
    check_target(target, force=force)
    raw = content.encode() if isinstance(content, str) else content
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(raw)  # a device or a named pipe: renaming over it would destroy it
            return
        _write_aside(target, raw)
    except OSError as problem:
        raise failed(target, problem) from problem


def write_stdout(content: str | bytes) -> None:
    """Write to standard output. Raises UsageError for bytes on a terminal, and when the output cannot be written."""
    if isinstance(content, bytes) and sys.stdout.isatty():
        raise UsageError("this format is not text, so a terminal cannot show it", "write it to a file by --output")
    try:
        if isinstance(content, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        raise
    except OSError as problem:
        _silence()
        raise failed("standard output", problem) from problem


def failed(target: Path | str, problem: OSError) -> UsageError:
    """Return the error that says why `target` cannot be written."""
    return UsageError(f"{target} cannot be written: {problem.strerror}", "name another file by --output")


def umask() -> int:
    """Return the mask that new files get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _write_aside(target: Path, raw: bytes) -> None:
    import tempfile

    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        new.chmod(0o666 & ~umask())
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def _silence() -> None:
    """Drop what is left in the buffer: the interpreter would try to write it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
