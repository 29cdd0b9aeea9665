"""Writing to standard output, with clear words when that fails."""

from __future__ import annotations

import codecs
import os
import sys

from mmkb.errors import UsageError
from mmkb.terminal import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def is_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def take_any_text() -> None:
    r"""Let the streams write what their encoding lacks as `\uXXXX`, which JSON reads and people see for what it is."""
    codecs.register_error("mmkb", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="mmkb")


def write_stdout(content: str | bytes, *, drawn: bool = False) -> None:
    """Write to standard output, to a terminal with signs for what it would obey or hide.

    `drawn` content was made for a terminal: its control sequences are ours. Raises UsageError for bytes on a terminal,
    and when the output cannot be written.
    """
    if sys.stdout is None:
        raise UsageError("standard output is closed", "write to a file by --output")
    if isinstance(content, bytes) and is_terminal():
        raise UsageError("this format is not text, so a terminal cannot show it", "write it to a file by --output")
    if isinstance(content, str) and not drawn and is_terminal():
        content = visible(content)
    try:
        if isinstance(content, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
        raise
    except OSError as problem:
        silence(sys.stdout)
        message = f"standard output cannot be written: {problem.strerror or problem}"
        raise UsageError(message, "name a file by --output") from problem


def _escaped(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    units = problem.object[problem.start : problem.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), problem.end


def silence(stream: TextIO) -> None:
    """Drop what is left in the buffer of a stream: the interpreter would try to write it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
