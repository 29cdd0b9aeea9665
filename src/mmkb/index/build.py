"""Records into one self-describing SQLite file: typed rows, links, facts with their evidence, names."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mmkb.index import derive
from mmkb.index.tables import APPLICATION_ID, FIXED, INDEXES, link, quoted, statements
from mmkb.schema.field import NUMERIC, Field
from mmkb.schema.text import fold
from mmkb.schema.unfold import covers, flatten, unfold
from mmkb.schema.values import ABSENT, date_span, quantity

Catalogue = Mapping[str, Iterable[Field]]


@dataclass(frozen=True, slots=True)
class Stored:
    """A valid record as the index keeps it."""

    path: str
    folder: str
    document: Mapping[str, Any]


def build(
    connection: sqlite3.Connection, records: Iterable[Stored], catalogue: Catalogue, meta: Mapping[str, str]
) -> None:
    """Fill an empty database with `records`, streamed one by one, then link and derive. Commits."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.executescript(FIXED + ";\n".join(statements(catalogue)))
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.executemany(
        "INSERT INTO fields VALUES (?, ?, ?)",
        (
            (kind, position, field.to_json())
            for kind, fields in catalogue.items()
            for position, field in enumerate(fields)
        ),
    )
    writer = _Writer(connection, catalogue)
    for record in records:
        writer.add(record)
    writer.link()
    connection.executescript(INDEXES)
    derive.derive(connection)
    connection.execute("ANALYZE")
    connection.commit()


