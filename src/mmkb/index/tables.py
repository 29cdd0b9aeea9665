"""The tables of the index, made from the field catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mmkb.schema.field import NUMERIC, Field

FIXED = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY, mtime_ns INT, ctime_ns INT, size INT, inode INT) WITHOUT ROWID;
CREATE TABLE documents (path TEXT PRIMARY KEY, kind TEXT, id TEXT, json TEXT, first INT, used INT) WITHOUT ROWID;
CREATE TABLE problems (path TEXT, line INT, column INT, code TEXT, message TEXT);
CREATE TABLE fields (kind TEXT, position INT, json TEXT, PRIMARY KEY (kind, position)) WITHOUT ROWID;
CREATE TABLE rows (rid INTEGER PRIMARY KEY, kind TEXT, id TEXT, record TEXT, name TEXT, record_name TEXT, path TEXT);
CREATE TABLE names
  (number INTEGER PRIMARY KEY, rid INT, kind TEXT, field TEXT, name TEXT, folded TEXT, whole INT);
CREATE TABLE facts (rid INT, field TEXT, status TEXT, state TEXT, partial INT, layer TEXT, PRIMARY KEY (rid, field))
  WITHOUT ROWID;
CREATE TABLE absences (field TEXT, word TEXT, rid INT, PRIMARY KEY (field, word, rid)) WITHOUT ROWID;
CREATE TABLE places
  (place INTEGER PRIMARY KEY, source TEXT, at TEXT, read TEXT, inferred TEXT, because TEXT, note TEXT, stages TEXT,
   layer TEXT);
CREATE TABLE supports (rid INT, field TEXT, place INT);
CREATE VIEW evidence AS SELECT rid, field, source, at, read, inferred, because, note, stages, place, layer
  FROM supports JOIN places USING (place);
CREATE TABLE rivals
  (rid INT, field TEXT, value TEXT, source TEXT, at TEXT, because TEXT, read TEXT, stage INT, layer TEXT);
CREATE TABLE rival_values (rid INT, field TEXT, value TEXT, number NUMERIC, first TEXT, last TEXT);
CREATE TABLE parts (rid INT, part INT, PRIMARY KEY (rid, part)) WITHOUT ROWID;
CREATE TABLE chain (rid INT, position INT, role TEXT, id TEXT, license TEXT, commercial TEXT, covering TEXT);
CREATE TABLE refs (rid INT, field TEXT, value TEXT, target_kind TEXT, target INT);
"""
"""What `layer` names wrote a fact, a place or a rival value; nothing where there is one layer, or it is the lowest."""

BY_ROW = ("rows", "names", "facts", "absences", "supports", "rivals", "rival_values", "parts", "chain", "refs")
"""The fixed tables whose rows belong to the row `rid`; so do those of the typed tables and of their link tables."""

BEFORE_LINKING = """
CREATE INDEX rows_by_id ON rows (id, kind);
CREATE INDEX rows_by_record ON rows (record, kind);
CREATE INDEX names_by_row ON names (rid);
CREATE INDEX refs_by_row ON refs (rid, field);
"""

INDEXES = """
CREATE INDEX licenses_by_id ON licenses (id);
CREATE INDEX instruments_by_id ON instruments (id);
CREATE INDEX results_by_instrument ON results (instrument, rid);
CREATE INDEX sources_by_id ON sources (id);
CREATE INDEX names_by_name ON names (folded, kind);
CREATE INDEX supports_by_row ON supports (rid, field);
CREATE INDEX rivals_by_row ON rivals (rid, field);
CREATE INDEX rival_values_by_field ON rival_values (field);
CREATE INDEX chain_by_row ON chain (rid);
CREATE INDEX refs_by_target ON refs (target);
CREATE INDEX refs_by_value ON refs (value, field);
"""


def spellings(changed: str = "") -> str:
    """Return the SQL that writes all folded names of each kind and length as one text: a search for typos reads them at once.

    `changed`, a table of kinds and lengths, limits it to these.
    """
    these = f"WHERE (kind, length(folded)) IN {changed}" if changed else ""
    return f"""
INSERT INTO spellings SELECT kind, length, group_concat(folded, char(10)) FROM
  (SELECT DISTINCT kind, length(folded) AS length, folded FROM names {these} ORDER BY folded) GROUP BY kind, length;
"""


AFTER_LINKING = f"""{INDEXES}
CREATE VIRTUAL TABLE trigrams USING fts5 (folded, content='', tokenize='trigram');
INSERT INTO trigrams (rowid, folded) SELECT number, folded FROM names;
CREATE TABLE spellings (kind TEXT, length INT, names TEXT, PRIMARY KEY (kind, length));
{spellings()}
"""


def quoted(name: str) -> str:
    """Return `name` as an SQL identifier. Only names from the catalogue come here, never a user's text."""
    return '"' + name.replace('"', '""') + '"'


def link(field: Field) -> str:
    """Return the name of the table that holds the values of a field with several values, or of a reference."""
    return f"{field.kind}.{field.path}"


def linked(field: Field) -> bool:
    """Return whether the field has a link table: several values, or a reference that several names find."""
    return field.many or field.type == "ref"


def type_of(field: Field) -> str:
    """Return the SQL type of one value of the field."""
    if field.type in NUMERIC:
        return "NUMERIC"
    return "INTEGER" if field.type == "bool" else "TEXT"


def statements(catalogue: Mapping[str, Iterable[Field]]) -> Iterable[str]:
    """Yield the CREATE statements for the typed tables and their link tables."""
    for kind, fields in catalogue.items():
        columns = ["rid INTEGER PRIMARY KEY", "words TEXT"]
        for field in fields:
            columns.append(f"{quoted(field.path)} {'TEXT' if field.many else type_of(field)}")
            if field.type == "date" and not field.many:
                columns += [f"{quoted(field.path + ':first')} TEXT", f"{quoted(field.path + ':last')} TEXT"]
        yield f"CREATE TABLE {quoted(kind)} ({', '.join(columns)})"
        for field in fields:
            if linked(field):
                yield (
                    f"CREATE TABLE {quoted(link(field))} "
                    f"(value {type_of(field)}, rid INT, PRIMARY KEY (value, rid)) WITHOUT ROWID"
                )
