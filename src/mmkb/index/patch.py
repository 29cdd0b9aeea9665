"""Bringing changed records into an index: their rows, what refers to them, and what is derived from either."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from mmkb.index import derive
from mmkb.index.build import ROOM, Catalogue, Writer, add_ledgers
from mmkb.index.bulk import Bulk
from mmkb.index.link import WAITING, link_rows, written
from mmkb.index.stored import Stored, Unfolded
from mmkb.index.tables import BY_ROW, link, linked, quoted, spellings


class NoRoomError(Exception):
    """There are not enough free numbers where a record has to come; only a new index has more."""


def patch(
    connection: sqlite3.Connection, gone: Collection[str], records: Sequence[Stored | Bulk], catalogue: Catalogue
) -> None:
    """Remove what the files `gone` held, and add `records`, in order of their paths.

    Everything else answers as if the index had been built from all records at once: rows that refer to something
    removed or added, by its name before or after, are linked and derived again. Raises NoRoomError before anything is
    written.
    """
    connection.executescript(
        WAITING
        + "CREATE TEMP TABLE gone (rid INTEGER PRIMARY KEY); CREATE TEMP TABLE named (name TEXT PRIMARY KEY) WITHOUT ROWID;"
    )
    writer = Writer(connection, catalogue)
    unfolded = [record if isinstance(record, Bulk) else writer.unfolded(record) for record in records]
    numbers = _numbers(connection, gone, unfolded)
    _remove(connection, gone, catalogue)
    ledgers = []
    for record, first in zip(unfolded, numbers, strict=True):
        if isinstance(record, Bulk):
            ledgers.append((record, first))
        else:
            writer.add(record, first)
    writer.flush()
    connection.executescript(
        """
        INSERT OR IGNORE INTO named SELECT id FROM todo JOIN rows USING (rid) UNION SELECT record FROM todo JOIN rows USING (rid)
          UNION SELECT name FROM todo JOIN names USING (rid) WHERE kind = 'developers';
        INSERT INTO trigrams (rowid, folded) SELECT number, folded FROM todo JOIN names USING (rid);
        INSERT INTO respelled SELECT kind, length(folded) FROM todo JOIN names USING (rid);
        DELETE FROM spellings WHERE (kind, length) IN respelled;
        """
        + spellings("respelled")
    )
    _related(connection, catalogue)
    link_rows(connection, catalogue)
    derive.derive(connection)
    add_ledgers(writer, ledgers, catalogue)


def _numbers(connection: sqlite3.Connection, gone: Collection[str], records: Sequence[Unfolded | Bulk]) -> list[int]:
    """Return for every record the number of its first row: behind that of the file before, in front of the next."""
    taken = {
        path: (first, first + used)
        for path, first, used in connection.execute("SELECT path, first, used FROM documents")
    }
    before = {path: taken.pop(path)[0] for path in gone if path in taken}
    numbers: dict[str, int] = {}
    paths = sorted([*taken, *(unfolded.path for unfolded in records)])
    place = {path: number for number, path in enumerate(paths)}
    for unfolded in records:
        path, used = unfolded.path, unfolded.used
        at = place[path]
        low = taken[paths[at - 1]][1] if at else 1
        following = next((paths[n] for n in range(at + 1, len(paths)) if paths[n] in taken), None)
        high = taken[following][0] if following else low + used + 2 * ROOM
        if high - low < used:
            raise NoRoomError
        here = before.get(path, 0)
        first = here if low <= here <= high - used else low + (high - low - used) // 2
        numbers[path] = first
        taken[path] = (first, first + used)
    return [numbers[unfolded.path] for unfolded in records]


def _remove(connection: sqlite3.Connection, gone: Collection[str], catalogue: Catalogue) -> None:
    """Delete all rows of some files, and remember by what ids they were known."""
    for path in gone:
        connection.execute(
            "INSERT INTO gone SELECT rid FROM documents JOIN rows ON rid BETWEEN first AND first + used - 1 "
            "WHERE documents.path = ?",
            (path,),
        )
        connection.execute(
            "DELETE FROM places WHERE EXISTS (SELECT 1 FROM documents "
            "WHERE path = ? AND place BETWEEN first AND first + used - 1)",
            (path,),
        )
        connection.execute("DELETE FROM documents WHERE path = ?", (path,))
    connection.executescript(
        """
        INSERT OR IGNORE INTO named SELECT id FROM gone JOIN rows USING (rid) UNION SELECT record FROM gone JOIN rows USING (rid)
          UNION SELECT name FROM gone JOIN names USING (rid) WHERE kind = 'developers';
        INSERT INTO trigrams (trigrams, rowid, folded)
          SELECT 'delete', number, folded FROM gone JOIN names USING (rid);
        CREATE TEMP TABLE respelled AS SELECT DISTINCT kind, length(folded) AS length FROM gone JOIN names USING (rid);
        """
    )
    kinds = [kind for (kind,) in connection.execute("SELECT DISTINCT kind FROM gone JOIN rows USING (rid)")]
    links = [link(field) for kind in kinds for field in catalogue[kind] if linked(field)]
    for table in (*kinds, *links, *BY_ROW):
        connection.execute(f"DELETE FROM {quoted(table)} WHERE rid IN gone")


def _related(connection: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Add to `todo` the rows that refer to anything removed or added, and let their references wait again."""
    connection.executescript(
        """
        INSERT OR IGNORE INTO todo SELECT refs.rid FROM named JOIN refs ON refs.value = named.name;
        INSERT OR IGNORE INTO todo SELECT rid FROM named JOIN "models.developer" ON value = name;
        CREATE TEMP TABLE declared (kind TEXT, field TEXT, target TEXT, PRIMARY KEY (kind, field)) WITHOUT ROWID;
        CREATE TEMP TABLE moved AS SELECT place FROM places WHERE source IN named;
        INSERT OR IGNORE INTO todo SELECT rid FROM rivals WHERE source IN named;
        """
    )
    if connection.execute("SELECT EXISTS (SELECT 1 FROM moved)").fetchone()[0]:  # else a long scan finds nothing
        connection.execute("INSERT OR IGNORE INTO todo SELECT rid FROM supports WHERE place IN moved")
    connection.executemany(
        "INSERT INTO declared VALUES (?, ?, ?)",
        ((field.kind, field.path, field.target) for field in written(catalogue)),
    )
    connection.execute(
        "INSERT OR IGNORE INTO wanted SELECT kind, field, value, rid, declared.target FROM todo CROSS JOIN refs USING (rid) "
        "JOIN rows USING (rid) JOIN declared USING (kind, field)"
    )
    connection.execute("DELETE FROM refs WHERE rid IN todo")
    for (kind,) in connection.execute("SELECT DISTINCT kind FROM todo JOIN rows USING (rid)").fetchall():
        for field in catalogue[kind]:
            if field.type == "ref":
                connection.execute(f"DELETE FROM {quoted(link(field))} WHERE rid IN todo")
