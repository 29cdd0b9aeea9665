"""`mmkb diff` of two exports: what was written is read back, and a change of a record is a row."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kb
from mmkb.cli.main import main
from mmkb.commands.diff import answer as diff
from mmkb.errors import UsageError

Export = Callable[..., str]
FORMS = {
    "file": "export models -o {}.json",
    "folder": "export --all -f json -o {}",
    "sqlite": "export --all -o {}.sqlite",
}
Changes = list[tuple[str, str, str, list[tuple[Any, ...]]]]
EDITS: Changes = [
    ("models/heron.yaml", "context: 4096", "context: 8192",
     [("changed", "models", "heron", "heron-7b", "context", "4096", "8192"),
      ("changed", "models", "heron", "heron-70b", "context", "4096", "8192")]),
    ("models/kite.yaml", "license: capped\n", "",
     [("removed", "models", "kite", size, "license", "capped", None) for size in ("kite-s", "kite-l")]),
    ("models/kite.yaml", "license: capped\n", "license: capped\nlanguages: [English, Thai]\n",
     [("added", "models", "kite", size, "languages", None, "English, Thai") for size in ("kite-s", "kite-l")]),
]  # fmt: skip


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Export:
    """Write the birds, with some text changed, and export them; return the name of the export."""
    monkeypatch.chdir(tmp_path)

    def call(name: str, words: str, path: str = "", old: str = "", new: str = "") -> str:
        records = {**kb.RECORDS, **({path: kb.RECORDS[path].replace(old, new)} if path else {})}
        folder = kb.write(tmp_path / f"records-{name}", records)
        with pytest.raises(SystemExit) as ended:
            main([*words.format(name).split(), "--force", "--data", str(folder)])
        assert not ended.value.code, capsys.readouterr().err
        return words.format(name).rpartition(" ")[2]

    return call


def rows(before: str, after: str) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in diff(before, after).rows]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("path", "old", "new", "expected"), EDITS, ids=["two sizes", "removed", "a list"])
def test_a_change_is_a_row(
    form: str, path: str, old: str, new: str, expected: list[tuple[Any, ...]], export: Export
) -> None:
    before, after = export("before", FORMS[form]), export("after", FORMS[form], path, old, new)
    assert rows(before, before) == []
    said = {(*row[:4], row[4]): row for row in rows(before, after)}
    for row in expected:
        found = said[row[:5]]
        plain = [None if text is None else str(text).strip("[]").replace('"', "") for text in found]
        assert plain == list(row), "SQLite holds lists as JSON"
    back = {"added": "removed", "removed": "added", "changed": "changed"}
    turned = {(back[change], *rest, after, before) for change, *rest, before, after in rows(before, after)}
    assert set(rows(after, before)) == turned


def test_results_are_known_by_what_they_measure(export: Export) -> None:
    """Their ids are numbers, which one more result would move."""
    more = "    rows:\n      - {model: wren-7b, instrument: pecks-val, value: '1'}\n"
    path = "results/ash-2023-heron.yaml"
    before, after = (
        export("before", "export results -o {}.json"),
        export("after", "export results -o {}.json", path, "    rows:\n", more),
    )
    found = [row for row in rows(before, after) if row[4] == "row"]
    assert rows(before, after) == found
    assert {(row[0], row[2]) for row in found} == {("added", "ash-2023-heron")}


READ = "read: 2026-11-24\n    supports: [context"
"""The evidence for the context of oracle-bird, and what it is without the reading."""
UNREAD = "supports: [context"


@pytest.mark.parametrize("form", ["folder", "sqlite"])
def test_evidence_is_a_row(form: str, export: Export) -> None:
    before = export("before", FORMS[form])
    after = export("after", FORMS[form], "models/oracle-bird.yaml", READ, UNREAD)
    found = [row for row in rows(before, after) if row[4] == "evidence"]
    assert {row[:4] for row in found} == {(change, "models", "oracle-bird", None) for change in ("added", "removed")}
    said = {(row[0], row[5] or row[6]) for row in found}
    place = "source: moss-2024-birds; at: p. 7"
    assert (
        "added",
        f"{place}; supports: context, license, openness.access.api, openness.weights.tuned, price.input, price.output",
    ) in said
    assert all(("read: 2026-11-24" in text) == text.startswith(f"{place}; read") for _, text in said)


def test_an_export_without_what_evidence_says_today_is_read(export: Export) -> None:
    """One that was written before evidence could name stages says the same of all that names none."""
    before, after = export("before", FORMS["folder"]), export("after", FORMS["folder"])
    pieces = Path(before) / "evidence.json"
    said = [{key: value for key, value in piece.items() if key != "stages"} for piece in json.loads(pieces.read_text())]
    pieces.write_text(json.dumps(said))
    assert rows(before, after) == []


def test_marks_are_rows(export: Export) -> None:
    before = export("before", FORMS["file"])
    after = export("after", FORMS["file"], "models/oracle-bird.yaml", READ, UNREAD)
    found = rows(before, after)
    assert ("added", "models", "oracle-bird", None, "cited", None, "context") in found
    assert {(row[0], row[4]) for row in found} == {("added", "cited"), ("changed", "read")}
    narrow = export("narrow", "export models -c id,license -o {}.json")
    assert all(row[6] == "license" for row in rows(narrow, after)), "marks of columns that one lacks are no difference"


def test_undisclosed_is_not_unknown(export: Export) -> None:
    before = export("before", FORMS["file"])
    after = export(
        "after", FORMS["file"], "models/kite.yaml", "license: capped\n", "license: capped\ncontext: undisclosed\n"
    )
    assert {row[4:] for row in rows(before, after)} == {("context", None, "undisclosed"), ("cited", None, "context")}


def test_columns_that_one_lacks_are_told_and_no_difference(export: Export) -> None:
    before = export("before", "export models -c id,context,params -o {}.json")
    after = export(
        "after", "export models -c id,context,type -o {}.json", "models/heron.yaml", "context: 4096", "context: 8k"
    )
    table = diff(before, after)
    assert {row[4].value for row in table.rows} == {"context"}
    assert table.notes == ("models: only one of the two has params, type",)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("m.json", "all", "a file and a folder are two forms of export"),
        ("m.json", "all.sqlite", "a file and a sqlite are two forms of export"),
        ("m.json", "r.json", "models and results are two kinds"),
        ("m.json", "records-m", "m.json is an export, and the other is none"),
        ("m.json", "no-id.json", "no-id.json has no column id"),
        ("m.json", "broken.json", "broken.json is no export\n`mmkb export KIND"),
        ("m.json", "list.json", "list.json is no export"),
        ("m.json", "foreign.json", "foreign.json is no export"),
        ("m.json", "text.txt", "text.txt is no export"),
        ("all.sqlite", "other.sqlite", "other.sqlite is no export"),
        ("all", "csv", "csv holds models.csv\nmmkb export --all -f json -o csv"),
        ("all", "package", "package is no export"),
    ],
)
def test_what_cannot_be_compared(before: str, after: str, says: str, export: Export, tmp_path: Path) -> None:
    import sqlite3

    for name, words in (
        ("m", FORMS["file"]), ("all", FORMS["folder"]), ("all", FORMS["sqlite"]), ("r", "export results -o {}.json"),
        ("no-id", "export models -c name -o {}.json"), ("csv", "export --all -f csv -o {}"),
    ):  # fmt: skip
        export(name, words)
    (tmp_path / "package").mkdir()
    texts = {
        "broken.json": '{"kind": "models"', "list.json": "[1]", "text.txt": "no export", "package/datapackage.json": "{}",
        "foreign.json": json.dumps({"kind": "models", "columns": [{"name": "id"}], "rows": [{"id": 7, "marks": {}}]}),
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    with sqlite3.connect(tmp_path / "other.sqlite") as other:
        other.execute("CREATE TABLE models (id TEXT)")
    other.close()
    with pytest.raises(UsageError) as raised:
        diff(before, after)
    assert says in str(raised.value)
