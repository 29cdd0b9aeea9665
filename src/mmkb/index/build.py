"""Records into one self-describing SQLite file: typed rows, links, facts with their evidence, names."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
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


@dataclass(frozen=True, slots=True)
class _Place:
    """A piece of evidence: its number, the variants and fields it holds for, whether it was read."""

    number: int
    variants: Collection[str]
    supports: Collection[str]
    read: bool


class _Writer:
    """Writes rows and keeps the row number; everything that needs other records waits for `link`."""

    def __init__(self, connection: sqlite3.Connection, catalogue: Catalogue) -> None:
        self.connection = connection
        self.fields = {kind: [field for field in fields if not field.derived] for kind, fields in catalogue.items()}
        self.insert = {kind: _insert(kind, fields) for kind, fields in self.fields.items()}
        self.references = [field for fields in catalogue.values() for field in fields if field.type == "ref"]
        self.facts = {kind: [field for field in fields if field.fact] for kind, fields in self.fields.items()}
        self.covered: dict[tuple[str, str], tuple[str, ...]] = {}
        self.rid = 0

    def add(self, record: Stored) -> None:
        """Write the document and all rows that unfold from it."""
        document = record.document
        self.connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?)",
            (record.path, record.folder, document["id"], json.dumps(document, ensure_ascii=False)),
        )
        places = self._places(document)
        for kind, row in unfold(record.folder, document):
            self.rid += 1
            self._row(kind, flatten(row), record, places)

    def _row(self, kind: str, leaves: Mapping[str, Any], record: Stored, places: Iterable[_Place]) -> None:
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
            place = self._place(leaves)
            self.connection.execute("INSERT INTO supports VALUES (?, 'score', ?)", (self.rid, place.number))
        elif kind == record.folder:
            self._facts(kind, leaves, document, places)

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

    def _places(self, document: Mapping[str, Any]) -> list[_Place]:
        """Write the pieces of evidence of a record, and return them as its rows need them."""
        return [self._place(entry) for entry in document.get("evidence", [])]

    def _place(self, entry: Mapping[str, Any]) -> _Place:
        read = _text(entry.get("read"))
        cursor = self.connection.execute(
            "INSERT INTO places (source, at, read, note) VALUES (?, ?, ?, ?)",
            (entry["source"], entry.get("at"), read, entry.get("note")),
        )
        return _Place(cursor.lastrowid or 0, entry.get("variants") or (), entry.get("supports") or (), read is not None)

    def _facts(
        self, kind: str, leaves: Mapping[str, Any], document: Mapping[str, Any], places: Iterable[_Place]
    ) -> None:
        """Write for every fact its status and its evidence, and the disputes of this row."""
        id_ = leaves["id"]
        facts = {field.path: leaves[field.path] for field in self.facts[kind] if field.path in leaves}
        read: set[str] = set()
        supports: list[tuple[int, str, int]] = []
        for place in places:
            if place.variants and id_ not in place.variants:
                continue
            paths = [path for group in place.supports for path in self._covered(kind, group) if path in facts]
            supports += [(self.rid, path, place.number) for path in dict.fromkeys(paths)]
            read.update(paths if place.read else ())
        self.connection.executemany(
            "INSERT OR IGNORE INTO facts VALUES (?, ?, ?, ?)",
            [(self.rid, path, _status(value), path in read) for path, value in facts.items()],
        )
        self.connection.executemany("INSERT INTO supports VALUES (?, ?, ?)", supports)
        self.connection.executemany(
            "INSERT INTO disputes VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (self.rid, entry["field"], json.dumps(entry["value"], ensure_ascii=False), entry["source"], entry.get("at"),
                 entry["because"], _text(entry.get("read")))
                for entry in document.get("disputes", [])
                if id_ in (entry.get("variants") or [id_])
            ],
        )  # fmt: skip

    def _covered(self, kind: str, group: str) -> tuple[str, ...]:
        """Return the paths of the facts that evidence for `group` covers."""
        if (kind, group) not in self.covered:
            self.covered[kind, group] = tuple(field.path for field in self.facts[kind] if covers(group, field.path))
        return self.covered[kind, group]

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
        """Let a reference be found by the names of what it names; a release's stages hold for its variants as well."""
        meant = "1" if field.kind == "stages" else "(names.whole OR rows.id = refs.value)"
        family = "(SELECT family FROM models WHERE models.rid = refs.target)" if field.target == "models" else "NULL"
        self.connection.execute(
            f"""
            INSERT OR IGNORE INTO {quoted(link(field))}
            SELECT value, rid FROM (
              SELECT names.folded AS value, refs.rid AS rid FROM refs JOIN names ON names.rid = refs.target
                JOIN rows ON rows.rid = refs.target
                WHERE {meant} AND refs.field = :path
                AND refs.rid IN (SELECT rid FROM {quoted(field.kind)})
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
