"""The typer application, made from the declarations: it parses what the quick door does not, and says what is wrong."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from mmkb.cli import help_page
from mmkb.cli.run import run
from mmkb.cli.standard_output import write_stdout
from mmkb.cli.welcome import version, welcome
from mmkb.commands.declare import Command, Parameter
from mmkb.commands.registry import NAMES, command
from mmkb.commands.tried import no_command
from mmkb.errors import UsageError
from mmkb.query.arguments import looks_like_query

_Misused: Any = typer.BadParameter.__base__
"""What typer raises for a command line that it cannot parse; it gives the class no name of its own."""


def build(only: str | None = None) -> typer.Typer:
    """Return the program; with the name of a command the program with that command alone, which is quicker made."""
    app = typer.Typer(
        name="mmkb",
        cls=_Program,
        context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=False,  # typer's rewrites the start of a shell in place, and a failure loses it
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(_start)
    for name in (only,) if only else NAMES:
        app.command(name, cls=_helped(command(name)))(_function(command(name)))
    return app


def through_typer(arguments: list[str]) -> int:
    """Run the program on `arguments` and return the exit code. Raises UsageError for what typer cannot parse."""
    first = arguments[0] if arguments else "--help"
    if first not in NAMES and not first.startswith("-"):
        raise no_command(first)
    only = first if first in NAMES else None
    program = typer.main.get_command(build(only))
    try:
        ended = program.main(args=arguments, prog_name="mmkb", standalone_mode=False)
    except _Misused as misused:
        said = misused.format_message().rstrip(".")
        raise UsageError(said, _remedy(said, only, arguments)) from None
    except SystemExit as exit_:
        ended = exit_.code
    return ended if isinstance(ended, int) else 0


def _remedy(said: str, only: str | None, arguments: list[str]) -> str:
    """Return how to go on: with an example where an argument is missing, with a command where an option stands alone.

    A condition behind a dash, as other searches leave out what matches, gets the word for it.
    """
    left_out = [word[1:] for word in arguments if word[:1] == "-" != word[1:2] and looks_like_query(word[1:])]
    if left_out and said.startswith("No such option"):
        return f"to leave out what matches: {shlex.join(['mmkb', only or 'models', 'not', left_out[0]])}"
    if only is None:
        return "options stand behind a command, as in `mmkb models -n 3`; `mmkb --help` lists the commands"
    example = f" {command(only).examples[0]}; all it takes:" if said.startswith("Missing") else ""
    return f"try:{example} mmkb {only} --help"


class _Program(TyperGroup):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401, ARG002 typer's own context
        return help_page.program().rstrip()


def _helped(declared: Command) -> type[TyperCommand]:
    """Return the class of typer's command whose help is ours."""

    class Helped(TyperCommand):
        def get_help(self, ctx: Any) -> str:  # noqa: ANN401, ARG002 typer's own context
            return help_page.page(declared).rstrip()

    return Helped


def _start(
    ctx: typer.Context,
    asked: Annotated[bool, typer.Option("--version", "-V")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
    install_completion: Annotated[bool, typer.Option("--install-completion")] = False,
    show_completion: Annotated[bool, typer.Option("--show-completion")] = False,
) -> None:
    if asked:
        raise typer.Exit(version(with_data=json))
    if install_completion or show_completion:
        from mmkb.cli.install import install, script

        write_stdout(install() if install_completion else script())
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        if json:
            raise UsageError("--json alone has no answer to write", "put it behind a command, or beside --version")
        raise typer.Exit(welcome())


def _function(declared: Command) -> Callable[..., NoReturn]:
    """Return a function with the signature that typer reads a command's parameters from."""

    def call(**given: object) -> NoReturn:
        raise typer.Exit(run(declared, given))

    parameters = [_parameter(parameter) for parameter in declared.everything]
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


def _parameter(declared: Parameter) -> inspect.Parameter:
    """Return one parameter as typer knows it: words as they are given, so that our own reading says what they mean."""
    words: Any = bool if declared.type == "flag" else list[str] if declared.repeats else str
    info = typer.Option(*declared.flags) if declared.flags else typer.Argument(metavar=declared.metavar)
    absent: object = False if declared.type == "flag" else None
    default = inspect.Parameter.empty if declared.required else absent
    optional: Any = words if declared.required or words is bool else words | None
    annotation = Annotated[optional, info]
    return inspect.Parameter(declared.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
