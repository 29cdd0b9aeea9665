"""Tables in the papers they go into: every saved table compiles in four document classes, and no line is too long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from consumers import DATA, latex_faults, program, run
from mmkb.corpus.folder import DataFolder
from mmkb.formats import biblatex, bibtex, latex
from mmkb.index.index import Index
from mmkb.index.open import build_file
from mmkb.views.reference import Reference
from mmkb.views.saved import saved_table
from mmkb.views.setting import dressed
from mmkb.views.table import Table

if TYPE_CHECKING:
    from mmkb.views.reference import Cite

ROWS = 30
"""Rows of a saved table that are typeset: enough for more than one slide, and for a page."""
LONG = ("mm-llm-roster", "openness-grid")
"""Saved tables that are typeset whole."""
CLASSES = {
    "article": r"\documentclass{article}",
    "ieee": r"\documentclass[conference]{IEEEtran}",
    "acm": r"\PassOptionsToPackage{expansion=false}{microtype}\documentclass[sigconf,nonacm]{acmart}",
    "beamer": r"\documentclass{beamer}",
}
STYLES = {"article": "plain", "ieee": "IEEEtran", "acm": "ACM-Reference-Format"}
LOOSE = r"\raggedright"
"""How bibliographies are set that name repositories and addresses, which are longer than a justified line bears."""
PACKAGES = r"\usepackage{array,booktabs,longtable,xurl}"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = DataFolder(DATA, "the shipped data", tmp_path_factory.mktemp("index") / "index.sqlite")
    assert folder.index is not None
    build_file(DATA, folder.index)
    found = Index(folder)
    yield found
    found.connection.close()


def saved(index: Index, paper: str) -> list[Table]:
    """Return every saved table for a paper, cited by papers and by cells in turn."""
    ways: tuple[Cite, ...] = ("paper", "cells")
    tables = []
    for number, id_ in enumerate(index.ids("tables")):
        table = saved_table(index, id_, ways[number % 2])
        short = table if id_ in LONG and paper != "beamer" else table.but(rows=table.rows[:ROWS])
        tables.append(dressed(short, paper=paper))
    return tables


def bibliography(tables: list[Table]) -> Table:
    keys = {key for table in tables for row in table.rows for cell in row for key in cell.sources}
    references: dict[str, Reference] = {entry.key: entry for table in tables for entry in table.references}
    return tables[0].but(references=tuple(entry for key, entry in references.items() if key in keys))


def document(folder: Path, paper: str, tables: list[Table], end: str, preamble: str = "") -> None:
    for table in tables:
        (folder / f"{table.label}.tex").write_text(latex.render(table), encoding="utf-8")
    clear = "" if paper == "beamer" else r"\clearpage"
    body = "\n".join(rf"\typeout{{table {table.label}}}\input{{{table.label}}}{clear}" for table in tables)
    head = rf"{CLASSES[paper]}{PACKAGES}{preamble}\title{{T}}\author{{A}}\begin{{document}}"
    start = r"\maketitle" if paper == "acm" else ""
    (folder / "paper.tex").write_text(f"{head}{start}\n{body}\n{end}\n\\end{{document}}\n", encoding="utf-8")


@pytest.mark.parametrize("paper", list(CLASSES))
def test_every_saved_table_goes_into_a_paper(paper: str, index: Index, tmp_path: Path) -> None:
    tables = saved(index, paper)
    latex_ = [program("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", "paper"]
    style = STYLES.get(paper)
    document(tmp_path, paper, tables, rf"{LOOSE}\bibliographystyle{{{style}}}\bibliography{{refs}}" if style else "")
    (tmp_path / "refs.bib").write_text(bibtex.render(bibliography(tables)), encoding="utf-8")
    if style is None:
        log = run(latex_, tmp_path)
        assert [fault for fault in latex_faults(log) if "Citation" not in fault and "Reference" not in fault] == []
        return
    run([*latex_[:-1], "-draftmode", "paper"], tmp_path)
    run([program("bibtex"), "paper"], tmp_path)
    run([*latex_[:-1], "-draftmode", "paper"], tmp_path)
    assert latex_faults(run(latex_, tmp_path)) == []
    assert (tmp_path / "paper.pdf").stat().st_size > 100_000


@pytest.mark.parametrize("engine", ["xelatex", "lualatex"])
def test_other_engines_set_the_same(engine: str, index: Index, tmp_path: Path) -> None:
    tables = [table for table in saved(index, "article") if table.label not in LONG][:8]
    command = [program(engine), "-interaction=nonstopmode", "-halt-on-error", "paper"]
    preamble = r"\usepackage{biblatex}\addbibresource{refs.bib}"
    document(tmp_path, "article", tables, rf"{LOOSE}\printbibliography", preamble)
    (tmp_path / "refs.bib").write_text(biblatex.render(bibliography(tables)), encoding="utf-8")
    run(command, tmp_path)
    assert "WARN" not in run([program("biber"), "paper"], tmp_path)
    run(command, tmp_path)
    assert latex_faults(run(command, tmp_path)) == []
