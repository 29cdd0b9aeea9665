"""An index is believed only as far as it is checked: whose it is, and whether every byte is as it was written."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

import kb
from mmkb import mcp, open_kb
from mmkb.cli.main import main
from mmkb.corpus.files import Stat, sweep
from mmkb.corpus.folder import DataFolder
from mmkb.errors import UNEXPECTED, NotFoundError
from mmkb.index import open as opening
from mmkb.index.freshness import TICK
from mmkb.index.open import build_file, cache_path, distrust, forget, open_index, replaced
from mmkb.index.seal import DAMAGED, NEW, SEEN, is_whole
from mmkb.query import resolve

MANY = {f"models/m{number}.yaml": f"id: m{number}\nname: Model {number}\nlicense: l\n" for number in range(60)}
EVERYTHING = ("SELECT id, name, license FROM models ORDER BY id", "SELECT path, json FROM documents ORDER BY path")


@pytest.fixture(autouse=True)
def _trust_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_distrusted", set())
    monkeypatch.setattr(opening, "_in_use", {})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = kb.write(tmp_path / "data", MANY)
    kb.open_index(folder)
    return folder


def cache(data: Path) -> Path:
    return Path(cache_path(str(data)))


def answers(data: Path) -> tuple[list[list[tuple[object, ...]]], tuple[str, ...]]:
    opened = open_index(DataFolder(data, "a test"))
    try:
        return [opened.connection.execute(sql).fetchall() for sql in EVERYTHING], opened.notes
    finally:
        opened.connection.close()


def flip(path: Path, seed: int, *, secretly: bool = False) -> None:
    """Change one bit, as a failing disk or a stray writer does; `secretly` leaves the file's time as it was."""
    chance = random.Random(seed)
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    if secretly:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def wait() -> None:
    """Let the clock tick on that dates files, so that a change shows."""
    time.sleep(2 * TICK)


@pytest.mark.parametrize("secretly", [False, True])
@pytest.mark.parametrize("seed", range(25))
def test_a_flipped_bit_is_seen_and_mended_once(seed: int, secretly: bool, data: Path) -> None:
    wait()
    expected, _ = answers(data)
    flip(cache(data), seed, secretly=secretly)
    assert answers(data) == (expected, (DAMAGED,))
    assert answers(data) == (expected, ())


@pytest.mark.parametrize("seed", range(25))
def test_no_damage_outlives_an_edit(seed: int, data: Path) -> None:
    """What a renewal carries over from the old index is checked, even where nothing but its bytes shows the damage."""
    flip(cache(data), seed, secretly=True)
    kb.write(data, {"models/m7.yaml": "id: m7\nname: Changed\nlicense: l\n"})
    (models, documents), notes = answers(data)
    assert notes == (DAMAGED,)
    assert models == sorted(
        (f"m{number}", "Changed" if number == 7 else f"Model {number}", "l") for number in range(60)
    )
    assert len(documents) == 60
    assert answers(data)[1] == ()


