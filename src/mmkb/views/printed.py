"""A table for a paper: records by their names, not by their ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from itertools import takewhile

from mmkb.views.source_columns import value_keys
from mmkb.views.table import Cell, Column, Page, Table, sources_of, text

_SIZE = re.compile(r"a?\d+(\.\d+)?[mb]")
_BY_ID = ("licenses", "sources")
"""Kinds whose ids people write: SPDX names of licences, and keys, which become citations."""


def for_print(table: Table) -> Table:
    """Return the table with the names of records in place of their ids, where the view knows them.

    Columns that nobody asked for are left out where they hold nothing, or keys of sources in a table that cites none.
    """
    table = _worth_printing(table)
    called = table.called
    if called is None:
        return table
    table = _without_ids(table)
    columns, parts = list(table.columns), [list(row) for row in table.rows]
    both = any(column.name == "name" for column in columns)
    for number, column in enumerate(columns):
        if column.target is None or column.target in _BY_ID or (both and column.name == "id"):
            continue
        names = told_apart(called(column.target, _ids(table, number)))
        for row in parts:
            row[number] = _named(row[number], names)
        if column.type == "id":
            columns[number] = column.but(label=_head(column))
    return table.but(columns=tuple(columns), rows=tuple(map(tuple, parts)))


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by id; what several ids are called has behind it what each id adds to what they share: Qwen2-VL 7B."""
    bearers: dict[str, list[list[str]]] = {}
    for id_, name in names.items():
        bearers.setdefault(name, []).append(id_.split("-"))
    shared = {
        name: sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*parts, strict=False)))
        for name, parts in bearers.items()
        if len(parts) > 1
    }
    return {id_: _with(name, id_.split("-")[shared[name] :]) if name in shared else name for id_, name in names.items()}


def _with(name: str, added: list[str]) -> str:
    return " ".join([name, *(word.upper() if _SIZE.fullmatch(word) else word for word in added)])


def _worth_printing(table: Table) -> Table:
    asked = len(table.columns) - table.spare
    kept = [number for number in range(len(table.columns)) if number < asked or _says(table, number)]
    return table.but(
        columns=tuple(table.columns[number] for number in kept),
        rows=tuple(tuple(row[number] for number in kept) for row in table.rows),
        spare=max(0, len(kept) - asked),
    )


def _says(table: Table, number: int) -> bool:
    """Return whether a column tells readers something: keys of sources do where they become citations."""
    column = table.columns[number]
    if table.cite == "none" and column.target == "sources":
        return False
    return not table.rows or any(text(row[number], column) for row in table.rows)


def _without_ids(table: Table) -> Table:
    """Return the table without ids that nobody asked for beside names; what stands behind an id stands behind the name."""
    places = {column.name: number for number, column in enumerate(table.columns)}
    if not table.spare or not {"id", "name"} <= places.keys():
        return table
    of_id, of_name = places["id"], places["name"]
    rows = []
    for row in table.rows:
        cells = list(row)
        cells[of_name] = row[of_name].but(sources=sources_of((row[of_id], row[of_name])))
        rows.append((*cells[:of_id], *cells[of_id + 1 :]))
    return table.but(columns=(*table.columns[:of_id], *table.columns[of_id + 1 :]), rows=tuple(rows))


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
        if column.target is not None and column.target not in _BY_ID:
            known[column.target] = {**known.get(column.target, {}), **table.called(column.target, _ids(table, number))}
    return lambda kind, ids: {id_: name for id_, name in known.get(kind, {}).items() if id_ in ids}


def _head(column: Column) -> str:
    return "name" if column.label == "id" else column.label


def _ids(table: Table, number: int) -> set[str]:
    """Return the values of a column."""
    return {key for row in table.rows for key in value_keys(row[number])}


def _named(cell: Cell, names: Mapping[str, str]) -> Cell:
    if cell.value is None or cell.shown is not None:
        return cell
    return cell.but(shown=", ".join(names.get(key, key) for key in value_keys(cell)))
