"""Every command's help is there, and every example in it works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from mmkb.cli.app import build
from mmkb.commands.registry import NAMES, command

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[2]
APP = build()


def commands() -> list[str]:
    return [str(command.name) for command in APP.registered_commands]


def run(command: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "MMKB_DATA": str(ROOT / "data")}
    home = {"HOME": str(tmp_path)}
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path, env={**environment, **home}
    )


def test_typer_has_every_command_and_is_made_for_one_alone() -> None:
    assert commands() == list(NAMES)
    for name in NAMES:
        assert [registered.name for registered in build(name).registered_commands] == [name]


@pytest.mark.parametrize("name", NAMES)
def test_every_example_works(name: str, tmp_path: Path) -> None:
    for example in command(name).examples:
        (tmp_path / "data").unlink(missing_ok=True)
        (tmp_path / "data").symlink_to(ROOT / "data")
        done = run(example, tmp_path)
        assert done.returncode in ({0, 1} if name == "check" else {0}), f"{example}\n{done.stderr}"
        assert "nothing matches" not in done.stderr, f"{example} finds nothing"


@pytest.mark.parametrize("name", ["", *NAMES])
def test_typer_prints_the_same_help(name: str, tmp_path: Path) -> None:
    quick, slow = run(f"mmkb {name} --help", tmp_path), run(f"mmkb {name} --no-such-option --help", tmp_path)
    assert (quick.returncode, slow.returncode) == (0, 2)
    flags = [parameter for parameter in (command(name).everything if name else ()) if parameter.flags]
    if flags:
        one = flags[0].flags[0] if flags[0].type == "flag" else f"{flags[0].flags[0]} x"
        assert run(f"mmkb {name} {one} --help", tmp_path).stdout == quick.stdout


def test_commands_are_public_typer(tmp_path: Path) -> None:
    assert isinstance(APP, typer.Typer)
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert not re.search(r"^\s*(?:import click|from click|from typer\._|import typer\._)", source, re.MULTILINE)
    assert "Traceback" not in run("mmkb nonsense", tmp_path).stderr
