"""Help, made from the declarations: what a command does, what it takes, examples as they are typed."""

from __future__ import annotations

import textwrap

from mmkb.commands.registry import NAMES, command
from mmkb.commands.shared import PANELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mmkb.commands.declare import Command, Parameter

_WIDEST = 100
_LEAST = 40
_HEAD = 26
"""Columns that names of parameters and commands may take before their help begins on a line of its own."""

_HELP = ("-h, --help", "Show this help.")


def page(asked: Command) -> str:
    """Return the help of one command."""
    arguments = [parameter for parameter in asked.parameters if not parameter.flags]
    options = [parameter for parameter in asked.parameters if parameter.flags]
    usage = " ".join(["Usage: mmkb", asked.name, *map(_placeholder, arguments), "[OPTIONS]"])
    parts = [usage, _filled(asked.summary)]
    parts += [_filled(asked.more)] if asked.more else []
    parts += [_block("Examples", [f"  {example}" for example in asked.examples])]
    parts += (
        [_block("Arguments", _lines((parameter.metavar, _said(parameter)) for parameter in arguments))]
        if arguments
        else []
    )
    parts += [_block("Options", _lines(map(_option, options)))] if options else []
    where = [*map(_option, asked.handed_on), _HELP]
    parts.append(_block("Where the answer goes, as for other commands" if asked.handed_on else "Common", _lines(where)))
    return "\n\n".join(parts) + "\n"


def program() -> str:
    """Return the help of the program: its commands by panel."""
    commands = [command(name) for name in NAMES]
    parts = [
        "Usage: mmkb COMMAND [ARGUMENTS] [OPTIONS]",
        "The multimodal-LLM literature as data: every fact with its source.",
    ]
    parts += [
        _block(panel, _lines((entry.name, entry.summary) for entry in commands if entry.panel == panel))
        for panel in PANELS
    ]
    options = [
        ("-V, --version", "Print the version; with --json also that of the data."),
        ("--install-completion", "Install completion for the shell that SHELL names."),
        ("--show-completion", "Print the completion script of that shell."),
        _HELP,
    ]
    parts.append(_block("Options", _lines(options)))
    parts.append(
        "`mmkb COMMAND --help` explains a command, `mmkb help query` the query language,\n"
        "`mmkb help marks` what stands behind a value or in its place."
    )
    return "\n\n".join(parts) + "\n"


def _width() -> int:
    """Return the width to write for: that of the terminal, or COLUMNS, within reason."""
    import shutil

    return max(_LEAST, min(shutil.get_terminal_size((80, 24)).columns, _WIDEST))


def _placeholder(parameter: Parameter) -> str:
    shown = parameter.metavar if parameter.required else f"[{parameter.metavar}]"
    return f"{shown}..." if parameter.repeats else shown


def _option(parameter: Parameter) -> tuple[str, str]:
    flags = ", ".join(sorted(parameter.flags, key=len))
    return (flags if parameter.type == "flag" else f"{flags} {parameter.metavar}", _said(parameter))


def _said(parameter: Parameter) -> str:
    """Return the help of a parameter, with what it is without being given."""
    default = parameter.default
    if parameter.type == "flag" or default in (None, "", (), "none") or "default" in parameter.help:
        return parameter.help
    shown = (
        ",".join(default) if isinstance(default, tuple) else f"{default:g}" if isinstance(default, float) else default
    )
    return f"{parameter.help} Default: {shown}."


def _filled(text: str) -> str:
    return textwrap.fill(text, _width())


def _block(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{title}:", *lines])


def _lines(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return names and their help in two columns; a long name has its help below."""
    rows = list(pairs)
    column = 4 + max((len(name) for name, _ in rows if len(name) <= _HEAD), default=0)
    lines = []
    for name, says in rows:
        room = max(20, _width() - column)
        first, *rest = textwrap.wrap(says, room, break_on_hyphens=False) or [""]
        head = f"  {name}"
        if len(name) > _HEAD:
            lines.append(head)
            head = ""
        lines += [f"{head:<{column}}{first}", *(" " * column + line for line in rest)]
    return lines
