"""Models that a survey does not cover: where its list is not whole, the answer says so."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.views.listing import Request, listing

SURVEYS = {
    f"surveys/{id_}.yaml": f"id: {id_}\nname: {name}\nmodels: [heron]\npaper: moss-2024-birds\n{rest}"
    + kb.EVIDENCE % "models"
    for id_, name, rest in [
        ("moss", "Birds surveyed", "aliases: [birds-24]\npartial: [models]\n"),
        ("fern", "Ferns surveyed", "partial: [models]\n"),
        ("whole", "All birds", ""),
    ]
}


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kb.write(tmp_path_factory.mktemp("surveyed") / "data", kb.RECORDS | SURVEYS)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("not covered_by:moss", "survey is not whole: moss;"),
        ("NOT covered-by:Birds-24 heron", "survey is not whole: moss;"),
        ("covered_by!=moss", "survey is not whole: moss;"),
        ("not (covered_by:whole or covered_by:moss)", "survey is not whole: moss;"),
        ("not covered_by:moss,fern", "surveys are not whole: fern, moss;"),
        ("not has:covered_by", "surveys are not whole: fern, moss;"),
        ("covered_by:unknown", "surveys are not whole: fern, moss;"),
        ("no covered_by:(id:moss)", "surveys are not whole: fern, moss;"),
        ("not covered_by:whole", None),
        ("covered_by:moss", None),
        ("has:covered_by", None),
        ("not not covered_by:moss", None),
        ("not covered_by:unknown", None),
        ("not covered_by!=moss", None),
        ("covered_by:(id:moss)", None),
        ("covered", None),
        ("not name:covered", None),
    ],
)
def test_a_list_that_is_not_whole_is_told_where_a_query_asks_what_it_lacks(
    query: str, named: str | None, surveyed: Path
) -> None:
    notes = [
        note for note in listing(kb.open_index(surveyed), Request("models", query, ["id"])).notes if "whole" in note
    ]
    assert len(notes) == (named is not None)
    assert all(f"the list{'s' if 'are' in str(named) else ''} of" in note and str(named) in note for note in notes)
