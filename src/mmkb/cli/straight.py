"""The quick door: it answers an argument list that it recognises in full, and leaves any other to typer.

It reads as typer does: options and arguments in any order, `--name VALUE`, `--name=VALUE`, `-n VALUE`, and nothing but
arguments after `--`. It prints no error of its own about the shape of a command line.
"""

from __future__ import annotations

import os

from mmkb.commands.registry import NAMES, command
from mmkb.commands.words import options_alone, recognised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


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


def ordered(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with options that stand before their command behind it, and `help COMMAND` as its page."""
    match list(arguments):
        case [first, *_] if first.startswith("-") and first not in ("--version", "-V", "--"):
            places = [at for at, word in enumerate(arguments) if word in NAMES]
            whole = (at for at in places if options_alone(command(arguments[at]), arguments[:at]))
            at = next(whole, places[0] if places else 0)
            return [*arguments[at : at + 1], *arguments[:at], *arguments[at + 1 :]]
        case ["help", name] if name in NAMES and name != "help":
            return [name, "--help"]
        case as_they_are:
            return as_they_are


def _printed(text: str) -> int:
    from mmkb.cli.standard_output import write_stdout

    write_stdout(text)
    return 0
