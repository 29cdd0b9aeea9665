"""The bibliography of records, or of the sources that match a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmkb.index.index import Index
from mmkb.rows.columns import matching
from mmkb.rows.evidence import sources_of
from mmkb.schema.kinds import KINDS
from mmkb.views.bibliography import about, references
from mmkb.views.find import find
from mmkb.views.reference import Reference
from mmkb.views.table import Cell, Column, Table

_WITHOUT_PAGES = ("COLM", "ICLR", "TMLR")
"""Venues on OpenReview, which number no pages and register no DOI."""


def cited_by(index: Index, names: Sequence[str]) -> Table:
    """Return the bibliography of records: a source stands for itself, any other record for all its sources.

    Raises NotFoundError, with suggestions, for the first unknown name.
    """
    keys: dict[str, None] = {}
    for name in names:
        found = find(index, name)
        own = [record for kind, record, _ in found if kind == "sources"]
        keys.update(dict.fromkeys(own or [key for kind, _, id_ in found for key in sources_of(index, kind, id_)]))
    return bibliography(index, list(keys), " ".join(names))


def cited_in(index: Index, query: str) -> Table:
    """Return the bibliography of the sources that match a query; raises QueryError."""
    return bibliography(index, sorted(match.id for match in matching(index, "sources", query)), query)


def bibliography(index: Index, keys: Sequence[str], query: str = "") -> Table:
    """Return the sources called `keys` as a table with their references."""
    found = references(index, keys)
    columns = (Column("id", "id", "ref"), Column("title", "title", "text"))
    rows = tuple((Cell(entry.key, sources=(entry.key,)), Cell(entry.title)) for entry in found)
    title = f"{len(found)} {KINDS['sources'].singular if len(found) == 1 else 'sources'}"
    return Table(
        title, columns, rows, len(rows), kind="sources", query=query, cite="rows", references=found, about=about(index)
    )


def weak(table: Table) -> Table:
    """Return the entries of a bibliography that an editor would send back, and what each lacks."""
    columns = (Column("id", "id", "ref"), Column("lacks", "lacks", "text", many=True), Column("title", "title", "text"))
    found = [(entry, lacking) for entry in table.references if (lacking := tuple(_lacking(entry)))]
    rows = tuple((Cell(entry.key), Cell(lacking), Cell(entry.title)) for entry, lacking in found)
    title = f"{len(rows)} of {len(table.references)} entries lack something"
    return Table(title, columns, rows, len(rows), kind="sources", about=table.about)


def _lacking(entry: Reference) -> Iterator[str]:
    if entry.more_authors:
        yield "some authors"
    if not entry.day:
        yield "year"
    if entry.type == "paper":
        if entry.venue is None:
            yield "venue (a preprint, as far as is known)"
        elif entry.pages is None and entry.doi is None and not entry.venue.startswith(_WITHOUT_PAGES):
            yield "pages or DOI"
    elif entry.type in ("web", "card", "repository") and entry.accessed is None:
        yield "day of access"
    if entry.address is None and entry.doi is None and entry.venue is None:
        yield "address"
