"""Files are written whole or not at all, whatever fails and whenever a process is killed."""

from __future__ import annotations

import errno
import os
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mmkb import writing
from mmkb.errors import UsageError
from mmkb.writing import beside, check_target, with_folders, write_file, write_files, write_folder

CALLS = (
    "open",
    "replace",
    "rename",
    "link",
    "unlink",
    "mkdir",
    "rmdir",
    "fsync",
    "fchmod",
    "fdopen",
    "scandir",
    "stat",
)
"""The system calls, by their names in `os`, at each of which a write is made to fail or is killed."""


def fill(folder: Path) -> None:
    for name in ("a.csv", "b.csv", "datapackage.json"):
        (folder / name).write_text("new")


def ours(folder: Path) -> set[str]:
    return {"a.csv", "b.csv", "old.csv", "datapackage.json"}


def one(folder: Path) -> None:
    write_file(folder / "a.csv", "new", force=True)


def two(folder: Path) -> None:
    write_files({folder / "a.csv": "new", folder / "b.csv": "new"}, force=True)


def aside(folder: Path) -> None:
    with beside(folder / "a.csv") as new:
        new.write_text("new")


def whole_folder(folder: Path) -> None:
    write_folder(folder, fill, ours, force=True)


def new_folders(folder: Path) -> None:
    contents: dict[Path, str | bytes] = {folder / "x" / "y" / name: "new" for name in ("a.csv", "b.csv")}
    with with_folders(contents):
        write_files(contents, force=True)


def fresh_folder(folder: Path) -> None:
    write_folder(folder / "kb", fill, ours, force=False)


WRITES = (one, two, aside, whole_folder)


def state(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if not path.name.startswith(writing.PREFIX)}


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(writing.PREFIX)]


def old(folder: Path, names: tuple[str, ...]) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_text("old")
    return folder


class At:
    """Does something at the `number`-th of the system calls; `reached` says whether it came that far."""

    def __init__(self, number: int, act: Callable[[], None], *, after: bool = False) -> None:
        self.number = number
        self.act = act
        self.after = after
        self.reached = ""

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.number -= 1
            if self.number != 0:
                return call(*arguments, **named)
            self.reached = name
            if not self.after:
                self.act()
            try:
                return call(*arguments, **named)
            finally:
                if self.after:
                    self.act()

        return wrapped


