"""What a listing asks: the rows that match with their columns, in order, and what is to be said of their facts."""

from __future__ import annotations

import json

from mmkb.index.tables import quoted
from mmkb.query.search import standing
from mmkb.query.sql import compile_query
from mmkb.rows.evidence import OF_STAGE, STATE
from mmkb.rows.lists import numbers
from mmkb.schema.text import fold

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.query.route import Route
    from mmkb.rows.facts import Status
    from mmkb.schema.field import Field
    from mmkb.schema.vocabulary import State

    Row = tuple[Any, ...]
    Group = Sequence[Row]
    Groups = Sequence[Group]
    Order = Sequence[tuple[Route, bool]]
    InOrder = Callable[[Index, Order, Groups], Groups]
    Mark = tuple[Status, State, bool, bool]
    """Status and state of a fact, whether it is disputed, whether its list is partial."""
    Marks = Mapping[int, Mark]

_LEADING = ("t.rid", "rows.record", "t.id", "rows.record_name")
LEADING = len(_LEADING)
"""What stands before the columns of a row among `releases`: its number, its record, its id, the record's name."""


_OF_STAGES = f"""
SELECT s.rid, substr(f.field, 17) AS leaf, min(f.status), min((
    SELECT coalesce(max({STATE}), 'cited') FROM evidence e WHERE e.rid = m.rid AND e.field = f.field AND {OF_STAGE}
  )), max(EXISTS (
    SELECT 1 FROM rivals d WHERE d.rid = m.rid AND d.field = f.field AND coalesce(d.stage, stages."order") = stages."order"
  )), max(f.partial)
FROM rows s JOIN stages USING (rid) JOIN rows m ON m.kind = 'models' AND m.record = s.record JOIN facts f ON f.rid = m.rid
WHERE s.rid IN (SELECT value FROM json_each(?)) AND f.field LIKE 'training.stages.%'
  AND leaf IN (SELECT value FROM json_each(?)) AND (stages.model = m.id OR stages.model = m.record AND NOT EXISTS (
    SELECT 1 FROM rows o JOIN stages own ON own.rid = o.rid WHERE o.record = m.record AND own.model = m.id AND m.id <> m.record))
GROUP BY s.rid, f.field
"""
"""A stage has no facts of its own: they are those of the models that go through it, the weakest state of each."""


def separate(
    index: Index,
    kind: str,
    query: str,
    order: Order,
    paths: Sequence[str],
    limit: int | None,
    in_order: InOrder,
    first: Sequence[Collection[int]] = (),
) -> tuple[Groups, int]:
    """Return each row that matches as a group of its own, number and columns, and how many there are without the limit.

    `order` has routes, each with whether it descends; `in_order` puts groups in one that leads through references, when
    all are read. The rows of each of `first` stand before those of the next, and before all others. Raises QueryError.
    """
    condition = compile_query(index, kind, query)
    where, parameters = f"FROM {quoted(kind)} t WHERE {condition.sql}", condition.parameters
    selected = f"SELECT {', '.join(['t.rid', *_columns(paths)])} {where} ORDER BY"
    if not _is_plain(order):
        every = [(row,) for row in index.rows(f"{selected} t.rid", parameters)]
        return in_order(index, order, every)[:limit], len(every)
    limited = "" if limit is None else f" LIMIT {int(limit)}"
    rows = index.rows(f"{selected} {_in_sql(order, first)}{limited}", parameters)
    if limit is None:
        return [(row,) for row in rows], len(rows)
    ((total,),) = index.rows(f"SELECT count(*) {where}", parameters)
    return [(row,) for row in rows], total


