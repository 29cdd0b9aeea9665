"""References in every style: two parsers read the .bib of all sources, names and dates survive."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from bibtexparser.entrypoint import parse_string as parsed
from pybtex.database import parse_string

from consumers import DATA, installed, program, run
from mmkb.errors import NotFoundError, QueryError
from mmkb.formats import apa, biblatex, bibtex, csl_json, ieee, ris
from mmkb.formats.registry import FORMATS, bibliography_format
from mmkb.formats.tex import ascii_escaped, escaped
from mmkb.formats.venues import venue
from mmkb.index.index import Index
from mmkb.views.bibliography import reference
from mmkb.views.cite import cited_by, cited_in, weak
from mmkb.views.reference import Reference
from mmkb.views.table import Table


def paper(
    title: str = "Herons & {Cranes}: 100% $Sure_#1 of α",
    authors: tuple[str, ...] = ("Ash, Ada", "Pond Lab", "Łoś, Zoë"),
    more_authors: bool = True,
    venue: str | None = "ICML 2023",
) -> Reference:
    day = "2023-05-01"
    return Reference(
        "ash-2023-heron", "paper", title, authors, more_authors, 2023, date=day, venue=venue, arxiv="2305.01234"
    )


PAPER = paper()


def holding(*references: Reference) -> Table:
    return Table("t", (), (), 0, cite="rows", references=references)


@pytest.fixture(scope="module")
def everything() -> Table:
    """Every source of the shipped data."""
    load = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    files = sorted((DATA / "sources").glob("*.yaml"))
    return holding(*(reference(yaml.load(file.read_text(encoding="utf-8"), load)) for file in files))


@pytest.mark.parametrize("style", [bibtex, biblatex])
def test_two_parsers_read_all_sources(style: object, everything: Table) -> None:
    text = bibtex.render(everything) if style is bibtex else biblatex.render(everything)
    keys = {entry.key for entry in everything.references}
    read = parse_string(text, "bibtex").entries
    assert set(read) == keys
    library = parsed(text)
    assert (set(library.entries_dict), library.failed_blocks) == (keys, [])
    for entry in everything.references:
        names = len(entry.authors) + entry.more_authors
        assert len(read[entry.key].persons["author"]) == names, entry.key
    if style is bibtex:
        assert text.isascii()


STYLES = ("plain", "plainnat", "IEEEtran", "apsrev4-2", "ACM-Reference-Format", "elsarticle-num")
MISSED: dict[str, Callable[[Reference], bool]] = {
    "page numbers missing in both pages and numpages fields": lambda entry: entry.pages is None,
    "empty pages": lambda entry: entry.pages is None,
    "no number and no volume": lambda entry: entry.volume is None and entry.number is None,
    "empty publisher": lambda entry: (appeared := venue(entry)) is not None and appeared.publisher is None,
    "empty address": lambda entry: (appeared := venue(entry)) is not None and appeared.publisher is None,
}
"""What the styles of ACM and Elsevier miss, and when they may: conferences that live on the web have no page numbers."""


@pytest.mark.parametrize("style", STYLES)
def test_styles_set_all_sources(style: str, everything: Table, tmp_path: Path) -> None:
    installed(f"{style}.bst")
    (tmp_path / "refs.bib").write_text(bibtex.render(everything), encoding="utf-8")
    lines = [r"\relax", r"\citation{*}", rf"\bibstyle{{{style}}}", r"\bibdata{refs}"]
    (tmp_path / "paper.aux").write_text("\n".join(lines), encoding="utf-8")
    entries = {entry.key: entry for entry in everything.references}
    warned = re.findall(r"Warning--(.*) in (\S+)", run([program("bibtex"), "paper"], tmp_path))
    assert [(miss, key) for miss, key in warned if miss not in MISSED or not MISSED[miss](entries[key])] == []
    assert not warned or style in STYLES[-2:]
    items = (tmp_path / "paper.bbl").read_text(encoding="utf-8").split("\\bibitem")[1:]
    assert len(items) >= len(entries)
    for item in items:
        printed = re.sub(r"\\(?:url|href|path|burl|showURL|bibinfo|urlprefix)\S*|https?://\S+", "", item)
        ids = re.findall(r"(?<!\d)\d{4}\.\d{4,5}(?!\d)", printed)
        assert len(ids) == len(set(ids)), item


@pytest.mark.parametrize("style", [bibtex, biblatex])
def test_biber_finds_no_fault_in_all_sources(style: ModuleType, everything: Table, tmp_path: Path) -> None:
    """Hold biblatex's data model: known fields, of the entry types that have them, with values of their kind."""
    (tmp_path / "all.bib").write_text(style.render(everything), encoding="utf-8")
    said = run([program("biber"), "--tool", "--validate-datamodel", "all.bib"], tmp_path)
    assert re.findall("^(?:WARN|ERROR).*", said, re.MULTILINE) == []
    assert "Datamodel validation complete" in said
    kept = (tmp_path / "all_bibertool.bib").read_text(encoding="utf-8")
    assert set(re.findall(r"^@\w+\{(.+),$", kept, re.MULTILINE)) == {entry.key for entry in everything.references}


