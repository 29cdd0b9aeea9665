"""The tables of an index as every engine keeps them: their columns with types, their names, their rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

from mmkb.engines.expression import folded
from mmkb.index.index import Index
from mmkb.index.tables import link, linked, quoted
from mmkb.schema.text import fold

Type = Literal["integer", "number", "text"]
_LEFT_OUT = ("files", "problems", "spellings")
"""What only an index needs for itself."""
CHUNK = 50_000
"""So many rows are read, and written, at once."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A table of the index: its name there, and its columns with their types."""

    name: str
    columns: Mapping[str, Type]

    @property
    def called(self) -> str:
        """Return the name of the table in an engine."""
        return plain(self.name)


def plain(name: str) -> str:
    """Return a name of letters, digits and underscores, as every engine takes it: `models.input` is `models_input`."""
    return re.sub(r"\W", "_", name.replace(":", "__"))


def stored(index: Index) -> list[Stored]:
    """Return the tables that queries and listings ask."""
    names = index.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name")
    texts = dict(_texts(index))
    return [
        Stored(name, _columns(index, name, texts.get(name, ())))
        for (name,) in names
        if name not in _LEFT_OUT and not name.startswith("trigrams")
    ]


def layout(tables: Sequence[Stored]) -> str:
    """Return what identifies the names and types of all columns: another version of mmkb may have others."""
    shape = {table.name: dict(table.columns) for table in tables}
    return blake2b(json.dumps(shape, sort_keys=True).encode(), digest_size=8).hexdigest()


def rows(index: Index, table: Stored) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a table, in its order, `CHUNK` at a time; the folded text of a column stands behind it."""
    own = [name for name in table.columns if not name.endswith(folded(""))]
    places = {name: number for number, name in enumerate(own)}
    picked = [(places[name.removesuffix(folded(""))], name not in places) for name in table.columns]
    cursor = index.connection.execute(f"SELECT {', '.join(map(quoted, own))} FROM {quoted(table.name)}")
    while chunk := cursor.fetchmany(CHUNK):
        yield [tuple(_folded(row[at]) if twin else row[at] for at, twin in picked) for row in chunk]


def _folded(value: object) -> str | None:
    return None if value is None else fold(str(value))


def _texts(index: Index) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the tables with columns of text in which a query looks for a part of it."""
    yield "rival_values", ("value",)
    for kind in index.kinds():
        fields = [field for field in index.fields(kind).all if field.type == "text"]
        yield kind, tuple(field.path for field in fields if not field.many)
        yield from ((link(field), ("value",)) for field in fields if linked(field))


def _columns(index: Index, table: str, texts: Sequence[str]) -> dict[str, Type]:
    found: dict[str, Type] = {}
    for _, name, declared, *_ in index.rows(f"PRAGMA table_info({quoted(table)})"):
        found[name] = "integer" if declared.startswith("INT") else "number" if declared == "NUMERIC" else "text"
        if name in texts:
            found[folded(name)] = "text"
    return found
