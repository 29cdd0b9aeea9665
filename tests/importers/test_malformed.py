"""Files that are not what they should be: each is refused with its place, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import kb
from importers.data import MALFORMED
from mmkb.commands.import_ import answer
from mmkb.errors import UsageError
from mmkb.importers.registry import IMPORTERS
from mmkb.index.index import Index

EXPECTED = [line.split("\t") for line in (MALFORMED / "expected.tsv").read_text(encoding="utf-8").splitlines()]
FILES = sorted(path for path in MALFORMED.glob("*/*"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    yield from kb.apart(tmp_path_factory.mktemp("malformed"))


def test_every_file_is_expected_to_say_something() -> None:
    assert [path for path, _ in EXPECTED] == [path.relative_to(MALFORMED).as_posix() for path in FILES]
    assert {path.partition("/")[0] for path, _ in EXPECTED} == set(IMPORTERS) - {"lmms-eval"}


@pytest.mark.parametrize(("path", "said"), EXPECTED, ids=[path for path, _ in EXPECTED])
def test_it_is_refused_with_its_place(path: str, said: str, index: Index) -> None:
    data = Path(index.folder.data)
    before = {file: file.read_bytes() for file in data.rglob("*") if file.is_file()}
    with pytest.raises(UsageError) as caught:
        answer(index, [str(MALFORMED / path)], format_=path.partition("/")[0], into="heron-7b", source="hf:pond/heron")
    assert caught.value.exit_code == 2
    assert Path(path).name in caught.value.message
    assert said.strip() in caught.value.message.replace(f"{MALFORMED}/", "")
    assert {file: file.read_bytes() for file in data.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("name", ["bibtex", "config", "csv"])
def test_size_is_bounded(name: str, index: Index, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(IMPORTERS[name].most + 1)
    with pytest.raises(UsageError, match=r"large\.txt cannot be read: it has \d+ bytes, more than \d+"):
        answer(index, [str(large)], format_=name)


def test_what_is_no_file(index: Index, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.bib"):
        with pytest.raises(UsageError, match="cannot be read"):
            answer(index, [str(path)])
    unknown = tmp_path / "notes.txt"
    unknown.write_text("words", encoding="utf-8")
    with pytest.raises(UsageError, match="no format that is imported is recognised") as caught:
        answer(index, [str(unknown)])
    assert caught.value.hint
    assert "--as" in caught.value.hint
