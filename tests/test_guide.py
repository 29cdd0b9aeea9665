"""Runs docs/curate.md from top to bottom in an empty folder: its commands print what stands there, its files are written.

MMKB_UPDATE=1 writes what the commands print anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "curate.md"
BLOCK = re.compile(r"^```(console|\w+ (?P<path>\S+))\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_guide(tmp_path: Path) -> None:
    said = GUIDE.read_text(encoding="utf-8")
    place = tmp_path / "empty"
    place.mkdir()
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
        "HOME": str(tmp_path),
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
    }

    def run(command: str) -> str:
        nonlocal place
        script = f"{{ {command}\n}} 2>&1; code=$?; pwd > {tmp_path}/where; exit $code"
        done = subprocess.run(
            ["bash", "-c", script], capture_output=True, text=True, check=False, env=environment, cwd=place
        )
        place = Path((tmp_path / "where").read_text().strip())
        output = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
        return output + (f"[exit {done.returncode}]\n" if done.returncode else "")

    def renewed(block: re.Match[str]) -> str:
        if block["path"]:
            target = place / block["path"]
            assert target.parent.is_dir()
            target.write_text(block["text"], encoding="utf-8")
            return block[0]
        commands = re.findall(r"^\$ (.*)$", block["text"], re.MULTILINE)
        return "```console\n" + "".join(f"$ {command}\n{run(command)}" for command in commands) + "```"

    found = BLOCK.sub(renewed, said)
    assert len(list(place.rglob("data/*/*.yaml"))) == 13
    if os.environ.get("MMKB_UPDATE"):
        GUIDE.write_text(found, encoding="utf-8")
        return
    assert found == said
