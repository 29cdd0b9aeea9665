"""The typer application, made from the declarations: it parses what the quick door does not, and says what is wrong."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from mmkb.cli import help_page
from mmkb.cli.run import run
from mmkb.cli.welcome import version, welcome
from mmkb.commands.declare import Command, Parameter
from mmkb.commands.registry import NAMES, command
from mmkb.terminal import visible


def build(only: str | None = None) -> typer.Typer:
    """Return the program; with the name of a command the program with that command alone, which is quicker made."""
    app = typer.Typer(
        name="mmkb",
        cls=_Program,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(_start)
    for name in (only,) if only else NAMES:
        app.command(name, cls=_helped(command(name)))(_function(command(name)))
    return app


def through_typer(arguments: list[str]) -> int:
    """Run the program on `arguments` and return the exit code."""
    only = arguments[0] if arguments and arguments[0] in NAMES else None
    try:
        # Typer's errors quote the arguments on the terminal.
        build(only)(args=[visible(argument) for argument in arguments], prog_name="mmkb")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


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
) -> None:
    if asked:
        raise typer.Exit(version(with_data=json))
    if ctx.invoked_subcommand is None:
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
