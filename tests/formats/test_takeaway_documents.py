"""Saved tables in the hands of those who typeset: Typst, pandoc and a browser take them as they are."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_core_python
import html5lib
import pytest
import typst as typst_compiler

from consumers import DATA, program, run
from mmkb.corpus.folder import DataFolder
from mmkb.formats import biblatex, bibtex, csl_json, html_page, markdown, markdown_pandoc, typst
from mmkb.index.index import Index
from mmkb.index.open import build_file
from mmkb.views.reference import Reference
from mmkb.views.saved import saved_table
from mmkb.views.table import Cell, Column, Page, Table

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
        assert re.findall(r"<script[^>]*>", page) == ["<script>"], "one script, and it stands in the page"
        assert "<link" not in page


def in_browser(page: str, folder: Path) -> list[Any]:
    """Return what a script of the page left as JSON in an element called `found`."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=30000"]
    command = [program("chromium"), *options, f"--user-data-dir={folder}/home", "--dump-dom", str(folder / "page.html")]
    found = re.search(r'<pre id="found">(.*?)</pre>', run(command, folder), re.DOTALL)
    assert found is not None
    left: list[Any] = json.loads(html.unescape(found[1]))
    return left


def test_html_is_accessible(tables: list[Table], tmp_path: Path) -> None:
    table = next(table for table in tables if table.label == "training-stages")
    axe = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    after = (
        "document.querySelector('thead button').click();"
        "axe.run().then(found => {const out = document.createElement('pre'); out.id = 'found';"
        "out.textContent = JSON.stringify([found.passes.length, found.violations.map(v => [v.id, v.nodes.map(n => n.html)])]);"
        "document.body.append(out)})"
    )
    passes, violations = in_browser(
        html_page.render(table).replace("</body>", f"<script>{axe}</script><script>{after}</script></body>"), tmp_path
    )
    assert passes > 10
    assert violations == []


SORTED = """
const rows = () => [...document.querySelectorAll("tbody tr")].map(row => row.cells[0].innerText);
const [first, second] = document.querySelectorAll("thead button");
const seen = [rows()];
for (const button of [second, second, first]) { button.click(); seen.push(rows()); }
const out = document.createElement("pre");
out.id = "found";
out.textContent = JSON.stringify([seen, [...document.querySelectorAll("th")].map(head => head.getAttribute("aria-sort"))]);
document.body.append(out);
"""


def test_a_head_sorts_its_table(tmp_path: Path) -> None:
    """Numbers by their value, not by what people read; words as people sort them; what is not known last, both ways."""
    columns = (Column("id", "id", "text"), Column("params", "params", "quantity", "parameters"))
    values = {"m10": 2_000_000_000, "m9": None, "m2": 700_000_000}
    rows = tuple((Cell(id_), Cell(value)) for id_, value in values.items())
    page = html_page.render(Table("t", columns, rows, 3))
    found, heads = in_browser(page.replace("</body>", f"<script>{SORTED}</script></body>"), tmp_path)
    assert found == [["m10", "m9", "m2"], ["m2", "m10", "m9"], ["m10", "m2", "m9"], ["m2", "m9", "m10"]]
    assert heads[:2] == ["ascending", None]


def test_ids_lead_to_their_rows_and_sources_to_their_entries(tmp_path: Path) -> None:
    columns = (
        Column("id", "id", "id", target="models"),
        Column("base", "base", "ref", target="models", many=True),
        Column("paper", "paper", "ref", target="sources"),
        Column("page", "page", "text"),
        Column("sizes", "sizes", "id", many=True),
    )
    known = Reference("ash-2023", "paper", "Herons", url="https://ash.example/h")
    rows = (
        (
            Cell("heron"),
            Cell(("wren-7b", "<owl>"), cited=True),
            Cell("ash-2023"),
            Cell("see https://a.example/x?a&b"),
            Cell(None),
        ),
        (Cell("wren"), Cell(None), Cell("moss-2024"), Cell(None), Cell(("wren-7b",))),
    )
    table = Table("t", columns, rows, 2, kind="models", references=(known,))
    page = html_page.render(table)
    assert '<a href="#row-2">wren-7b</a>, &lt;owl&gt;°' in page
    assert page.count('<tr id="row-2"><th scope="row">wren</th>') == 1
    assert '<a href="https://ash.example/h">ash-2023</a>' in page
    assert 'see <a href="https://a.example/x?a&amp;b">https://a.example/x?a&amp;b</a>' in page
    assert "<td>moss-2024</td>" in page
    cited = html_page.render(table.but(cite="rows"))
    assert '<a href="#source-1">ash-2023</a>' in cited
    assert 'id="source-1"' in cited
    twice = html_page.render_pages((Page("p", (), (table, table)),))
    assert twice.count('id="row-2"') == 1
