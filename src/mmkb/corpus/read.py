"""Reading one file: strict YAML, then its class; everything wrong is a finding with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mmkb.corpus.files import content
from mmkb.corpus.finding import Finding
from mmkb.corpus.locate import locate
from mmkb.corpus.strict_yaml import MAX_BYTES, StrictYamlError, load
from mmkb.errors import did_you_mean
from mmkb.schema.fields import RECORDS, catalogue
from mmkb.suggest import near

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What reading a file gave: the document, or the findings that keep it out. `data` is its bytes."""

    path: str
    folder: str
    data: bytes
    document: dict[str, Any] | None
    findings: tuple[Finding, ...]


def read_file(data: str | os.PathLike[str], path: str) -> ReadFile:
    """Read the file at `path` below the folder `data`. Never raises for anything in the file."""
    folder, _, name = path.partition("/")
    try:
        raw = content(os.path.join(data, path), MAX_BYTES)  # noqa: PTH118 `data` may be text
    except OSError as problem:
        return _rejected(path, b"", [Finding(path, 1, 1, "MM106", f"cannot be read: {problem.strerror}")])
    if not name.endswith(".yaml"):
        hint = f"name it {name.rsplit('.', 1)[0]}.yaml, or move it out of {folder}/"
        return _rejected(
            path,
            raw,
            [Finding(path, 1, 1, "MM105", "is no record: its name does not end in .yaml", hint)],
        )
    try:
        document = load(raw)
    except StrictYamlError as error:
        return _rejected(
            path,
            raw,
            [Finding(path, problem.line, problem.column, problem.code, problem.message) for problem in error.problems],
        )
    return _validated(path, folder, raw, document)


def _validated(path: str, folder: str, content: bytes, document: object) -> ReadFile:
    if not isinstance(document, dict):
        return _rejected(path, content, [Finding(path, 1, 1, "MM103", "a record is a mapping of keys to values")])
    hint = "leave the key out, or write undisclosed or not-applicable where a source says so"
    empty = [(place, ".".join(map(str, place))) for place in _empty(document)]
    if empty:
        return _rejected(
            path,
            content,
            [Finding(path, *locate(content, place), "MM103", f"{key}: has no value", hint) for place, key in empty],
        )
    try:
        RECORDS[folder].model_validate(document)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return _rejected(path, content, [_finding(path, folder, content, detail) for detail in details])
    stem = path.rpartition("/")[2].removesuffix(".yaml")
    if document["id"] != stem:
        line, column = locate(content, ("id",))
        hint = f"rename the file to {document['id']}.yaml, or write id: {stem}"
        return _rejected(
            path,
            content,
            [Finding(path, line, column, "MM104", f"id {document['id']!r} is not the file's name", hint)],
        )
    return ReadFile(path, folder, content, document, ())


def _empty(value: object, place: Place = ()) -> Iterator[Place]:
    """Yield where a value is missing: after a key, or in a list."""
    if value is None:
        yield place
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from _empty(item, (*place, key))


def _rejected(path: str, content: bytes, findings: Sequence[Finding]) -> ReadFile:
    return ReadFile(path, path.partition("/")[0], content, None, tuple(findings))


def _finding(path: str, folder: str, content: bytes, detail: ErrorDetails) -> Finding:
    place = detail["loc"]
    line, column = locate(content, place)
    where = ".".join(map(str, place))
    key = str(place[-1]) if place else ""
    match detail["type"]:
        case "extra_forbidden":
            names = {part for field in catalogue()[folder] for part in field.path.split(".")} | set(
                RECORDS[folder].model_fields
            )
            return Finding(
                path, line, column, "MM101", f"unknown key {where!r}", did_you_mean(near(key, sorted(names)))
            )
        case "missing":
            return Finding(path, line, column, "MM102", f"missing key {where!r}")
        case "literal_error":
            allowed = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            hint = did_you_mean(near(str(detail["input"]), allowed)) or f"one of: {', '.join(allowed)}"
            return Finding(path, line, column, "MM103", f"{where}: {detail['input']!r} is not in its vocabulary", hint)
        case "value_error":
            return Finding(path, line, column, "MM103", f"{where}: {detail['ctx']['error']}")
        case _:
            message = detail["msg"].removeprefix("Input ")
            return Finding(path, line, column, "MM103", f"{where}: {detail['input']!r} {message}")
