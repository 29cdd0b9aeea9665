"""From the leaves of a record to what the index keeps of a row: its names, its words, the values of its columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mmkb.schema.field import NUMERIC, Field
from mmkb.schema.kinds import KINDS, UNNAMED
from mmkb.schema.text import fold
from mmkb.schema.values import date_span, quantity


def names(kind: str, leaves: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field, name) for all that a row is called; those of some kinds are found by their ids alone."""
    if kind in UNNAMED:
        return
    found = {("id", leaves["id"]), ("name", leaves.get("name") or leaves.get("title"))}
    also = (*leaves.get("aliases", []), *document.get("aliases", []), *leaves.get("japanese", []))
    found |= {("alias", alias) for alias in also}
    if kind == "models":
        found |= {("id", document["id"]), ("name", document["name"])}
    if kind == "sources":
        found |= {(key, leaves.get(key)) for key in ("arxiv", "doi", "repository")}
    yield from sorted((field, str(name)) for field, name in found if name)


def columns(fields: Iterable[Field]) -> Iterator[str]:
    """Yield the columns of a typed table."""
    yield from ("rid", "words")
    for field in fields:
        yield field.path
        if field.type == "date" and not field.many:
            yield from (f"{field.path}:first", f"{field.path}:last")


def values(field: Field, value: Any) -> dict[str, object]:  # noqa: ANN401 a leaf can be anything
    """Return what stands in the columns of a field whose value is known."""
    if field.many:
        return {field.path: json.dumps([scalar(field, item) for item in value], ensure_ascii=False)}
    if field.type == "date":
        first, last = date_span(value)
        return {field.path: scalar(field, value), f"{field.path}:first": first, f"{field.path}:last": last}
    return {field.path: scalar(field, value)}


def identity(kind: str, leaves: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[str | None, ...]:
    """Return id, record, name and the record's name; a part of a record has none, so nobody finds it by one."""
    if kind not in KINDS:
        return None, None, None, None
    name = str(leaves.get("name") or leaves.get("title") or leaves.get("statement") or leaves["id"])
    return leaves["id"], document["id"], name, document.get("name")


def all_words(leaves: Mapping[str, Any]) -> str:
    """Return the whole text of a row that is a part of a record."""
    return fold("\n".join(str(item) for path, value in leaves.items() if path != "of" for item in items(value)))


def words(leaves: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Return the text in which bare words of a query are looked for, one field a line."""
    named = (
        leaves[key] for key in ("id", "name", "title", "summary", "statement", "question", "arxiv") if key in leaves
    )
    also = [*leaves.get("aliases", []), *document.get("aliases", []), *leaves.get("japanese", [])]
    also += [word for key in ("domain", "task") if isinstance(leaves.get(key), list) for word in leaves[key]]
    return fold("\n".join([*map(str, named), document["id"], *also]))


def items(value: object) -> list[Any]:
    """Return the items of a list, or one value as the only item."""
    return value if isinstance(value, list) else [value]


def scalar(field: Field, value: Any) -> object:  # noqa: ANN401 a leaf can be anything
    """Return a value as a column holds it; raises ValueError or TypeError where it is none of its field."""
    if field.type == "quantity":
        return quantity(value)
    if field.type in NUMERIC or field.type == "bool":
        return value if abs(value) < 2**63 else float(value)  # what SQLite keeps as an integer
    return str(value)


def rival(field: Field, value: Any) -> tuple[object, ...]:  # noqa: ANN401 a source can say anything
    """Return a rival value as the field holds values: its text or its number, its first and last day where it is a date.

    What the field could not hold stays text: it is shown, and equals nothing.
    """
    try:
        days = date_span(value) if field.type == "date" else (None, None)
        held = scalar(field, value)
    except (ValueError, TypeError):
        return str(value), None, None, None
    return (held, None, *days) if isinstance(held, str) else (None, held, *days)
