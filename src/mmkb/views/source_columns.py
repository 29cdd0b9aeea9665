"""Sources as columns, for formats that have no other way to name them."""

from __future__ import annotations

from collections.abc import Collection

from mmkb.views.table import UNKNOWN, Cell, Column, Table, all_of, sources_of

_SOURCES = Column("sources", "sources", "ref", many=True)


def with_source_columns(table: Table) -> Table:
    """Return the table with its sources in columns of their own: one for the row, or one beside each cited column."""
    if table.cite == "none":
        return table
    if table.cite == "rows":
        columns = (*table.columns, _SOURCES)
        return table.but(columns=columns, rows=tuple((*row, _keys(sources_of(row))) for row in table.rows))
    cited = [any(row[number].sources for row in table.rows) for number in range(len(table.columns))]
    pairs = tuple(zip(table.columns, cited, strict=True))
    heads = tuple(head for column, has in pairs for head in ((column, _beside(column)) if has else (column,)))
    rows = tuple(
        tuple(
            part
            for cell, has in zip(row, cited, strict=True)
            for part in ((cell, _keys(cell.sources)) if has else (cell,))
        )
        for row in table.rows
    )
    return table.but(columns=heads, rows=rows, spare=0)


def _beside(column: Column) -> Column:
    return Column(f"{column.name}.sources", f"{column.label} sources", "ref", many=True)


def _keys(keys: tuple[str, ...]) -> Cell:
    return Cell(keys, sources=keys) if keys else UNKNOWN


def value_keys(cell: Cell) -> tuple[str, ...]:
    """Return the values of a cell as keys."""
    return tuple(map(str, all_of(cell)))


def ids_in(cell: Cell, column: Column) -> tuple[str | None, tuple[str, ...]]:
    """Return the kind of the records that a cell names, and their ids: of a text with a target all its words."""
    if cell.target is None:
        return column.target, value_keys(cell)
    return cell.target, tuple(key for text in value_keys(cell) for key in words_of(text))


def words_of(text: str) -> list[str]:
    """Return the words of a text without the commas between them."""
    return text.replace(",", " ").split()


def names_sources(cell: Cell, column: Column, known: Collection[str]) -> bool:
    """Return whether the value of a cell is itself a citation: all its values are keys of cited documents."""
    kind, keys = ids_in(cell, column)
    return (kind == "sources" or column.type == "ref") and bool(keys) and all(key in known for key in keys)
