"""Hostile text in the hands of TeX, BibTeX and biber: it is set as it stands, and none of it runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string as parsed
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from consumers import program, run
from mmkb.formats import biblatex, bibtex, latex
from mmkb.formats.tex import ascii_escaped, definitions, escaped, unicode_escaped
from mmkb.views.reference import About, Reference
from mmkb.views.table import Cell, Column, Table

HOSTILE = (
    "plain", "*starred", "[bracketed]", "[1cm]", "* ", r"\input{secret}", r"\end{tabular}", "^^5cinput{secret}", "a--b---c",
    "x'' y,, z", "100% & #1_2 $3$ ~4 ^5 {6} <7> |8| `9` @10", "a } b", "a { b", "}{", "%", "\\", "[]{}", "-", "?`!`", "\"q\"",
)  # fmt: skip
LETTERS = (
    "Nguyễn Ảnh Ặng Đặng ở ư Łoś Ągnė Țepeş ḥ ğ ı ß œ Þórr ð ŋ Dvořák Gödel ĳ ſ ŉ ķ ģ ǎ ẽ ṇ ơ Ơ ự",
    "♢∗♣♠♡ ♦ ★ ✓✗ ⊕ ∥ ⟨x⟩ ℓ ℝ ′ ″ « » „“ ‹› ‚ ¡¿ ª º ¦ ¨ ¯ ´ ¸ 10⁻⁵ H₂O ① ﬁ Ａ",
    "αβγδεζηθικλμνξπρςστυφχψω ΓΔΘΛΞΠΣΥΦΨΩ ΑΒΕ Иванов ガラス 大規模 한국어 שלום 🦩🤗 e\u0301 x\u0302 \u0301",
    "\x00\x1b\x07\u202e\u200b\ufeff\u00ad\u2028\ufffe",
)


def program_of_tex(engine: str = "pdflatex") -> list[str]:
    return [program(engine), "-interaction=nonstopmode", "-halt-on-error", "paper"]


def written(folder: Path, body: str, preamble: str = "", name: str = "paper") -> None:
    text = f"\\documentclass{{article}}{preamble}\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (folder / f"{name}.tex").write_text(text, encoding="utf-8")


def shown(folder: Path) -> str:
    """Return the text of the page as it reads, with the quotes and accents of TeX plain again."""
    page = run([program("pdftotext"), "-layout", "paper.pdf", "-"], folder)
    return page.translate(str.maketrans("’”ˆ˜", "'\"^~"))


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex"])
def test_every_character_can_be_set(engine: str, tmp_path: Path) -> None:
    ranges = [(0, 0x250), (0x250, 0x600), (0x1E00, 0x1F00), (0x2000, 0x2800), (0x3040, 0x30A0), (0xFB00, 0xFB08)]
    characters = [chr(code) for start, end in ranges for code in range(start, end)]
    lines = [escape(character) for escape in (escaped, ascii_escaped) for character in (*characters, *LETTERS)]
    body = [*definitions("".join(lines)), "\\scriptsize\\raggedright", *(f"x{line}x " for line in lines)]
    written(tmp_path, "\n".join(body))
    run(program_of_tex(engine), tmp_path)
    assert ascii_escaped("".join(characters)).isascii()


@pytest.mark.parametrize("rows", [1, 41])
def test_a_table_shows_what_it_holds(rows: int, tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("SECRET", encoding="utf-8")
    columns = (Column("a", "*head", "text"), Column("b", "[b]", "text"))
    table = Table(
        "t", columns, tuple((Cell(text), Cell("end")) for text in HOSTILE for _ in range(rows)), 1,
        caption=HOSTILE[5], notes=HOSTILE[5:8], about=About("a\n\\input{secret}\n\r\u2028\\input{secret}", "1"),
    )  # fmt: skip
    (tmp_path / "t.tex").write_text(latex.render(table), encoding="utf-8")
    written(tmp_path, r"\input{t}", r"\usepackage{booktabs,longtable,array}\pagestyle{empty}")
    for _ in range(2):
        run(program_of_tex(), tmp_path)
    page = "".join(shown(tmp_path).split())
    assert "SECRET" not in page
    assert "*head[b]" in page
    for text in HOSTILE:
        assert "".join(f"{text}end".replace("_", "").split()) in page, text  # an underscore is drawn as a rule


FIELDS = ("title", "venue", "arxiv", "doi", "url", "repository", "revision", "accessed")


def hostile(key: str, text: str, **others: str) -> Reference:
    fields = dict.fromkeys(FIELDS, text) | others
    return Reference(key, "web", authors=(text, f"{text}, {text}"), year=2023, **fields)  # type: ignore[arg-type]


def holding(*references: Reference) -> Table:
    about = About("x\n@misc{evil, title={y}}\n", "1")
    return Table("t", (), (), 0, cite="rows", references=references, about=about)


TEXTS = st.text('ab{}\\"%@,=#$ \n\r\té大\u0301\u202e', min_size=1, max_size=14).filter(str.strip)


NAMES = {
    "title", "journal", "booktitle", "institution", "publisher", "howpublished", "number", "year", "eprint", "archiveprefix",
    "doi", "url", "urldate", "version", "note", "journaltitle", "date", "eprinttype", "type", "organization",
}  # fmt: skip


@given(TEXTS, st.sampled_from([bibtex, biblatex]), st.sampled_from(["paper", "report", "web", "repository", "book"]))
def test_an_entry_holds_its_fields_and_no_other(text: str, style: object, type_: str) -> None:
    first, second = (
        Reference(key, type_, text, (f"A{text}", f"{text}, {text}"), venue=text, arxiv=text, doi=text, url=text,
                  year=2023, repository=text, revision=text, accessed=text) for key in ("a", "b")
    )  # fmt: skip
    render = bibtex.render if style is bibtex else biblatex.render
    found = render(holding(first, second))
    read = parse_string(found, "bibtex").entries
    assert list(read) == ["a", "b"]
    for entry in read.values():
        assert set(entry.fields) <= NAMES
        assert all(_nested(value) for value in entry.fields.values())
        assert not re.search(r"[{}\\\s\"]", entry.fields["doi"] + entry.fields["url"])
        assert len(entry.persons["author"]) == 2
    library = parsed(found)
    assert (set(library.entries_dict), library.failed_blocks) == ({"a", "b"}, [])


def _nested(text: str) -> bool:
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


ATTACK = r"10.1234/x},note={\input{secret}},x={"


@pytest.mark.parametrize("style", ["plain", "bibtex", "biblatex"])
def test_no_field_runs_and_no_entry_is_lost(style: str, tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("SECRET", encoding="utf-8")
    texts = [*HOSTILE, ATTACK, *LETTERS[:2]]
    references = [hostile(f"k{number}", text, accessed="2026-01-01") for number, text in enumerate(texts)]
    render = biblatex.render if style == "biblatex" else bibtex.render
    if style == "biblatex":
        references = references[:-2]  # biber hands letters on in Unicode, which is for XeLaTeX to set
    (tmp_path / "refs.bib").write_text(render(holding(*references)), encoding="utf-8")
    if style == "plain":
        written(tmp_path, r"\nocite{*}\bibliographystyle{plain}\bibliography{refs}", r"\pagestyle{empty}")
    else:
        written(tmp_path, r"\nocite{*}\printbibliography", r"\usepackage{biblatex}\addbibresource{refs.bib}")
        if style == "bibtex":
            (tmp_path / "refs.bib").write_text(render(holding(*references[:-2])), encoding="utf-8")
    run(program_of_tex(), tmp_path)
    log = run([program("bibtex" if style == "plain" else "biber"), "paper"], tmp_path)
    assert "error" not in log.lower().replace("errorless", "")
    for _ in range(2):
        run(program_of_tex(), tmp_path)
    page = shown(tmp_path)
    assert "SECRET" not in page
    count = len(texts) - (0 if style == "plain" else 2)
    assert [number for number in range(1, count + 1) if f"[{number}]" not in page] == []
    assert style == "plain" or not set("¿¡—") & set(page)


PREPRINT = Reference("ash-2023-heron", "paper", "Herons", ("Ash, Ada",), year=2023, arxiv="2305.01234")
REPORT = Reference("pond-2023-report", "report", "Ponds", ("Pond Lab",), year=2023, arxiv="2306.05678")


@pytest.mark.parametrize(
    ("style", "preamble"),
    [
        ("plain", ""),
        ("unsrtnat", r"\usepackage{natbib}"),
        ("apsrev4-2", r"\usepackage{natbib}"),
        ("ACM-Reference-Format", r"\usepackage{natbib,hyperref}"),
        ("elsarticle-num", r"\usepackage{natbib}"),
    ],
)
def test_an_arxiv_id_is_printed_once(style: str, preamble: str, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(bibtex.render(holding(PREPRINT, REPORT)), encoding="utf-8")
    written(tmp_path, rf"\nocite{{*}}\bibliographystyle{{{style}}}\bibliography{{refs}}", preamble)
    run([program("pdflatex"), "-interaction=nonstopmode", "paper"], tmp_path)
    run([program("bibtex"), "paper"], tmp_path)
    entries = re.sub(r"https?://\S+", "", (tmp_path / "paper.bbl").read_text(encoding="utf-8"))
    assert entries.count("2305.01234") == 1, entries
    assert entries.count("2306.05678") == 1, entries


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Logan IV, Robert L.", "Logan, IV, Robert L."),
        ("King, Martin Luther, Jr.", "King, Jr., Martin Luther"),
        ("King, Jr., Martin", "King, Jr., Martin"),
        ("Gates, Henry III", "Gates, III, Henry"),
        ("Pond Lab", "{Pond Lab}"),
        ("Sand AND Sea", "{Sand AND Sea}"),
        ("And, Anders", "{And}, Anders"),
        ("Ash, V", "Ash, V"),
    ],
)
def test_a_suffix_is_no_given_name(name: str, expected: str) -> None:
    text = bibtex.entry(Reference("a", "web", "T", (name,)))
    assert f"author = {{{expected}}}" in text
    if expected.count(",") == 2:
        person = parse_string(text, "bibtex").entries["a"].persons["author"][0]
        assert person.lineage_names == [expected.split(", ")[1]]


def test_unicode_stays_in_biblatex() -> None:
    assert unicode_escaped("Nguyễn 大 «x» \u202e") == r"Nguyễn 大 «x» $<$U+202E$>$"
