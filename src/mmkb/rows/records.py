"""Records and the rows that unfold from them: which one a name means, its heading, its other names."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from mmkb.index.index import Index
from mmkb.index.tables import quoted
from mmkb.rows.lists import marks


def with_id(index: Index, id_: str) -> list[tuple[str, str, str]]:
    """Return (kind, record, id) of the rows and the records whose id is `id_`."""
    return index.rows(
        "SELECT kind, record, id FROM rows WHERE id = ? UNION SELECT kind, record, record FROM rows WHERE record = ?",
        (id_, id_),
    )


def with_name(index: Index, folded: str) -> list[tuple[str, str, str]]:
    """Return (kind, record, id) of all that has the name, folded; a name of the whole record gives the record's id."""
    return index.rows(
        "SELECT rows.kind, rows.record, CASE WHEN names.whole THEN rows.record ELSE rows.id END "
        "FROM names JOIN rows USING (rid) WHERE names.folded = ? ORDER BY rid",
        (folded,),
    )


def members(index: Index, kinds: Sequence[str], id_: str) -> list[tuple[int, str]]:
    """Return (number, id) of the rows of some kinds that `id_` names: one row, or all rows of a record."""
    return index.rows(
        f"SELECT rid, id FROM rows WHERE kind IN ({marks(kinds)}) AND (id = ? OR record = ?) ORDER BY rid",
        (*kinds, id_, id_),
    )


def heading(index: Index, kind: str, rid: int, *, whole: bool) -> tuple[str, str | None]:
    """Return name and summary of a row; with `whole` the name is its record's."""
    ((name,),) = index.rows(
        f"SELECT {'coalesce(record_name, name)' if whole else 'name'} FROM rows WHERE rid = ?", (rid,)
    )
    if index.fields(kind).get("summary") is None:
        return name, None
    ((summary,),) = index.rows(f"SELECT summary FROM {quoted(kind)} WHERE rid = ?", (rid,))
    return name, summary


def other_names(index: Index, rid: int) -> list[str]:
    """Return the names of a row besides its id and its name: aliases, numbers of papers."""
    found = index.rows("SELECT DISTINCT name FROM names WHERE rid = ? AND field NOT IN ('id', 'name')", (rid,))
    return [name for (name,) in found]


def names_of(index: Index, kind: str, ids: Collection[str]) -> dict[str, str]:
    """Return the names of rows and records of a kind by id."""
    asked = "(SELECT value FROM json_each(?2))"
    return dict(
        index.rows(
            f"SELECT record, coalesce(record_name, name) FROM rows WHERE kind = ?1 AND record IN {asked} "
            f"UNION SELECT id, name FROM rows WHERE kind = ?1 AND id IN {asked}",
            (kind, json.dumps(list(ids))),
        )
    )


def papers_of(index: Index, kind: str) -> dict[str, str]:
    """Return the papers that introduced rows and records of a kind, by id: of a record that of its first row."""
    if index.fields(kind).get("paper") is None:
        return {}
    found = index.rows(
        f"SELECT rows.record, rows.id, t.paper FROM {quoted(kind)} t JOIN rows USING (rid) "
        "WHERE t.paper IS NOT NULL ORDER BY rid DESC"
    )
    return {**{record: paper for record, _, paper in found}, **{id_: paper for _, id_, paper in found}}


def ids_starting_with(index: Index, begun: str) -> list[str]:
    """Return the ids of records and rows that start with `begun`, in order; nobody asks for stages, results or disputes by id."""
    found = index.rows(
        "SELECT DISTINCT id FROM (SELECT id FROM rows WHERE kind NOT IN ('stages', 'results', 'disputes') "
        "UNION SELECT record FROM rows) "
        "WHERE substr(id, 1, ?) = ? ORDER BY id",
        (len(begun), begun),
    )
    return [id_ for (id_,) in found]
