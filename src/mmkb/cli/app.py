"""The command line: every command in a small file of its own; the only place where errors become exit codes."""

from __future__ import annotations

import signal
import sqlite3
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, NoReturn

import typer

from mmkb import __version__
from mmkb.errors import INTERRUPTED, KbError
from mmkb.schema.kinds import KINDS

MODULES: dict[str, tuple[str, ...]] = {
    "browse": tuple(KINDS),
    "closer": ("show", "search", "table"),
    "compare": ("compare", "leaderboard"),
    "trace": ("openness", "lineage"),
    "count": ("stats", "timeline", "ask", "coverage"),
    "calculate": ("kv-cache", "memory", "finetune", "cost"),
    "export": ("export",),
    "cite": ("cite",),
    "check": ("check",),
    "curate": ("fields", "schema", "where"),
    "welcome": ("help", "completion"),
}
"""The commands by the module that registers them."""


def _version(asked: bool) -> None:
    if asked:
        print(f"mmkb {__version__}")
        raise typer.Exit


def start(
    ctx: typer.Context,
    _version_asked: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask what the multimodal-LLM literature says, with a source for every fact."""
    if ctx.invoked_subcommand is None:
        from mmkb.cli.welcome import welcome

        welcome()


def build(command: str | None = None) -> typer.Typer:
    """Return the program, or with the name of a command the program with that command alone.

    Typer reads the signature of every command it is given, which for all of them takes longer than most answers.
    """
    app = typer.Typer(
        name="mmkb",
        help="The multimodal-LLM literature as data: every fact with its source.",
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(start)
    for module, commands in MODULES.items():
        if command is None or command in commands:
            import_module(f"mmkb.cli.{module}").register(app)
    if command is not None:
        app.registered_commands = [registered for registered in app.registered_commands if registered.name == command]
    return app


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 fine, 1 findings or not found, 2 usage or query, 3 data unusable, 130 interrupted."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        given = list(sys.argv[1:] if arguments is None else arguments)
        known = {command for commands in MODULES.values() for command in commands}
        alone = given[0] if given and given[0] in known | {"--version", "-V"} else None
        build(alone)(args=given, prog_name="mmkb")
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
