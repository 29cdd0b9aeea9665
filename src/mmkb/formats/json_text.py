"""JSON with a stable shape: columns with types, rows of raw values, marks beside them."""

from __future__ import annotations

import json

from mmkb.schema.values import ABSENT
from mmkb.views.cell_text import exact
from mmkb.views.table import sources_of

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mmkb.views.table import Cell, Column, Page, Table

SCHEMA_VERSION = 1
_MARKS = ("cited", "inferred", "disputed", "partial")


def render(table: Table) -> str:
    """Return the table as one JSON object."""
    return _dump({"schema_version": SCHEMA_VERSION, **as_object(table)})


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return pages as one JSON object."""
    return _dump({"schema_version": SCHEMA_VERSION, "pages": [page_object(page) for page in pages]})


def page_object(page: Page) -> dict[str, Any]:
    """Return the page as JSON values."""
    return {
        "id": page.id,
        "title": page.title,
        "paragraphs": list(page.paragraphs),
        "tables": [as_object(table) for table in page.tables],
    }


def as_object(table: Table) -> dict[str, Any]:
    """Return the table as JSON values."""
    return {
        "kind": table.kind,
        "title": table.title,
        "query": table.query,
        "total": table.total,
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "unit": column.unit,
                "many": column.many,
                **({"sources": list(column.sources)} if column.sources else {}),
            }
            for column in table.columns
        ],
        "rows": list(rows(table)),
        "notes": list(table.notes),
        **({"references": _references(table)} if table.cite != "none" else {}),
        **({"about": table.about.items()} if table.about else {}),
    }


def rows(table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows: raw values by column name, null when absent, and under `marks` what is to be known of them.

    `marks` maps `cited`, `inferred`, `disputed`, `partial` and the words for absence to the columns concerned.
    A table with sources has them under `sources`: the keys, or the keys by column.
    """
    names = [column.name for column in table.columns]
    for row in table.rows:
        yield {
            **{column.name: _value(cell, column) for column, cell in zip(table.columns, row, strict=True)},
            "marks": _marks(names, row),
            **({"sources": _sources(table, names, row)} if table.cite != "none" else {}),
        }


def _references(table: Table) -> list[dict[str, Any]]:
    from mmkb.formats.csl_json import item

    return list(map(item, table.references))


def _sources(table: Table, names: list[str], row: tuple[Cell, ...]) -> object:
    if table.cite == "rows":
        return list(sources_of(row))
    return {name: list(cell.sources) for name, cell in zip(names, row, strict=True) if cell.sources}


def _value(cell: Cell, column: Column) -> object:
    if isinstance(cell.value, tuple):
        return [exact(value, column) for value in cell.value]
    return None if cell.value is None else exact(cell.value, column)


def _marks(names: list[str], row: tuple[Cell, ...]) -> dict[str, list[str]]:
    marks: dict[str, list[str]] = {}
    for name, cell in zip(names, row, strict=True):
        if cell.cited or cell.inferred or cell.disputed or cell.partial:
            for mark in _MARKS:
                if getattr(cell, mark):
                    marks.setdefault(mark, []).append(name)
        if cell.status in ABSENT:
            marks.setdefault(cell.status, []).append(name)
    return marks


def spread(text: str) -> str:
    """Return JSON text with line breaks, for people."""
    return json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
