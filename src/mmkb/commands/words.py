"""Command lines taken apart by their declarations: which word is for which parameter."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.commands.declare import Command, Parameter


def recognised(asked: Command, words: Sequence[str]) -> dict[str, object] | None:
    """Return what is given for each parameter by name, or None when a word is not recognised or one is missing."""
    taken = _taken(asked, words)
    return taken[0] if taken is not None and _place(*taken, asked) else None


def options_alone(asked: Command, words: Sequence[str]) -> bool:
    """Return whether words are options of a command, whole with their values, and nothing else."""
    taken = _taken(asked, [word for word in words if word not in ("-h", "--help")])
    return taken is not None and not taken[1]


def _taken(asked: Command, words: Sequence[str]) -> tuple[dict[str, object], list[str]] | None:
    """Return the options that are given, and the words for no option; None when an option is not recognised."""
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
    return given, loose


def _give(given: dict[str, object], parameter: Parameter, word: str) -> None:
    if parameter.repeats:
        collected = given.setdefault(parameter.name, [])
        assert isinstance(collected, list)
        collected.append(word)
    else:
        given[parameter.name] = word


def _place(given: dict[str, object], loose: list[str], asked: Command) -> bool:
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
