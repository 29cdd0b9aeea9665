"""Which sources stand behind each cell of a listing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from mmkb.index.index import Index
from mmkb.rows.behind import behind, behind_fields_like, behind_licence_chain, items
from mmkb.rows.columns import values
from mmkb.schema.field import Field
from mmkb.views.bibliography import references
from mmkb.views.table import Cell, Table, sources_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.reference import Cite

Sources = Mapping[tuple[int, str], Iterable[str]]

_DERIVED = {
    "access": ("license", "openness.weights.%", "openness.access.%", "openness.data.%", "openness.code.training"),
}
"""The facts that a derived field is computed from, as patterns."""


def with_sources(
    index: Index, table: Table, fields: Sequence[Field | None], groups: Sequence[Sequence[int]], cite: Cite
) -> Table:
    """Return the table with the sources behind every cell and their references; `groups` are the rows' numbers in the index.

    The cells of a column without a field of the rows themselves have their sources already. `paper` leaves each row the
    paper that introduced it, or what else stands first behind it; `rows` puts that paper first.
    """
    own = [field for field in fields if field is not None]
    sources = _behind(index, table.kind, own, [rid for group in groups for rid in group])
    first = _anchor(table.kind, fields)
    rows = []
    for row, group in zip(table.rows, groups, strict=True):
        cells = [_cited(cell, field, group, sources) for cell, field in zip(row, fields, strict=False)]
        whole = [key for rid in group for key in sources.get((rid, ""), ())]
        cells[first] = cells[first].but(sources=tuple(dict.fromkeys([*cells[first].sources, *whole])))
        rows.append((*cells, *row[len(fields) :]))
    if cite != "cells":
        rows = _papers_first(index, table.kind, rows, groups, alone=cite == "paper")
        cite = "rows"
    keys = [key for row in rows for cell in row for key in cell.sources]
    return table.but(rows=tuple(rows), cite=cite, references=references(index, keys))


def _papers_first(
    index: Index, kind: str, rows: Sequence[tuple[Cell, ...]], groups: Sequence[Sequence[int]], *, alone: bool
) -> list[tuple[Cell, ...]]:
    """Return the rows with the papers that introduced them before what else is behind them, or alone."""
    introduced: Mapping[int, tuple[str | None]] = {}
    if index.fields(kind).get("paper") is not None:
        introduced = values(index, kind, [rid for group in groups for rid in group], ["paper"])
    found = []
    for row, group in zip(rows, groups, strict=True):
        keys = sources_of(row)
        papers = tuple(dict.fromkeys(paper for rid in group for paper in introduced.get(rid, ()) if paper))
        if alone:
            keys, row = papers or keys[:1], tuple(cell.but(sources=()) for cell in row)
        papers = tuple(paper for paper in papers if paper in keys) or keys[:1]
        found.append((row[0].but(sources=tuple(dict.fromkeys([*papers, *row[0].sources]))), *row[1:]))
    return found


def _cited(cell: Cell, field: Field | None, group: Sequence[int], sources: Sources) -> Cell:
    if field is None or cell.status == "unknown":
        return cell
    own: list[str] = []
    if field.target == "sources" and cell.value is not None:
        own = [str(value) for value in (cell.value if isinstance(cell.value, tuple) else (cell.value,))]
    found = [*own, *(key for rid in group for key in sources.get((rid, field.path), ()))]
    return cell.but(sources=tuple(dict.fromkeys(found))) if found else cell


def _anchor(kind: str, fields: Sequence[Field | None]) -> int:
    """Return the column that carries what stands behind a whole row."""
    wanted = {"results": ("printed", "score"), "claims": ("statement",)}.get(kind, ())
    return next((number for number, field in enumerate(fields) if field and field.path in wanted), 0)


def _behind(index: Index, kind: str, fields: Sequence[Field], rids: Sequence[int]) -> Sources:
    """Return the sources by row and field, those that were read first; the field `` stands for the whole row."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for rid, path, source in behind(index, kind, rids):
        found[rid, path].append(source)
    if kind == "models":
        _derived(index, {field.path for field in fields}, rids, found)
    _named_beside(index, kind, fields, rids, found)
    return found


def _derived(index: Index, paths: set[str], rids: Sequence[int], found: dict[tuple[int, str], list[str]]) -> None:
    for path in paths & _DERIVED.keys():
        for rid, source in behind_fields_like(index, rids, _DERIVED[path]):
            found[rid, path].append(source)
    if "commercial" in paths:
        for rid, source in behind_licence_chain(index, rids):
            found[rid, "commercial"].append(source)


def _named_beside(
    index: Index, kind: str, fields: Sequence[Field], rids: Sequence[int], found: dict[tuple[int, str], list[str]]
) -> None:
    """Add the sources that a list of parts names itself: those of `rules.name` stand in `rules.source`."""
    known = index.fields(kind)
    for field in fields:
        beside = known.get(f"{field.path.rpartition('.')[0] or 'checks'}.source")
        concerned = "." in field.path or (kind == "claims" and field.path in ("verdict", "finding", "checked"))
        if beside is None or not concerned or field.path == beside.path or beside.target != "sources":
            continue
        for rid, value in items(index, kind, beside.path, rids):
            found[rid, field.path].append(value)
