"""The lists on the page of a record: what unfolds from it, what it is built from, the records that use a term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmkb.errors import KbError
from mmkb.index.index import Index
from mmkb.query.ast import fields
from mmkb.query.parse import parse
from mmkb.rows.columns import values
from mmkb.schema.kinds import KINDS
from mmkb.views.lineage import lineage
from mmkb.views.listing import Request, listing
from mmkb.views.summary import Row
from mmkb.views.table import UNKNOWN, Cell, Column, Table

_MOST = 30
"""Rows of a list that a page shows before it names the command for the rest."""


def own_lists(index: Index, kind: str, record: str, id_: str) -> dict[str, list[Table]]:
    """Return the rows that unfold from the record itself: a benchmark's instruments, a model's results, a source's claims."""
    if kind == "benchmarks":
        return {"instruments": _listed(index, Request("instruments", f'benchmark="{record}"'))}
    if kind == "sources":
        lists = [Request(name, f'source="{record}"', limit=_MOST) for name in ("claims", "results")]
        return {one.kind: _with_more(_listed(index, one), f"mmkb {one.kind} source:{record}") for one in lists}
    if kind != "models":
        return {}
    names = f'"{record}"' if id_ == record else f'"{id_}"'
    results = _listed(index, Request("results", f"model:{names}", limit=_MOST))
    return {"results": _with_more(results, f"mmkb results model:{id_}")}


def answers(index: Index, rows: Sequence[Row]) -> list[Table]:
    """Return the listings that terms name of the records that use them, each called by its command."""
    found = []
    for (command,) in values(index, "glossary", [rid for rid, _ in rows], ["used_by"]).values():
        if command:
            found += [table.but(title=f"mmkb {command}") for table in _answer(index, str(command))]
    return found


def _answer(index: Index, command: str) -> list[Table]:
    """Return the listing that a term names; one line that says why, where a term names what cannot be answered."""
    listed, _, query = command.partition(" ")
    try:
        found = _with_more(_listed(index, Request(listed, query, limit=_MOST)), f"mmkb {command}")
        return [table.but(notes=(*table.notes, *_on_record(index, listed, query))) for table in found]
    except KbError as problem:
        why = Cell(f"has no answer: {str(problem).splitlines()[0]}")
        return [Table(command, (Column("answer", "answer", "text"),), ((why,),), 1)]


def _on_record(index: Index, kind: str, query: str) -> Iterator[str]:
    """Yield for each field of a query of how many rows it is known, where it is not known of all."""
    whole = listing(index, Request(kind, limit=1)).total
    unit = "releases" if kind == "models" else KINDS[kind].plural
    for name in dict.fromkeys(fields(parse(query))):
        known = listing(index, Request(kind, f"has:{name}", limit=1)).total
        if known < whole:
            yield f"{known:,} of {whole:,} {unit} have {name.replace('_', ' ')} on record; of the others nothing is said"


def _listed(index: Index, request: Request) -> list[Table]:
    table = listing(index, request)
    return [table] if table.rows else []


def _with_more(tables: Sequence[Table], command: str) -> list[Table]:
    return [
        table.but(notes=(*table.notes, f"{table.total - _MOST:,} more: {command}")) if table.total > _MOST else table
        for table in tables
    ]


def built_from(index: Index, id_: str) -> list[Table]:
    """Return what a model is built from directly."""
    parts = lineage(index, id_, depth=1).children
    columns = (
        Column("role", "as", "text"),
        Column("id", "id", "id", target="models"),
        Column("released", "released", "date"),
    )
    rows = tuple((Cell(part.role), Cell(part.id), Cell(part.released) if part.released else UNKNOWN) for part in parts)
    return (
        [Table("built from", columns, rows, len(rows), notes=(f"all the way down: mmkb lineage {id_}",))]
        if rows
        else []
    )
