"""SQLite: the rows in one table with a full-text index, their documents, their columns and where they come from in others."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing

from mmkb.formats.typed import Kind, Typed, typed
from mmkb.views.table import Scalar, Table

TYPES: dict[Kind, str] = {"integer": "INTEGER", "number": "REAL", "bool": "BOOLEAN", "text": "TEXT"}


def render(table: Table) -> bytes:
    """Return the file; lists are JSON arrays."""
    with closing(sqlite3.connect(":memory:")) as connection:
        own = re.sub(r"\W", "_", table.label or table.kind or "rows")
        columns = typed(table, dates=False)
        _rows(connection, own, columns)
        full_text(connection, own, [entry.name for entry in columns if entry.kind == "text"])
        described(connection, ((own, _plain(entry.name), entry.kind, entry.unit, entry.help) for entry in columns))
        if table.cite != "none":
            connection.execute('CREATE TABLE "references" (key TEXT PRIMARY KEY, type TEXT, title TEXT, csl JSON)')
            connection.executemany('INSERT INTO "references" VALUES (?, ?, ?, ?)', _references(table))
        connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
        about = {"title": table.title, "query": table.query, **(table.about.items() if table.about else {})}
        connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        connection.commit()
        return connection.serialize()


def name(text: str) -> str:
    """Return a column's name as an SQL identifier that needs no quotes in most tools: dots become underscores."""
    return f'"{_plain(text)}"'


def _plain(text: str) -> str:
    return re.sub(r"\W", "_", text)


def stored(value: object) -> Scalar | None:
    """Return a value as SQLite keeps it."""
    return value if value is None or isinstance(value, (str, int, float)) else json.dumps(value, ensure_ascii=False)


def full_text(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
    """Index the text of a filled table, for TABLE_fts MATCH; tools such as Datasette find it by themselves."""
    if columns:
        index, listed = name(f"{table}_fts"), ", ".join(map(name, columns))
        connection.execute(f"CREATE VIRTUAL TABLE {index} USING fts5 ({listed}, content={name(table)})")
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def described(connection: sqlite3.Connection, columns: Iterable[tuple[str, str, str, str | None, str]]) -> None:
    """Add the table of all columns: relation, column, type, unit, what it means."""
    connection.execute("CREATE TABLE columns (relation TEXT, name TEXT, type TEXT, unit TEXT, help TEXT)")
    connection.executemany("INSERT INTO columns VALUES (?, ?, ?, ?, ?)", columns)


def _rows(connection: sqlite3.Connection, table: str, columns: list[Typed]) -> None:
    kinds = ", ".join(f"{name(entry.name)} {'JSON' if entry.many else TYPES[entry.kind]}" for entry in columns)
    connection.execute(f'CREATE TABLE "{table}" ({kinds})')
    marks = ", ".join("?" * len(columns))
    rows = zip(*(map(stored, entry.values) for entry in columns), strict=True)
    connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)


def _references(table: Table) -> list[tuple[str, str, str, str]]:
    from mmkb.formats.csl_json import item

    return [
        (entry.key, entry.type, entry.title, json.dumps(item(entry), ensure_ascii=False)) for entry in table.references
    ]
