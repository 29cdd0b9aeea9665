"""Tables in the papers they go into: what people take home compiles in four document classes, and nothing is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from consumers import DATA, installed, latex_faults, program, run
from mmkb import KnowledgeBase, open_kb
from mmkb.formats import biblatex, bibtex, latex
from mmkb.views.bibliography import together
from mmkb.views.dressing import dressed
from mmkb.views.table import Page, Table

if TYPE_CHECKING:
    from mmkb.views.reference import Cite

ROWS = 25
"""Rows of a table that are typeset: enough for a page."""
SLIDES = 8
"""Rows of a table that go on slides: enough for two."""
LONG = ("readme", "openness-grid")
"""Tables that are typeset whole by every engine, but on slides."""
CLASSES = {
    "article": r"\documentclass{article}",
    "ieee": r"\documentclass[conference]{IEEEtran}",
    "acm": r"\PassOptionsToPackage{expansion=false}{microtype}\documentclass[sigconf,nonacm]{acmart}",
    "beamer": r"\documentclass{beamer}",
}
STYLES = {"article": "plain", "ieee": "IEEEtran", "acm": "ACM-Reference-Format"}
"""Slides are set without a bibliography: beamer breaks frames up to a certain height only."""
PACKAGES = r"\usepackage{array,booktabs,longtable,xurl}"
LOOSE = r"\raggedright"
"""How bibliographies are set that name repositories and addresses, which are longer than a justified line bears."""
SOME = 5
"""Tables that biber is given: it is slow."""
OTHERS = ("xelatex", "lualatex")


@pytest.fixture(scope="module")
def base() -> Iterator[KnowledgeBase]:
    with open_kb(DATA) as kb:
        yield kb


@pytest.fixture(scope="module")
def whole(base: KnowledgeBase) -> dict[str, Table]:
    """Return the README's table, a ranking, and every saved table, cited by papers and by cells in turn."""
    ways: tuple[Cite, ...] = ("paper", "cells")
    found: dict[str, Table] = {
        "readme": base.models(readme_query(), cite="paper"),
        "board": base.leaderboard("mmmu-val", cite="rows"),
    }
    for number, row in enumerate(base.table().rows):
        table = base.table(str(row[0].value), cite=ways[number % 2])
        found[table.label] = table
    return found


@pytest.fixture(scope="module")
def tables(whole: dict[str, Table]) -> dict[str, Table]:
    """Return the same tables, most of them no longer than a page."""
    return {name: table if name in LONG else first(table, ROWS) for name, table in whole.items()}


@pytest.fixture(scope="module")
def pages(base: KnowledgeBase) -> tuple[Page, ...]:
    openness = base.openness("llama-2", "olmo", cite="paper")
    cache = base.kv_cache("llama-2", "deepseek-v3", explain=True, cite="paper")
    assert isinstance(openness, tuple)
    assert isinstance(cache, tuple)
    return (
        *openness,
        *base.compare("llava-1.5-7b", "qwen-vl-chat", cite="paper"),
        *base.compare("access:open", "access:proprietary"),
        *base.show("llava-1.5-7b", only="facts,stages", cite="rows"),
        *cache,
    )


def readme_query() -> str:
    """Return the query of the README's command that writes a table for a paper."""
    found = re.search(r"mmkb models (.+) -f latex", (DATA.parent / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def first(table: Table, rows: int) -> Table:
    return table.but(rows=table.rows[:rows])


def bibliography(tables: dict[str, Table], pages: tuple[Page, ...] = ()) -> Table:
    return together([*tables.values(), *(table for page in pages for table in page.tables)])


def document(
    folder: Path, paper: str, tables: dict[str, Table], pages: tuple[Page, ...], end: str, preamble: str = ""
) -> None:
    """Write a document that holds the tables and pages, one after the other, and says in the log which comes."""
    tables = {name: first(table, SLIDES) if paper == "beamer" else table for name, table in tables.items()}
    parts = {name: latex.render(dressed(table, paper=paper)) for name, table in tables.items()}
    for number, page in enumerate(pages):
        laid_out = page.but(tables=tuple(dressed(table, paper=paper) for table in page.tables))
        parts[f"page{number}"] = latex.render_pages((laid_out,))
    for name, text in parts.items():
        (folder / f"{name}.tex").write_text(text, encoding="utf-8")
    clear = "" if paper == "beamer" else r"\clearpage"
    body = "\n".join(rf"\typeout{{table {name}}}\input{{{name}}}{clear}" for name in parts)
    head = rf"{CLASSES[paper]}{PACKAGES}{preamble}\title{{T}}\author{{A}}\begin{{document}}"
    start = r"\maketitle" if paper == "acm" else ""
    (folder / "paper.tex").write_text(f"{head}{start}\n{body}\n{end}\n\\end{{document}}\n", encoding="utf-8")


def engine(name: str, *, draft: bool = False) -> list[str]:
    last = ["-draftmode"] if draft else []
    return [program(name), "-interaction=nonstopmode", "-halt-on-error", *last, "paper"]


@pytest.mark.parametrize("paper", list(STYLES))
def test_what_is_taken_home_goes_into_a_paper(
    paper: str, tables: dict[str, Table], pages: tuple[Page, ...], tmp_path: Path
) -> None:
    document(tmp_path, paper, tables, pages, rf"{LOOSE}\bibliographystyle{{{STYLES[paper]}}}\bibliography{{refs}}")
    (tmp_path / "refs.bib").write_text(bibtex.render(bibliography(tables, pages)), encoding="utf-8")
    run(engine("pdflatex", draft=True), tmp_path)
    run([program("bibtex"), "paper"], tmp_path)
    run(engine("pdflatex", draft=True), tmp_path)
    assert latex_faults(run(engine("pdflatex"), tmp_path)) == []
    assert (tmp_path / "paper.pdf").stat().st_size > 100_000


@pytest.mark.parametrize(
    ("paper", "name"), [*((paper, name) for paper in CLASSES for name in OTHERS), ("beamer", "pdflatex")]
)
def test_tables_go_into_slides_and_through_other_engines(
    paper: str, name: str, tables: dict[str, Table], pages: tuple[Page, ...], tmp_path: Path
) -> None:
    if paper == "acm" and name == "lualatex":
        installed("luacode.sty")
    document(tmp_path, paper, tables, pages, "")
    run([*engine(name)[:-1], "-no-pdf", "paper"] if name == "xelatex" else engine(name, draft=True), tmp_path)
    assert [fault for fault in latex_faults(run(engine(name), tmp_path)) if "Citation" not in fault] == []


def test_tables_of_every_length_go_into_an_article(whole: dict[str, Table], tmp_path: Path) -> None:
    document(tmp_path, "article", whole, (), "")
    run(engine("pdflatex", draft=True), tmp_path)
    assert [fault for fault in latex_faults(run(engine("pdflatex"), tmp_path)) if "Citation" not in fault] == []


def test_biber_sets_the_same(tables: dict[str, Table], tmp_path: Path) -> None:
    short = dict(list(tables.items())[1:SOME])
    document(
        tmp_path, "article", short, (), rf"{LOOSE}\printbibliography", r"\usepackage{biblatex}\addbibresource{refs.bib}"
    )
    (tmp_path / "refs.bib").write_text(biblatex.render(bibliography(short)), encoding="utf-8")
    run(engine("pdflatex", draft=True), tmp_path)
    assert "WARN" not in run([program("biber"), "paper"], tmp_path)
    run(engine("pdflatex", draft=True), tmp_path)
    assert latex_faults(run(engine("pdflatex"), tmp_path)) == []
