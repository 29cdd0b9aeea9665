"""How much of the catalogue is known, and how well."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.rows.columns import matching
from mmkb.rows.facts import STATED, disputed, tallies
from mmkb.schema.field import Field
from mmkb.schema.kinds import KINDS, PART_OF
from mmkb.schema.values import ABSENT
from mmkb.views.table import Cell, Column, Table


def coverage(index: Index, kind: str | None, query: str = "") -> Table:
    """Return by kind and field in how many rows a fact is known, undisclosed, …, read, inferred, cited, disputed."""
    if kind is not None and kind not in STATED and not _facts(index, kind):
        raise UsageError(f"{kind} have no facts with evidence of their own", "for example: mmkb coverage models")
    rows = [row for name in ([kind] if kind else KINDS) for row in _coverage(index, name, query)]
    columns = (
        Column("kind", "kind", "id"),
        Column("field", "field", "id"),
        *(Column(name, name.replace("_", " "), "integer") for name in _COVERED),
    )
    notes = (*(_counted(index, query) if kind in (None, "models") else ()), *_COVERAGE_NOTES)
    table = Table("coverage", columns, tuple(rows), len(rows), kind="coverage", query=query, notes=notes)
    return table if kind is None else table.but(screen=lambda: _of_one_kind(table))


_COVERED = (
    "rows",
    "known",
    "undisclosed",
    "not_stated",
    "not_applicable",
    "unknown",
    "read",
    "inferred",
    "cited",
    "disputed",
)


_COVERAGE_NOTES = (
    "undisclosed: kept back by its publisher; not stated: looked for in its sources, and not there; unknown: not on record",
    "read, inferred, cited: the state of the evidence of all that is not unknown; `mmkb help marks` explains them",
)


def _counted(index: Index, query: str) -> Iterator[str]:
    """Yield what the rows of models are, since a list of models counts releases."""
    variants = matching(index, "models", query, ["release"])
    releases = {row.values[0] for row in variants}
    yield f"rows of models are variants, {len(variants):,} in all; releases: {len(releases):,}"


def _of_one_kind(table: Table) -> Table:
    """Return the table without the column that says the same in every row."""
    return table.but(columns=table.columns[1:], rows=tuple(row[1:] for row in table.rows))


def _facts(index: Index, kind: str) -> list[Field]:
    """Return the fields whose values need evidence; the parts of models and benchmarks have theirs in those."""
    return [] if kind in (*PART_OF, "instruments") else [field for field in index.fields(kind).all if field.fact]


def _coverage(index: Index, kind: str, query: str) -> Iterator[tuple[Cell, ...]]:
    facts = _facts(index, kind)
    if kind in STATED:
        states = [match.values[0] for match in matching(index, kind, query, ["read"])]
        total, read = len(states), states.count(1)
        yield (
            Cell(kind),
            Cell("score" if kind == "results" else "statement"),
            *map(Cell, (total, total, 0, 0, 0, 0, read, 0, total - read, 0)),
        )
        return
    rids = [match.rid for match in matching(index, kind, query)]
    if not facts or not rids:
        return
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for field, status, state, count in tallies(index, rids):
        tally[field][status] += count
        tally[field][state] += count
    rivalled = Counter(field for _, field in disputed(index, rids))
    for fact in facts:
        found = tally[fact.path]
        stated = [found[status] for status in ("known", *ABSENT)]
        numbers = (len(rids), *stated, len(rids) - sum(stated))
        yield (
            Cell(kind),
            Cell(fact.path),
            *map(Cell, (*numbers, found["read"], found["inferred"], found["cited"], rivalled[fact.path])),
        )
