"""Titles keep the capitals of names and acronyms, and no others, in styles that write titles in small letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumers import program, run
from mmkb.formats import biblatex, bibtex
from mmkb.formats.tex import ascii_escaped
from mmkb.formats.titles import protected
from mmkb.formats.venues import Venue, venue
from mmkb.views.reference import Reference
from mmkb.views.table import Table


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("Visual Instruction Tuning", "Visual Instruction Tuning"),
        ("Language Models are Few-Shot Learners", "Language Models are Few-Shot Learners"),
        ("LLaMA: Open and Efficient Models", "{LLaMA}: Open and Efficient Models"),
        ("Flamingo: a Visual Language Model", "{Flamingo}: a Visual Language Model"),
        ("Gemini 1.5: Unlocking Contexts", "{Gemini} 1.5: Unlocking Contexts"),
        ("A Survey on Multimodal LLMs", "A Survey on Multimodal {LLMs}"),
        ("BLIP-2 and GPT-4V(ision)", "{BLIP-2} and {GPT-4V(ision})"),
        ("Pre-Training for 3D Scenes", "Pre-Training for {3D} Scenes"),
        ("Bayesian Nets (for Japanese)", "{Bayesian} Nets (for {Japanese})"),
        ("On the opportunities of Claude and models", "On the opportunities of {Claude} and models"),
        (r"The $Γ$ function Ω", r"The {\$$\Gamma$\$} function {$\Omega$}"),
    ],
)
def test_what_is_protected(title: str, written: str) -> None:
    assert protected(title, ascii_escaped) == written


@pytest.mark.parametrize(
    ("type_", "name", "found"),
    [
        (
            "paper",
            "ICLR 2021",
            Venue("International Conference on Learning Representations", journal=False, publisher="OpenReview.net"),
        ),
        ("paper", "TMLR", Venue("Transactions on Machine Learning Research", journal=True)),
        ("paper", "NEJM AI 2024", Venue("NEJM AI", journal=True)),
        (
            "paper",
            "ML4H 2023",
            Venue("Proceedings of the Machine Learning for Health Symposium", journal=False, publisher="PMLR"),
        ),
        ("paper", "Journal of Herons", Venue("Journal of Herons", journal=True)),
        ("paper", "Workshop on Herons 2022", Venue("Workshop on Herons 2022", journal=False)),
        ("paper", None, None),
        ("report", "OpenAI", None),
    ],
)
def test_venues(type_: str, name: str | None, found: Venue | None) -> None:
    assert venue(Reference("k", type_, "T", venue=name)) == found


def test_the_year_is_that_of_the_proceedings() -> None:
    vit = Reference("k", "paper", "T", ("A, B",), year=2020, date="2020-10-22", venue="ICLR 2021")
    assert vit.day == (2021,)
    assert Reference("k", "paper", "T", ("A, B",), year=2023, venue="TMLR").day == (2023,)


REFERENCES = (
    Reference("a", "paper", "LLaVA: Visual Tuning of GPT-4", ("Liu, H", "Li, C"), year=2023, date="2023-04-17",
              venue="NeurIPS 2023", arxiv="2304.08485", volume="36", pages="34892-34916"),
    Reference("b", "paper", "Scaling Laws", ("Raffel, C",), year=2020, venue="JMLR", volume="21", number="140", pages="1-67"),
    Reference("c", "paper", "A Preprint on Ponds", ("Łoś, Zoë",), more_authors=True, year=2024, arxiv="2401.00001"),
    Reference("d", "report", "GPT-4 Technical Report", ("OpenAI",), year=2023, arxiv="2303.08774"),
    Reference("e", "repository", "pond/heron", ("Pond Lab",), year=2026, repository="pond/heron", revision="abc",
              url="https://example.org/pond_heron", accessed="2026-11-23"),
    Reference("f", "law", "AI Act", ("European Union",), year=2024, venue="Official Journal", url="https://example.org"),
)  # fmt: skip
STYLES = {
    "plain": "", "unsrtnat": r"\usepackage{natbib}", "IEEEtran": "", "ACM-Reference-Format": r"\usepackage{natbib}",
    "apsrev4-2": r"\usepackage{natbib}", "elsarticle-num": "",
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_styles_of_bibtex_take_the_entries_without_a_warning(style: str, tmp_path: Path) -> None:
    tex = program("pdflatex")
    table = Table("t", (), (), 0, cite="rows", references=REFERENCES)
    (tmp_path / "refs.bib").write_text(bibtex.render(table), encoding="utf-8")
    (tmp_path / "paper.tex").write_text(
        rf"\documentclass{{article}}{STYLES[style]}\usepackage{{xurl}}\begin{{document}}\nocite{{*}}"
        rf"\bibliographystyle{{{style}}}\bibliography{{refs}}\end{{document}}",
        encoding="utf-8",
    )
    run([tex, "-interaction=nonstopmode", "-draftmode", "paper"], tmp_path)
    said = run([program("bibtex"), "paper"], tmp_path)
    warned = [line for line in said.splitlines() if line.startswith("Warning")]
    assert [line for line in warned if "empty address" not in line and "empty pages" not in line] == []
    set_ = "".join((tmp_path / "paper.bbl").read_text(encoding="utf-8").split())
    assert set_.count("arXiv:2401.00001") == 1
    assert "GPT-4" in set_


def test_biber_finds_nothing_wrong_with_the_data(tmp_path: Path) -> None:
    table = Table("t", (), (), 0, cite="rows", references=REFERENCES)
    (tmp_path / "refs.bib").write_text(biblatex.render(table), encoding="utf-8")
    said = run([program("biber"), "--tool", "--validate-datamodel", "refs.bib"], tmp_path)
    assert [line for line in said.splitlines() if "WARN" in line] == []
