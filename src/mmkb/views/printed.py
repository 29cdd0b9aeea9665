"""A table for a paper: records by their names, not by their ids."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from mmkb.views.table import Cell, Column, Page, Table

_BY_ID = ("licenses", "sources")
"""Kinds whose ids people write: SPDX names of licences, and keys, which become citations."""


def for_print(table: Table) -> Table:
    """Return the table with the names of records in place of their ids, where the view knows them."""
    called = table.called
    if called is None:
        return table
    table = _without_name(table)
    columns, parts = list(table.columns), [list(row) for row in table.rows]
    both = any(column.name == "name" for column in columns)
    for number, column in enumerate(columns):
        if column.target is None or column.target in _BY_ID or (both and column.name == "id"):
            continue
        ids = {str(value) for row in parts for value in _values(row[number])}
        names = called(column.target, ids)
        for row in parts:
            row[number] = _named(row[number], names)
        if column.type == "id":
            columns[number] = column.but(label=_head(column))
    return table.but(columns=tuple(columns), rows=tuple(map(tuple, parts)))


def _without_name(table: Table) -> Table:
    """Return the table without a column of names that nobody asked for beside the ids, which become names themselves."""
    place = next((number for number, column in enumerate(table.columns) if column.name == "name"), None)
    if (
        place is None
        or place < len(table.columns) - table.spare
        or all(column.name != "id" for column in table.columns)
    ):
        return table
    rows = tuple((*row[:place], *row[place + 1 :]) for row in table.rows)
    columns = (*table.columns[:place], *table.columns[place + 1 :])
    return table.but(columns=columns, rows=rows, spare=table.spare - 1)


def titled(page: Page) -> list[Table]:
    """Return the tables of a page with captions and labels that say what page they come from."""
    return [
        table.but(
            caption=table.caption or f"{page.title}: {table.title}",
            label=table.label or f"{page.id or page.title} {table.title}".lower(),
        )
        for table in page.tables
        if table.rows
    ]


def remembered(table: Table) -> Callable[[str, Collection[str]], Mapping[str, str]] | None:
    """Return the names of the records in a table, read now, for a table that outlives its index."""
    if table.called is None:
        return None
    known: dict[str, Mapping[str, str]] = {}
    for number, column in enumerate(table.columns):
        if column.target is not None:
            ids = {str(value) for row in table.rows for value in _values(row[number])}
            known[column.target] = {**known.get(column.target, {}), **table.called(column.target, ids)}
    return lambda kind, ids: {id_: name for id_, name in known.get(kind, {}).items() if id_ in ids}


def _head(column: Column) -> str:
    return "name" if column.label == "id" else column.label


def _values(cell: Cell) -> tuple[object, ...]:
    return cell.value if isinstance(cell.value, tuple) else () if cell.value is None else (cell.value,)


def _named(cell: Cell, names: Mapping[str, str]) -> Cell:
    if cell.value is None or cell.shown is not None:
        return cell
    return cell.but(shown=", ".join(names.get(str(value), str(value)) for value in _values(cell)))
