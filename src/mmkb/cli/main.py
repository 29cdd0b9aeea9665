"""The program: the one place where errors become exit codes. Plain arguments are answered straight, all others by typer."""

from __future__ import annotations

import sys

from mmkb.errors import INTERRUPTED, UNUSABLE, KbError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 fine, 1 findings or not found, 2 usage or query, 3 data unusable, 130 interrupted."""
    import signal

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        sys.exit(_run(list(sys.argv[1:] if arguments is None else arguments)))
    except KbError as error:
        print(f"mmkb: error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except Exception as error:
        sqlite3 = sys.modules.get("sqlite3")  # what is not loaded has raised nothing
        if sqlite3 is None or not isinstance(error, sqlite3.DatabaseError):
            raise
        print(
            f"mmkb: error: the index is damaged ({error})\nrun `mmkb where --forget`, which builds it anew",
            file=sys.stderr,
        )
        sys.exit(UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _run(arguments: list[str]) -> int:
    from mmkb.cli.straight import straight

    code = straight(arguments)
    if code is None:
        from mmkb.cli.app import through_typer

        code = through_typer(arguments)
    return code