class _Writer:
    """Writes rows and keeps the row number; everything that needs other records waits for `link`."""

    def __init__(self, connection: sqlite3.Connection, catalogue: Catalogue) -> None:
        self.connection = connection
        self.fields = {kind: [field for field in fields if not field.derived] for kind, fields in catalogue.items()}
        self.insert = {kind: _insert(kind, fields) for kind, fields in self.fields.items()}
        self.references = [field for fields in catalogue.values() for field in fields if field.type == "ref"]
        self.rid = 0

    def add(self, record: Stored) -> None:
        """Write the document and all rows that unfold from it."""
        document = record.document
        self.connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?)",
            (record.path, record.folder, document["id"], json.dumps(document, ensure_ascii=False)),
        )
        for kind, row in unfold(record.folder, document):
            self.rid += 1
            self._row(kind, flatten(row), record)

    def _row(self, kind: str, leaves: Mapping[str, Any], record: Stored) -> None:
        document = record.document
        name = str(leaves.get("name") or leaves.get("title") or leaves.get("statement") or leaves["id"])
        self.connection.execute(
            "INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self.rid, kind, leaves["id"], document["id"], name, document.get("name"), record.path),
        )
        self.connection.execute(self.insert[kind], [self.rid, _words(leaves, document), *self._columns(kind, leaves)])
        self._names(kind, leaves, document)
        for field in self.fields[kind]:
            value = leaves.get(field.path)
            if value is None or value in ABSENT:
                continue
            if field.type == "ref":
                self.connection.executemany(
                    "INSERT INTO refs (rid, field, value, target_kind) VALUES (?, ?, ?, ?)",
                    ((self.rid, field.path, item, field.target) for item in _items(value)),
                )
            elif field.many:
                self.connection.executemany(
                    f"INSERT OR IGNORE INTO {quoted(link(field))} VALUES (?, ?)",
                    ((_scalar(field, item), self.rid) for item in _items(value)),
                )
        if kind in ("results", "claims"):
            self.connection.execute(
                "INSERT INTO evidence VALUES (?, 'score', ?, ?, ?, NULL)",
                (self.rid, leaves["source"], leaves["at"], _text(leaves.get("read"))),
            )
        if kind == record.folder:
            self._facts(kind, leaves, document)

    def _columns(self, kind: str, leaves: Mapping[str, Any]) -> Iterator[object]:
        for field in self.fields[kind]:
            value = leaves.get(field.path)
            known = None if value is None or value in ABSENT else value
            if field.many:
                yield (
                    None if known is None else json.dumps([_scalar(field, item) for item in known], ensure_ascii=False)
                )
                continue
            yield None if known is None else _scalar(field, known)
            if field.type == "date":
                yield from date_span(known) if known is not None else (None, None)

    def _names(self, kind: str, leaves: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        """Write the names of a row; `whole` marks those that name its record with all its rows."""
        names = {("id", leaves["id"]), ("name", leaves.get("name") or leaves.get("title"))}
        names |= {("alias", alias) for alias in (*leaves.get("aliases", []), *document.get("aliases", []))}
        if kind == "models":
            names |= {("id", document["id"]), ("name", document["name"])}
        if kind == "sources":
            names |= {(key, leaves.get(key)) for key in ("arxiv", "doi", "repository")}
        whole = {document["id"], document.get("name"), *document.get("aliases", [])}
        self.connection.executemany(
            "INSERT INTO names VALUES (?, ?, ?, ?, ?, ?)",
            (
                (self.rid, kind, field, name, fold(name), name in whole)
                for field, name in sorted(names, key=str)
                if name
            ),
        )

    def _facts(self, kind: str, leaves: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        """Write for every fact its status and its evidence, and the disputes of this row."""
        here = [
            entry for entry in document.get("evidence", []) if leaves["id"] in (entry.get("variants") or [leaves["id"]])
        ]
        for field in self.fields[kind]:
            value = leaves.get(field.path)
            if not field.fact or value is None:
                continue
            places = [entry for entry in here if any(covers(group, field.path) for group in entry["supports"])]
            self.connection.execute(
                "INSERT OR IGNORE INTO facts VALUES (?, ?, ?, ?)",
                (self.rid, field.path, _status(value), any("read" in place for place in places)),
            )
            self.connection.executemany(
                "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (
                        self.rid,
                        field.path,
                        place["source"],
                        place.get("at"),
                        _text(place.get("read")),
                        place.get("note"),
                    )
                    for place in places
                ),
            )
        for dispute in document.get("disputes", []):
            if leaves["id"] in (dispute.get("variants") or [leaves["id"]]):
                self.connection.execute(
                    "INSERT INTO disputes VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        self.rid,
                        dispute["field"],
                        json.dumps(dispute["value"], ensure_ascii=False),
                        dispute["source"],
                        dispute.get("at"),
                        dispute["because"],
                        _text(dispute.get("read")),
                    ),
                )

    def link(self) -> None:
        """Resolve references to rows, and let every name of the target find the row that refers to it."""
        run = self.connection.executescript
        run("CREATE INDEX temp_rows ON rows (id, kind); CREATE INDEX temp_records ON rows (record, kind);")
        run(
            """
            CREATE TABLE resolved AS
              SELECT refs.rid, refs.field, refs.value, rows.kind AS target_kind, rows.rid AS target FROM refs
                JOIN rows ON rows.id = refs.value AND refs.target_kind IN (rows.kind, '*')
              UNION
              SELECT refs.rid, refs.field, refs.value, rows.kind, rows.rid FROM refs
                JOIN rows ON rows.record = refs.value AND refs.target_kind IN (rows.kind, '*') AND rows.kind <> 'stages';
            INSERT INTO resolved SELECT refs.rid, refs.field, refs.value, refs.target_kind, NULL FROM refs
              LEFT JOIN resolved r ON r.rid = refs.rid AND r.field = refs.field AND r.value = refs.value WHERE r.rid IS NULL;
            DELETE FROM refs;
            INSERT INTO refs SELECT * FROM resolved;
            DROP TABLE resolved; DROP INDEX temp_rows; DROP INDEX temp_records;
            CREATE INDEX temp_names ON names (rid);
            """
        )
        for field in self.references:
            if not field.derived:
                self._link_names(field)
        run("DROP INDEX temp_names")

    def _link_names(self, field: Field) -> None:
        family = "(SELECT family FROM models WHERE models.rid = refs.target)" if field.target == "models" else "NULL"
        self.connection.execute(
            f"""
            INSERT OR IGNORE INTO {quoted(link(field))}
            SELECT value, rid FROM (
              SELECT names.folded AS value, refs.rid AS rid FROM refs JOIN names ON names.rid = refs.target
                WHERE refs.field = :path AND refs.rid IN (SELECT rid FROM {quoted(field.kind)})
              UNION SELECT rows.record, refs.rid FROM refs JOIN rows ON rows.rid = refs.target
                WHERE refs.field = :path AND refs.rid IN (SELECT rid FROM {quoted(field.kind)})
              UNION SELECT refs.value, refs.rid FROM refs
                WHERE refs.field = :path AND refs.rid IN (SELECT rid FROM {quoted(field.kind)})
              UNION SELECT {family}, refs.rid FROM refs
                WHERE refs.field = :path AND refs.rid IN (SELECT rid FROM {quoted(field.kind)})
            ) WHERE value IS NOT NULL
            """,
            {"path": field.path},
        )


def _insert(kind: str, fields: Iterable[Field]) -> str:
    columns = ["rid", "words"]
    for field in fields:
        columns.append(field.path)
        if field.type == "date" and not field.many:
            columns += [f"{field.path}:first", f"{field.path}:last"]
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {quoted(kind)} ({', '.join(map(quoted, columns))}) VALUES ({marks})"


def _words(leaves: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Return the text in which bare words of a query are looked for, one field a line."""
    names = (
        leaves[key] for key in ("id", "name", "title", "summary", "statement", "question", "arxiv") if key in leaves
    )
    return fold("\n".join([*map(str, names), document["id"], *leaves.get("aliases", []), *document.get("aliases", [])]))


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _scalar(field: Field, value: Any) -> object:  # noqa: ANN401 a leaf can be anything
    if field.type == "quantity":
        return quantity(value)
    if field.type in NUMERIC or field.type == "bool":
        return value if abs(value) < 2**63 else float(value)  # what SQLite keeps as an integer
    return str(value)


def _status(value: object) -> str:
    return str(value) if value in ABSENT else "known"


def _text(value: object) -> str | None:
    return None if value is None else str(value)
