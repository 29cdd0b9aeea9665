"""The declarations are whole, cost nothing, and are what every door offers."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from argument_lists import COMMANDS
from mmkb.cli.help_page import page, program
from mmkb.commands.anatomy import HEADS
from mmkb.commands.declare import Command, Parameter
from mmkb.commands.registry import NAMES, called
from mmkb.commands.shared import PANELS
from mmkb.formats.registry import FORMATS
from mmkb.kb import KnowledgeBase
from mmkb.listings import Listing

ROOT = Path(__file__).parents[2]
BY_NAME = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


@BY_NAME
def test_a_declaration_is_whole(command: Command) -> None:
    assert command.panel in PANELS
    assert command.summary.endswith(".")
    assert command.examples
    flags = [flag for parameter in command.everything for flag in parameter.flags]
    assert len(flags) == len(set(flags)), "two options share a flag"
    names = [parameter.name for parameter in command.everything]
    assert len(names) == len(set(names))
    loose = [parameter for parameter in command.parameters if not parameter.flags]
    assert not any(parameter.repeats for parameter in loose[:-1]), "only the last argument can take all the words"
    assert [parameter.required for parameter in loose] == sorted(
        (parameter.required for parameter in loose), reverse=True
    )


def taken(function: Callable[..., object]) -> dict[str, tuple[object, inspect._ParameterKind]]:
    """Return the parameters of a function with default and kind; those of `**heads` are the numbers of a layer."""
    found = dict(inspect.signature(function).parameters)
    if found.get("heads") and found["heads"].kind is inspect.Parameter.VAR_KEYWORD:
        del found["heads"]
        for declared in HEADS:
            found[declared.name] = inspect.Parameter(declared.name, inspect.Parameter.KEYWORD_ONLY, default=None)
    return {name: (parameter.default, parameter.kind) for name, parameter in found.items()}


@BY_NAME
def test_the_function_takes_what_is_declared(command: Command) -> None:
    found = taken(command.answer)
    own = dict(list(found.items())[0 if command.asks == "nothing" else 1 :])
    assert set(own) == {parameter.name for parameter in command.parameters}
    for declared in command.parameters:
        assert own[declared.name][0] == (inspect.Parameter.empty if declared.required else declared.default)


@BY_NAME
def test_python_has_every_command_with_the_same_names_and_defaults(command: Command) -> None:
    kb = KnowledgeBase(None)  # type: ignore[arg-type]  # nothing is opened before a method asks for it
    method = getattr(kb, called(command.name))
    found = taken(method.__call__ if isinstance(method, Listing) else method)
    assert set(found) == {parameter.name for parameter in command.parameters}
    for declared in command.parameters:
        default, kind = found[declared.name]
        if kind is inspect.Parameter.VAR_POSITIONAL:
            assert declared.type == "words"
        else:
            assert default == (inspect.Parameter.empty if declared.required else declared.default)
        assert (kind is inspect.Parameter.KEYWORD_ONLY) == bool(declared.flags)


def test_the_program_lists_every_command() -> None:
    assert set(re.findall(r"^  ([a-z-]+)(?: {2,}|$)", program(), re.MULTILINE)) >= set(NAMES)


@BY_NAME
@pytest.mark.parametrize("reference", ["docs/reference/cli.md", "skills/mmkb/references/commands.md"])
def test_the_reference_says_everything_of_a_command(command: Command, reference: str) -> None:
    _, _, behind = (ROOT / reference).read_text(encoding="utf-8").partition(f"\n## mmkb {command.name}\n")
    section = behind.partition("\n## ")[0]
    assert [example for example in command.examples if example not in section] == []
    said = [parameter.called for parameter in command.everything]
    assert [name for name in said if name not in section] == []


@BY_NAME
@pytest.mark.parametrize("columns", [40, 80])
def test_help_fits_and_says_everything(command: Command, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = page(command)
    assert [example for example in command.examples if f"\n  {example}\n" not in text] == []
    assert not re.search(r"\\b|<list|None|UNION", text)
    for parameter in command.everything:
        assert all(flag in text for flag in parameter.flags)
    prose = [line for line in text.splitlines() if line.strip() not in command.examples and "Usage:" not in line]
    assert max(map(len, prose)) <= columns or columns == 40


def test_formats_that_pages_offer_are_those_that_take_them() -> None:
    from mmkb.commands.shared import PAGE_FORMAT

    assert set(PAGE_FORMAT.choices) == {format_.name for format_ in FORMATS.values() if format_.pages}


def test_declaring_imports_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from mmkb.commands.registry import NAMES, command\n"
        "[command(name) for name in NAMES]\n"
        "print(*sorted(name for name in set(sys.modules) - before if not name.startswith('mmkb')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"typer", "pydantic", "yaml", "rich", "rapidfuzz", "pathlib", "sqlite3", "json"}
    assert not set(done.stdout.split()) & heavy


def test_a_parameter_is_called_by_its_long_flag_or_its_placeholder() -> None:
    assert Parameter("limit", "integer", "", "-n", "--limit").called == "--limit"
    assert Parameter("ids", "words", "", metavar="ID").called == "ID"
