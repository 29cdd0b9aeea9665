"""A whole knowledge base as a folder: a file per relation, a Frictionless data package and schema.org metadata beside."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path
from typing import Any, Literal

from mmkb.formats.days import with_days
from mmkb.formats.delimited import defused
from mmkb.formats.package import datapackage, dataset
from mmkb.formats.typed import Typed
from mmkb.views.reference import About
from mmkb.views.relation import Relation, Row, Whole

Suffix = Literal["parquet", "csv", "json"]
Progress = Callable[[str, int, int], None]


def write(whole: Whole, folder: Path, suffix: Suffix, progress: Progress) -> None:
    """Write a file per relation into `folder`, which exists, then datapackage.json and metadata.json."""
    render = {"parquet": _parquet, "csv": _csv, "json": _json}[suffix]
    if suffix == "parquet":
        whole = with_days(whole)
    sums: dict[str, tuple[int, str]] = {}
    for number, relation in enumerate(whole.relations, 1):
        progress(relation.name, number, len(whole.relations))
        target = folder / f"{relation.name}.{suffix}"
        render(relation, whole.about, target)
        with target.open("rb") as file:
            sums[relation.name] = (target.stat().st_size, file_digest(file, "sha256").hexdigest())
    _dump(folder / "datapackage.json", datapackage(whole, suffix, sums))
    _dump(folder / "metadata.json", dataset(whole, suffix, sums))


def _parquet(relation: Relation, about: About, target: Path) -> None:
    from mmkb.formats.parquet import write as write_parquet

    columns = [
        Typed(entry.name, entry.kind, entry.many, (), entry.unit, entry.meaning) for entry in relation.attributes
    ]
    write_parquet(target, columns, relation.rows(), about, {"title": relation.name, "help": relation.help})


def _csv(relation: Relation, about: About, target: Path) -> None:  # noqa: ARG001 CSV has no comments
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([entry.name for entry in relation.attributes])
        writer.writerows(map(_flat, relation.rows()))


def _flat(row: Row) -> list[object]:
    return [_field(value) for value in row]


def _field(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return defused(value) if isinstance(value, str) else value


def _json(relation: Relation, about: About, target: Path) -> None:  # noqa: ARG001 metadata.json has it
    names = [entry.name for entry in relation.attributes]
    with target.open("w", encoding="utf-8") as file:
        file.write("[\n")
        for number, row in enumerate(relation.rows()):
            said = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
            file.write(f",\n{said}" if number else said)
        file.write("\n]\n")


def _dump(target: Path, value: dict[str, Any]) -> None:
    target.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
