"""`mmkb check --fix`: what it writes, what it says, what it leaves."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from mmkb.commands.check import answer
from mmkb.corpus.emit import formatted
from mmkb.corpus.folder import SHIPPED, DataFolder, find
from mmkb.errors import UsageError

LAID_OUT = {path: formatted(text.encode(), path.partition("/")[0]) for path, text in kb.RECORDS.items()}
SLIP = "id: duck\nname: Duck\ninput: [imgae]\nparams: 7B\n"
MENDED = SLIP.replace("imgae", "image")
UNMENDED = (
    "data/models/duck.yaml:3:1: MM301 input has no evidence\ndata/models/duck.yaml:4:1: MM301 params has no evidence\n"
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = kb.write(tmp_path / "data", {**LAID_OUT, "models/duck.yaml": SLIP})
    monkeypatch.setenv("MMKB_DATA", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def test_it_mends_says_so_and_leaves_the_rest(data: Path, run: Run) -> None:
    before = {path: path.stat().st_ino for path in data.glob("*/*.yaml") if path.name != "duck.yaml"}
    code, out, err = run("check", "--fix", "data/models/duck.yaml")
    assert code == 1
    assert out == f"data/models/duck.yaml:3: mended: input.0: 'imgae' is 'image' now\n{UNMENDED}"
    assert err == "mmkb: 1 mended\nmmkb: 2 findings in 1 file\n"
    assert (data / "models/duck.yaml").read_text() == MENDED
    assert {path: path.stat().st_ino for path in before} == before
    assert run("check", "--fix", "data/models/duck.yaml")[1] == UNMENDED


def test_all_mended_is_success(data: Path, run: Run) -> None:
    assert run("check", "--fix", "--ignore", "MM301", "data/models")[0] == 0
    assert (data / "models/duck.yaml").read_text() == MENDED


def test_json_tells_them_apart_and_annotations_are_of_what_is_left(data: Path, run: Run) -> None:
    found = json.loads(run("check", "--fix", "--json", "data/models")[1])["findings"]
    assert [(row["code"], row["mended"]) for row in found] == [("MM103", True), ("MM301", False), ("MM301", False)]
    assert "mended" not in json.loads(run("check", "--json", "data/models")[1])["findings"][0]
    (data / "models/duck.yaml").write_text(SLIP)
    assert run("check", "--fix", "-f", "github", "data/models")[1].count("::error") == 2


def test_diff_writes_nothing_and_can_be_applied(data: Path, run: Run) -> None:
    code, out, _ = run("check", "--fix", "--diff")
    assert (code, (data / "models/duck.yaml").read_text()) == (0, SLIP)
    subprocess.run(["git", "apply", "-p0"], input=out, text=True, cwd=data.parent, check=True)
    assert (data / "models/duck.yaml").read_text() == MENDED
    assert run("check", "--fix", "--diff")[:2] == (0, "")


def test_what_cannot_be_read_is_a_finding_and_stays(data: Path, run: Run) -> None:
    (data / "models/broken.yaml").write_text("id: [\n")
    code, out, _ = run("check", "--fix", "data/models")
    assert code == 1
    assert "data/models/broken.yaml:1:6: MM002 " in out
    assert ": mended: input.0" in out
    assert (data / "models/broken.yaml").read_text() == "id: [\n"


def test_codes_and_files_are_chosen(data: Path, run: Run) -> None:
    assert "mended" not in run("check", "--fix", "--select", "MM3", "data/models")[1]
    assert "mended" not in run("check", "--fix", "data/sources")[1]
    messy = data / "models/duck.yaml"
    messy.write_text("name:  Duck\nid: duck\n")
    assert "mended" not in run("check", "--fix", "--ignore", "MM701")[1]
    assert run("check", "--fix")[1] == "data/models/duck.yaml:1: mended: is in canonical layout now\n"
    assert messy.read_text() == "id: duck\nname: Duck\n"


def test_only_the_own_layer_is_mended(data: Path, tmp_path: Path) -> None:
    own = {
        "mmkb.toml": f'extends = ["{data}"]\n',
        "data/models/swan.yaml": "id: swan\nname: Swan\nbackbone: Grey Heron\n",
    }
    table = answer(find(kb.write(tmp_path / "own", own)), fix=True, ignore=["MM301"])
    assert not isinstance(table, str)
    assert [(row[3].value, row[6].value) for row in table.rows] == [("MM201", True)]
    assert (tmp_path / "own/data/models/swan.yaml").read_text().endswith("backbone: heron\n")
    assert (data / "models/duck.yaml").read_text() == SLIP


def test_what_comes_with_mmkb_is_not_written(data: Path) -> None:
    shipped = DataFolder(data, "a test", name=SHIPPED)
    with pytest.raises(UsageError, match="not written to"):
        answer(shipped, fix=True)
    assert "+input: [image]" in str(answer(shipped, fix=True, diff=True))
    assert (data / "models/duck.yaml").read_text() == SLIP


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--diff"], "--diff shows what --fix would change\nadd --fix"),
        (["--fix", "--explain", "MM301"], "leave the rest out"),
        (["--fix", "--select", "MM701"], "no rule called 'MM701'"),
        (["--fix", "nowhere.yaml"], "no file called nowhere.yaml"),
    ],
)
@pytest.mark.usefixtures("data")
def test_wrong_arguments(words: list[str], said: str, run: Run) -> None:
    code, _, err = run("check", *words)
    assert code == 2
    assert said in err
