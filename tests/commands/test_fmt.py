"""`mmkb fmt`: what it writes, what it only says, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from mmkb.commands.fmt import answer
from mmkb.corpus.emit import formatted
from mmkb.corpus.folder import SHIPPED, DataFolder
from mmkb.errors import UsageError

LAID_OUT = {path: formatted(text.encode(), path.partition("/")[0]) for path, text in kb.RECORDS.items()}
MESSY = "id: pond\nname: Pond\nevidence: []\n# why\nsummary:   Water.\n"
NEAT = "id: pond\nname: Pond\n# why\nsummary: Water.\nevidence: []\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = kb.write(tmp_path / "data", {**LAID_OUT, "datasets/pond.yaml": MESSY})
    monkeypatch.setenv("MMKB_DATA", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def test_it_writes_what_changes_and_nothing_else(data: Path, run: Run) -> None:
    before = {path: path.stat() for path in data.glob("*/*.yaml")}
    pond = data / "datasets" / "pond.yaml"
    pond.chmod(0o640)
    assert run("fmt") == (0, "formatted data/datasets/pond.yaml\n", "")
    assert pond.read_text(encoding="utf-8") == NEAT
    assert pond.stat().st_mode & 0o777 == 0o640
    assert [path for path, seen in before.items() if path.stat().st_ino != seen.st_ino] == [pond]
    assert run("fmt") == (0, "", "")


@pytest.mark.parametrize(
    "edit", [lambda pond: pond.write_text(f"{MESSY}size: 7\n"), Path.unlink], ids=["saved", "deleted"]
)
def test_what_is_edited_while_others_are_laid_out_is_not_lost(
    edit: Callable[[Path], object], data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pond = data / "datasets" / "pond.yaml"

    def meanwhile(raw: bytes, folder: str) -> str:
        if raw == MESSY.encode():
            edit(pond)
        return formatted(raw, folder)

    monkeypatch.setattr("mmkb.corpus.format.formatted", meanwhile)
    (data / "models" / "kite.yaml").write_bytes(kb.RECORDS["models/kite.yaml"].encode() + b"\n\n")
    before = (data / "models" / "kite.yaml").read_bytes()
    code, _, said = run("fmt")
    assert (code, said) == (
        2,
        "mmkb: error: datasets/pond.yaml was edited meanwhile, and nothing is written\nrun it again\n",
    )
    assert (data / "models" / "kite.yaml").read_bytes() == before
    assert not pond.exists() or pond.read_text().endswith("size: 7\n")


def test_a_link_stays(data: Path, run: Run, tmp_path: Path) -> None:
    pond, elsewhere = data / "datasets" / "pond.yaml", tmp_path / "elsewhere.yaml"
    pond.rename(elsewhere)
    pond.symlink_to(elsewhere)
    assert run("fmt", "data/datasets")[0] == 0
    assert pond.is_symlink()
    assert elsewhere.read_text(encoding="utf-8") == NEAT


def test_check_says_where_and_writes_nothing(data: Path, run: Run) -> None:
    code, out, _ = run("fmt", "--check")
    assert code == 1
    assert out.startswith(
        "data/datasets/pond.yaml:3:1: MM701 is not in canonical layout (mmkb fmt data/datasets/pond.yaml)\n"
    )
    assert len(out.splitlines()) == 1
    assert (data / "datasets" / "pond.yaml").read_text(encoding="utf-8") == MESSY
    found = json.loads(run("fmt", "--check", "--json")[1])["findings"]
    assert [row["code"] for row in found] == ["MM701"]
    assert run("fmt", "--check", "data/models")[0] == 0
    assert "MM701 not in canonical layout" in run("check", "--explain", "mm701")[1]


def test_diff_can_be_applied(data: Path, run: Run) -> None:
    code, out, _ = run("fmt", "--diff")
    assert code == 0
    assert (data / "datasets" / "pond.yaml").read_text(encoding="utf-8") == MESSY
    applied = subprocess.run(
        ["git", "apply", "-p0"], input=out, text=True, cwd=data.parent, capture_output=True, check=False
    )
    assert applied.returncode == 0, applied.stderr
    assert (data / "datasets" / "pond.yaml").read_text(encoding="utf-8") == NEAT


def test_what_is_no_yaml_is_a_finding_and_the_rest_is_laid_out(data: Path, run: Run) -> None:
    broken = data / "datasets" / "broken.yaml"
    broken.write_text("id: [\n", encoding="utf-8")
    code, out, _ = run("fmt")
    assert code == 1
    assert out.startswith("data/datasets/broken.yaml:1:6: MM002 ")
    assert broken.read_text(encoding="utf-8") == "id: [\n"
    assert (data / "datasets" / "pond.yaml").read_text(encoding="utf-8") == NEAT


def test_what_comes_with_mmkb_is_not_written(data: Path) -> None:
    shipped = DataFolder(data, "a test", name=SHIPPED)
    with pytest.raises(UsageError, match="not written to"):
        answer(shipped)
    assert (data / "datasets" / "pond.yaml").read_text(encoding="utf-8") == MESSY
    assert "+summary: Water." in str(answer(shipped, diff=True))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fmt", "nowhere.yaml"], "no file called nowhere.yaml"),
        (["fmt", ".."], "is not in the data folder"),
        (["fmt", "--check", "--diff"], "are two answers"),
    ],
)
@pytest.mark.usefixtures("data")
def test_wrong_arguments(words: list[str], said: str, run: Run) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert said in err


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written(data: Path, run: Run) -> None:
    (data / "datasets").chmod(0o500)
    code, _, err = run("fmt")
    (data / "datasets").chmod(0o700)
    assert code == 2
    assert "cannot be written" in err
