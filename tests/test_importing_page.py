"""docs/importing.md is a transcript: its files are written into an empty folder, and its commands print what stands below them.

MMKB_UPDATE=1 writes the page anew from what the commands print. The day of an import is the day of the test.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from mmkb.importers.draft import today
from test_console import BLOCK, ROOT, commands

PAGE = ROOT / "docs" / "importing.md"
FILE = re.compile(r"^`([\w.]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DAY = "2026-11-29"
"""The day that the page prints."""


def run(command: str, folder: Path) -> str:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "MMKB_DATA"},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-c", f"{{ {command}\n}} 2>&1"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=folder,
    )
    output = "".join(f"{line.rstrip()}\n" for line in done.stdout.replace(today(), DAY).splitlines())
    return output + (f"[exit {done.returncode}]\n" if done.returncode else "")


def test_the_page(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    text = PAGE.read_text(encoding="utf-8")
    for name, content in FILE.findall(text):
        (tmp_path / name).write_text(content, encoding="utf-8")
    printed = BLOCK.sub(
        lambda found: (
            "```console\n"
            + "".join(f"$ {command}\n{run(command, tmp_path)}" for command, _ in commands(found[1]))
            + "```"
        ),
        text,
    )
    if os.environ.get("MMKB_UPDATE"):
        PAGE.write_text(printed, encoding="utf-8")
    else:
        assert printed == text


def test_the_page_writes_files_and_runs_commands() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(FILE.findall(text)) >= 6
    assert sum(len(commands(found[1])) for found in BLOCK.finditer(text)) >= 7
