"""What exports hold, read back as rows by kind: a JSON file of one kind, a folder of JSON files or a SQLite file of all."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, NamedTuple

from mmkb.corpus.files import content, unreadable
from mmkb.errors import UsageError
from mmkb.index.tables import quoted
from mmkb.schema.kinds import KINDS
from mmkb.schema.values import ABSENT

Row = dict[str, Any]
_MOST_BYTES = 1 << 28
_REMEDY = "`mmkb export KIND -o FILE.json` and `mmkb export --all` write such files"
_EVIDENCE = "evidence"
_PIECE = ("source", "at", "read", "inferred", "because", "note", "stages")
_MARKS = ("cited", "inferred", "disputed", "partial")
_SQLITE = b"SQLite format 3\x00"


Beside = dict[str, list[str]]
"""What stands beside the values of a row, in words: its evidence, or the columns that have a mark."""


class Exported(NamedTuple):
    """An export: its form, its rows by kind, the columns of each kind, and what stands beside a row, by its kind and id."""

    form: Literal["file", "folder", "sqlite"]
    rows: dict[str, list[Row]]
    columns: dict[str, list[str]]
    beside: dict[tuple[str, str], Beside]


def exported(path: Path) -> Exported:
    """Return what the export at `path` holds of each kind; raises UsageError for what is none, with the reason."""
    try:
        found = _folder(path) if path.is_dir() else _database(path) if _is_database(path) else _file(path)
        if not all(isinstance(row["id"], str) for rows in found.rows.values() for row in rows):
            raise ValueError
    except OSError as problem:
        raise unreadable(path, problem) from None
    except (sqlite3.Error, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise UsageError(f"{path} is no export", _REMEDY) from None
    return found


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _file(path: Path) -> Exported:
    said = json.loads(content(path, _MOST_BYTES))
    kind, columns = said["kind"], [column["name"] for column in said["columns"]]
    rows = [_unmarked(row, columns) for row in said["rows"]]
    if kind not in KINDS:
        raise LookupError(kind)
    if "id" not in columns:
        raise UsageError(f"{path} has no column id, which names its rows", f"mmkb export {kind} -o {path}")
    marks = {(kind, row["id"]): {mark: row["marks"].get(mark, []) for mark in _MARKS} for row in said["rows"]}
    return Exported("file", {kind: rows}, {kind: columns}, marks)


def _unmarked(row: Row, columns: list[str]) -> Row:
    """Return the values of a row; where there is none for a reason, the word for it."""
    absent = {column: word for word in ABSENT for column in row["marks"].get(word, ())}
    return {column: absent.get(column, row[column]) for column in columns}


def _folder(path: Path) -> Exported:
    package = json.loads(content(path / "datapackage.json", _MOST_BYTES))
    if package["name"] != "mmkb":
        raise LookupError(package["name"])
    files = {resource["name"]: resource["path"] for resource in package["resources"] if resource["name"] in KINDS}
    if others := [name for kind, name in files.items() if name != f"{kind}.json"]:
        raise UsageError(f"{path} holds {others[0]}", f"mmkb export --all -f json -o {path}")
    rows = {kind: json.loads(content(path / name, _MOST_BYTES)) for kind, name in files.items()}
    evidence = json.loads(content(path / f"{_EVIDENCE}.json", _MOST_BYTES))
    return Exported("folder", rows, {kind: list(found[0]) for kind, found in rows.items() if found}, _proven(evidence))


def _database(path: Path) -> Exported:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = [name for (name,) in connection.execute("SELECT name FROM relations") if name in KINDS]
        rows = {name: list(map(dict, connection.execute(f"SELECT * FROM {quoted(name)}"))) for name in names}
        evidence = list(map(dict, connection.execute(f"SELECT * FROM {quoted(_EVIDENCE)}")))
    return Exported("sqlite", rows, {kind: list(found[0]) for kind, found in rows.items() if found}, _proven(evidence))


def _proven(evidence: list[Row]) -> dict[tuple[str, str], Beside]:
    """Return the pieces of evidence of each row, each once for all fields that it supports."""
    fields: dict[tuple[str, str, str], list[str]] = {}
    for piece in evidence:
        said = "; ".join(f"{key}: {piece[key]}" for key in _PIECE if piece.get(key) is not None)
        fields.setdefault((piece["kind"], piece["id"], said), []).append(piece["field"])
    found: dict[tuple[str, str], Beside] = {}
    for (kind, id_, said), supported in fields.items():
        found.setdefault((kind, id_), {_EVIDENCE: []})[_EVIDENCE].append(f"{said}; supports: {', '.join(supported)}")
    return found
