"""The command line: every command in a small file of its own; the only place where errors become exit codes."""

from __future__ import annotations

import signal
import sqlite3
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from mmkb import __version__
from mmkb.cli import browse, calculate, check, cite, closer, compare, count, curate, export, trace, welcome
from mmkb.errors import INTERRUPTED, KbError

app = typer.Typer(
    name="mmkb",
    help="The multimodal-LLM literature as data: every fact with its source.",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"mmkb {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    ctx: typer.Context,
    _version_asked: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask what the multimodal-LLM literature says, with a source for every fact."""
    if ctx.invoked_subcommand is None:
        welcome.welcome()


for part in (browse, closer, compare, trace, count, calculate, export, cite, check, curate, welcome):
    part.register(app)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 fine, 1 findings or not found, 2 usage or query, 3 data unusable, 130 interrupted."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="mmkb")
    except KbError as error:
        print(f"mmkb: error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except sqlite3.DatabaseError as error:
        print(
            f"mmkb: error: the index is damaged ({error})\nrun `mmkb where --forget`, which builds it anew",
            file=sys.stderr,
        )
        sys.exit(3)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(0)
