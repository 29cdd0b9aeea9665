"""Workbooks in the hands of a spreadsheet: LibreOffice finds the numbers, the days and the words of the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from consumers import DATA, program, run
from mmkb import KnowledgeBase, open_kb
from mmkb.formats import xlsx
from mmkb.schema.field import NUMERIC
from mmkb.views.table import Cell, Column, Table, all_of

TYPED = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
"""LibreOffice's words for: UTF-8, text in quotes, numbers and days bare and whole, a file for each sheet."""
CELL = re.compile(r'("(?:[^"]|"")*"|[^",\n]*)(,|\n)')
DAY = re.compile(r"\d{4}-\d\d-\d\d")
HEAD = re.compile(r"([\w.:]+?)(?:\.(min|max)|_(written))?(?: \(.*\))?")

Value = str | float | date | None


@pytest.fixture(scope="module")
def base() -> Iterator[KnowledgeBase]:
    with open_kb(DATA) as kb:
        yield kb


def opened(workbook: bytes, sheet: str, folder: Path) -> list[list[Value]]:
    """Return the cells of a sheet as LibreOffice reads them."""
    (folder / "book.xlsx").write_bytes(workbook)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run([program("soffice"), profile, "--headless", "--convert-to", TYPED, "book.xlsx"], folder)
    rows: list[list[Value]] = [[]]
    for word, end in CELL.findall((folder / f"book-{sheet}.csv").read_text(encoding="utf-8")):
        rows[-1].append(_read(word))
        rows += [[]] if end == "\n" else []
    return rows[:-1]


def _read(word: str) -> Value:
    if word.startswith('"'):
        return word[1:-1].replace('""', '"')
    return date.fromisoformat(word) if DAY.fullmatch(word) else float(word) if word else None


def _expected(cell: Cell, column: Column, part: str) -> Value:
    """Return what a cell holds, or of several the `part` that a column of the sheet is for."""
    if cell.value is None:
        return None if cell.status == "unknown" else cell.status
    values = all_of(cell)
    if column.type == "date" and part != "written" and not column.many:
        return (max if part == "max" else min)(date.fromisoformat(f"{day}-01-01"[:10]) for day in values)
    if column.type in NUMERIC and not column.many:
        return (max if part == "max" else min)(float(value) for value in values)
    return "; ".join(map(str, values))


def _rounded(value: Value) -> Value:
    """Return a value with the digits of a number that a spreadsheet keeps."""
    return float(f"{value:.14e}") if isinstance(value, float) else value


def _holds(rows: list[list[Value]], table: Table) -> None:
    heads = [found.groups("") for head in rows[0] if (found := HEAD.fullmatch(str(head)))]
    assert len(heads) == len(rows[0])
    place = {column.name: number for number, column in enumerate(table.columns)}
    assert list(dict.fromkeys(name for name, *_ in heads)) == list(place)
    for line, row in zip(rows[1:], table.rows, strict=True):
        wanted = [
            _expected(row[place[name]], table.columns[place[name]], limit or written) for name, limit, written in heads
        ]
        assert list(map(type, line)) == list(map(type, wanted))
        assert list(map(_rounded, line)) == list(map(_rounded, wanted))


@pytest.mark.parametrize(
    ("kind", "query", "columns"),
    [
        ("models", "released:2023..", "id,params,context,released,input,price.input,license"),
        ("sources", "", "id,title,year,date,type,authors"),
    ],
)
def test_a_listing_is_what_a_spreadsheet_shows(
    kind: str, query: str, columns: str, base: KnowledgeBase, tmp_path: Path
) -> None:
    table = getattr(base, kind)(query, columns=columns)
    _holds(opened(xlsx.render(table), kind, tmp_path), table)


def test_a_comparison_is_what_a_spreadsheet_shows(base: KnowledgeBase, tmp_path: Path) -> None:
    page = base.compare("access:open", "access:proprietary")
    table = page[0]["who is ahead, by year of release"]
    _holds(opened(xlsx.render_pages(page), "who is ahead, by year of rel", tmp_path), table)
