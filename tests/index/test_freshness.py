"""When the kept index is used, when it is renewed, and that nobody ever sees half of one."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import kb
from mmkb.corpus import read as reading
from mmkb.corpus import read_many, strict_yaml
from mmkb.corpus.files import Stat, sweep
from mmkb.corpus.folder import DataFolder
from mmkb.errors import DataError
from mmkb.index import freshness
from mmkb.index.open import build_file, cache_path, forget, open_index
from mmkb.index.seal import DAMAGED
from mmkb.views.listing import Request, listing

FILES = {f"models/{name}.yaml": f"id: {name}\nname: {name.upper()}\n" for name in "abc"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose index is built."""
    folder = kb.write(tmp_path / "data", FILES)
    names(folder)
    return folder


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    paths: list[str] = []
    read_file = reading.read_file

    def spy(data: Path, path: str) -> reading.ReadFile:
        paths.append(path)
        return read_file(data, path)

    monkeypatch.setattr(reading, "read_file", spy)
    return paths


def names(folder: Path) -> list[str]:
    return [name for (name,) in kb.open_index(folder).rows("SELECT name FROM rows ORDER BY name")]


def cache(folder: Path) -> Path:
    return Path(cache_path(str(folder)))


def test_an_unchanged_folder_is_not_read_again(data: Path, seen: list[str]) -> None:
    kept = cache(data).stat()
    assert names(data) == ["A", "B", "C"]
    assert seen == []
    assert cache(data).stat() == kept


def test_only_what_changed_is_read_again(data: Path, seen: list[str]) -> None:
    inode = cache(data).stat().st_ino
    kb.write(data, {"models/b.yaml": "id: b\nname: Changed\n"})
    assert names(data) == ["A", "C", "Changed"]
    assert seen == ["models/b.yaml"]
    assert cache(data).stat().st_ino != inode
    assert names(data) == ["A", "C", "Changed"]
    assert seen == ["models/b.yaml"]


def edit_and_restore_its_time(folder: Path) -> None:
    path = folder / "models/b.yaml"
    before = path.stat()
    path.write_text("id: b\nname: X\n", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def replace_by_a_file_of_the_same_time(folder: Path) -> None:
    path = folder / "models/b.yaml"
    before = path.stat()
    other = folder / "new"
    other.write_text("id: b\nname: X\n", encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def rename(folder: Path) -> None:
    (folder / "models/b.yaml").rename(folder / "models/x.yaml")
    text = (folder / "models/x.yaml").read_text(encoding="utf-8")
    (folder / "models/x.yaml").write_text(text.replace("id: b", "id: x").replace("B", "X"), encoding="utf-8")


def swap(folder: Path) -> None:
    a, b = folder / "models/a.yaml", folder / "models/b.yaml"
    a.rename(folder / "aside")
    b.rename(a)
    (folder / "aside").rename(b)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (edit_and_restore_its_time, ["A", "C", "X"]),
        (replace_by_a_file_of_the_same_time, ["A", "C", "X"]),
        (rename, ["A", "C", "X"]),
        (lambda folder: (folder / "models/b.yaml").unlink(), ["A", "C"]),
        (lambda folder: kb.write(folder, {"models/d.yaml": "id: d\nname: D\n"}), ["A", "B", "C", "D"]),
        (lambda folder: kb.write(folder, {"tuning/d.yaml": "id: d\nname: D\n"}), ["A", "B", "C", "D"]),
        (swap, ["C"]),
    ],
)
def test_a_change_is_seen(change: Callable[[Path], object], after: list[str], data: Path) -> None:
    change(data)
    assert names(data) == after
    assert names(data) == after


def test_edits_right_after_a_build_are_seen(data: Path) -> None:
    """Without settling, an edit within one tick of the clock would leave size and times as the index knows them."""
    for number in range(12):
        name = "XY"[number % 2]
        kb.write(data, {"models/b.yaml": f"id: b\nname: {name}\n"})
        assert names(data) == ["A", "C", name]


