"""The quick door: it answers an argument list that it recognises in full, and leaves any other to typer.

It reads as typer does: options and arguments in any order, `--name VALUE`, `--name=VALUE`, `-n VALUE`, and nothing but
arguments after `--`. It prints no error of its own about the shape of a command line.
"""

from __future__ import annotations

import os

from mmkb.commands.registry import NAMES, command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.commands.declare import Command, Parameter


def straight(arguments: Sequence[str]) -> int | None:
    """Answer `arguments` and return the exit code, or return None, with nothing done, when they are left to typer."""
    if "_MMKB_COMPLETE" in os.environ:
        from mmkb.cli.complete import complete

        return complete(os.environ)
    match list(arguments):
        case []:
            from mmkb.cli.welcome import welcome

            return welcome()
        case ["--version" | "-V"]:
            from mmkb.cli.welcome import version

            return version()
        case ["--version" | "-V", "--json"] | ["--json", "--version" | "-V"]:
            from mmkb.cli.welcome import version

            return version(with_data=True)
        case ["--help" | "-h"]:
            from mmkb.cli.help_page import program

            return _printed(program())
        case [name, "--help" | "-h"] if name in NAMES:
            from mmkb.cli.help_page import page

            return _printed(page(command(name)))
        case [name, *rest] if name in NAMES:
            asked = command(name)
            given = recognised(asked, rest)
            if given is not None:
                from mmkb.cli.run import run

                return run(asked, given)
    return None


def recognised(asked: Command, words: Sequence[str]) -> dict[str, object] | None:
    """Return what is given for each parameter by name, or None when a word is not recognised or one is missing."""
    options = {flag: parameter for parameter in asked.everything for flag in parameter.flags}
    given: dict[str, object] = {}
    loose: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            loose.extend(rest)
        elif len(word) < 2 or word[0] != "-":
            loose.append(word)
        else:
            flag, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
            parameter = options.get(flag)
            if parameter is None or (parameter.type == "flag" and equals):
                return None
            if parameter.type == "flag":
                given[parameter.name] = True
                continue
            found = value if equals else next(rest, None)
            if found is None:
                return None
            _give(given, parameter, found)
    return given if _place(given, asked, loose) else None


def _give(given: dict[str, object], parameter: Parameter, word: str) -> None:
    if parameter.repeats:
        collected = given.setdefault(parameter.name, [])
        assert isinstance(collected, list)
        collected.append(word)
    else:
        given[parameter.name] = word


def _place(given: dict[str, object], asked: Command, loose: list[str]) -> bool:
    """Put the words without an option where they belong; return whether each has a place and none is missing."""
    for parameter in asked.parameters:
        if parameter.flags:
            continue
        if not loose:
            if parameter.required:
                return False
        elif parameter.repeats:
            given[parameter.name], loose = loose, []
        else:
            given[parameter.name], loose = loose[0], loose[1:]
    return not loose


def _printed(text: str) -> int:
    from mmkb.cli.standard_output import write_stdout

    write_stdout(text)
    return 0
