"""An engine by its name, opened at the place where `mmkb load` wrote the tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import psycopg
from ibis.common.exceptions import IbisError, TableNotFound
from ibis.expr.types import Table

from mmkb.engines import folder
from mmkb.engines.postgres import SCHEMA, connected
from mmkb.engines.tables import plain
from mmkb.errors import DataError, UsageError

_CAUSE = "Caused by: "
"""Before what is wrong, at the end of what Java tells."""
_FEW = 4
"""Parts into which Spark on one machine takes a table apart; its default of 200 is meant for many machines."""
Failure = tuple[type[Exception], ...]
Opened = tuple[Callable[[str], Table], Failure, Callable[[], None]]
"""What returns a table by its name, what the engine raises, what closes it."""


class Engine:
    """An open engine: its tables by their names in the index, with the index's names of columns."""

    def __init__(
        self,
        name: str,
        layout: str,
        columns: Mapping[str, list[str]],
        table: Callable[[str], Table],
        failure: Failure,
        close: Callable[[], None],
    ) -> None:
        self.name = name
        self.layout = layout
        self._failure = failure
        self.close = close
        self._columns = columns
        self._table = table
        self._known: dict[str, Table] = {}

    def __call__(self, name: str) -> Table:
        """Return a table; raises DataError where the place does not have it."""
        if name not in self._known:
            if name not in self._columns:
                raise DataError(f"the tables lack {name!r}", "load them anew: mmkb load")
            names = {column: plain(column) for column in self._columns[name] if column != plain(column)}
            self._known[name] = self._table(name).rename(names)
        return self._known[name]

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Turn what the engine has to say into a DataError."""
        try:
            yield
        except TableNotFound as problem:
            raise DataError(f"{self.name} lacks the table {problem}", "load them anew: mmkb load") from problem
        except (*self._failure, IbisError) as problem:
            said = (str(problem).strip() or type(problem).__name__).splitlines()
            causes = [line.removeprefix(_CAUSE) for line in said if line.startswith(_CAUSE)]
            why = causes[-1] if causes else said[0]
            raise DataError(f"{self.name}: {why}", "load the tables anew, or ask another engine") from problem


def engine(name: str | None, at: str) -> Engine:
    """Open the engine `name` at a folder or an address; without a name, PostgreSQL for an address and DuckDB for a folder.

    Raises UsageError for a place that the engine cannot read, DataError where there are no tables.
    """
    address = re.match(r"postgres(ql)?://", at) is not None
    name = name or ("postgres" if address else "duckdb")
    if (name == "postgres") != address:
        wanted = "an address: postgresql://HOST/DATABASE" if name == "postgres" else "a folder that `mmkb load` wrote"
        raise UsageError(f"{name} reads {wanted}", "name it by --at")
    if not address and ":/" in at:  # it may hold a password, so it is not repeated
        raise UsageError("no engine reads that address", "name a folder, or postgresql://HOST/DATABASE")
    return _postgres(at) if address else _folder(name, Path(at))


def _folder(name: str, place: Path) -> Engine:
    manifest = folder.read(place)
    tables = manifest["tables"]
    columns = {table: list(said["columns"]) for table, said in tables.items()}

    def files(table: str) -> list[str]:
        found = [str(place / file) for file in tables[table]["files"]]
        if missing := [file for file in found if not Path(file).is_file()]:
            raise DataError(f"{missing[0]} is missing", f"load the tables anew: mmkb load --to {place} --force")
        return found

    return Engine(name, manifest["layout"], columns, *(_spark(files) if name == "spark" else _duckdb(files)))


def _duckdb(files: Callable[[str], list[str]]) -> Opened:
    from duckdb import Error

    con: Any = ibis.duckdb.connect()

    def table(name: str) -> Table:
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files(name))
        con.raw_sql(f"CREATE VIEW {_view(name)} AS SELECT * FROM read_parquet([{listed}])")
        return con.table(_view(name))

    return table, (Error,), con.disconnect


def _spark(files: Callable[[str], list[str]]) -> Opened:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    try:
        session = builder.appName("mmkb").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    except PySparkException as problem:
        raise DataError("Spark does not start", "it needs a Java runtime: see what `pyspark` prints") from problem
    session.sparkContext.setLogLevel("ERROR")
    if session.sparkContext.master.startswith("local"):
        session.conf.set("spark.sql.shuffle.partitions", _FEW)
    con: Any = ibis.pyspark.connect(session)

    def table(name: str) -> Table:
        session.read.parquet(*files(name)).createOrReplaceTempView(_view(name))
        return con.table(_view(name))

    return table, (PySparkException, Py4JError), lambda: None  # a session is the process's own


def _view(table: str) -> str:
    """Return the name of a view; engines have views of their own that are called `tables` and the like."""
    return f"mmkb_{plain(table)}"


def _postgres(at: str) -> Engine:
    with connected(at) as connection:
        found = connection.execute(f"SELECT layout, columns FROM {SCHEMA}.mmkb_tables").fetchone()
    assert found is not None
    con: Any = ibis.postgres.connect(**_parts(at))
    return Engine(
        "postgres",
        found[0],
        json.loads(found[1]),
        lambda name: con.table(plain(name), database=SCHEMA),
        (psycopg.Error,),
        con.disconnect,
    )


def _parts(at: str) -> dict[str, Any]:
    """Return all that an address says, `sslmode` too, as Ibis takes it; a port that it does not say is left to PGPORT."""
    from psycopg.conninfo import conninfo_to_dict

    said = {"dbname": None, "port": None, **conninfo_to_dict(at)}
    return {"database": said.pop("dbname"), **said}