@pytest.mark.parametrize("time_put_back", [False, True])
def test_a_build_waits_until_the_last_edit_is_a_tick_old(
    time_put_back: bool, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    clock = SimpleNamespace(time=time.time, sleep=slept.append)  # its own: other threads of the process sleep, too
    monkeypatch.setattr(freshness, "time", clock)
    monkeypatch.setattr("mmkb.index.freshness.TICK", 10.0)  # whatever else a busy machine does in between
    kb.write(data, {"models/b.yaml": "id: b\nname: X\n"})
    if time_put_back:
        for path in data.glob("*/*.yaml"):
            os.utime(path, (0, 0))
    names(data)
    assert len(slept) == 1
    assert 0 < slept[0] <= freshness.TICK


def test_other_code_builds_anew(data: Path, seen: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmkb.index.open.stamp", lambda: "another version")
    assert names(data) == ["A", "B", "C"]
    assert seen == list(FILES)


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def foreign(content: bytes) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    found = connection.serialize()
    connection.close()
    return found


def damaged_inside(content: bytes) -> bytes:
    page = 4096
    return content[:page] + random.Random(7).randbytes(len(content) - page)


@pytest.mark.parametrize(
    "damage",
    [
        truncated,
        foreign,
        damaged_inside,
        lambda content: b"",
        lambda content: content[:50],
        lambda content: content + b"\0" * 4096,
        lambda content: random.Random(1).randbytes(len(content)),
        lambda content: b"SQLite format 3\0" + random.Random(2).randbytes(5000),
    ],
)
def test_a_damaged_index_is_built_anew(damage: Callable[[bytes], bytes], data: Path, seen: list[str]) -> None:
    cache(data).write_bytes(damage(cache(data).read_bytes()))
    assert kb.open_index(data).notes == (DAMAGED,)
    assert kb.open_index(data).notes == ()
    assert names(data) == ["A", "B", "C"]
    assert seen == list(FILES)
    assert not list(cache(data).parent.glob("*.new"))


def test_a_cache_that_cannot_be_kept_is_built_in_memory(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")  # a file where the folder should be: root may write anywhere else
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    index = kb.open_index(data)
    assert len(index.notes) == 1
    assert "cannot be kept" in index.notes[0]
    assert "it was built in memory" in index.notes[0]
    assert index.rows("SELECT count(*) FROM models") == [(3,)]


def test_a_cache_that_cannot_be_replaced_is_built_in_memory(data: Path) -> None:
    path = cache(data)
    path.unlink()
    (path / "in the way").mkdir(parents=True)
    index = kb.open_index(data)
    assert len(index.notes) == 1
    assert index.rows("SELECT count(*) FROM models") == [(3,)]
    assert list(path.parent.iterdir()) == [path]


def test_a_broken_file_leaves_the_others_answering(data: Path) -> None:
    kb.write(data, {"models/b.yaml": "id: b\nname: [\n", "tuning/x.yml": ""})
    for _ in range(2):  # built, then kept
        index = kb.open_index(data)
        assert index.rows("SELECT name FROM rows ORDER BY name") == [("A",), ("C",)]
        (note,) = index.notes
        assert "2 files were left out; the first: models/b.yaml:2:8: MM002" in note
        assert "mmkb check" in note
    kb.write(data, {"models/c.yaml": "id: c\nname: C2\n"})
    assert "2 files were left out" in kb.open_index(data).notes[0]
    kb.write(data, {"models/b.yaml": "id: b\nname: B\n"})
    assert "1 file was left out: tuning/x.yml:1:1: MM105" in kb.open_index(data).notes[0]
    (data / "tuning/x.yml").unlink()
    assert kb.open_index(data).notes == ()
    assert names(data) == ["A", "B", "C2"]


def test_records_in_a_folder_below_are_not_passed_over_in_silence(data: Path) -> None:
    kb.write(data, {"models/drafts/d.yaml": "id: d\nname: D\n", "models/.mine/e.yaml": "id: e\nname: E\n"})
    (note,) = kb.open_index(data).notes
    assert note.startswith("1 file was left out: models/drafts:1:1: MM105 is a folder: no record in it is read")
    assert names(data) == ["A", "B", "C"]


def test_a_folder_without_any_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no records"):
        kb.open_index(kb.write(tmp_path / "empty", {"notes.txt": ""}))


def test_folders_do_not_share_an_index(data: Path, tmp_path: Path) -> None:
    other = kb.write(tmp_path / "other", {"models/z.yaml": "id: z\nname: Z\n"})
    assert names(other) == ["Z"]
    assert names(data) == ["A", "B", "C"]


def test_forget(data: Path) -> None:
    folder = DataFolder(data, "a test")
    assert forget(folder)
    assert not cache(data).exists()
    assert not forget(folder)


def test_shipped_data_is_opened_as_it_is(data: Path, tmp_path: Path, seen: list[str]) -> None:
    build_file(data, tmp_path / "shipped.sqlite")
    assert seen == list(FILES)
    (data / "models/b.yaml").unlink()
    opened = open_index(DataFolder(data, "shipped", tmp_path / "shipped.sqlite"))
    assert opened.connection.execute("SELECT count(*) FROM models").fetchone() == (3,)
    assert opened.notes == ()
    opened.connection.close()


def test_numbers_that_sqlite_cannot_hold_as_integers_are_kept_as_floats(tmp_path: Path) -> None:
    huge = {"models/m.yaml": "id: m\nname: M\nparams: 10000000T\nattention: {heads: %s}\n" % ("9" * 25)}
    index = kb.open_index(kb.write(tmp_path / "data", huge))
    assert index.rows('SELECT params, "attention.heads" FROM models') == [(1e19, 1e25)]


def test_a_folder_that_is_never_quiet_is_answered_with_a_note(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the folder finds a file changed again; the next question reads it again."""
    looks: list[int] = []

    def restless(folder: str) -> dict[str, Stat]:
        looks.append(len(looks))
        kb.write(data, {"models/b.yaml": f"id: b\nname: B{len(looks)}{'!' * len(looks)}\n"})
        return sweep(folder)

    with monkeypatch.context() as patch:
        patch.setattr("mmkb.corpus.folder.sweep", restless)
        kb.write(data, {"models/b.yaml": "id: b\nname: X\n"})
        index = kb.open_index(data)
    assert len(looks) == 1 + freshness.ROUNDS
    (note,) = index.notes
    assert "may miss the latest changes" in note
    assert index.rows("SELECT count(*) FROM models") == [(3,)]
    index = kb.open_index(data)
    assert index.notes == ()
    assert index.rows("SELECT name FROM models WHERE id = 'b'") == [(f"B{len(looks)}{'!' * len(looks)}",)]


def test_what_is_no_regular_file_keeps_nobody_waiting(data: Path) -> None:
    os.mkfifo(data / "models/pipe.yaml")
    (data / "models/kernel.yaml").symlink_to("/proc/kmsg")
    (data / "models/loop.yaml").symlink_to("loop.yaml")
    (data / "models/device.yaml").symlink_to("/dev/zero")
    kb.write(data, {"models/long.yaml": ""})
    os.truncate(data / "models/long.yaml", 20 << 30)
    index = kb.open_index(data)
    assert index.rows("SELECT count(*) FROM models") == [(3,)]
    left_out = dict(index.rows("SELECT path, code FROM problems"))
    assert left_out == {
        "models/device.yaml": "MM106",
        "models/kernel.yaml": "MM006",
        "models/long.yaml": "MM008",
        "models/loop.yaml": "MM106",
        "models/pipe.yaml": "MM106",
    }
    assert names(data) == ["A", "B", "C"]


def test_what_killed_builds_left_behind_is_swept(data: Path) -> None:
    folder = cache(data).parent
    old, young, foreign_ = folder / ".x.sqlite.abc.new", folder / ".y.sqlite.abc.new", folder / "notes.new"
    for path in (old, young, foreign_):
        path.write_text("")
    for path in (old, foreign_):
        os.utime(path, (0, 0))
    kb.write(data, {"models/b.yaml": "id: b\nname: X\n"})
    names(data)
    assert {path.name for path in folder.glob("*.new")} == {young.name, foreign_.name}


def test_many_files_are_read_by_several_processes_with_the_same_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"models/m{number}.yaml": f"id: m{number}\nname: M\n" for number in range(20)}
    folder = kb.write(tmp_path / "many", files | {"models/broken.yaml": "id: [\n", "models/m3.yaml": "id: 3\n"})
    paths = [f"models/{path.name}" for path in sorted((folder / "models").iterdir())]
    alone = list(read_many.read_many(str(folder), paths))
    monkeypatch.setattr(read_many, "MANY", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr("threading.active_count", lambda: 1)  # other tests may have left some
    here = os.getpid()
    load = strict_yaml.load

    def elsewhere(data: bytes) -> object:
        assert os.getpid() != here
        return load(data)

    monkeypatch.setattr(reading, "load", elsewhere)
    assert list(read_many.read_many(str(folder), paths)) == alone
    assert [file.path for file in alone if file.document is None] == ["models/broken.yaml", "models/m3.yaml"]


READER = """
import sys
from pathlib import Path
from mmkb.corpus.folder import DataFolder
from mmkb.index.index import Index
for _ in range(int(sys.argv[2])):
    index = Index(DataFolder(Path(sys.argv[1]), "a test"))
    ids = {id for (id,) in index.rows("SELECT id FROM models")}
    assert {"a", "c"} <= ids <= {"a", "b", "c"}, ids
    assert index.rows("SELECT count(*) FROM trigrams WHERE trigrams MATCH '\\"aaa\\"'") == [(1,)]
    assert not index.notes, index.notes
    index.connection.close()
"""


def test_readers_never_see_half_an_index(data: Path) -> None:
    def text(number: int) -> str:
        return f"id: b\nname: B{number}\n"

    kb.write(data, {"models/a.yaml": "id: a\nname: aaaa\n"})
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, str(data), "12"], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    failures: list[BaseException] = []

    def read_in_a_thread() -> None:
        try:
            for _ in range(12):
                opened = open_index(DataFolder(data, "a test"))
                assert opened.notes == ()
                assert opened.connection.execute("SELECT count(*) FROM models").fetchone()[0] in (2, 3)
                opened.connection.close()
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=read_in_a_thread) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(6):  # while they read, edits make every one of them rebuild
        new = data / "aside"
        new.write_text(text(number), encoding="utf-8")
        new.replace(data / "models/b.yaml")
        names(data)
    for thread in threads:
        thread.join()
    errors = [reader.communicate(timeout=60)[1] for reader in readers]
    assert failures == []
    assert errors == [""] * 4
    assert not list(cache(data).parent.glob("*.new"))


def test_listing_works_on_an_index_in_memory(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert listing(kb.open_index(data), Request("models", "id:b")).total == 1
