"""One document in every style, as written: what its fields say, and in which order entries come."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mmkb.formats import bibtex, csl_json, plain_references, ris
from mmkb.views.reference import Reference
from mmkb.views.table import Table

FIELDS: dict[str, Any] = {
    "key": "ash-2023",
    "type": "paper",
    "title": "On Herons",
    "authors": ("Ash, Ada-Lou Mae", "Pond Lab"),
    "year": 2023,
    "date": "2023-12-05",
    "arxiv": "2312.01234",
}
LATER: dict[str, Any] = {"key": "ash-2024", "year": 2024, "venue": "Herons 2024", "doi": "10.5555/x"}
TECHNICAL: dict[str, Any] = {
    "key": "pond-2024",
    "type": "report",
    "title": "Report",
    "authors": ("Pond Lab",),
    "year": 2024,
    "date": "2024-01-31",
    "url": "https://p.invalid/",
}
PREPRINT = Reference(**FIELDS)
CONFERENCE = Reference(**FIELDS | LATER)
JOURNAL = Reference(**FIELDS | LATER | {"venue": "Transactions on Birds"})
REPORT = Reference(**TECHNICAL)


def holding(*references: Reference) -> Table:
    return Table("t", (), (), 0, cite="rows", references=references)


@pytest.mark.parametrize(
    ("reference", "kind", "csl", "tag"),
    [
        (PREPRINT, "misc", "article", "UNPB"),
        (CONFERENCE, "inproceedings", "paper-conference", "CONF"),
        (JOURNAL, "article", "article-journal", "JOUR"),
        (REPORT, "techreport", "report", "RPRT"),
    ],
)
def test_what_it_is(reference: Reference, kind: str, csl: str, tag: str) -> None:
    assert bibtex.entry(reference).startswith(f"@{kind}{{{reference.key},\n")
    assert csl_json.item(reference)["type"] == csl
    assert ris.render(holding(reference)).startswith(f"TY  - {tag}\r\n")


def test_a_preprint_in_bibtex() -> None:
    assert bibtex.entry(PREPRINT) == (
        "@misc{ash-2023,\n"
        "  author = {Ash, Ada-Lou Mae and {Pond Lab}},\n"
        "  title = {On Herons},\n"
        "  howpublished = {arXiv preprint arXiv:2312.01234},\n"
        "  year = {2023},\n"
        "  month = dec,\n"
        "  url = {https://arxiv.org/abs/2312.01234}\n"
        "}\n"
    )


def test_bibtex_says_that_there_are_more_authors_and_keeps_an_address_in_its_field() -> None:
    written = bibtex.entry(Reference(**TECHNICAL | {"more_authors": True, "url": "https://p.invalid/{a} b\\c"}))
    assert "author = {{Pond Lab} and others}" in written
    assert "url = {https://p.invalid/%7Ba%7D%20b%5Cc}" in written
    assert "month = jan" in written


def test_entries_come_by_key() -> None:
    table = holding(REPORT, CONFERENCE, PREPRINT)
    keys = ["ash-2023", "ash-2024", "pond-2024"]
    assert [line[line.index("{") + 1 : -1] for line in bibtex.render(table).splitlines() if line[:1] == "@"] == keys
    assert [item["id"] for item in json.loads(csl_json.render(table))] == keys
    assert [line[6:] for line in ris.render(table).split("\r\n") if line.startswith("ID")] == keys


def test_names_in_csl() -> None:
    item = csl_json.item(PREPRINT)
    assert item["author"] == [{"family": "Ash", "given": "Ada-Lou Mae"}, {"literal": "Pond Lab"}]
    assert item["publisher"] == "arXiv"
    assert item["issued"] == {"date-parts": [[2023, 12, 5]]}
    assert "publisher" not in csl_json.item(CONFERENCE)


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("King, Martin Luther, Jr.", {"family": "King", "given": "Martin Luther", "suffix": "Jr."}),
        ("Gates, Henry III", {"family": "Gates", "given": "Henry", "suffix": "III"}),
        ("Logan IV, Robert L.", {"family": "Logan", "given": "Robert L.", "suffix": "IV"}),
        ("King, Jr.", {"family": "King", "suffix": "Jr."}),
        ("Pond Lab", {"literal": "Pond Lab"}),
    ],
)
def test_a_suffix_in_csl_is_no_given_name(name: str, item: dict[str, str]) -> None:
    assert csl_json.item(Reference("k", "web", "T", (name,)))["author"] == [item]


def test_a_record_of_ris_ends() -> None:
    written = ris.render(holding(PREPRINT, CONFERENCE))
    assert written.count("TY  - ") == written.count("ER  - \r\n") == 2
    assert written.endswith("ER  - \r\n")


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        (PREPRINT, "Ash, A.-L. M., & Pond Lab. (2023). On Herons. arXiv:2312.01234. https://arxiv.org/abs/2312.01234"),
        (
            CONFERENCE,
            "Ash, A.-L. M., & Pond Lab. (2024). On Herons. In Herons 2024. https://doi.org/10.5555/x",
        ),
        (REPORT, "Pond Lab. (2024, January 31). Report. https://p.invalid/"),
    ],
)
def test_apa(reference: Reference, written: str) -> None:
    assert plain_references.apa(reference) == written


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        (
            PREPRINT,
            (
                "A.-L. M. Ash and Pond Lab, “On Herons,” arXiv:2312.01234, Dec. 2023. "
                "[Online]. Available: https://arxiv.org/abs/2312.01234."
            ),
        ),
        (
            CONFERENCE,
            "A.-L. M. Ash and Pond Lab, “On Herons,” in Herons 2024, 2024. [Online]. Available: https://doi.org/10.5555/x.",
        ),
    ],
)
def test_ieee(reference: Reference, written: str) -> None:
    assert plain_references.ieee(reference) == written


@pytest.mark.parametrize(("count", "apa", "ieee"), [(6, 6, 6), (7, 7, 6), (20, 20, 6), (21, 20, 6), (40, 20, 6)])
def test_how_many_authors_are_named(count: int, apa: int, ieee: int) -> None:
    """APA 7 names up to 20, else the first 19 and the last; IEEE up to six, else the first six."""
    many = Reference(**TECHNICAL | {"authors": tuple(f"Lab{number:02}." for number in range(count))})
    assert plain_references.apa(many).count("Lab") == apa
    assert f"Lab{count - 1:02}" in plain_references.apa(many)
    assert ("…" in plain_references.apa(many)) == (count > 20)
    assert plain_references.ieee(many).count("Lab") == ieee
    assert ("et al." in plain_references.ieee(many)) == (count > 6)
