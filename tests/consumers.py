"""What the tests of the take-away share: the real data, and running the programs that people feed with our files."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
NODE_MODULES = ROOT / "build" / "node" / "node_modules"

TOO_WIDE = 2.0
"""Points that no box may be wider or higher than its place."""


def program(name: str) -> str:
    """Return the path of a program; skips the test where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; CI installs it")
    return found


def node_module(name: str) -> Path:
    """Return the folder of a package of npm; skips the test where it is not installed."""
    found = NODE_MODULES / name
    if not found.exists():
        pytest.skip(f"{name} of npm is not installed; `make node` installs it")
    return found


def installed(file: str) -> None:
    """Skip the test where TeX has no such file."""
    if not subprocess.run([program("kpsewhich"), file], capture_output=True, check=False).stdout:
        pytest.skip(f"{file} is not installed")


def run(command: list[str], folder: Path, seconds: float = 120) -> str:
    """Run a program in `folder` and return what it printed; fails when it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=seconds)
    output = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == 0, f"{' '.join(command)}\n{output[-3000:]}"
    return output


def latex_faults(log: str) -> list[str]:
    """Return the errors of a log, its undefined references, and what is too wide or too high, with its table."""
    found, table = [], ""
    for line in log.splitlines():
        if line.startswith("table "):
            table = line
        wide = re.match(r"Overfull \\[hv]box \((\d+\.\d+)pt", line)
        if (wide and float(wide[1]) > TOO_WIDE) or re.match(
            r"!|LaTeX Warning: (?:Citation|Reference).*undefined", line
        ):
            found.append(f"{table}: {line}")
    return found
