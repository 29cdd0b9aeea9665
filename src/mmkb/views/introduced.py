"""What an answer takes into a paper: names for the ids in it, and the papers that introduced what it names."""

from __future__ import annotations

from collections.abc import Mapping

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.rows.records import names_of, papers_of
from mmkb.views.bibliography import about, references
from mmkb.views.source_columns import ids_in
from mmkb.views.table import Cell, Column, Page, Table, sources_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.reference import Cite

_NOTHING = UsageError("nothing here has a paper to cite", "leave out --cite, or name models")

Papers = Mapping[str, Mapping[str, str]]
"""The key of the paper that introduced a record, by kind and id."""


def table_for_paper(index: Index, table: Table, cite: Cite = "none") -> Table:
    """Return a table that knows the names of its ids; with `cite` each id brings the paper that introduced what it names.

    Raises UsageError where none has one.
    """
    named = _named(index, table)
    if cite == "none":
        return named
    found = _with_papers(index, named)
    if not found.references:
        raise _NOTHING
    return found


def page_for_paper(index: Index, page: Page, cite: Cite = "none") -> Page:
    """Return a page whose tables are as `table_for_paper` returns them; tables that cite already stay as they are.

    Raises UsageError where the page cites nothing.
    """
    tables = tuple(_named(index, table) for table in page.tables)
    if cite != "none":
        tables = tuple(_with_papers(index, table) if table.cite == "none" else table for table in tables)
        if not any(table.references for table in tables):
            raise _NOTHING
    found = page.but(tables=tables)
    return found.on_screen(page.screen) if page.screen else found


def _named(index: Index, table: Table) -> Table:
    if table.called is not None:
        return table
    found = table.but(called=lambda kind, ids: names_of(index, kind, ids))
    return found.but(screen=table.screen)


def _with_papers(index: Index, table: Table) -> Table:
    """Return the table with the papers behind its ids and heads; keys of sources in it are citations themselves."""
    pairs = [pair for row in table.rows for pair in zip(row, table.columns, strict=True)]
    kinds = {*(ids_in(*pair)[0] for pair in pairs), *(column.of for column in table.columns)}
    papers = {kind: papers_of(index, kind) for kind in kinds if kind not in (None, "sources")}
    columns = tuple(column.but(sources=_paper(papers, column.of, column.name)) for column in table.columns)
    rows = tuple(
        tuple(cell.but(sources=_cited(papers, cell, column)) for cell, column in zip(row, columns, strict=True))
        for row in table.rows
    )
    keys = [*(key for column in columns for key in column.sources), *(key for row in rows for key in sources_of(row))]
    if not keys:
        return table
    return table.but(
        columns=columns,
        rows=rows,
        cite="cells",
        references=references(index, keys),
        about=table.about or about(index),
        screen=table.screen,
    )


def _cited(papers: Papers, cell: Cell, column: Column) -> tuple[str, ...]:
    kind, ids = ids_in(cell, column)
    return ids if kind == "sources" else tuple(dict.fromkeys(key for id_ in ids for key in _paper(papers, kind, id_)))


def _paper(papers: Papers, kind: str | None, id_: str) -> tuple[str, ...]:
    key = papers.get(kind, {}).get(id_) if kind else None
    return (key,) if key else ()
