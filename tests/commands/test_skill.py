"""The skill for agents says what is true: its commands run, its files are whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mmkb.commands import skill
from mmkb.errors import UsageError
from mmkb.index.index import Index

pytestmark = pytest.mark.usefixtures("shared_cache")

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "skills/mmkb/SKILL.md").read_text(encoding="utf-8")
COMMANDS = [line.strip() for line in re.findall(r"^ {4}(mmkb .+)$", TEXT, re.MULTILINE)]


def test_the_front_matter_follows_the_format() -> None:
    front = yaml.safe_load(TEXT.split("---")[1])
    assert front["name"] == "mmkb" == (ROOT / "skills/mmkb").name
    assert 0 < len(front["description"]) <= 1024
    assert len(TEXT.splitlines()) < 170
    assert len(re.findall(r"^```\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)[0].splitlines()) <= 40


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "MMKB_DATA": str(ROOT / "data")},
    )
    assert done.returncode == 0, done.stderr
    assert "nothing matches" not in done.stderr


def test_it_is_installed_whole_and_never_over_another_file(birds: Index, tmp_path: Path) -> None:
    skill.answer(birds, install=str(tmp_path))
    written = {str(path.relative_to(tmp_path / "mmkb")) for path in (tmp_path / "mmkb").rglob("*.md")}
    assert written == {name for name, _ in skill.files(birds)}
    (tmp_path / "mmkb/SKILL.md").write_text("mine")
    with pytest.raises(UsageError):
        skill.answer(birds, install=str(tmp_path))
    assert (tmp_path / "mmkb/SKILL.md").read_text() == "mine"
    skill.answer(birds, install=str(tmp_path), force=True)
    assert (tmp_path / "mmkb/SKILL.md").read_text().startswith("---\nname: mmkb")


def test_what_cannot_be_installed_leaves_nothing(birds: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "theirs").mkdir()
    with pytest.raises(UsageError, match=r"cannot be written: .*file is a file"):
        skill.answer(birds, install=str(tmp_path / "file"))

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    for place in ("new/deep", "theirs", "."):
        with pytest.raises(UsageError, match="No space left"):
            skill.answer(birds, install=str(tmp_path / place))
    assert sorted(path.name for path in tmp_path.rglob("*") if path.name != "cache") == ["file", "theirs"]
