"""Timing commands in turn, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
BUILD = ROOT / "build" / "bench"

Command = Sequence[str | Path]


class Taken(NamedTuple):
    """What a command takes, in seconds or in units of the base: on the clock, and of the processor; at most so many MB."""

    clock: float
    processor: float
    memory: float = 0.0


def environment_with(name: str, *packages: str) -> Path:
    """Install `packages` into an environment of their own, once; return its folder of programs."""
    programs = BUILD / name / "bin"
    if not programs.exists():
        venv.create(BUILD / name, with_pip=True)
    pip: list[str | Path] = [programs / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, *packages], check=True)
    return programs


def wheel() -> Path:
    """Build the wheel of this checkout, as `pip install` would get it, and return its path."""
    folder = BUILD / "wheel"
    for old in folder.glob("*.whl"):
        old.unlink()
    pip: list[str | Path] = [BIN / "python", "-m", "pip", "wheel", "-qq", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--wheel-dir", folder, ROOT], check=True)
    (built,) = folder.glob("*.whl")
    return built


def taken(command: Command, environment: Mapping[str, str], folder: Path = ROOT, *, finds: bool = False) -> Taken:
    """Return what one run of a command takes. Raises CalledProcessError when it fails; one that `finds` may find something."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=folder
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > finds:
        raise subprocess.CalledProcessError(process.returncode, list(map(str, command)))
    return Taken(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


def ratios(
    commands: Mapping[str, Command], base: str, runs: int = 15, folder: Path = ROOT, **variables: str
) -> dict[str, Taken]:
    """Return the medians of every command, run in `folder`, in units of the one called `base`; commands take turns."""
    environment = {**os.environ, **variables}
    clock: dict[str, list[float]] = {name: [] for name in commands}
    processor: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            times = taken(command, environment, folder)
            clock[name].append(times.clock)
            processor[name].append(times.processor)
    walls, cpus = ({name: statistics.median(taken[1:]) for name, taken in of.items()} for of in (clock, processor))
    return {name: Taken(walls[name] / walls[base], cpus[name] / cpus[base]) for name in commands}


def report(title: str, found: Mapping[str, Taken]) -> None:
    """Print the ratios as a Markdown table."""
    print(f"| {title} | clock | processor |\n|---|---:|---:|")
    for name, taken in found.items():
        print(f"| {name} | {taken.clock:.2f} | {taken.processor:.2f} |")
    print()
