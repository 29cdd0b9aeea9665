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

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PEERS = ROOT / "build" / "bench"

Command = Sequence[str | Path]


def peers(*packages: str) -> Path:
    """Install `packages` into an environment of their own, once; return its folder of programs."""
    programs = PEERS / "bin"
    if not programs.exists():
        venv.create(PEERS, with_pip=True)
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", *packages], check=True)
    return programs


def ratios(commands: Mapping[str, Command], base: str, runs: int = 15, **variables: str) -> dict[str, float]:
    """Return the median time of every command in units of the one called `base`; commands take turns."""
    environment = {**os.environ, **variables}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken[1:]) for name, taken in times.items()}
    return {name: median / medians[base] for name, median in medians.items()}


def report(title: str, found: Mapping[str, float]) -> None:
    """Print ratios as a Markdown table."""
    print(f"| {title} | ratio |\n|---|---:|")
    for name, ratio in found.items():
        print(f"| {name} | {ratio:.2f} |")
    print()
