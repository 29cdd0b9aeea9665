"""Files that are not what they should be: each is refused with its place, and nothing is written.

A line of `malformed/NAME.jsonl` is one file for the importer NAME: what is wrong with it, its content (in base64 where it is no
text), and what must be said of it.
"""

from __future__ import annotations

import csv
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kb
from importers.data import MALFORMED
from mmkb.commands.import_ import answer
from mmkb.errors import UsageError
from mmkb.importers.registry import IMPORTERS
from mmkb.index.index import Index

FILES: dict[str, list[dict[str, Any]]] = {
    path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for path in sorted(MALFORMED.glob("*.jsonl"))
}
LINES = "ndjson"


def raw(entry: dict[str, str]) -> bytes:
    return b64decode(entry["base64"]) if "base64" in entry else entry["content"].encode()


@pytest.fixture(autouse=True)
def _longest_cell() -> Iterator[None]:
    """The limit that Python sets for the cells of CSV, which libraries raise for the whole process."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    yield from kb.apart(tmp_path_factory.mktemp("malformed"))


@pytest.mark.parametrize("name", [*IMPORTERS, LINES])
def test_each_importer_has_a_hundred(name: str) -> None:
    assert len({raw(entry) for entry in FILES[name]}) == len({entry["what"] for entry in FILES[name]}) >= 100


def written(index: Index) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in Path(index.folder.data).rglob("*") if file.is_file()}


@pytest.mark.parametrize("name", IMPORTERS)
def test_they_are_refused_with_their_place(name: str, index: Index, tmp_path: Path) -> None:
    before = written(index)
    path = tmp_path / "file.txt"
    for entry in FILES[name]:
        path.write_bytes(raw(entry))
        with pytest.raises(UsageError) as caught:
            answer(index, [str(path)], format_=name, into="heron-7b", source="hf:pond/heron")
        said = caught.value.message.replace(f"{tmp_path}/", "")
        assert (entry["what"], caught.value.exit_code) == (entry["what"], 2)
        assert said.startswith("file.txt")
        assert entry["said"] in said, entry["what"]
        assert re.match(r"file\.txt(:\d+(:\d+)?)?: .*\w", said), "a place, and what is wrong there"
    assert written(index) == before


def test_lines_are_refused_with_their_number(index: Index, tmp_path: Path) -> None:
    before = written(index)
    (tmp_path / "file.ndjson").write_bytes(b"".join(raw(entry) + b"\n" for entry in FILES[LINES]))
    table = answer(index, [str(tmp_path / "file.ndjson")])
    assert table.title == f"0 added, 0 same, 0 differs, {len(FILES[LINES])} rejected"
    told = [json.loads(line) for line in (tmp_path / "file.rejects.ndjson").read_bytes().split(b"\n") if line]
    for number, (entry, refused) in enumerate(zip(FILES[LINES], told, strict=True), start=1):
        assert (refused["line"], entry["what"]) == (number, entry["what"])
        assert entry["said"] in refused["why"], entry["what"]
    assert written(index) == before


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


def test_broken_json_says_where_it_is_broken(index: Index, tmp_path: Path) -> None:
    broken = tmp_path / "results.json"
    broken.write_text('{"results": {"pond": }}', encoding="utf-8")
    with pytest.raises(UsageError, match=r"results\.json:1:22: not JSON"):
        answer(index, [str(broken)])
