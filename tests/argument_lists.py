"""Argument lists made from the declarations, right and wrong ones, for tests of the doors."""

from __future__ import annotations

from hypothesis import strategies as st

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.registry import NAMES, command

COMMANDS = [command(name) for name in NAMES]
_WORDS = (
    "kite",
    "kite-s",
    "heron",
    "clip",
    "input:image",
    "access:open",
    "params:..13B",
    "not",
    "(",
    "models",
    "results",
)
_ODD = (
    "",
    "-",
    "--",
    "-x",
    "--nope",
    "--js",
    "--json=1",
    "--limit=",
    "-n5",
    "--help",
    "-1",
    "ä",
    "a b",
    "--format=json",
)


def word(parameter: Parameter) -> st.SearchStrategy[str]:
    """Return words for one parameter: mostly such as it takes."""
    good: st.SearchStrategy[str] = st.sampled_from(_WORDS)
    if parameter.choices:
        good = st.sampled_from(parameter.choices)
    elif parameter.type in ("integer", "number", "quantity"):
        good = st.sampled_from(("1", "8", "4096", "4k", "2.5"))
    elif parameter.name == "format":
        good = st.sampled_from(("json", "tsv", "csv", "markdown"))
    elif parameter.complete == "kinds":
        good = st.sampled_from(("models", "model", "results", "licenses"))
    return st.one_of(good, good, good, st.sampled_from((*_WORDS, *_ODD, "7B", "0", "x")))


@st.composite
def arguments(draw: st.DrawFn) -> list[str]:
    """Draw a command line without the program's name."""
    asked: Command = draw(st.sampled_from(COMMANDS))
    pieces: list[list[str]] = []
    for parameter in asked.everything:
        if parameter.name in ("data", "output", "bib"):
            continue
        if not parameter.flags:
            least = int(parameter.required and draw(st.integers(0, 9)) > 0)
            many = draw(st.integers(least, 3 if parameter.repeats else 1))
            pieces += [[draw(word(parameter))] for _ in range(many)]
        elif draw(st.integers(0, 4)) == 0:
            flag = draw(st.sampled_from(parameter.flags))
            if parameter.type == "flag":
                pieces.append([flag])
            elif flag.startswith("--") and draw(st.booleans()):
                pieces.append([f"{flag}={draw(word(parameter))}"])
            else:
                pieces.append([flag, draw(word(parameter))])
    if draw(st.integers(0, 3)) == 0:
        pieces.append([draw(st.sampled_from(_ODD))])
    order = draw(st.permutations(pieces))
    return [asked.name, *(part for piece in order for part in piece)]
