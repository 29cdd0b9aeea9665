"""Writing to standard output, with clear words when that fails."""

from __future__ import annotations

import os
import sys

from mmkb.errors import UsageError


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
        message = f"standard output cannot be written: {problem.strerror or problem}"
        raise UsageError(message, "name a file by --output") from problem


def _silence() -> None:
    """Drop what is left in the buffer: the interpreter would try to write it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
