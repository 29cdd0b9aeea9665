"""Which sources stand behind each cell of a listing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mmkb.index.index import Index
from mmkb.index.tables import quoted
from mmkb.schema.field import Field
from mmkb.views.bibliography import references
from mmkb.views.reference import Cite
from mmkb.views.table import Cell, Table

Behind = Mapping[tuple[int, str], Iterable[str]]

_DERIVED = {
    "access": ("license", "openness.weights.%", "openness.access.api", "openness.data.%", "openness.code.training"),
}
"""The facts that a derived field is computed from, as patterns."""

_CHAIN = """
SELECT chain.rid, e.source FROM chain JOIN rows ON rows.id = chain.id AND rows.kind IN ('models', 'datasets')
  JOIN evidence e ON e.rid = rows.rid AND e.field = 'license' WHERE chain.rid IN ({inside})
UNION
SELECT chain.rid, e.source FROM chain JOIN rows ON rows.id = chain.license AND rows.kind = 'licenses'
  JOIN evidence e ON e.rid = rows.rid AND e.field = 'commercial' WHERE chain.rid IN ({inside})
"""


def with_sources(
    index: Index, table: Table, fields: Sequence[Field], groups: Sequence[Sequence[int]], cite: Cite
) -> Table:
    """Return the table with the sources behind every cell and their references; `groups` are the rows' numbers in the index."""
    behind = _behind(index, table.kind, fields, [rid for group in groups for rid in group])
    first = _anchor(table.kind, fields)
    rows = []
    for row, group in zip(table.rows, groups, strict=True):
        cells = [_cited(cell, field, group, behind) for cell, field in zip(row, fields, strict=False)]
        whole = [key for rid in group for key in behind.get((rid, ""), ())]
        cells[first] = cells[first]._replace(sources=tuple(dict.fromkeys([*cells[first].sources, *whole])))
        rows.append((*cells, *row[len(fields) :]))
    keys = [key for row in rows for cell in row for key in cell.sources]
    return replace(table, rows=tuple(rows), cite=cite, references=references(index, keys))


def _cited(cell: Cell, field: Field, group: Sequence[int], behind: Behind) -> Cell:
    if cell.status == "unknown":
        return cell
    own: list[str] = []
    if field.target == "sources" and cell.value is not None:
        own = [str(value) for value in (cell.value if isinstance(cell.value, tuple) else (cell.value,))]
    found = [*own, *(key for rid in group for key in behind.get((rid, field.path), ()))]
    return cell._replace(sources=tuple(dict.fromkeys(found))) if found else cell


def _anchor(kind: str, fields: Sequence[Field]) -> int:
    """Return the column that carries what stands behind a whole row."""
    wanted = {"results": ("printed", "score"), "claims": ("statement",)}.get(kind, ())
    return next((number for number, field in enumerate(fields) if field.path in wanted), 0)


def _behind(index: Index, kind: str, fields: Sequence[Field], rids: Sequence[int]) -> Behind:
    """Return the sources by row and field, those that were read first; the field `` stands for the whole row."""
    inside = ", ".join(map(str, rids))
    found: dict[tuple[int, str], list[str]] = defaultdict(list)

    def add(rows: Iterable[tuple[Any, ...]]) -> None:
        for rid, path, source in rows:
            found[rid, path].append(source)

    if kind == "stages":
        add(index.rows(_STAGES.format(inside=inside)))
    elif kind in ("results", "claims"):
        add(index.rows(f"SELECT rid, '', source FROM evidence WHERE rid IN ({inside})"))
    elif kind == "instruments":
        add(index.rows(_INSTRUMENTS.format(inside=inside)))
    elif kind == "sources":
        add(index.rows(f"SELECT rid, '', id FROM sources WHERE rid IN ({inside})"))
    else:
        add(index.rows(f"SELECT rid, field, source FROM evidence WHERE rid IN ({inside}) ORDER BY read IS NULL, place"))
    paths = {field.path for field in fields}
    if kind == "models":
        _derived(index, paths, inside, found)
    _named_beside(index, kind, fields, inside, found)
    return found


_STAGES = """
SELECT DISTINCT s.rid, substr(e.field, 17), e.source FROM rows s
  JOIN rows m ON m.kind = 'models' AND m.record = s.record
  JOIN stages ON stages.rid = s.rid AND stages.model IN (m.id, m.record)
  JOIN evidence e ON e.rid = m.rid AND e.field LIKE 'training.stages.%'
WHERE s.rid IN ({inside}) ORDER BY e.read IS NULL, e.place
"""
_INSTRUMENTS = """
SELECT DISTINCT i.rid, '', e.source FROM instruments i JOIN benchmarks b ON b.id = i.benchmark
  JOIN evidence e ON e.rid = b.rid WHERE i.rid IN ({inside})
"""


def _derived(index: Index, paths: set[str], inside: str, found: dict[tuple[int, str], list[str]]) -> None:
    for path in paths & _DERIVED.keys():
        likes = " OR ".join("field LIKE ?" for _ in _DERIVED[path])
        for rid, source in index.rows(
            f"SELECT DISTINCT rid, source FROM evidence WHERE rid IN ({inside}) AND ({likes})", _DERIVED[path]
        ):
            found[rid, path].append(source)
    if "commercial" in paths:
        for rid, source in index.rows(_CHAIN.format(inside=inside)):
            found[rid, "commercial"].append(source)


def _named_beside(
    index: Index, kind: str, fields: Sequence[Field], inside: str, found: dict[tuple[int, str], list[str]]
) -> None:
    """Add the sources that a list of parts names itself: those of `rules.name` stand in `rules.source`."""
    known = index.fields(kind)
    for field in fields:
        beside = known.get(f"{field.path.rpartition('.')[0] or 'checks'}.source")
        concerned = "." in field.path or (kind == "claims" and field.path in ("verdict", "finding", "checked"))
        if beside is None or not concerned or field.path == beside.path or beside.target != "sources":
            continue
        for rid, value in index.rows(
            f"SELECT t.rid, j.value FROM {quoted(kind)} t, json_each(t.{quoted(beside.path)}) j WHERE t.rid IN ({inside})"
        ):
            found[rid, field.path].append(value)
