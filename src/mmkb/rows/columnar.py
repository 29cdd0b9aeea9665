"""The tables that conditions speak of, column by column, for those who answer queries without the index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from mmkb.index.index import Index
from mmkb.index.tables import link, linked, quoted
from mmkb.query.values import ENDS
from mmkb.schema.field import Field

Columns = dict[str, list[Any]]
"""A table: its columns by name, all of one length."""


class Numbers:
    """The rows of the index numbered from 0, in their order."""

    def __init__(self, index: Index) -> None:
        self.rows = index.rows("SELECT rid, kind, id, record, coalesce(record_name, name) FROM rows ORDER BY rid")
        self.of = {rid: number for number, (rid, *_) in enumerate(self.rows)}

    def within(self, kinds: Sequence[str]) -> list[int]:
        """Return the numbers, in the index, of the rows of some kinds."""
        return [rid for rid, kind, *_ in self.rows if kind in kinds]


def table_of(index: Index, numbers: Numbers, kind: str) -> Columns:
    """Return the rows of a kind: `rid`, the `words` that a search looks through, every field; lists are lists."""
    fields = index.fields(kind).all
    columns = ["rid", "words"]
    for field in fields:
        columns.append(field.path)
        columns += [f"{field.path}:{end}" for end in ENDS] if field.type == "date" and not field.many else []
    found = _columns(index, f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(kind)} ORDER BY rid", columns)
    found["rid"] = [numbers.of[rid] for rid in found["rid"]]
    for field in fields:
        if field.many:
            found[field.path] = [None if raw is None else json.loads(raw) for raw in found[field.path]]
    return {
        name: values for name, values in found.items() if any(value is not None for value in values) or name == "rid"
    }


def names_behind(index: Index, numbers: Numbers, field: Field) -> Columns:
    """Return by which names the references of a field are found: `value` and `rid`."""
    found = _columns(index, f"SELECT value, rid FROM {quoted(link(field))} ORDER BY rid, value", ["value", "rid"])
    found["rid"] = [numbers.of[rid] for rid in found["rid"]]
    return found


def is_named(field: Field) -> bool:
    """Return whether the references of a field are found by several names."""
    return field.type == "ref" and linked(field)


def refs_of(index: Index, numbers: Numbers, kinds: Sequence[str]) -> Columns:
    """Return the references of the rows of some kinds: `rid`, `field`, `value`, and the row they name, `target`."""
    names = ["rid", "field", "value", "target"]
    found = _of_rows(index, "refs", names, numbers, kinds)
    found["target"] = [None if rid is None else numbers.of[rid] for rid in found["target"]]
    return found


def names_of(index: Index, numbers: Numbers, kinds: Sequence[str]) -> Columns:
    """Return the names of the rows of some kinds, folded; `whole` are those of the whole record."""
    return _of_rows(index, "names", ["rid", "name", "folded", "whole"], numbers, kinds)


def absences(index: Index, numbers: Numbers) -> Columns:
    """Return why values are absent: `field`, `word`, `rid`."""
    return _all(index, "absences", ["field", "word", "rid"], numbers)


def rival_values(index: Index, numbers: Numbers) -> Columns:
    """Return what sources say instead: `rid`, `field`, `value` or `number`, and of a date its `first` and `last` day."""
    return _all(index, "rival_values", ["rid", "field", "value", "number", "first", "last"], numbers)


def parts(index: Index, numbers: Numbers) -> Columns:
    """Return which rows, `part`, are parts of which, `rid`."""
    found = _all(index, "parts", ["rid", "part"], numbers)
    found["part"] = [numbers.of[rid] for rid in found["part"]]
    return found


def evidence_of(index: Index, numbers: Numbers, kind: str, paths: Sequence[str]) -> tuple[Columns, Columns]:
    """Return where chosen facts of a kind stand: rows with `rid`, `field` and `place`, and the places by number."""
    chosen = ", ".join("?" * len(paths))
    supports = index.rows(
        "SELECT s.rid, s.field, s.place FROM supports s JOIN rows USING (rid) JOIN places p USING (place) "
        f"WHERE kind = ? AND field IN ({chosen}) ORDER BY s.rid, s.field, p.read IS NULL, p.inferred IS NULL, s.place",
        (kind, *paths),
    )
    used = {place: number for number, place in enumerate(dict.fromkeys(place for _, _, place in supports))}
    names = ["place", "source", "at", "read", "inferred", "because", "note", "stages"]
    found = _columns(index, f"SELECT {', '.join(names)} FROM places", names)
    order = {place: at for at, place in enumerate(found.pop("place"))}
    places = {name: [values[order[place]] for place in used] for name, values in found.items()}
    return (
        {
            "rid": [numbers.of[rid] for rid, _, _ in supports],
            "field": [field for _, field, _ in supports],
            "place": [used[place] for _, _, place in supports],
        },
        places,
    )


def weak_states(index: Index, numbers: Numbers, kind: str) -> Columns:
    """Return the facts of a kind that nobody has read at their source: `rid`, `field`, and the `state` they are in."""
    return _facts(index, ["rid", "field", "state"], numbers, kind, "state <> 'read'")


def partial_lists(index: Index, numbers: Numbers, kind: str) -> Columns:
    """Return the lists of a kind that are not whole: `rid` and `field`."""
    return _facts(index, ["rid", "field"], numbers, kind, "partial")


def _facts(index: Index, names: list[str], numbers: Numbers, kind: str, which: str) -> Columns:
    sql = f"SELECT {', '.join(names)} FROM facts JOIN rows USING (rid) WHERE kind = ? AND {which} ORDER BY rid, field"
    found = _columns(index, sql, names, (kind,))
    found["rid"] = [numbers.of[rid] for rid in found["rid"]]
    return found


def _of_rows(index: Index, table: str, names: list[str], numbers: Numbers, kinds: Sequence[str]) -> Columns:
    rids = json.dumps(numbers.within(kinds))
    sql = f"SELECT {', '.join(names)} FROM {table} WHERE rid IN (SELECT value FROM json_each(?)) ORDER BY rid, rowid"
    found = _columns(index, sql, names, (rids,))
    found["rid"] = [numbers.of[rid] for rid in found["rid"]]
    return found


def _all(index: Index, table: str, names: list[str], numbers: Numbers) -> Columns:
    found = _columns(index, f"SELECT {', '.join(names)} FROM {table} ORDER BY rid", names)
    found["rid"] = [numbers.of[rid] for rid in found["rid"]]
    return found


def _columns(index: Index, sql: str, names: Sequence[str], parameters: Sequence[object] = ()) -> Columns:
    rows = index.rows(sql, parameters)
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return {name: list(values) for name, values in zip(names, columns, strict=True)}
