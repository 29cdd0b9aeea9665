"""A whole knowledge base as one SQLite file with primary and foreign keys, for Datasette, DuckDB, pandas or plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import chain
from pathlib import Path

from mmkb.formats.sqlite import TYPES, described, full_text, name, stored
from mmkb.views.relation import Relation, Whole

Progress = Callable[[str, int, int], None]


def write(whole: Whole, target: Path, progress: Progress) -> None:
    """Write the file at `target`, which must not exist; lists stand as JSON in their row and an item a row in link tables."""
    with closing(sqlite3.connect(target)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        for number, relation in enumerate(whole.relations, 1):
            progress(relation.name, number, len(whole.relations))
            connection.execute(statement(relation))
            marks = ", ".join("?" * len(relation.attributes))
            rows = (tuple(map(stored, row)) for row in relation.rows())
            connection.executemany(f"INSERT INTO {name(relation.name)} VALUES ({marks})", rows)
            _index(connection, relation)
            if relation.key == ("id",):
                texts = [entry.name for entry in relation.attributes if entry.kind == "text" and not entry.target]
                full_text(connection, relation.name, texts)
        connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
        connection.executemany("INSERT INTO about VALUES (?, ?)", whole.about.items().items())
        connection.execute("CREATE TABLE relations (name TEXT PRIMARY KEY, help TEXT)")
        connection.executemany(
            "INSERT INTO relations VALUES (?, ?)", ((each.name, each.help) for each in whole.relations)
        )
        described(
            connection,
            (
                (each.name, entry.name, entry.kind, entry.unit, entry.meaning)
                for each in whole.relations
                for entry in each.attributes
            ),
        )
        connection.execute("ANALYZE")
        connection.commit()


def statement(relation: Relation) -> str:
    """Return the SQL that makes the table of a relation."""
    columns = (
        f"{name(entry.name)} {'JSON' if entry.many else TYPES[entry.kind]}"
        + (f" REFERENCES {name(entry.target[0])} ({name(entry.target[1])})" if entry.target and not entry.many else "")
        for entry in relation.attributes
    )
    key = [f"PRIMARY KEY ({', '.join(map(name, relation.key))})"] if relation.key else []
    return f"CREATE TABLE {name(relation.name)} ({', '.join(chain(columns, key))})"


def _index(connection: sqlite3.Connection, relation: Relation) -> None:
    names = [entry.name for entry in relation.attributes]
    wanted = [[entry.name] for entry in relation.attributes if entry.target and not entry.many]
    wanted += [["kind", "id"]] if names[:2] == ["kind", "id"] else []
    wanted += [["from_kind", "from_id"], ["to_kind", "to_id"]] if names[0] == "from_kind" else []
    for columns in wanted:
        label = name("_".join([relation.name, *columns, "idx"]))
        connection.execute(f"CREATE INDEX {label} ON {name(relation.name)} ({', '.join(map(name, columns))})")
