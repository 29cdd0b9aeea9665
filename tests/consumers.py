"""What the tests of the take-away share: the real data, and running the programs that people feed with our files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"


def program(name: str) -> str:
    """Return the path of a program; skips the test where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; CI installs it")
    return found


def run(command: list[str], folder: Path, seconds: float = 120) -> str:
    """Run a program in `folder` and return what it printed; fails when it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=seconds)
    output = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == 0, f"{' '.join(command)}\n{output[-3000:]}"
    return output
