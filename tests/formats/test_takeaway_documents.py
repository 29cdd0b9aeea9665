"""Saved tables in the hands of those who typeset: LaTeX, Typst, pandoc and a browser take them as they are."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import axe_core_python
import html5lib
import pytest
import typst as typst_compiler

from consumers import DATA, program, run
from mmkb.corpus.folder import DataFolder
from mmkb.formats import biblatex, bibtex, csl_json, html_page, latex, markdown, markdown_pandoc, typst
from mmkb.index.index import Index
from mmkb.index.open import build_file
from mmkb.views.reference import Reference
from mmkb.views.saved import saved_table
from mmkb.views.table import Table

if TYPE_CHECKING:
    from mmkb.views.reference import Cite

SMALL = 25
"""Rows up to which a table is typeset by the slower programs too."""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Table]]:
    """Every saved table of the shipped data, cited by rows and by cells in turn."""
    folder = DataFolder(DATA, "the shipped data", tmp_path_factory.mktemp("index") / "index.sqlite")
    assert folder.index is not None
    build_file(DATA, folder.index)
    index = Index(folder)
    ways: tuple[Cite, ...] = ("rows", "cells")
    yield [saved_table(index, id_, ways[number % 2]) for number, id_ in enumerate(index.ids("tables"))]
    index.connection.close()


def bibliography(tables: list[Table]) -> Table:
    references: dict[str, Reference] = {entry.key: entry for table in tables for entry in table.references}
    return tables[0].but(references=tuple(references.values()))


def latex_document(folder: Path, tables: list[Table], preamble: str, end: str) -> None:
    for table in tables:
        (folder / f"{table.label}.tex").write_text(latex.render(table), encoding="utf-8")
    body = "\n".join(f"\\input{{{table.label}}}\\clearpage" for table in tables)
    head = f"\\documentclass{{article}}\\usepackage{{array,booktabs,longtable}}{preamble}\\begin{{document}}"
    (folder / "paper.tex").write_text(f"{head}\n{body}\n{end}\n\\end{{document}}\n", encoding="utf-8")


def undefined(log: str) -> list[str]:
    return re.findall(
        r"^(?:!.*|LaTeX Warning: (?:Citation|Reference).*undefined.*|.*undefined references.*)$", log, re.MULTILINE
    )


def test_pdflatex_and_bibtex_set_every_saved_table_with_its_bibliography(tables: list[Table], tmp_path: Path) -> None:
    pdflatex = [program("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", "paper"]
    assert len(tables) >= 16
    latex_document(tmp_path, tables, "", r"\bibliographystyle{plain}\bibliography{refs}")
    (tmp_path / "refs.bib").write_text(bibtex.render(bibliography(tables)), encoding="utf-8")
    run(pdflatex, tmp_path)
    assert "Warning" not in run([program("bibtex"), "paper"], tmp_path)
    run(pdflatex, tmp_path)
    assert undefined(run(pdflatex, tmp_path)) == []
    assert (tmp_path / "paper.pdf").stat().st_size > 100_000


def test_biber_sets_a_table_with_its_bibliography(tables: list[Table], tmp_path: Path) -> None:
    pdflatex = [program("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", "paper"]
    biber = program("biber")
    small = [table for table in tables if len(table.rows) <= SMALL][:4]
    latex_document(tmp_path, small, r"\usepackage{biblatex}\addbibresource{refs.bib}", r"\printbibliography")
    (tmp_path / "refs.bib").write_text(biblatex.render(bibliography(small)), encoding="utf-8")
    run(pdflatex, tmp_path)
    assert "WARN" not in run([biber, "paper"], tmp_path)
    run(pdflatex, tmp_path)
    assert undefined(run(pdflatex, tmp_path)) == []


def test_typst_sets_tables_with_their_bibliography(tables: list[Table], tmp_path: Path) -> None:
    small = [table for table in tables if len(table.rows) <= SMALL]
    for table in small:
        (tmp_path / f"{table.label}.typ").write_text(typst.render(table), encoding="utf-8")
    (tmp_path / "refs.bib").write_text(biblatex.render(bibliography(small)), encoding="utf-8")
    lines = [*(f'#include "{table.label}.typ"' for table in small), '#bibliography("refs.bib")']
    (tmp_path / "paper.typ").write_text("\n".join(lines), encoding="utf-8")
    assert typst_compiler.compile(tmp_path / "paper.typ").startswith(b"%PDF")


@pytest.mark.parametrize("suffix", ["json", "bib"])
def test_pandoc_resolves_the_citations(suffix: str, tables: list[Table], tmp_path: Path) -> None:
    table = next(table for table in tables if table.label == "training-stages")
    (tmp_path / "table.md").write_text(markdown_pandoc.render(table), encoding="utf-8")
    content = csl_json.render(table) if suffix == "json" else bibtex.render(table)
    (tmp_path / f"refs.{suffix}").write_text(content, encoding="utf-8")
    command = [
        program("pandoc"),
        "--citeproc",
        "--fail-if-warnings",
        "--bibliography",
        f"refs.{suffix}",
        "table.md",
        "-t",
        "html",
    ]
    page = run(command, tmp_path)
    assert page.count('class="csl-entry"') == len(table.references)
    assert page.count("<tr") == len(table.rows) + 1


def test_markdown_has_a_footnote_for_every_mark(tables: list[Table]) -> None:
    for table in tables:
        text = markdown.render(table)
        defined = re.findall(r"^\[\^([^\]]+)\]:", text, re.MULTILINE)
        assert set(re.findall(r"\[\^([^\]]+)\](?!:)", text)) == set(defined)
        assert len(defined) == len(set(defined)) == len(table.references)


def test_html_is_valid(tables: list[Table]) -> None:
    for table in tables:
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(html_page.render(table))
        assert not parser.errors
        page = html_page.render(table)
        ids = re.findall(r'id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
        assert not re.search(r'(?:src|href)="(?!#|https?://)', page), "no resource of its own"
        assert "<script" not in page
        assert "<link" not in page


def test_html_is_accessible(tables: list[Table], tmp_path: Path) -> None:
    browser = program("chromium")
    table = next(table for table in tables if table.label == "training-stages")
    axe = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    after = (
        "axe.run().then(found => {const out = document.createElement('pre'); out.id = 'found';"
        "out.textContent = JSON.stringify([found.passes.length, found.violations.map(v => [v.id, v.nodes.map(n => n.html)])]);"
        "document.body.append(out)})"
    )
    page = html_page.render(table).replace("</body>", f"<script>{axe}</script><script>{after}</script></body>")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=30000",
        f"--user-data-dir={tmp_path}/home",
    ]
    dom = run([browser, *options, "--dump-dom", str(tmp_path / "page.html")], tmp_path)
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    assert found is not None
    passes, violations = json.loads(html.unescape(found[1]))
    assert passes > 10
    assert violations == []
