"""Put each fault of the lists beside this file into a copy of the sources, and see whether the tests of its floor find it.

`python tests/mutants/run.py [FLOOR or FILE ...] [--jobs N]`: exit 1 when fewer than 90 % are found, 2 when a list has to be
mended: a fault whose text does not stand exactly once in its file any more, one that breaks the tests before they run, or
tests that fail without any fault.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ENOUGH = 0.9
LONGEST = 300
"""Seconds after which tests that a fault makes run on count as failed."""
Answer = TypeVar("Answer")
_OUTCOMES = {0: "lived", 1: "found"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A text of a file below `src/mmkb` replaced by another, and the tests below `tests` that should fail then."""

    floor: str
    path: str
    tests: tuple[str, ...]
    what: str
    old: str
    new: str


def faults(floor: str) -> Iterator[Fault]:
    """Yield the faults of a floor's list."""
    for file in tomllib.loads((HERE / f"{floor}.toml").read_text(encoding="utf-8"))["file"]:
        for what, old, new in file["faults"]:
            yield Fault(floor, file["path"], tuple(file["tests"].split()), what, old, new)


def copied(folder: Path) -> Path:
    """Copy what the tests need; the data, which they only read, stay where they are."""
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("data", "docs"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copy2(ROOT / "pyproject.toml", folder)
    return folder


def outcome(copy: Path, tests: tuple[str, ...]) -> tuple[str, str]:
    """Run tests on the sources of a copy; return what they printed behind what it means.

    `lived` when all pass, `found` when one fails or they do not end, `broken` when they cannot run.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(copy / name) for name in ("src", "tests")),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MMKB_HYPOTHESIS": "any-example",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # to import plugins takes longer than most of these tests
    }
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "--hypothesis-seed=0"]
    command = [sys.executable, "-m", "pytest", *options, *(str(Path("tests", name)) for name in tests)]
    try:
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return "found", "the tests do not end"
    return _OUTCOMES.get(done.returncode, "broken"), done.stdout + done.stderr


def tried(fault: Fault, copy: Path) -> str:
    """Return what becomes of a fault; the copy is as before afterwards."""
    path = copy / "src" / "mmkb" / fault.path
    if not path.is_file() or (text := path.read_text(encoding="utf-8")).count(fault.old) != 1:
        return "does not apply"
    path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
    try:
        return outcome(copy, fault.tests)[0]
    finally:
        path.write_text(text, encoding="utf-8")


def main() -> int:
    """Run the lists of the floors that the command line names, or all; print what became of every fault."""
    known = sorted(path.stem for path in HERE.glob("*.toml"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(known)}, or a file; default: all")
    parser.add_argument("--jobs", type=int, default=2, help="faults tried at once (default: 2)")
    asked = parser.parse_args()
    listed = [fault for floor in known for fault in faults(floor)]
    if unknown := set(asked.names) - {name for fault in listed for name in (fault.floor, fault.path)}:
        parser.error(f"no list has faults of {', '.join(sorted(unknown))}")
    wanted = [fault for fault in listed if not asked.names or {fault.floor, fault.path} & set(asked.names)]
    with tempfile.TemporaryDirectory(prefix="mmkb-mutants-") as folder, ThreadPoolExecutor(asked.jobs) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(asked.jobs):
            copies.put(copied(Path(folder, str(number))))

        def with_copy(run: Callable[[Path], Answer]) -> Answer:
            copy = copies.get()
            try:
                return run(copy)
            finally:
                copies.put(copy)

        sets = dict.fromkeys(fault.tests for fault in wanted)
        for result, printed in pool.map(with_copy, [partial(outcome, tests=tests) for tests in sets]):
            if result != "lived":
                print(printed, "tests fail without any fault", sep="\n", file=sys.stderr)
                return 2
        tally: Counter[tuple[str, str]] = Counter()
        results = pool.map(with_copy, [partial(tried, fault) for fault in wanted])
        for fault, result in zip(wanted, results, strict=True):
            tally[fault.floor, result] += 1
            print(f"{result:14}  {fault.path}: {fault.what}", flush=True)
    return verdict(tally)


def verdict(tally: Counter[tuple[str, str]]) -> int:
    """Print the table of outcomes by floor and return the exit code."""
    print(f"\n{'floor':10} faults  found  lived  does not apply  broken")
    for floor in dict.fromkeys(floor for floor, _ in tally):
        of_floor = [tally[floor, result] for result in ("found", "lived", "does not apply", "broken")]
        print(f"{floor:10} {sum(of_floor):6} {of_floor[0]:6} {of_floor[1]:6} {of_floor[2]:15} {of_floor[3]:7}")
    found = sum(count for (_, result), count in tally.items() if result == "found")
    print(f"found: {found} of {tally.total()} ({found / tally.total():.1%})")
    if any(result in ("does not apply", "broken") for _, result in tally):
        print("mend the faults that do not apply or are broken", file=sys.stderr)
        return 2
    return 0 if found >= ENOUGH * tally.total() else 1


if __name__ == "__main__":
    sys.exit(main())
