"""The first screen of a record, and the choice of its sections."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.views.cell_text import text
from mmkb.views.detail import details
from mmkb.views.sections import SECTIONS
from mmkb.views.table import Page


def page(index: Index, name: str) -> Page:
    return details(index, [name])[0]


def screen(index: Index, name: str) -> Page:
    found = page(index, name)
    assert found.screen is not None
    return found.screen()


def said(found: Page) -> dict[str, str]:
    (summary,) = (table for table in found.tables if table.title == "summary")
    return {str(row[0].value): text(row[1], summary.columns[1]) for row in summary.rows}


def test_a_summary_says_first_what_a_model_is(birds: Index) -> None:
    heron = said(page(birds, "heron"))
    assert list(heron)[:4] == ["type", "developer", "released", "params"]
    assert heron["params"] == "7B, 70B"
    assert heron["input → output"] == "text+image → text"
    assert heron["context"] == "4,096 tokens"
    assert list(heron).index("commercial use") == list(heron).index("access") + 1
    assert heron["evidence"].endswith("1 disputed") or "disputed" in heron["evidence"]


def test_the_verdict_names_what_decides(birds: Index) -> None:
    verdicts = {name: said(page(birds, name))["commercial use"] for name in ("heron", "iris", "oracle-bird")}
    assert verdicts["iris"] == "yes"
    assert verdicts["oracle-bird"] == "unknown, by want of a licence on record"
    assert verdicts["heron"].split(",")[0] in ("no", "conditional", "yes", "unknown")


def test_the_verdict_names_the_words_of_makers(tmp_path: Path) -> None:
    words = "license_limits: {says: for study, commercial: 'no'}\n"
    models = {
        "models/study.yaml": f"id: study\nname: Study\nlicense: free\n{words}",
        "models/on-it.yaml": "id: on-it\nname: On it\nlicense: free\nbackbone: study\n",
        "licenses/free.yaml": "id: free\nname: Free\ncommercial: 'yes'\n",
    }
    index = kb.open_index(kb.write(tmp_path / "data", models))
    assert {said(page(index, name))["commercial use"] for name in ("study", "on-it")} == {
        "no, by the words of the makers of study"
    }


def test_variants_stand_across_and_their_facts_down(birds: Index) -> None:
    variants = next(table for table in screen(birds, "heron").tables if table.title == "variants")
    assert [column.label for column in variants.columns] == ["variants", "7b", "70b"]
    assert [row[0].value for row in variants.rows] == ["released", "params", "backbone"]
    assert [row[1].value for row in variants.rows] == ["2023-05-10", "7B", "wren-7b"]
    assert "backbone" not in said(screen(birds, "heron"))
    assert "backbone" in said(page(birds, "heron"))


def test_key_results_stand_by_variant(birds: Index) -> None:
    results = next(table for table in screen(birds, "heron").tables if table.title == "key results")
    assert results.columns[0].label == "key results"
    assert all(row[0].value for row in results.rows)
    assert any(cell.value is not None for row in results.rows for cell in row[1:])


@pytest.mark.parametrize(
    "name", ["heron", "heron-7b", "iris", "pecks", "mha", "free", "ash-2023-heron", "moss-2024-birds"]
)
def test_all_that_a_screen_leaves_out_is_named(name: str, birds: Index) -> None:
    whole, first = page(birds, name), screen(birds, name)
    (lead,) = [note for table in first.tables for note in table.notes if note.startswith("more: ")]
    named = [word.split(" (")[0] for word in lead.removeprefix("more: ").split(";")[0].split(", ")]
    shown = [details(birds, [name], only=[section]) for section in named]
    assert all(len(pages) == len(details(birds, [name])) for pages in shown)
    chosen = [table.title for pages in shown for table in pages[0].tables]
    assert chosen == [table.title for table in whole.tables if table.title != "summary"]


def test_sections_are_chosen_in_the_order_of_the_page(birds: Index) -> None:
    (found,) = details(birds, ["heron"], only=["sources", "facts"])
    assert [table.title for table in found.tables] == ["facts", "sources"]
    assert found.screen is None
    assert details(birds, ["heron"], full=True)[0].screen is None


def test_a_section_that_a_record_lacks_is_an_error_that_lists_them(birds: Index) -> None:
    with pytest.raises(UsageError) as caught:
        details(birds, ["iris"], only=["instruments", "claims"])
    assert caught.value.message == "iris has no section instruments or claims"
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("it has: summary, licence, facts")
    assert set(caught.value.hint.removeprefix("it has: ").split(", ")) < set(SECTIONS)


def test_what_a_field_says_is_not_said_above_it(birds: Index) -> None:
    for name, field in (("plumage", "definition"), ("quiet-hours", "asks")):
        shown = screen(birds, name)
        assert said(shown)[field].rstrip("°≈") not in shown.paragraphs
        assert said(shown)[field].rstrip("°≈") in page(birds, name).paragraphs
    assert screen(birds, "heron").paragraphs == page(birds, "heron").paragraphs


def test_one_fact_is_one_fact(birds: Index) -> None:
    assert said(page(birds, "plumage"))["evidence"].startswith("1 fact: ")
