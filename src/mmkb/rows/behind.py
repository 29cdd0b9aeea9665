"""The sources behind the cells of a listing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mmkb.index.index import Index
from mmkb.index.tables import quoted
from mmkb.rows.evidence import OF_STAGE
from mmkb.rows.facts import STATED
from mmkb.rows.lists import numbers

Behind = tuple[int, str, str]
"""A row, a field of it (empty: the whole row), a source behind that."""

_STAGES = f"""
SELECT DISTINCT s.rid, substr(e.field, 17), e.source FROM rows s
  JOIN rows m ON m.kind = 'models' AND m.record = s.record
  JOIN stages ON stages.rid = s.rid AND stages.model IN (m.id, m.record)
  JOIN evidence e ON e.rid = m.rid AND e.field LIKE 'training.stages.%' AND {OF_STAGE}
WHERE s.rid IN ({{inside}}) ORDER BY e.read IS NULL, e.inferred IS NULL, e.place
"""
_INSTRUMENTS = """
SELECT DISTINCT i.rid, '', e.source FROM instruments i JOIN benchmarks b ON b.id = i.benchmark
  JOIN evidence e ON e.rid = b.rid WHERE i.rid IN ({inside})
"""
_SOURCES = "SELECT rid, '', id FROM sources WHERE rid IN ({inside})"
_DISPUTES = "SELECT rid, '', source FROM disputes WHERE rid IN ({inside})"
_WHOLE_ROWS = "SELECT rid, '', source FROM evidence WHERE rid IN ({inside})"
_FACTS = (
    "SELECT rid, field, source FROM evidence WHERE rid IN ({inside}) ORDER BY read IS NULL, inferred IS NULL, place"
)
_STATEMENTS = {
    "stages": _STAGES,
    "instruments": _INSTRUMENTS,
    "sources": _SOURCES,
    "disputes": _DISPUTES,
    **dict.fromkeys(STATED, _WHOLE_ROWS),
}

_CHAIN = """
SELECT chain.rid, e.source FROM chain JOIN rows ON rows.id = chain.id AND rows.kind IN ('models', 'datasets')
  JOIN evidence e ON e.rid = rows.rid AND e.field = 'license' WHERE chain.rid IN ({inside})
UNION
SELECT chain.rid, e.source FROM chain JOIN rows ON rows.id = chain.license AND rows.kind = 'licenses'
  JOIN evidence e ON e.rid = rows.rid AND e.field = 'commercial' WHERE chain.rid IN ({inside})
"""


def behind(index: Index, kind: str, rids: Collection[int]) -> list[Behind]:
    """Return what stands behind the fields of the rows of a kind, those that were read first.

    A stage is told by its model's record, an instrument by its benchmark; a source stands for itself.
    """
    return index.rows(_STATEMENTS.get(kind, _FACTS).format(inside=numbers(rids)))


def behind_fields_like(index: Index, rids: Collection[int], patterns: Sequence[str]) -> list[tuple[int, str]]:
    """Return (row, source) for all that stands behind the fields that match one of the patterns, where % is any text."""
    likes = " OR ".join("field LIKE ?" for _ in patterns)
    return index.rows(
        f"SELECT DISTINCT rid, source FROM evidence WHERE rid IN ({numbers(rids)}) AND ({likes})", patterns
    )


def behind_licence_chain(index: Index, rids: Collection[int]) -> list[tuple[int, str]]:
    """Return (row, source) for what stands behind the licences of each model and its parts, and behind their terms."""
    return index.rows(_CHAIN.format(inside=numbers(rids)))


def items(index: Index, kind: str, path: str, rids: Collection[int]) -> list[tuple[int, str]]:
    """Return (row, item) for every item of a list of the rows."""
    return index.rows(
        f"SELECT t.rid, j.value FROM {quoted(kind)} t, json_each(t.{quoted(path)}) j WHERE t.rid IN ({numbers(rids)})"
    )
