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
CREATE TEMP TABLE wanted
  (kind TEXT, field TEXT, value TEXT, rid INT, target TEXT, PRIMARY KEY (kind, field, value, rid)) WITHOUT ROWID;
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
        CREATE TEMP TABLE meant AS
          SELECT w.kind, w.field, w.value, w.target AS asked, coalesce(t.kind, w.target) AS target_kind, t.rid AS target
            FROM (SELECT DISTINCT kind, field, value, target FROM wanted) w
            LEFT JOIN rows t ON (t.id = w.value OR (t.record = w.value AND t.kind NOT IN ('stages', 'disputes')))
              AND w.target IN (t.kind, '*');
        CREATE INDEX meant_by_value ON meant (kind, field, value);
        INSERT INTO refs
          SELECT w.rid, w.field, w.value, m.target_kind, m.target FROM wanted w CROSS JOIN meant m USING (kind, field, value)
            ORDER BY w.rid, w.field, w.value, m.target;
        CREATE TEMP TABLE answers
          (kind TEXT, field TEXT, name TEXT, value TEXT, PRIMARY KEY (kind, field, name, value)) WITHOUT ROWID;
        INSERT OR IGNORE INTO answers
          SELECT m.kind, m.field, n.folded, m.value FROM meant m CROSS JOIN rows t ON t.rid = m.target
            JOIN names n ON n.rid = m.target WHERE m.kind = 'stages' OR n.whole OR t.id = m.value
          UNION ALL SELECT m.kind, m.field, t.record, m.value FROM meant m CROSS JOIN rows t ON t.rid = m.target
          UNION ALL SELECT kind, field, value, value FROM meant
          UNION ALL SELECT m.kind, m.field, t.family, m.value FROM meant m CROSS JOIN models t ON t.rid = m.target
            WHERE m.asked = 'models' AND t.family IS NOT NULL;
        """
    )
    for field in written(catalogue):
        connection.execute(
            f"INSERT OR IGNORE INTO {quoted(link(field))} SELECT name, rid FROM answers "
            "CROSS JOIN wanted USING (kind, field, value) WHERE kind = ? AND field = ? ORDER BY name, rid",
            (field.kind, field.path),
        )
    connection.executescript("DROP TABLE answers; DROP TABLE meant")
