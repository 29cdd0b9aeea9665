"""The tables of an index in PostgreSQL, in a schema of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from mmkb.engines.tables import Stored, layout, plain, rows, stored
from mmkb.errors import DataError, UsageError
from mmkb.index.index import Index

Progress = Callable[[str, int, int], None]
SCHEMA = "mmkb"
_NEXT = "mmkb_next"
_SECRETS = ("password", "sslpassword")
_TYPES = {"integer": "bigint", "number": "double precision", "text": 'text COLLATE "C"'}
_KEYS = ("rid", "target", "part")
"""Columns by which rows are looked up."""


@contextmanager
def connected(at: str) -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection to the address `at`; raises UsageError for a password in it, DataError for what the server says.

    A password belongs into the environment (PGPASSWORD) or into ~/.pgpass, where other users do not see it.
    """
    try:
        said = conninfo_to_dict(at)
    except psycopg.ProgrammingError:
        raise UsageError("this is no address of a database", "write postgresql://HOST/DATABASE") from None
    if any(said.get(name) for name in _SECRETS):
        raise UsageError("a password does not belong on the command line", "put it into PGPASSWORD or ~/.pgpass")
    try:
        with psycopg.connect(at, connect_timeout=10) as connection:
            yield connection
    except psycopg.errors.UndefinedTable:
        raise DataError("the database holds no tables of mmkb", "write them: mmkb load --to ADDRESS") from None
    except psycopg.Error as problem:
        why = str(problem).strip().splitlines()[0]
        raise DataError(f"PostgreSQL: {why}", "`psql` with the same address tells more") from problem


def write(index: Index, at: str, progress: Progress) -> None:
    """Write every table into the schema `mmkb`, all or none; readers see the old tables or the new ones."""
    tables = stored(index)
    with connected(at) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {_NEXT} CASCADE")
        connection.execute(f"CREATE SCHEMA {_NEXT}")
        for number, table in enumerate(tables, 1):
            progress(table.name, number, len(tables))
            _copy(connection, index, table)
        connection.execute(f"CREATE TABLE {_NEXT}.mmkb_tables (layout text, columns text)")
        columns = {table.name: list(table.columns) for table in tables}
        connection.execute(f"INSERT INTO {_NEXT}.mmkb_tables VALUES (%s, %s)", (layout(tables), json.dumps(columns)))
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.execute(f"ALTER SCHEMA {_NEXT} RENAME TO {SCHEMA}")


def _copy(connection: psycopg.Connection[Any], index: Index, table: Stored) -> None:
    place = sql.Identifier(_NEXT, table.called)
    columns = sql.SQL(", ").join(
        sql.SQL("{} " + _TYPES[type_]).format(sql.Identifier(plain(name))) for name, type_ in table.columns.items()
    )
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(place, columns))
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(place)) as copy:
        for chunk in rows(index, table):
            for row in chunk:
                copy.write_row(row)
    for key in _KEYS:
        if key in table.columns:
            connection.execute(sql.SQL("CREATE INDEX ON {} ({})").format(place, sql.Identifier(key)))
    connection.execute(sql.SQL("ANALYZE {}").format(place))