def test_the_bytes_are_looked_at_once_until_somebody_touches_the_file(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def look(path: str) -> bool:
        looked.append(path)
        return is_whole(path)

    monkeypatch.setattr(opening, "is_whole", look)
    for _ in range(2):
        os.utime(cache(data))
        wait()
        assert answers(data)[1] == ()
        assert looked == [str(cache(data))]
        assert answers(data)[1] == ()
        assert looked.pop() == str(cache(data))
        assert not looked


def test_what_was_changed_just_now_is_not_noted(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second change within a tick of the clock might leave all marks as they are."""
    note = Path(f"{cache(data)}{SEEN}")
    changed = cache(data).stat().st_ctime
    for age, noted in ((TICK / 2, False), (2 * TICK, True)):
        monkeypatch.setattr("mmkb.index.seal.time", SimpleNamespace(time=lambda age=age: changed + age))
        note.unlink(missing_ok=True)
        answers(data)
        assert note.exists() == noted


@pytest.mark.parametrize("lies", ["folder", "pipe", "link", "nonsense", "nothing"])
def test_a_note_that_is_none_of_ours_is_no_reason_to_believe(lies: str, data: Path, tmp_path: Path) -> None:
    wait()
    expected, _ = answers(data)
    note = Path(f"{cache(data)}{SEEN}")
    note.unlink()
    (tmp_path / "other").write_text("another's")
    match lies:
        case "folder":
            note.mkdir()
        case "pipe":
            os.mkfifo(note)
        case "link":
            note.symlink_to(tmp_path / "other")
        case "nonsense":
            note.write_bytes(b"\xff" * 1000)
    flip(cache(data), 3, secretly=True)
    assert answers(data) == (expected, (DAMAGED,))
    wait()
    assert answers(data) == (expected, ())
    assert (tmp_path / "other").read_text() == "another's"
    assert not list(note.parent.glob(f".*{NEW}"))


def test_forgetting_an_index_leaves_nothing_of_it(data: Path) -> None:
    wait()
    answers(data)
    assert forget(DataFolder(data, "a test"))
    assert not list(cache(data).parent.glob(f"*{cache(data).name}*"))


def test_a_sound_index_is_never_taken_for_damaged(data: Path) -> None:
    kb.open_index(data)
    assert is_whole(str(cache(data)))
    assert not distrust()
    os.utime(cache(data))
    assert answers(data)[1] == ()


def test_secret_damage_is_found_when_something_goes_wrong(data: Path) -> None:
    kb.open_index(data)
    flip(cache(data), 1, secretly=True)
    assert distrust()
    assert answers(data)[1] == (DAMAGED,)
    assert is_whole(str(cache(data)))


def test_an_index_renewed_by_another_process_is_opened_again(data: Path) -> None:
    kb.open_index(data)
    copy = cache(data).with_name("copy")
    copy.write_bytes(cache(data).read_bytes())
    copy.replace(cache(data))
    assert replaced()
    assert not distrust()


def test_a_damaged_shipped_index_gives_way_to_the_shipped_data(data: Path, tmp_path: Path) -> None:
    shipped = tmp_path / "shipped.sqlite"
    build_file(data, shipped)
    folder = DataFolder(data, "shipped", shipped)
    open_index(folder).connection.close()
    assert not distrust()
    flip(shipped, 3)
    assert distrust()
    opened = open_index(folder)
    assert opened.connection.execute("SELECT count(*) FROM models").fetchone() == (60,)
    opened.connection.close()


def ruin(path: Path) -> None:
    """Replace everything but the first page by noise, in secret."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[4096:] = random.Random(5).randbytes(len(content) - 4096)
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def by_the_shell(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as left:
        main(["models", "id:m7", "-c", "id,name", "-f", "json", "--data", str(data)])
    out, err = capsys.readouterr()
    assert left.value.code == 0
    assert err.count("damaged") == 1
    return out


def in_python(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with open_kb(data) as base:
        answer = base.models("id:m7", columns="id,name").to_json()
        assert base.index.notes == (DAMAGED,)
        return answer


def for_an_agent(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    asked = {"kind": "models", "query": "id:m7", "columns": ["id", "name"]}
    return json.dumps(mcp._answered(DataFolder(data, "a test"), "query", asked))


@pytest.mark.parametrize("door", [by_the_shell, in_python, for_an_agent])
def test_a_question_that_meets_damage_is_answered_anew(
    door: Callable[[Path, pytest.CaptureFixture[str]], str], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ruin(cache(data))
    assert "Model 7" in door(data, capsys)
    assert is_whole(str(cache(data)))


def swap(path: Path, one: int, other: int) -> None:
    """Exchange two pages, in secret: each is sound, and stands where it does not belong."""
    before = path.stat()
    content = path.read_bytes()
    size = int.from_bytes(content[16:18], "big")
    pages = [content[start : start + size] for start in range(0, len(content), size)]
    pages[one], pages[other] = pages[other], pages[one]
    path.write_bytes(b"".join(pages))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_swapped_page_is_seen(data: Path) -> None:
    """Each page is sound, and SQLite sees nothing wrong with a page in another's place; the answer would be."""
    expected, _ = answers(data)
    sound = cache(data).read_bytes()
    pages = len(sound) // int.from_bytes(sound[16:18], "big")
    chance = random.Random(9)
    for _ in range(20):
        wait()
        assert answers(data) == (expected, ())
        swap(cache(data), *chance.sample(range(1, pages), 2))
        same = cache(data).read_bytes() == sound  # some pages are empty
        assert answers(data) == (expected, () if same else (DAMAGED,))


def test_what_is_not_found_in_a_whole_index_is_said_once(data: Path) -> None:
    inode = cache(data).stat().st_ino
    with open_kb(data) as base:
        with pytest.raises(NotFoundError, match="no record called 'm77'"):
            base.show("m77")
        assert base.index.notes == ()
        cache(data).unlink()  # by another process: no sign of damage
        with pytest.raises(NotFoundError, match="no record called 'm77'"):
            base.show("m77")
        assert base.index.notes == ()
    kb.open_index(data)
    assert cache(data).stat().st_ino != inode


def forge(path: Path, sql: str) -> None:
    """Change what the index says, in secret."""
    before = path.stat()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_after_damage_the_new_index_is_kept_and_checked_in_its_turn(data: Path) -> None:
    """In a process that goes on, such as a server, one damage is one new index and not one at every question."""
    for _ in range(2):
        forge(cache(data), "DELETE FROM rows")
        with open_kb(data) as base:
            assert "Model 7" in base.show("m7")[0].title
            assert base.index.notes == (DAMAGED,)
        inode = cache(data).stat().st_ino
        with open_kb(data) as base:
            assert "Model 7" in base.show("m7")[0].title
            assert base.index.notes == ()
        assert cache(data).stat().st_ino == inode


def test_an_index_that_this_process_built_is_checked_too(data: Path) -> None:
    kb.write(data, {"models/m7.yaml": "id: m7\nname: Changed\n"})
    with open_kb(data) as base:
        assert "Changed" in base.show("m7")[0].title
        forge(cache(data), "DELETE FROM rows")
        base.index.connection.execute("PRAGMA mmap_size = 0")
        base.index.connection.execute("PRAGMA shrink_memory")
        assert "Changed" in base.show("m7")[0].title


def test_damage_that_comes_while_the_index_is_open_is_met_once(data: Path) -> None:
    with open_kb(data) as base:
        assert len(base.models()) == 60
        ruin(cache(data))
        base.index.connection.execute("PRAGMA mmap_size = 0")  # else the pages that were read stay as they were
        base.index.connection.execute("PRAGMA shrink_memory")
        assert "Model 7" in base.show("m7")[0].title
        assert len(base.models()) == 60
        assert base.index.notes == (DAMAGED,)


def test_a_fault_of_our_own_is_not_blamed_on_the_index(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inode = cache(data).stat().st_ino
    monkeypatch.setattr(resolve, "parse", lambda text: text.nothing)
    with pytest.raises(SystemExit) as left:
        main(["models", "id:m7", "--data", str(data)])
    assert left.value.code == UNEXPECTED
    assert "damaged" not in capsys.readouterr().err
    assert cache(data).stat().st_ino == inode


def test_an_index_that_was_just_renewed_is_not_blamed(data: Path) -> None:
    kb.write(data, {"models/m7.yaml": "id: m7\nname: Changed\n"})
    kb.open_index(data)
    assert not distrust()


@pytest.mark.parametrize("mine", [True, False])
def test_an_index_of_another_user_is_not_used(mine: bool, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid if mine else uid + 1)
    inode = cache(data).stat().st_ino
    _, notes = answers(data)
    assert notes == (() if mine else ("the kept index belongs to another user; it is not used",))
    assert (cache(data).stat().st_ino == inode) == mine


HEAVY = {"typing", "dataclasses", "tempfile", "hashlib", "pathlib", "tomllib", "urllib", "pydantic", "yaml", "json"}


@pytest.mark.parametrize("ready", ["kept", "shipped"])
def test_a_ready_index_is_opened_with_light_imports(ready: str, data: Path, tmp_path: Path) -> None:
    build_file(data, tmp_path / "shipped.sqlite")
    index = f", {str(tmp_path / 'shipped.sqlite')!r}" if ready == "shipped" else ""
    code = (
        "import sys\nfrom mmkb.corpus.folder import DataFolder\nfrom mmkb.index.open import open_index\n"
        f"open_index(DataFolder({str(data)!r}, 'a test'{index}))\nprint(*sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(opening.__file__).parents[2]), "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]},
    )  # fmt: skip
    imported = {name.split(".")[0] for name in found.stdout.split()}
    assert HEAVY & imported == set()


def test_an_unchanged_folder_is_swept_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[str] = []

    def spy(folder: str) -> dict[str, Stat]:
        swept.append(folder)
        return sweep(folder)

    monkeypatch.setattr("mmkb.corpus.folder.sweep", spy)
    answers(data)
    assert swept == [str(data)]
