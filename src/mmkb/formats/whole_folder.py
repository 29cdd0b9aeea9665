"""A whole knowledge base as a folder: a file per relation, a Frictionless data package and schema.org metadata beside."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

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
    sums: dict[str, tuple[int, str]] = {}
    for number, relation in enumerate(whole.relations, 1):
        progress(relation.name, number, len(whole.relations))
        content = render(relation, whole.about)
        sums[relation.name] = (len(content), sha256(content).hexdigest())
        (folder / f"{relation.name}.{suffix}").write_bytes(content)
    _dump(folder / "datapackage.json", datapackage(whole, suffix, sums))
    _dump(folder / "metadata.json", dataset(whole, suffix, sums))


def _parquet(relation: Relation, about: About) -> bytes:
    from mmkb.formats.parquet import file

    columns = list(zip(*relation.rows(), strict=True)) or [()] * len(relation.attributes)
    typed = [
        Typed(entry.name, entry.kind, entry.many, list(values), entry.unit, entry.meaning)
        for entry, values in zip(relation.attributes, columns, strict=True)
    ]
    return file(typed, about, {"title": relation.name, "help": relation.help})


def _csv(relation: Relation, about: About) -> bytes:  # noqa: ARG001 CSV has no comments
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([entry.name for entry in relation.attributes])
    writer.writerows(map(_flat, relation.rows()))
    return out.getvalue().encode()


def _flat(row: Row) -> list[object]:
    return [_field(value) for value in row]


def _field(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return defused(value) if isinstance(value, str) else value


def _json(relation: Relation, about: About) -> bytes:  # noqa: ARG001 a list of rows has no place for it; metadata.json has
    names = [entry.name for entry in relation.attributes]
    rows = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in relation.rows()]
    return ("[\n" + ",\n".join(rows) + "\n]\n").encode()


def _dump(target: Path, value: dict[str, Any]) -> None:
    target.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
