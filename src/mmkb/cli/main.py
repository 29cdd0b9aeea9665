"""The program: the one place where errors become exit codes. Plain arguments are answered straight, all others by typer."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

_GARBAGE = 100_000
"""So many new objects are worth looking for circles among them; an answer of a few thousand cells has none."""

_INTERRUPT = 2
"""The signal of Ctrl-C, as POSIX numbers it: the import of `signal` takes time in which it may come."""
_ended: list[int] = []
"""The signal that asked the process to end: what it raises inside a statement of SQLite arrives as an interruption."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with one of the codes that `mmkb help exit-codes` lists.

    Everything is imported within, since Ctrl-C may come at once: above this stands only what Python has loaded anyway.
    """
    try:
        from mmkb.errors import UNUSABLE, USAGE, KbError

        _prepare()
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        code = 128 + (_ended[0] if _ended else _INTERRUPT)
    except KbError as error:
        code = _failed(f"error: {error}", error.exit_code)
    except SystemExit as ended:  # a signal that asks us to end, or typer
        code = ended.code if isinstance(ended.code, int) else USAGE
    except OSError as error:
        code = _failed(f"error: {_told(error)}", UNUSABLE)
    except Exception as error:
        code = _unexpected(error)
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    from mmkb.cli.straight import ordered, straight

    arguments = ordered(arguments)
    code = straight(arguments)
    if code is None:
        from mmkb.cli.app import through_typer

        code = through_typer(arguments)
    return code


def _prepare() -> None:
    """Make the streams take any text, signals that end the process run what tidies up, and garbage wait."""
    import atexit
    import gc
    import signal

    gc.set_threshold(_GARBAGE)
    atexit.register(gc.freeze)  # what is left at the end goes with the process, without being looked through

    if sys.stdin is None:  # closed by the caller: nothing comes from it
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 it stays open to the end
    if sys.stderr is None:  # closed by the caller: notes have no place, and must not end up among the results
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 it stays open to the end
    from mmkb.cli.standard_output import take_any_text

    take_any_text()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _end(number: int, frame: object) -> NoReturn:  # noqa: ARG001 what a signal's handler gets
    _ended.append(number)
    raise SystemExit(128 + number)


def _told(error: OSError) -> str:
    if error.filename is not None:
        return f"{error.filename}: {error.strerror or error}"
    if isinstance(error, FileNotFoundError):  # of the one folder that needs no name
        return "the working folder is no more\ngo to another"
    return error.strerror or str(error)


def _failed(message: str, code: int) -> int:
    from mmkb.cli.notes import say

    say(message)
    return code


def _unexpected(error: Exception) -> int:
    """Say what a programming mistake was and how to report it; it is none of the user's."""
    from mmkb.errors import UNEXPECTED

    if os.environ.get("MMKB_TRACEBACK"):
        raise error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" ({os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno})" if trace else ""  # noqa: PTH119
    return _failed(
        f"unexpected {type(error).__name__}: {error}{where}\n"
        "this is a mistake of ours: please report what `MMKB_TRACEBACK=1` before the same command prints",
        UNEXPECTED,
    )
