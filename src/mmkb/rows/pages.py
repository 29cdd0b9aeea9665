"""Which records and rows there are, for those who make a page of each."""

from __future__ import annotations

from mmkb.index.index import Index
from mmkb.rows.row import Row


class Called(Row):
    """A row: its kind, its id (stages and results have none), its record's id, and the name of the record, else its own."""

    kind: str
    id: str
    record: str
    name: str | None


def rows_of(index: Index) -> list[Called]:
    """Return every row of every kind that people list, in order."""
    found = index.rows("SELECT kind, coalesce(id, record), record, coalesce(record_name, name) FROM rows ORDER BY rid")
    return [Called(*row) for row in found]


def last_days(index: Index) -> list[tuple[str, str, str]]:
    """Return (day, kind, record): the last day on which a source of each record was read or concluded from, the latest first."""
    return index.rows(
        "SELECT max(coalesce(read, inferred)) AS day, kind, record FROM evidence JOIN rows USING (rid) "
        "WHERE coalesce(read, inferred) IS NOT NULL GROUP BY kind, record ORDER BY day DESC, kind, record"
    )


def names_of_records(index: Index) -> list[tuple[str, str, str, str]]:
    """Return kind, record, id and every name of all rows that have names, also those in other languages."""
    return index.rows(
        "SELECT rows.kind, rows.record, rows.id, names.name FROM names JOIN rows USING (rid) WHERE rows.id IS NOT NULL "
        "ORDER BY rid, names.number"
    )