def test_an_entry_has_the_year_in_which_it_appeared() -> None:
    nocaps = Reference("a", "paper", "T", ("A, B",), year=2018, venue="ICCV 2019", arxiv="1812.08658")
    assert "  year = {2019},\n" in bibtex.entry(nocaps)
    assert "  year = {2018},\n" in bibtex.entry(Reference("a", "paper", "T", ("A, B",), year=2018, arxiv="1812.08658"))


def test_csl_and_ris_name_all_sources(everything: Table) -> None:
    keys = sorted(entry.key for entry in everything.references)
    items = json.loads(csl_json.render(everything))
    assert [item["id"] for item in items] == keys
    assert all(item["title"] and item["author"] and item["issued"]["date-parts"][0][0] > 1900 for item in items)
    lines = ris.render(everything).split("\r\n")
    assert [line[6:] for line in lines if line.startswith("ID  - ")] == keys
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)


CSL_TEXT = {
    "id", "type", "title", "container-title", "publisher", "volume", "issue", "page", "number", "DOI", "URL", "version", "note",
}  # fmt: skip
CSL_TYPES = {
    "article", "article-journal", "paper-conference", "report", "software", "webpage", "legislation", "book", "dataset",
}  # fmt: skip


def test_csl_keeps_to_the_data_model(everything: Table) -> None:
    """Hold what the official schema (csl-data.json 1.0) asks of the variables that are used."""
    for item in json.loads(csl_json.render(everything)):
        assert item.keys() <= CSL_TEXT | {"author", "issued", "accessed"}
        assert {"id", "type"} <= item.keys()
        assert item["type"] in CSL_TYPES
        assert all(isinstance(item[name], str) for name in CSL_TEXT & item.keys())
        assert all(name.keys() - {"suffix"} in ({"family", "given"}, {"literal"}) for name in item["author"])
        assert all(isinstance(part, str) and part for name in item["author"] for part in name.values())
        for name in {"issued", "accessed"} & item.keys():
            ((parts,),) = [list(value) for value in item[name].values()]
            assert item[name].keys() == {"date-parts"}
            assert 1 <= len(parts) <= 3
            assert all(isinstance(part, int) for part in parts)


def test_csl_has_no_author_called_others(everything: Table) -> None:
    item = csl_json.item(PAPER)
    assert [name.get("family") or name["literal"] for name in item["author"]] == ["Ash", "Pond Lab", "Łoś"]
    assert item["note"] == "The list of authors is not whole."
    assert "note" not in csl_json.item(paper(more_authors=False))
    names = [name for item in json.loads(csl_json.render(everything)) for name in item["author"]]
    assert {"others", "et al", "et al."}.isdisjoint(name.get("literal", "").lower() for name in names)


def test_bibtex_escapes() -> None:
    text = bibtex.render(holding(PAPER))
    assert text == (
        "@inproceedings{ash-2023-heron,\n"
        "  author = {Ash, Ada and {Pond Lab} and {\\L}o{\\'s}, Zo{\\\"e} and others},\n"
        "  title = {{Herons} \\& {\\{Cranes\\}:} 100\\% {\\$Sure\\_\\#1} of $\\alpha$},\n"
        "  booktitle = {Proceedings of the International Conference on Machine Learning},\n"
        "  publisher = {PMLR},\n"
        "  address = {Online},\n"
        "  year = {2023},\n"
        "  eprint = {2305.01234},\n"
        "  archiveprefix = {arXiv},\n"
        "  url = {https://arxiv.org/abs/2305.01234}\n"
        "}\n"
    )
    assert "month = may" in bibtex.render(holding(paper(venue=None)))
    assert "date = {2023-05-01}" in biblatex.render(holding(paper(venue=None)))
    assert "Łoś, Zoë" in biblatex.render(holding(PAPER))


def test_a_repository_has_address_version_and_day() -> None:
    code = Reference(
        "repo-pond-heron", "repository", "pond/heron", ("Pond Lab",), year=2023, url="https://x.invalid/{a}",
        repository="pond/heron", revision="v1_2", accessed="2026-11-23",
    )  # fmt: skip
    text = bibtex.render(holding(code))
    for line in (
        "author = {{Pond Lab}}",
        "howpublished = {Software repository pond/heron}",
        "url = {https://x.invalid/%7Ba%7D}",
        "urldate = {2026-11-23}",
        "version = {v1\\_2}",
    ):
        assert f"  {line}" in text
    assert biblatex.render(holding(code)).startswith("@software{")
    assert csl_json.item(code)["type"] == "software"
    assert "TY  - COMP" in ris.render(holding(code))


