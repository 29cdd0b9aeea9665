"""An index in memory with what another engine found, so that every view answers there as it does from the index itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from mmkb.corpus.folder import DataFolder
from mmkb.engines.connect import Engine, engine
from mmkb.engines.expression import matching
from mmkb.engines.tables import layout, stored
from mmkb.errors import DataError
from mmkb.index.index import Index
from mmkb.index.tables import BEFORE_LINKING, BY_ROW, FIXED, INDEXES, quoted, statements
from mmkb.query.condition import Compare, Condition, Known
from mmkb.schema.field import Field
from mmkb.schema.text import fold

_FEW = 20
"""So many keys are named in the question itself."""
_WHOLE = ("instruments", "benchmarks", "instruments.benchmark", "benchmarks.area", "licenses")
"""Small tables that views read without a query."""


class Slice(Index):
    """The tables that `mmkb load` wrote, asked by the engine `name` at the place `at`.

    What a query finds is fetched with all that it refers to when it is first asked for. Raises UsageError for a place
    that the engine cannot read, DataError for tables of another version, or what the engine says.
    """

    def __init__(self, name: str | None, at: str) -> None:
        self.folder = DataFolder(at, "--at")
        self.notes = ()
        self.engine: Engine = engine(name, at)
        self._last: tuple[Collection[Any], Any] = ((), None)
        self.connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._closed = False
        self.connection.executescript(FIXED)
        self._take("meta")
        self._take("fields")
        self.begin()
        catalogue: dict[str, Sequence[Field]] = {kind: self.fields(kind).all for kind in self.kinds()}
        self.connection.executescript(";\n".join(statements(catalogue)) + ";" + BEFORE_LINKING + INDEXES)
        if self.engine.layout != layout(stored(self)):
            raise DataError(f"the tables at {at} were written by another version of mmkb", "load them anew: mmkb load")
        self.connection.execute("CREATE TABLE found (number INT, rid INT, PRIMARY KEY (number, rid)) WITHOUT ROWID")
        self._here: set[int] = set()
        self._written: set[str] = set()
        self._numbers: dict[tuple[str, Condition], int] = {}
        for table in _WHOLE:
            self._take(table)
        self._take("names", "kind", ("instruments", "benchmarks"))
        self.elsewhere = self._found

    def close(self) -> None:
        """Close the index and the engine; a second time does nothing."""
        if not self._closed:
            super().close()
            self.engine.close()

    def _open_anew(self, surprise: Exception) -> None:
        """Raise the surprise: what is in memory is not damaged."""
        raise surprise

    def _found(self, kind: str, condition: Condition) -> tuple[str, tuple[object, ...]]:
        """Return the SQL that finds here the rows of a kind for which a condition holds at the engine."""
        number = self._numbers.get((kind, condition))
        if number is None:
            number = len(self._numbers)
            with self.engine.speaking():
                found = matching(self.engine, kind, condition).select("rid").to_pyarrow().column(0).to_pylist()
            self._fetch(set(found), scores=kind == "models")
            self.connection.executemany("INSERT INTO found VALUES (?, ?)", ((number, rid) for rid in found))
            self._numbers[kind, condition] = number
        return "t.rid IN (SELECT rid FROM found WHERE number = ?)", (number,)

    def _fetch(self, wanted: set[int], *, scores: bool) -> None:
        """Fetch rows with all that is kept of them, then the rows that they refer to; `scores`: those that are reported too."""
        if scores and wanted:
            about = self._asked("refs", "target", wanted, ("rid", "field"))
            wanted = wanted | {rid for rid, field in about if field == "model" and rid is not None}
        while wanted := wanted - self._here:
            self._here |= wanted
            kinds = {row[1] for row in self._take("rows", "rid", wanted)}
            found = {table: self._take(table, "rid", wanted) for table in BY_ROW if table != "rows"}
            for kind in kinds:
                if kind not in _WHOLE:
                    self._take(kind, "rid", wanted)
            places = {place for _, _, place in found["supports"]} - self._held()
            sources = {row[1] for row in self._take("places", "place", places)} | {row[3] for row in found["rivals"]}
            wanted = {row[4] for row in found["refs"] if row[4] is not None} | {part for _, part in found["parts"]}
            wanted |= {rid for (rid,) in self._asked("sources", "id", sources, ("rid",))}

    def _held(self) -> set[int]:
        return {place for (place,) in self.connection.execute("SELECT place FROM places")}

    def _take(self, table: str, key: str = "", keys: Collection[Any] = ()) -> list[tuple[Any, ...]]:
        """Fetch a table, or its rows with one of `keys`, into the index in memory; return them."""
        names = [row[1] for row in self.connection.execute(f"PRAGMA table_info({quoted(table)})")]
        rows = self._asked(table, key, keys, names)
        marks = ", ".join("?" * len(names))
        self.connection.executemany(f"INSERT OR IGNORE INTO {quoted(table)} VALUES ({marks})", rows)
        return rows

    def _asked(self, table: str, key: str, keys: Collection[Any], names: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return columns of the rows of the engine's table with one of `keys`, of all rows without a `key`."""
        with self.engine.speaking():
            rows = self.engine(table)
            if key and len(keys) <= _FEW:
                rows = rows.filter(rows[key].isin(list(keys)))
            elif key:
                rows = rows.semi_join(self._listed(keys), [(key, "key")])
            columns = rows.select(*names).to_pyarrow().columns
            return list(zip(*(column.to_pylist() for column in columns), strict=True))

    def _listed(self, keys: Collection[Any]) -> Table:
        """Return a table of keys at the engine: thousands of them in the text of a question would take long to read."""
        if keys is not self._last[0]:
            self._last = (keys, ibis.memtable(pa.table({"key": list(keys)})))
        return self._last[1]

    def need_documents(self, ids: Collection[str]) -> None:
        """Fetch the records of these ids as they were written, each once."""
        if new := set(ids) - self._written:
            self._written |= new
            self._take("documents", "id", new)

    def _ids_where(self, table: str, condition: Condition, column: str) -> list[str]:
        with self.engine.speaking():
            rows = matching(self.engine, table, condition).select(column).distinct().to_pyarrow()
        return [value for value in rows.column(0).to_pylist() if value is not None]

    def ids(self, kind: str) -> list[str]:
        """Return the ids of a kind's rows and records, in order."""
        of_kind = Compare("kind", "=", kind)
        return sorted({*self._ids_where("rows", of_kind, "id"), *self._ids_where("rows", of_kind, "record")})

    def knows(self, kind: str | None, name: str) -> bool:
        """Return whether a record of `kind` (None or `*`: of any kind) answers to `name`."""
        wanted = fold(name)
        asked = (("rows", "id"), ("rows", "record"), ("names", "folded"))
        kinds = {
            (found, column)
            for table, column in asked
            for found in self._ids_where(table, Compare(column, "=", wanted), "kind")
            if column == "record" or found not in ("stages", "results", "disputes")
        }
        return any(kind in (None, "*", found) for found, _ in kinds) or (
            kind in (None, "*", "models") and wanted in self.families()
        )

    def called(self, name: str) -> list[str]:
        """Return the ids of all that is called by a name."""
        wanted = fold(name)
        family = [one for one in self._families_written() if fold(one) == wanted]
        named = self._asked("names", "folded", [wanted], ("rid", "whole"))
        rids, whole = {rid for rid, _ in named}, {rid for rid, is_whole in named if is_whole}
        of_family = {rid for (rid,) in self._asked("models", "family", family, ("rid",))}
        found = {id_ for (id_,) in self._asked("rows", "rid", rids | of_family, ("id",))}
        return sorted(found | {record for (record,) in self._asked("rows", "rid", whole | of_family, ("record",))})

    def refers(self, field: str, name: str) -> bool:
        """Return whether some record refers by `field` to `name`, which need not be on record."""
        return field in self._ids_where("refs", Compare("value", "=", name), "field")

    def families(self) -> frozenset[str]:
        """Return the families of models, folded."""
        return frozenset(map(fold, self._families_written()))

    def _families_written(self) -> list[str]:
        return self._ids_where("models", Known("family"), "family")

    def names(self, kind: str | None) -> list[str]:
        """Return the ids, then the other names by which a record of `kind` (None or `*`: of any kind) is found."""
        kinds = [kind] if kind not in (None, "*") else self.kinds()
        found = [name for one in kinds for name in self.ids(str(one))]
        found += [name for (name,) in self._asked("names", "kind", kinds, ("name",))]
        return list(dict.fromkeys([*found, *self._families_written()] if "models" in kinds else found))
