"""Runs the transcripts in tests/console: every `$ command` prints exactly what stands below it, then `[exit N]` if not 0.

A line `...` stands for any lines. MMKB_UPDATE=1 writes the transcripts anew from what the commands print.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((Path(__file__).parent / "console").glob("*.md"))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def _shared_cache(_own_cache: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped data are indexed once for all transcripts."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def run(command: str) -> str:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MMKB_DATA": str(ROOT / "data"),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-c", f"{{ {command}\n}} 2>&1"], capture_output=True, text=True, check=False, env=environment, cwd=ROOT
    )
    output = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
    return output + (f"[exit {done.returncode}]\n" if done.returncode else "")


def commands(block: str) -> list[tuple[str, str]]:
    """Return the commands of a block with the output that stands below each."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def matches(expected: str, actual: str) -> bool:
    pattern = "".join(".*" if line == "...\n" else re.escape(line) for line in expected.splitlines(keepends=True))
    return re.fullmatch(pattern, actual, re.DOTALL) is not None


def updated(block: str) -> str:
    return "".join(
        f"$ {command}\n{expected if '...' in expected.split() and matches(expected, actual) else actual}"
        for command, expected in commands(block)
        for actual in [run(command)]
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_transcript(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert BLOCK.search(text), "a transcript without commands tests nothing"
    if os.environ.get("MMKB_UPDATE"):
        file.write_text(BLOCK.sub(lambda found: f"```console\n{updated(found[1])}```", text), encoding="utf-8")
        return
    for found in BLOCK.finditer(text):
        for command, expected in commands(found[1]):
            actual = run(command)
            assert matches(expected, actual), f"$ {command}\n--- expected\n{expected}--- got\n{actual}"


def test_a_wrong_transcript_is_noticed() -> None:
    assert matches("a\n...\nz\n", "a\nb\nc\nz\n")
    assert not matches("a\n...\nz\n", "a\nb\n")
    assert not matches("a\n", "a\nb\n")
