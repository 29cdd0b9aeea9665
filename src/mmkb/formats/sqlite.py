"""SQLite: the rows in one table, their documents in another, where they come from in a third."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

from mmkb.formats.typed import Kind, Typed, typed
from mmkb.views.table import Scalar, Table

TYPES: dict[Kind, str] = {"integer": "INTEGER", "number": "REAL", "bool": "BOOLEAN", "text": "TEXT"}


def render(table: Table) -> bytes:
    """Return the file; lists are JSON arrays."""
    with closing(sqlite3.connect(":memory:")) as connection:
        _rows(connection, re.sub(r"\W", "_", table.label or table.kind or "rows"), typed(table, dates=False))
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
    return '"' + re.sub(r"\W", "_", text) + '"'


def stored(value: object) -> Scalar | None:
    """Return a value as SQLite keeps it."""
    return value if value is None or isinstance(value, (str, int, float)) else json.dumps(value, ensure_ascii=False)


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
