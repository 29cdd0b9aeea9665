"""The papers that introduced what an answer names: in its cells, its heads, its bibliography."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kb
from mmkb import KnowledgeBase, open_kb
from mmkb.commands.registry import NAMES, command
from mmkb.errors import UsageError
from mmkb.formats import html_page, json_text, latex, markdown, markdown_pandoc, typst, xlsx
from mmkb.tables import Page, Table
from mmkb.views import table as views
from shell import mmkb

HERON, WREN = "ash-2023-heron", "ash-2022-wren"


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return open_kb(kb.write(tmp_path_factory.mktemp("introduced") / "data"))


def page(answer: Table | tuple[Page, ...]) -> Page:
    assert isinstance(answer, tuple)
    return answer[0]


def keys_behind(table: views.Table, row: int, column: int) -> tuple[str, ...]:
    return table.rows[row][column].sources


def test_heads_of_a_comparison_cite_the_papers_of_their_models(birds: KnowledgeBase) -> None:
    facts = page(birds.compare("heron-7b", "wren-7b", cite="paper"))["facts"]
    assert [column.sources for column in facts.columns] == [(), (HERON,), (WREN,)]
    assert {HERON, WREN} <= {entry.key for entry in facts.references}
    backbone = next(row for row in facts.rows if row[0].value == "backbone")
    assert backbone[1].sources == (WREN,)


def test_a_comparison_on_its_side_cites_by_row(birds: KnowledgeBase) -> None:
    facts = page(birds.compare("heron-7b", "wren-7b", transpose=True, cite="paper"))["facts"]
    assert [row[0].sources for row in facts.rows] == [(HERON,), (WREN,)]


@pytest.mark.parametrize("rank", [False, True])
def test_openness_cites_the_models(rank: bool, birds: KnowledgeBase) -> None:
    if rank:
        ranking = birds.openness("", rank=True)
        assert isinstance(ranking, Table)
        assert ranking.rows == ()
        return
    found = page(birds.openness("heron-7b", cite="paper"))
    assert found["components"].columns[1].sources == (HERON,)
    assert all(row[0].sources == (HERON,) for row in found["frameworks"].rows)


def test_a_ranking_by_papers_cites_no_results(birds: KnowledgeBase) -> None:
    board = birds.leaderboard("pecks-val", cite="paper")
    models = [column.name for column in board.columns].index("model")
    of_heron = [row for row in board.rows if str(row[models].value).startswith("heron")]
    assert of_heron
    assert all(row[models].sources == (HERON,) for row in of_heron)


@pytest.mark.parametrize("name", ["kv_cache", "memory"])
def test_calculations_cite_the_models(name: str, birds: KnowledgeBase) -> None:
    table = getattr(birds, name)("wren-7b", head_dim=128, cite="paper")
    assert {keys_behind(table, number, 0) for number in range(len(table))} == {(WREN,)}
    assert [entry.key for entry in table.references] == [WREN]


def test_counts_by_a_reference_cite_what_they_count(birds: KnowledgeBase) -> None:
    table = birds.stats("models", by="backbone", cite="paper")
    cited = {str(row[0].value): row[0].sources for row in table.rows}
    assert cited["wren-7b"] == (WREN,)
    assert cited["(unknown)"] == ()


def test_show_cites_the_sources_of_each_fact(birds: KnowledgeBase) -> None:
    facts = page(birds.show("heron-7b", cite="rows"))["facts"]
    assert facts.columns[2].name == "sources"
    params = next(row for row in facts.rows if row[0].value == "params")
    assert params[2].value == (HERON,)
    assert r"\cite{ash-2023-heron}" in latex.render(facts)


@pytest.mark.parametrize(
    "ask",
    [
        lambda base: base.compare("access:open", "access:proprietary", cite="paper"),
        lambda base: base.stats("models", by="license", cite="paper"),
    ],
)
def test_an_answer_that_names_nothing_says_so(ask: object, birds: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="nothing here has a paper to cite"):
        ask(birds)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("way", "written"),
    [
        (latex, r"Heron \cite{ash-2023-heron}"),
        (typst, "[*Heron*#cite(<ash-2023-heron>)]"),
        (markdown_pandoc, "Heron [@{ash-2023-heron}]"),
        (markdown, "Heron[^ash-2023-heron]"),
        (html_page, 'Heron <sup>[<a href="#source-'),
        (json_text, '"sources": ["ash-2023-heron"]'),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_heads_carry_names_and_citations(way: object, written: str, birds: KnowledgeBase) -> None:
    found = birds.compare("heron-7b", "wren-7b", fields="backbone,params", cite="paper")
    assert written in way.render_pages(found)  # type: ignore[attr-defined]


def test_names_stand_in_cells_of_a_printed_comparison(birds: KnowledgeBase) -> None:
    found = birds.compare("heron-7b", "wren-7b", fields="backbone,vision.encoder", cite="none")
    printed = latex.render_pages(found)
    assert "backbone & Wren &" in printed
    assert "encoder & Iris &" in printed
    assert "wren-7b" in json_text.render_pages(found)


def test_a_calculation_has_names_beside_its_ids_for_people(birds: KnowledgeBase) -> None:
    table = birds.kv_cache("wren-7b", head_dim=128)
    assert isinstance(table, Table)
    assert "Wren & mha" in latex.render(table)
    assert re.search(r'<th scope="row"[^>]*>wren-7b</th><td>Wren</td>', html_page.render(table))
    assert xlsx.render(table)[:2] == b"PK"


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "heron-7b", "wren-7b"),
        ("openness", "heron-7b"),
        ("show", "heron-7b"),
        ("kv-cache", "wren-7b", "--head-dim", "128"),
        ("leaderboard", "pecks-val"),
        ("stats", "models", "--by", "backbone"),
    ],
    ids=" ".join,
)
def test_every_key_of_a_page_is_in_the_bibliography_beside_it(words: tuple[str, ...], tmp_path: Path) -> None:
    data = kb.write(tmp_path / "data")
    tex, bib = tmp_path / "t.tex", tmp_path / "t.bib"
    assert mmkb(*words, "-f", "latex", "-o", tex, "--bib", bib, "--data", data) == 0
    cited = {
        key for keys in re.findall(r"\\cite\{([^}]+)\}", tex.read_text(encoding="utf-8")) for key in keys.split(",")
    }
    entries = set(re.findall(r"^@\w+\{([^,]+),", bib.read_text(encoding="utf-8"), re.MULTILINE))
    assert cited
    assert cited <= entries


def test_a_bibliography_without_citations_is_refused_with_what_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = kb.write(tmp_path / "data")
    words = ("compare", "heron-7b", "wren-7b", "--cite", "none", "--bib", tmp_path / "t.bib", "--data", data)
    assert mmkb(*words) == 2
    assert "use --cite paper\n" in capsys.readouterr().err


def test_what_cannot_cite_by_rows_does_not_offer_it() -> None:
    offered = {
        name: parameter.choices for name in NAMES for parameter in command(name).parameters if parameter.name == "cite"
    }
    assert offered["compare"] == offered["kv-cache"] == offered["openness"] == ("none", "paper")
    assert "rows" in offered["show"]
    assert "cells" in offered["models"]
