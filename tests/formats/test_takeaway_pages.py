"""Pages leave in every format that holds several tables: real commands on the shipped data, in the hands of real programs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import html5lib
import openpyxl
import pytest
import typst as typst_compiler

from consumers import DATA, latex_faults, program, run
from mmkb import KnowledgeBase, open_kb
from mmkb.errors import UsageError
from mmkb.formats import delimited_csv, html_page, latex, markdown_pandoc, typst, xlsx
from mmkb.tables import Page


@pytest.fixture(scope="module")
def base() -> Iterator[KnowledgeBase]:
    with open_kb(DATA) as kb:
        yield kb


@pytest.fixture(scope="module")
def pages(base: KnowledgeBase) -> tuple[Page, ...]:
    openness = base.openness("llama-2", "olmo")
    assert isinstance(openness, tuple)
    return (*base.show("gqa"), *base.compare("access:open", "access:proprietary"), *openness)


def test_latex_sets_pages(pages: tuple[Page, ...], tmp_path: Path) -> None:
    (tmp_path / "pages.tex").write_text(latex.render_pages(pages), encoding="utf-8")
    (tmp_path / "paper.tex").write_text(
        r"\documentclass{article}\usepackage{array,booktabs,longtable}\begin{document}\input{pages}\end{document}",
        encoding="utf-8",
    )
    command = [program("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", "paper"]
    run(command, tmp_path)
    assert latex_faults(run(command, tmp_path)) == []


def test_typst_sets_pages(pages: tuple[Page, ...], tmp_path: Path) -> None:
    (tmp_path / "paper.typ").write_text(typst.render_pages(pages), encoding="utf-8")
    assert typst_compiler.compile(tmp_path / "paper.typ").startswith(b"%PDF")


def test_pandoc_reads_pages(pages: tuple[Page, ...], tmp_path: Path) -> None:
    (tmp_path / "pages.md").write_text(markdown_pandoc.render_pages(pages), encoding="utf-8")
    page = run([program("pandoc"), "--fail-if-warnings", "pages.md", "-t", "html"], tmp_path)
    tables = [table for page_ in pages for table in page_.tables if table.rows]
    assert page.count("<table") == len(tables)
    assert page.count("<tr") == sum(len(table.rows) + 1 for table in tables)


def test_html_of_pages_is_valid(pages: tuple[Page, ...]) -> None:
    written = html_page.render_pages(pages)
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(written)
    assert not parser.errors
    assert written.count("<table>") == sum(len(page.tables) for page in pages)


def test_a_workbook_has_a_sheet_for_each_table(pages: tuple[Page, ...]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render_pages(pages)))
    tables = [table for page in pages for table in page.tables]
    assert len(book.worksheets) == len(tables) + 1 + any(table.cite != "none" for table in tables)
    for sheet, table in zip(book.worksheets, tables, strict=False):
        assert sheet.max_row == len(table.rows) + 1


def test_a_file_for_one_table_takes_one(pages: tuple[Page, ...]) -> None:
    several = next(page for page in pages if len(page.tables) > 1)
    with pytest.raises(UsageError, match=r"this answer has \d+ tables, and the format holds one") as refused:
        delimited_csv.render_pages((several,))
    assert refused.value.hint == "use xlsx, json, html or markdown"
    one = Page(several.title, (), several.tables[:1])
    assert delimited_csv.render_pages((one,)) == delimited_csv.render(several.tables[0])
