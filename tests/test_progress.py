"""Long work says how far it is, to somebody who watches, and to nobody else."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mmkb import progress
from mmkb.commands import check, diff, fmt, import_
from mmkb.corpus.folder import find
from mmkb.index.index import Index

DATA = Path(__file__).parents[1] / "data"


class Terminal(io.StringIO):
    """A stderr that somebody watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of licences and a ledger, whose index is still to be built."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(DATA / "licenses", tmp_path / "data" / "licenses")
    (tmp_path / "data" / "ledger").mkdir()
    (tmp_path / "data" / "ledger" / "scores.0001.ndjson").write_text("")
    return tmp_path / "data"


def build(data: Path) -> None:
    Index(find(data)).close()


def bring(data: Path) -> None:
    Path("one.bib").write_text("@article{a, title={Birds}, author={Ash, A.}, year={2020}}\n")
    import_.answer(Index(find(data)), ["one.bib"], dry_run=True)


LONG: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a first build": (build, ["licenses/", "ledger/"]),
    "check": (lambda data: check.answer(find(data)), ["licenses/", "ledger/", "symbol without a meaning"]),
    "fmt": (lambda data: fmt.answer(find(data), check=True), ["licenses/"]),
    "diff": (lambda data: diff.answer(str(data), str(data)), ["licenses/"]),
    "import": (bring, ["one.bib"]),
}


@pytest.mark.parametrize("what", LONG)
def test_long_work_says_how_far_it_is(what: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work, said = LONG[what]
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_PAUSE", 0.0)
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    work(data)
    lines = terminal.getvalue()
    assert [part for part in said if part not in lines] == []
    assert lines.endswith("\n")


def test_short_work_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    assert list(progress.watched("ab", 2, str)) == ["a", "b"]
    assert terminal.getvalue() == ""


def test_a_line_stands_for_a_moment_and_the_last_one_always_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_PAUSE", 3600.0)
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    assert list(progress.watched("abcd", 4, str)) == ["a", "b", "c", "d"]
    assert terminal.getvalue().replace(" " * 39, "") == "\rmmkb: 1 of 4: a\rmmkb: 4 of 4: d\n"


def test_nobody_is_told_who_does_not_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr("sys.stderr", pipe := io.StringIO())
    assert list(progress.watched("ab", 2, str)) == ["a", "b"]
    assert pipe.getvalue() == ""
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    assert list(progress.watched("ab", 2, str)) == ["a", "b"]
    assert terminal.getvalue().replace(" " * 39, "") == "\rmmkb: 1 of 2: a\rmmkb: 2 of 2: b\n"
