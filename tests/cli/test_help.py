"""Every command's help is there, and every example in it works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from mmkb.cli.app import MODULES, build

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[2]
APP = build()


def commands() -> list[str]:
    return [str(command.name) for command in APP.registered_commands]


def examples(command: str) -> list[str]:
    (found,) = [registered for registered in APP.registered_commands if registered.name == command]
    text = found.help or (found.callback.__doc__ if found.callback else "") or ""
    return re.findall(r"^ +(mmkb .+|eval .+)$", text, re.MULTILINE)


def run(command: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "MMKB_DATA": str(ROOT / "data")}
    home = {"HOME": str(tmp_path)}
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path, env={**environment, **home}
    )


def test_every_command_is_found_in_its_module() -> None:
    assert sorted(commands()) == sorted(command for names in MODULES.values() for command in names)
    for command in commands():
        assert [registered.name for registered in build(command).registered_commands] == [command]


@pytest.mark.parametrize("command", commands())
def test_every_example_works(command: str, tmp_path: Path) -> None:
    found = examples(command)
    assert found, f"mmkb {command} --help shows no example"
    for example in found:
        (tmp_path / "data").unlink(missing_ok=True)
        (tmp_path / "data").symlink_to(ROOT / "data")
        done = run(example, tmp_path)
        assert done.returncode in ({0, 1} if command == "check" else {0}), f"{example}\n{done.stderr}"
        assert "nothing matches" not in done.stderr, f"{example} finds nothing"


@pytest.mark.parametrize("command", ["", *commands()])
def test_help_fits_eighty_columns(command: str, tmp_path: Path) -> None:
    done = run(f"TERMINAL_WIDTH=80 COLUMNS=80 mmkb {command} -h", tmp_path)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_commands_are_public_typer(tmp_path: Path) -> None:
    assert isinstance(APP, typer.Typer)
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert not re.search(r"^\s*(?:import click|from click|from typer\._|import typer\._)", source, re.MULTILINE)
    assert "Traceback" not in run("mmkb nonsense", tmp_path).stderr