def releases(
    index: Index,
    kind: str,
    query: str,
    order: Order,
    paths: Sequence[str],
    limit: int | None,
    in_order: InOrder,
    first: Sequence[Collection[int]] = (),
) -> tuple[Groups, int]:
    """Return the variants that match by release, in the order of each release's first; and the number of releases.

    As `separate`, but with `LEADING` columns in front.
    """
    condition = compile_query(index, kind, query)
    parameters = condition.parameters
    where = f"FROM {quoted(kind)} t JOIN rows ON rows.rid = t.rid WHERE {condition.sql}"
    plain = _is_plain(order)
    ordered = _in_sql(order, first) if plain else "t.rid"
    total = None
    if plain and limit is not None:
        # The releases first, then the rows of these alone.
        first = index.rows(
            f"SELECT record, count(*) OVER () FROM (SELECT rows.record, row_number() OVER (ORDER BY {ordered}) AS place "
            f"{where}) GROUP BY record ORDER BY min(place) LIMIT max(1, {int(limit)})",
            parameters,
        )
        total = first[0][1] if first else 0
        where += " AND rows.record IN (SELECT value FROM json_each(?))"
        parameters += (json.dumps([record for record, _ in first[:limit]]),)
    found: dict[str, list[Row]] = {}
    for row in index.rows(f"SELECT {', '.join([*_LEADING, *_columns(paths)])} {where} ORDER BY {ordered}", parameters):
        found.setdefault(row[1], []).append(row)
    groups: Groups = [sorted(group, key=lambda row: int(row[0])) for group in found.values()]
    if not plain:
        groups = in_order(index, order, groups)
    return groups[:limit], len(groups) if total is None else total


def marks_of(index: Index, fields: Sequence[Field], rids: Sequence[int]) -> Mapping[str, Marks]:
    """Return by field and row what is to be said of the facts shown: absent, not read, disputed, partial; of most nothing."""
    paths = [field.path for field in fields if field.fact]
    marks: dict[str, dict[int, Mark]] = {path: {} for path in paths}
    if not paths or not rids:
        return marks
    if fields[0].kind == "stages":
        for rid, path, *mark, disputed, partial in index.rows(_OF_STAGES, (json.dumps(rids), json.dumps(paths))):
            marks[path][rid] = (mark[0], mark[1], bool(disputed), bool(partial))
        return marks
    where = f"WHERE rid = asked.value AND field IN ({', '.join('?' * len(paths))})"
    parameters = [json.dumps(rids), *paths]
    for rid, path in index.rows(
        f"SELECT rid, field FROM json_each(?) asked CROSS JOIN rivals JOIN facts USING (rid, field) {where}",
        parameters,
    ):
        marks[path][rid] = ("known", "read", True, False)
    for rid, path, status, state, partial in index.rows(
        f"SELECT rid, field, status, state, partial FROM json_each(?) asked CROSS JOIN facts {where} "
        "AND (status <> 'known' OR state <> 'read' OR partial)",
        parameters,
    ):
        marks[path][rid] = (status, state, rid in marks[path], bool(partial))
    return marks


def _columns(paths: Sequence[str]) -> list[str]:
    return [f"t.{quoted(path)}" for path in paths]


def _is_plain(order: Order) -> bool:
    return all(route.plain for route, _ in order)


def called(index: Index, kind: str, words: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the rows of a kind that one of the words names, and those of which a name has a word that begins so."""
    found: tuple[set[int], set[int]] = (set(), set())
    for word in map(fold, words):
        for rid, name in index.rows("SELECT rid, folded FROM names WHERE kind = ? AND instr(folded, ?)", (kind, word)):
            place = standing(word, name)
            if place < len(found):
                found[place].add(rid)
    return sorted(found[0]), sorted(found[1] - found[0])


def _in_sql(order: Order, first: Sequence[Collection[int]]) -> str:
    parts = [f"t.rid NOT IN ({numbers(rids)})" for rids in first if rids]
    for route, descending in order:
        field = route.field
        sql = f"t.{quoted(field.path + ':first' if field.type == 'date' and not field.many else field.path)}"
        parts.append(f"{sql} IS NULL, {sql} {'DESC' if descending else 'ASC'}")
    return ", ".join([*parts, "t.rid"])
