"""Links between rows: what each reference names, and every name under which the row that refers is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from mmkb.index.tables import link, quoted
from mmkb.schema.field import Field

WAITING = """
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE todo (rid INTEGER PRIMARY KEY);
CREATE TEMP TABLE chained (rid INTEGER PRIMARY KEY);
CREATE TEMP TABLE wanted (rid INT, field TEXT, value TEXT, target TEXT, PRIMARY KEY (rid, field, value)) WITHOUT ROWID;
"""
"""What is still to do. `todo` has the rows that wait to be linked and derived, `wanted` the references they make;
`chained` will have the models whose licences are to be looked at anew."""


def written(catalogue: Mapping[str, Iterable[Field]]) -> Iterator[Field]:
    """Yield the references that records write; those of the other fields are derived from them."""
    for fields in catalogue.values():
        for field in fields:
            if field.type == "ref" and not field.derived and (field.kind, field.path) != ("results", "benchmark"):
                yield field


def link_rows(connection: sqlite3.Connection, catalogue: Mapping[str, Iterable[Field]]) -> None:
    """Resolve the references that wait, and let every name of the target find the row that refers to it.

    A reference names rows by their id, or by the id of their record. It is found by the names of the record; by those
    of a row only when it names this row, except that a release's stages hold for its variants as well.
    """
    connection.executescript(
        """
        INSERT INTO refs
          SELECT w.rid, w.field, w.value, coalesce(t.kind, w.target), t.rid FROM wanted w
            LEFT JOIN rows t ON (t.id = w.value OR (t.record = w.value AND t.kind NOT IN ('stages', 'disputes')))
              AND w.target IN (t.kind, '*')
            ORDER BY w.rid, w.field, w.value, t.rid;
        CREATE TEMP TABLE answers
          (kind TEXT, field TEXT, value TEXT, rid INT, PRIMARY KEY (kind, field, value, rid)) WITHOUT ROWID;
        INSERT OR IGNORE INTO answers
          SELECT o.kind, r.field, n.folded, r.rid FROM todo CROSS JOIN refs r USING (rid) CROSS JOIN rows o USING (rid)
            JOIN rows t ON t.rid = r.target JOIN names n ON n.rid = r.target
            WHERE o.kind = 'stages' OR n.whole OR t.id = r.value
          UNION ALL SELECT o.kind, r.field, t.record, r.rid FROM todo CROSS JOIN refs r USING (rid)
            CROSS JOIN rows o USING (rid) JOIN rows t ON t.rid = r.target
          UNION ALL SELECT o.kind, r.field, r.value, r.rid FROM todo CROSS JOIN refs r USING (rid)
            CROSS JOIN rows o USING (rid)
          UNION ALL SELECT o.kind, r.field, m.family, r.rid FROM todo CROSS JOIN refs r USING (rid)
            CROSS JOIN rows o USING (rid) JOIN models m ON m.rid = r.target JOIN wanted w USING (rid, field, value)
            WHERE w.target = 'models' AND m.family IS NOT NULL;
        """
    )
    for field in written(catalogue):
        connection.execute(
            f"INSERT OR IGNORE INTO {quoted(link(field))} SELECT value, rid FROM answers WHERE kind = ? AND field = ?",
            (field.kind, field.path),
        )
    connection.execute("DROP TABLE answers")
