"""The whole knowledge base as relations: one per kind, one per list, and the evidence behind every fact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from mmkb.index.index import Index
from mmkb.rows.whole import absences_of, has_fractions, has_partial_dates, items, of_kind
from mmkb.schema.field import Field
from mmkb.schema.kinds import KINDS
from mmkb.views.bibliography import about
from mmkb.views.relation import Attribute, Kind, Relation, Row, Value, Whole
from mmkb.views.whole_shared import SHARED, Shared

_UNIQUE = tuple(kind for kind in KINDS if kind != "models")
"""Kinds whose references name one row. A reference to models may name a release, which is all its variants: see `links`."""


def whole(index: Index) -> Whole:
    """Return every relation: those of the kinds, their lists, then what they share."""
    relations = [relation for kind in KINDS for relation in _of_kind(index, kind)]
    relations += [_shared(index, shared) for shared in SHARED]
    relations.append(_fields(index))
    return Whole(tuple(relations), about(index))


def column(path: str) -> str:
    """Return the name of a column in every tool: dots become underscores."""
    return re.sub(r"\W", "_", path)


def _of_kind(index: Index, kind: str) -> Iterator[Relation]:
    columns = [(field, _attribute(index, kind, field)) for field in index.fields(kind).all if field.path != "id"]
    absences = absences_of(index, kind)
    absent = {path for _, path in absences}
    attributes = [Attribute("id", "text", "The row's id.")]
    for field, entry in columns:
        attributes += [entry, _status(entry)] if field.path in absent else [entry]

    def rows() -> Iterator[Row]:
        for id_, *values in of_kind(index, kind, [field.path for field, _ in columns]):
            row = [id_]
            for value, (field, entry) in zip(values, columns, strict=True):
                row.append(_converted(value, entry))
                if field.path in absent:
                    row.append(absences.get((id_, field.path)))
            yield tuple(row)

    yield Relation(kind, KINDS[kind].help, tuple(attributes), rows, ("id",))
    for field, entry in columns:
        if field.many:
            yield _list(index, kind, field, entry)


def _status(entry: Attribute) -> Attribute:
    return Attribute(
        f"{entry.name}_status",
        "text",
        f"What is known where {entry.name} is empty: undisclosed, not-stated, or not-applicable.",
    )


def _attribute(index: Index, kind: str, field: Field) -> Attribute:
    target = (field.target, "id") if field.target in _UNIQUE else None
    if kind == "models" and field.path == "release":
        target = ("releases", "id")
    dated = field.type == "date"
    partial = dated and has_partial_dates(index, kind, field.path, many=field.many)
    return Attribute(
        *(column(field.path), _kind(index, kind, field), field.help, field.many, target, field.unit, dated, partial)
    )


def _kind(index: Index, kind: str, field: Field) -> Kind:
    if field.type == "bool":
        return "bool"
    if field.type == "number":
        return "number"
    if field.type in ("quantity", "integer"):
        return "number" if has_fractions(index, kind, field) else "integer"
    return "text"


def _list(index: Index, kind: str, field: Field, entry: Attribute) -> Relation:
    owner = re.sub(r"\W", "_", KINDS[kind].singular.split()[-1] if kind != "tuning" else "method")
    attributes = (
        Attribute(f"{owner}_id", "text", f"The {KINDS[kind].singular} that has the list.", target=(kind, "id")),
        Attribute("position", "integer", "The place in the list, from 1."),
        replace(entry, name="value", help=field.help, many=False),
    )
    item = Attribute("value", entry.kind)

    def rows() -> Iterator[Row]:
        for id_, position, value in items(index, kind, field.path):
            yield id_, position, _converted(value, item)

    name = f"{kind}_{entry.name}"
    return Relation(name, f"`{entry.name}` of {kind}, an item a row. {field.help}", attributes, rows)


def _shared(index: Index, shared: Shared) -> Relation:
    def rows() -> Iterator[Row]:
        for row in shared.rows(index):
            yield tuple(_converted(value, entry) for value, entry in zip(row, shared.attributes, strict=True))

    attributes = tuple(
        replace(entry, partial=has_partial_dates(index, shared.name, entry.name)) if entry.dated else entry
        for entry in shared.attributes
    )
    return Relation(shared.name, shared.help, attributes, rows, shared.key)


def _fields(index: Index) -> Relation:
    heads = {
        "kind": "The kind of records that have it.",
        "field": "Its path in a record.",
        "column": "Its column in the relation of the kind.",
        "type": "What its values are.",
        "unit": "What they are counted in.",
        "help": "What it means.",
    }
    found: list[Row] = [
        (kind, field.path, column(field.path), field.type, field.unit, field.help)
        for kind in KINDS
        for field in index.fields(kind).all
    ]
    attributes = tuple(Attribute(head, "text", help_) for head, help_ in heads.items())
    return Relation("fields", "The fields of every kind: type, unit, meaning.", attributes, lambda: found)


def _converted(value: Value, entry: Attribute) -> Value | list[Value]:
    if value is None:
        return None
    if entry.many:
        return [_scalar(item, entry.kind) for item in json.loads(str(value))]
    return _scalar(value, entry.kind)


def _scalar(value: Value, kind: Kind) -> Value:
    if kind == "bool":
        return bool(value)
    return float(value) if kind == "number" and isinstance(value, (int, float)) else value