def test_text_styles() -> None:
    two = paper(title="Herons", authors=("Ash, Ada Bo", "Moss, Jean-Luc"), more_authors=False)
    assert apa.render(holding(two)) == (
        "Ash, A. B., & Moss, J.-L. (2023). Herons. In Proceedings of the International Conference on Machine Learning. https://arxiv.org/abs/2305.01234\n"
    )
    assert ieee.render(holding(two)) == (
        "[1] A. B. Ash and J.-L. Moss, “Herons,” in Proceedings of the International Conference on Machine Learning, 2023. "
        "[Online]. Available: https://arxiv.org/abs/2305.01234.\n"
    )
    assert "et al." in apa.render(holding(PAPER))
    assert "et al." in ieee.render(holding(PAPER))


@pytest.mark.parametrize(
    ("text", "body", "written_out"),
    [
        ("a_b & 50%", r"a\_b \& 50\%", r"a\_b \& 50\%"),
        ("O(n²·d) ≠ ∞", r"O(n$^2$$\cdot$d) $\neq$ $\infty$", r"O(n$^2$$\cdot$d) $\neq$ $\infty$"),
        ("é ø č", "é ø č", r"{\'e} {\o} {\v{c}}"),
        ("\\cmd{x}", r"\textbackslash{}cmd\{x\}", r"\textbackslash{}cmd\{x\}"),
        (
            "aガラb",
            r"a\ifdefined\Umathchar ガラ\else$<$U+30AC$>$\allowbreak{}$<$U+30E9$>$\fi{}b",
            r"a$<$U+30AC$>$$<$U+30E9$>$b",
        ),
        ("a\x00b\nc", r"a$<$U+0000$>$b c", r"a$<$U+0000$>$b c"),
        ("Nguyễn, Ảnh", r"Nguy{\~{\^e}}n, {\h{A}}nh", r"Nguy{\~{\^e}}n, {\h{A}}nh"),
        ("ặ ą ị ở", r"{\d{\u{a}}} {\k{a}} {\d{i}} {\h{\horn{o}}}", r"{\d{\u{a}}} {\k{a}} {\d{i}} {\h{\horn{o}}}"),
        (
            "e\u0301 10⁻⁵",
            r"é 10\textsuperscript{$-$}\textsuperscript{5}",
            r"{\'e} 10\textsuperscript{$-$}\textsuperscript{5}",
        ),
        ("--bib, '' ,,", r"-{}-bib, '{}' ,{},", r"-{}-bib, '{}' ,{},"),
        ("♢∗♣", r"$\diamondsuit$$\ast$$\clubsuit$", r"$\diamondsuit$$\ast$$\clubsuit$"),
        ("a } b { c", r"a \} b \{ c", r"a $\rbrace$ b $\lbrace$ c"),
    ],
)
def test_escapes(text: str, body: str, written_out: str) -> None:
    assert escaped(text) == body
    assert ascii_escaped(text) == written_out


def test_cite_takes_sources_records_and_queries(birds: Index) -> None:
    assert [entry.key for entry in cited_by(birds, ["ash-2023-heron"]).references] == ["ash-2023-heron"]
    heron = {entry.key for entry in cited_by(birds, ["heron"]).references}
    assert heron == {"ash-2023-heron", "repo-pond-heron", "moss-2024-birds"}
    assert {entry.key for entry in cited_in(birds, "type:repository").references} == {"repo-pond-heron"}
    with pytest.raises(NotFoundError):
        cited_by(birds, ["hern"])
    with pytest.raises(QueryError):
        cited_in(birds, "typ:paper")


def test_every_suffix_of_a_bibliography_names_a_bibliography() -> None:
    for suffix in (".bib", ".json", ".ris", ".txt"):
        assert bibliography_format(Path(f"refs{suffix}")).bibliography
    assert FORMATS["bibtex"].bibliography


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, ["some authors", "pages or DOI"]),
        ({"more_authors": False}, ["pages or DOI"]),
        ({"more_authors": False, "venue": None}, ["venue (a preprint, as far as is known)"]),
    ],
)
def test_weak_entries_say_what_they_lack(changes: dict[str, Any], lacks: list[str]) -> None:
    ((_, found, _),) = weak(holding(paper(**changes))).rows
    assert list(found.value) == lacks  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [{"venue": "ICML 2023", "pages": "1-9"}, {"venue": "ECCV 2022", "doi": "10.1007/1"}, {"venue": "ICLR 2023"}],
)
def test_an_entry_without_a_weakness_is_not_listed(changes: dict[str, Any]) -> None:
    assert weak(holding(Reference("a", "paper", "T", ("A, B",), year=2023, arxiv="2305.01234", **changes))).rows == ()


def test_that_none_is_weak_does_not_mean_that_nothing_matches() -> None:
    sound = Reference("a", "paper", "T", ("A, B",), year=2023, venue="ICLR 2023")
    found = weak(holding(sound).but(query="year:2023"))
    assert (found.rows, found.query, found.title) == ((), "", "0 of 1 entries lack something")
