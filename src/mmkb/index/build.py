"""Records into one self-describing SQLite file: typed rows, facts with their evidence, names; then what links them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mmkb.index import derive, typed
from mmkb.index.bulk import Bulk
from mmkb.index.link import WAITING, link_rows
from mmkb.index.pieces import Piece, Stages, stages_of, state
from mmkb.index.reported import reported
from mmkb.index.seal import APPLICATION_ID
from mmkb.index.stored import Stored, Unfolded
from mmkb.index.tables import AFTER_LINKING, BEFORE_LINKING, FIXED, link, quoted, statements
from mmkb.progress import watched
from mmkb.schema.field import LAYER, Field
from mmkb.schema.kinds import KINDS, LEDGER, PART_OF
from mmkb.schema.paths import covers
from mmkb.schema.text import fold
from mmkb.schema.unfold import flatten, parts, unfold
from mmkb.schema.values import ABSENT
from mmkb.schema.vocabulary import State

Catalogue = Mapping[str, Iterable[Field]]
MANY = 1_000
"""So many rows are written at once."""
_TODO = "INSERT INTO todo VALUES (?)"
ROOM = 128
"""How many numbers are left free behind every record at least, so that records can grow and come between others."""


def build(connection: sqlite3.Connection, records: Iterable[Stored | Bulk], catalogue: Catalogue) -> None:
    """Fill an empty database with `records`, streamed one by one in order of their paths, then link and derive.

    Ledgers come last, one after the other, since no record refers to their rows.
    """
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.executescript(FIXED + ";\n".join(statements(catalogue)) + ";" + WAITING)
    known = (
        (kind, number, field.to_json()) for kind, fields in catalogue.items() for number, field in enumerate(fields)
    )
    connection.executemany("INSERT INTO fields VALUES (?, ?, ?)", known)
    writer = Writer(connection, catalogue)
    first = ROOM * ROOM
    ledgers = []
    for record in records:
        if isinstance(record, Bulk):
            unfolded: Unfolded | Bulk = record
            ledgers.append((record, first))
        else:
            unfolded = writer.unfolded(record)
            writer.add(unfolded, first)
        first += (unfolded.used // ROOM + 2) * ROOM
    writer.flush()
    connection.executescript(BEFORE_LINKING)
    link_rows(connection, catalogue)
    connection.executescript(AFTER_LINKING)
    derive.derive(connection)
    add_ledgers(writer, ledgers, catalogue)
    connection.execute("ANALYZE")


def add_ledgers(writer: Writer, ledgers: Collection[tuple[Bulk, int]], catalogue: Catalogue) -> None:
    """Write, link and derive the rows of ledgers, each numbered from its first number, when all records are there."""
    for bulk, first in watched(ledgers, len(ledgers), lambda ledger: ledger[0].path):
        writer.connection.executescript("DELETE FROM todo; DELETE FROM wanted")
        writer.add_rows(bulk, first)
        writer.flush()
        link_rows(writer.connection, catalogue)
        reported(writer.connection)


class Writer:
    """Writes the rows of records; everything that needs other records waits in `todo` and `wanted` to be linked.

    Rows, names and places are numbered from the number that a record is given, in order of the records' paths, so
    that the order of numbers is the order of the files, in a patched index as in one built at once. Rows are held back and
    written many at a time: `flush` writes the last.
    """

    def __init__(self, connection: sqlite3.Connection, catalogue: Catalogue) -> None:
        self.connection = connection
        self.fields = {
            kind: {field.path: field for field in fields if not field.derived or field.path == LAYER}
            for kind, fields in catalogue.items()
        }
        self.unknown = {kind: dict.fromkeys(typed.columns(fields.values())) for kind, fields in self.fields.items()}
        self.insert = {kind: _insert(kind, columns) for kind, columns in self.unknown.items()}
        self.facts = {kind: [field for field in fields.values() if field.fact] for kind, fields in self.fields.items()}
        self.covered: dict[tuple[str, str], tuple[str, ...]] = {}
        self.held: dict[str, list[tuple[object, ...]]] = defaultdict(list)

    def unfolded(self, record: Stored) -> Unfolded:
        """Return the record with all that unfolds from it."""
        whole = list(unfold(record.folder, record.document))
        rows = [(kind, flatten(row)) for kind, row in whole]
        names = [list(typed.names(kind, leaves, record.document)) for kind, leaves in rows]
        for kind, row in whole:
            items = [
                (name, {**flatten(item), "of": [row["id"]]}) for name, item in parts(kind, row) if name in self.fields
            ]
            rows += items
            names += [[] for _ in items]
        return Unfolded(record, rows, names)

    def add(self, unfolded: Unfolded, first: int) -> None:
        """Write the document and all rows that unfold from it, numbered from `first`."""
        record, document = unfolded.record, unfolded.record.document
        self.connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (
                record.path,
                record.folder,
                document["id"],
                json.dumps(document, ensure_ascii=False),
                first,
                unfolded.used,
            ),
        )
        self._write_names(unfolded, first)
        evidence = [
            self._evidence(first + number, entry, record.layer("evidence", number))
            for number, entry in enumerate(document.get("evidence", []))
        ]
        stages = stages_of(unfolded.rows)
        owners = {
            leaves["id"]: rid
            for rid, (kind, leaves) in enumerate(unfolded.rows, first)
            if kind in KINDS and kind not in PART_OF
        }
        for rid, (kind, leaves) in enumerate(unfolded.rows, start=first):
            if kind not in KINDS or kind in PART_OF:
                self.connection.executemany(
                    "INSERT INTO parts VALUES (?, ?)", [(owners[id_], rid) for id_ in leaves.get("of", ())]
                )
            self._row(rid, kind, leaves, record)
            if kind in ("results", "claims"):
                self._own_evidence(rid, leaves, record)
            elif kind == record.folder:
                self._facts(rid, record, leaves, evidence, stages)
                self._disputes(rid, record, leaves["id"])
        self._flush_many()

    def add_rows(self, bulk: Bulk, first: int) -> None:
        """Write the rows of a ledger, numbered from `first`; of one that cannot be read, nothing."""
        rows = bulk.read()
        if rows is None:
            return
        said = json.dumps(bulk.document, ensure_ascii=False)
        self.connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", (bulk.path, LEDGER, bulk.id, said, first, bulk.used)
        )
        for rid, leaves in enumerate(rows, first):
            self._row(rid, "results", leaves, bulk)
            self._own_evidence(rid, leaves, bulk)
            self._flush_many()

    def flush(self) -> None:
        """Write what is held back."""
        for sql, rows in self.held.items():
            self.connection.executemany(sql, rows)
        self.held.clear()

    def _flush_many(self) -> None:
        if len(self.held[_TODO]) > MANY:
            self.flush()

    def _own_evidence(self, rid: int, leaves: Mapping[str, Any], record: Stored | Bulk) -> None:
        """Write the one place of a row whose place is a part of it."""
        self._evidence(rid, leaves, record.layer())
        self.held["INSERT INTO supports VALUES (?, 'score', ?)"].append((rid, rid))

    def _row(self, rid: int, kind: str, leaves: Mapping[str, Any], record: Stored | Bulk) -> None:
        self.held[_TODO].append((rid,))
        self.held["INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?)"].append(
            (rid, kind, *typed.identity(kind, leaves, record.document), record.path)
        )
        words = typed.words(leaves, record.document) if kind in KINDS else typed.all_words(leaves)
        columns = {**self.unknown[kind], "rid": rid, "words": words}
        if record.names and kind in KINDS:
            leaves = {**leaves, LAYER: record.layers(kind, leaves)}
        for path, value in leaves.items():
            field = self.fields[kind].get(path)
            if field is None or value is None:
                continue
            if value in ABSENT:
                self.held["INSERT INTO absences VALUES (?, ?, ?)"].append((path, value, rid))
                continue
            columns |= typed.values(field, value)
            if field.type == "ref":
                self.held["INSERT OR IGNORE INTO wanted VALUES (?, ?, ?, ?, ?)"] += [
                    (kind, field.path, item, rid, field.target) for item in typed.items(value)
                ]
            elif field.many:
                self.held[f"INSERT OR IGNORE INTO {quoted(link(field))} VALUES (?, ?)"] += [
                    (typed.scalar(field, item), rid) for item in typed.items(value)
                ]
        self.held[self.insert[kind]].append(tuple(columns.values()))

    def _write_names(self, unfolded: Unfolded, first: int) -> None:
        """Write the names of all rows; `whole` marks those that name the record with all its rows."""
        document = unfolded.record.document
        whole = {document["id"], document.get("name"), *document.get("aliases", []), *document.get("japanese", [])}
        named = [
            (rid, kind, field, name)
            for rid, ((kind, _), names) in enumerate(zip(unfolded.rows, unfolded.names, strict=True), start=first)
            for field, name in names
        ]
        self.held["INSERT INTO names VALUES (?, ?, ?, ?, ?, ?, ?)"] += [
            (number, rid, kind, field, name, fold(name), name in whole)
            for number, (rid, kind, field, name) in enumerate(named, start=first)
        ]

    def _evidence(self, place: int, entry: Mapping[str, Any], layer: str | None) -> Piece:
        """Write a place in a source, and return what it holds for."""
        read, inferred = (_text(entry.get(key)) for key in ("read", "inferred"))
        self.held["INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"].append(
            (place, entry["source"], entry.get("at"), read, inferred, entry.get("because"), entry.get("note"),
             ", ".join(map(str, entry.get("stages", ()))) or None, layer)
        )  # fmt: skip
        held: State = "read" if read else "inferred" if inferred else "cited"
        return Piece(place, entry.get("variants") or (), entry.get("stages") or (), entry.get("supports") or (), held)

    def _facts(
        self, rid: int, record: Stored, leaves: Mapping[str, Any], evidence: Iterable[Piece], stages: Stages
    ) -> None:
        """Write for every fact its status and its evidence."""
        kind = record.folder
        facts = {field.path: leaves[field.path] for field in self.facts[kind] if field.path in leaves}
        pieces: dict[str, list[Piece]] = defaultdict(list)
        supports: list[tuple[int, str, int]] = []
        for piece in evidence:
            if piece.variants and leaves["id"] not in piece.variants:
                continue
            paths = [path for group in piece.supports for path in self._covered(kind, group) if path in facts]
            supports += [(rid, path, piece.place) for path in dict.fromkeys(paths)]
            for path in paths:
                pieces[path].append(piece)
        self.connection.executemany(
            "INSERT OR IGNORE INTO facts VALUES (?, ?, ?, ?, ?, ?)",
            [
                (rid, path, _status(value), state(pieces[path], stages.get((leaves["id"], path))),
                 path in leaves.get("partial", ()), record.layer_of(leaves["id"], path))
                for path, value in facts.items()
            ],
        )  # fmt: skip
        self.connection.executemany("INSERT INTO supports VALUES (?, ?, ?)", supports)

    def _disputes(self, rid: int, record: Stored, id_: str) -> None:
        all_ = enumerate(record.document.get("disputes", []))
        said = [(number, entry) for number, entry in all_ if id_ in (entry.get("variants") or [id_])]
        types = {field.path: field for field in self.facts[record.folder]}
        self.connection.executemany(
            "INSERT INTO rival_values VALUES (?, ?, ?, ?, ?, ?)",
            [
                (rid, entry["field"], *typed.rival(types[entry["field"]], item))
                for _, entry in said
                if entry["field"] in types
                for item in typed.items(entry["value"])
            ],
        )
        self.connection.executemany(
            "INSERT INTO rivals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (rid, entry["field"], json.dumps(entry["value"], ensure_ascii=False), entry["source"], entry.get("at"),
                 entry["because"], _text(entry.get("read")), entry.get("stage"), record.layer("disputes", number))
                for number, entry in said
            ],
        )  # fmt: skip

    def _covered(self, kind: str, group: str) -> tuple[str, ...]:
        """Return the paths of the facts that evidence for `group` covers."""
        if (kind, group) not in self.covered:
            self.covered[kind, group] = tuple(field.path for field in self.facts[kind] if covers(group, field.path))
        return self.covered[kind, group]


def _insert(kind: str, columns: Collection[str]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {quoted(kind)} ({', '.join(map(quoted, columns))}) VALUES ({marks})"


def _status(value: object) -> str:
    return str(value) if value in ABSENT else "known"


def _text(value: object) -> str | None:
    return None if value is None else str(value)
