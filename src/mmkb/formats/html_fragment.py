"""HTML for a notebook: tables without a page around them, their sources on hover and as links, some rows of many."""

from __future__ import annotations

from mmkb.formats.html_page import escaped
from mmkb.formats.plain_references import ieee, link
from mmkb.schema.field import NUMERIC
from mmkb.views.marks import legend, marked
from mmkb.views.reference import Reference
from mmkb.views.table import Cell, Column, Page, Table, sources_of

MOST = 100
"""Rows of a table that are shown."""

Documents = dict[str, tuple[int, Reference]]


def fragment(table: Table) -> str:
    """Return a table with its notes and the meaning of its marks."""
    return f"<div>\n{_table(table)}{_paragraphs(_explained([table]))}</div>\n"


def page_fragment(page: Page) -> str:
    """Return a page: its heading, its paragraphs, its tables, the meaning of all marks."""
    head = f"<h3>{escaped(page.title)}</h3>\n{_paragraphs(page.paragraphs)}"
    return f"<div>\n{head}{''.join(map(_table, page.tables))}{_paragraphs(_explained(page.tables))}</div>\n"


def _table(table: Table) -> str:
    documents = {entry.key: (number, entry) for number, entry in enumerate(table.references, 1)}
    heads = "".join(f'<th scope="col"{_side(column)}>{escaped(column.heading)}</th>' for column in table.columns)
    body = "\n".join(_row(table, row, documents) for row in table.rows[:MOST])
    shown = min(len(table.rows), MOST)
    more = [f"{shown:,} of {table.total:,} rows"] if shown < table.total else []
    caption = escaped(table.heading)
    return (
        f"<table>\n<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n"
        f"{_paragraphs([*more, *table.notes])}"
    )


def _row(table: Table, row: tuple[Cell, ...], documents: Documents) -> str:
    whole = sources_of(row) if table.cite == "rows" else ()
    cells = []
    for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        keys = cell.sources if table.cite == "cells" else whole if place == 0 else ()
        cited = [documents[key] for key in keys if key in documents]
        written = escaped(marked(cell, column)).replace("\n", "<br>")
        cells.append(f"<td{_side(column)}{_title(cited)}>{written}{''.join(map(_note, cited))}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _side(column: Column) -> str:
    return f' style="text-align: {"right" if column.type in NUMERIC else "left"}"'


def _title(cited: list[tuple[int, Reference]]) -> str:
    return f' title="{escaped(chr(10).join(ieee(entry) for _, entry in cited))}"' if cited else ""


def _note(cited: tuple[int, Reference]) -> str:
    number, entry = cited
    address = link(entry) or ""
    if not address.startswith(("https://", "http://")):
        return f" <sup>[{number}]</sup>"
    return f' <sup><a href="{escaped(address)}">[{number}]</a></sup>'


def _explained(tables: tuple[Table, ...] | list[Table]) -> list[str]:
    return [words] if (words := legend(tables)) else []


def _paragraphs(texts: tuple[str, ...] | list[str]) -> str:
    return "".join(f"<p>{escaped(text)}</p>\n" for text in texts)