class Each:
    """Does something at each of the system calls, and for each entry of a folder that is listed."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act = act

    def wrap(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            for _ in os.listdir(arguments[0]) if call.__name__ == "scandir" else (0,):  # noqa: PTH208
                self.act()
            return call(*arguments, **named)

        return wrapped


def cut(monkeypatch: pytest.MonkeyPatch, at: At) -> None:
    for name in CALLS:
        monkeypatch.setattr(os, name, at.wrap(name, getattr(os, name)))


def raising(number: int) -> Callable[[], None]:
    def act() -> None:
        raise OSError(number, os.strerror(number))

    return act


def steps() -> Iterator[int]:
    yield from range(1, 400)


@pytest.mark.parametrize("before", [(), ("a.csv",), ("a.csv", "b.csv", "old.csv")], ids=len)
@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_write_that_fails_changes_nothing(
    number: int, write: Callable[[Path], None], before: tuple[str, ...], tmp_path: Path
) -> None:
    failures = 0
    for step in steps():
        folder = old(tmp_path / f"f{step}", before)
        at = At(step, raising(number))
        with pytest.MonkeyPatch.context() as patched:
            cut(patched, at)
            try:
                write(folder)
                failed = False
            except (UsageError, OSError):
                failed = True
        if not at.reached:
            break
        failures += failed
        after = state(folder)
        assert hidden(folder) == [] or at.reached in ("unlink", "rmdir", "scandir", "open")
        if failed:
            assert after == dict.fromkeys(before, "old")
        else:
            assert set(after.values()) - {"new"} <= {"old"}
            assert "new" in after.values()
    assert failures > 3, "nothing was made to fail"


FOLDERS: dict[Callable[[Path], None], int] = {new_folders: 2, fresh_folder: 1}
"""How many folders a write makes."""


# A signal between a call and what takes its result leaves a listing of a folder open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("write", [*WRITES, new_folders, fresh_folder], ids=lambda write: write.__name__)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_signal_leaves_all_as_it_was_or_all_new_and_nothing_hidden(
    when: str, write: Callable[[Path], None], tmp_path: Path
) -> None:
    before = () if write in (new_folders, fresh_folder) else ("a.csv", "b.csv", "old.csv", "datapackage.json")
    interrupted = 0
    whole = old(tmp_path / "whole", before)
    write(whole)
    for step in steps():
        folder = old(tmp_path / f"f{step}", before)
        at = At(step, lambda: signal.raise_signal(signal.SIGINT), after=when == "after")
        with pytest.MonkeyPatch.context() as patched:
            cut(patched, at)
            try:
                write(folder)
            except KeyboardInterrupt:
                interrupted += 1
        if not at.reached:
            break
        found = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}
        new = {str(path.relative_to(whole)): path.read_text() for path in whole.rglob("*") if path.is_file()}
        assert found in (dict.fromkeys(before, "old"), new), at.reached
        assert len(list(folder.rglob("*"))) == len(found) + FOLDERS.get(write, 0) * (found == new), at.reached
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()
    assert interrupted == step - 1 > 3, "not every signal ended the write"


def test_a_new_folder_appears_whole_whenever_the_process_is_killed(tmp_path: Path) -> None:
    kills = 0
    for step in steps():
        folder = old(tmp_path / f"f{step}", ())
        child = os.fork()
        if child == 0:
            cut(pytest.MonkeyPatch(), At(step, lambda: os._exit(9)))
            fresh_folder(folder)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        kills += os.waitstatus_to_exitcode(status) == 9
        if (folder / "kb").exists():
            assert state(folder / "kb") == dict.fromkeys(("a.csv", "b.csv", "datapackage.json"), "new")
        if os.waitstatus_to_exitcode(status) == 0:
            break
    assert (folder / "kb").exists()
    assert kills > 3, "nothing was killed"


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_a_write_that_is_killed_leaves_every_file_old_or_new(write: Callable[[Path], None], tmp_path: Path) -> None:
    before = ("a.csv", "b.csv", "old.csv", "datapackage.json")
    kills = 0
    for step in steps():
        folder = old(tmp_path / f"f{step}", before)
        child = os.fork()
        if child == 0:
            at = At(step, lambda: os._exit(9))
            cut(pytest.MonkeyPatch(), at)
            write(folder)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            break
        kills += 1
        after = state(folder)
        assert set(after.values()) <= {"old", "new"}
        assert {"a.csv", "b.csv", "datapackage.json"} <= set(after)
    assert kills > 3, "nothing was killed"


def test_what_a_killed_process_left_is_swept_later_and_nothing_else(tmp_path: Path) -> None:
    left = tmp_path / f"{writing.PREFIX}0123"
    left.write_text("half")
    folder = tmp_path / f"{writing.PREFIX}4567"
    folder.mkdir()
    (folder / "x").write_text("half")
    young, other = tmp_path / f"{writing.PREFIX}89ab", tmp_path / ".other"
    for path in (young, other):
        path.write_text("mine")
    for path in (left, folder, other):
        os.utime(path, (0, 0))
    write_file(tmp_path / "a.csv", "new", force=False)
    assert not left.exists()
    assert not folder.exists()
    assert young.exists()
    assert other.exists()


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "a.csv"
    target.parent.mkdir()
    target.write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    write_file(link, "new", force=True)
    assert link.is_symlink()
    assert target.read_text() == "new"
    dangling = tmp_path / "dangling.csv"
    dangling.symlink_to(tmp_path / "deep" / "b.csv")
    write_file(dangling, "new", force=False)
    assert dangling.is_symlink()
    assert (tmp_path / "deep" / "b.csv").read_text() == "new"
    nowhere = tmp_path / "nowhere.csv"
    nowhere.symlink_to(tmp_path / "none" / "c.csv")
    with pytest.raises(UsageError, match=r"there is no folder .*none\nmkdir -p .*none"):
        write_file(nowhere, "new", force=True)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_permissions_are_kept(mode: int, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    target.chmod(mode)
    write_file(target, "new", force=True)
    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_file(tmp_path / "a.csv", "new", force=False)
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o640


def test_the_new_content_is_on_the_disk_before_it_takes_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    for name in ("fsync", "replace"):
        at = At(10_000, lambda: None)
        noted = at.wrap(name, getattr(os, name))

        def note(*given: Any, _name: str = name, _call: Callable[..., Any] = noted) -> Any:
            order.append(_name)
            return _call(*given)

        monkeypatch.setattr(os, name, note)
    write_file(tmp_path / "a.csv", "new", force=False)
    assert order == ["fsync", "replace", "fsync"]


def test_the_work_grows_with_the_files_and_not_with_their_pairs(tmp_path: Path) -> None:
    counts = []
    for many in (20, 200):
        contents: dict[Path, str | bytes] = {
            tmp_path / f"d{number % 2}" / f"{number}.yaml": "x" for number in range(many)
        }
        calls = 0

        def count() -> None:
            nonlocal calls
            calls += 1

        at = Each(count)
        with pytest.MonkeyPatch.context() as patched, with_folders(contents):
            for name in (*CALLS, "lstat", "readlink"):
                patched.setattr(os, name, at.wrap(getattr(os, name)))
            write_files(contents, force=True)
        counts.append(calls)
    assert counts[1] < 11 * counts[0]


def test_two_names_of_one_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text("old")
    (tmp_path / "link.tex").symlink_to(tmp_path / "a.tex")
    os.link(tmp_path / "a.tex", tmp_path / "hard.tex")
    for other in (tmp_path / ".." / tmp_path.name / "a.tex", tmp_path / "link.tex", tmp_path / "hard.tex"):
        with pytest.raises(UsageError, match="are one file"):
            write_files({tmp_path / "a.tex": "x", other: "y"}, force=True)
    assert (tmp_path / "a.tex").read_text() == "old"


def test_a_device_or_pipe_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="is no regular file"), beside(pipe):
        pass
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, "new", force=False)
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert pipe.is_fifo()


def test_text_that_is_no_unicode_is_written_for_what_it_is(tmp_path: Path) -> None:
    write_file(tmp_path / "a.csv", "a\udcffb", force=False)
    assert (tmp_path / "a.csv").read_text() == r"a\udcffb"


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    for name in ("n" * 300 + ".csv", "loop.csv", "n" * 300 + "/a.csv", "nowhere/a.csv"):
        with pytest.raises(UsageError, match="cannot be written"):
            check_target(tmp_path / name, force=True)
        with pytest.raises(UsageError, match="cannot be written"):
            write_file(tmp_path / name, "new", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["loop.csv"]


def test_a_folder_that_takes_no_files_is_named_as_the_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.open
    for number, remedy in (
        (errno.EACCES, f"the folder {tmp_path} takes no files of yours: change its permissions, or write into another"),
        (errno.EROFS, f"the folder {tmp_path} takes no files of yours: change its permissions, or write into another"),
        (errno.ENOSPC, "make room on its disk, or write to another"),
        (errno.EIO, "name another file"),
    ):

        def refuse(path: Any, flags: int, *rest: int, number: int = number) -> int:
            if flags & os.O_CREAT:
                raise OSError(number, os.strerror(number), str(path))
            return whole(path, flags, *rest)

        with monkeypatch.context() as patch:
            patch.setattr(os, "open", refuse)
            patch.setattr(os, "access", lambda *_: False)  # root may write wherever it wants
            with pytest.raises(UsageError) as caught:
                write_file(tmp_path / "a.csv", "new", force=False)
        assert caught.value.hint == remedy


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    target = tmp_path / ("n" * 251 + ".csv")
    write_file(target, "new", force=False)
    with beside(target) as new:
        new.write_text("newer")
    assert target.read_text() == "newer"


@pytest.mark.parametrize(
    ("there", "force", "message"),
    [
        ({"theirs.txt": "x"}, True, "holds other files: theirs.txt"),
        ({"a.csv": "old", "theirs.txt": "x"}, True, "holds other files: theirs.txt"),
        ({"a.csv": "old"}, False, "holds an earlier export"),
    ],
)
def test_a_folder_with_other_files_is_left_alone(
    there: dict[str, str], force: bool, message: str, tmp_path: Path
) -> None:
    for name, content in there.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match=message):
        write_folder(tmp_path, fill, ours, force=force)
    assert state(tmp_path) == there


def test_a_folder_keeps_its_place_and_loses_what_is_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = old(tmp_path / "out", ("a.csv", "old.csv", "datapackage.json"))
    folder.chmod(0o750)
    monkeypatch.chdir(folder)
    inode = folder.stat().st_ino
    write_folder(Path(), fill, ours, force=True)
    assert state(folder) == {"a.csv": "new", "b.csv": "new", "datapackage.json": "new"}
    assert folder.stat().st_ino == inode
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
