"""Hostile text in Markdown, pandoc, Typst, HTML and lists of references: it comes out as it went in, and none of it runs."""

from __future__ import annotations

import itertools
import json
import re
import string
from pathlib import Path
from typing import Any

import html5lib
import pytest
import typst as typst_compiler
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from consumers import program, run
from mmkb.formats import apa, html_page, ieee, markdown, markdown_pandoc, ris, typst, yaml_text
from mmkb.terminal import visible_line
from mmkb.views.printed import sentence
from mmkb.views.reference import About, Reference
from mmkb.views.table import Cell, Column, Page, Table

ATTACKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](javascript:alert(1))",
    "<javascript:alert(1)>", "a|b", "`mmkb show x`", "``x`", "`<b>`", "# head", "head #", "#", "- item", "+ item", "* item",
    "1. one",
    "1) one", "---", "===", "> quote", "    code", "~~~", "```", ": definition", "a\nb", "&amp;", "--- >", "-->", "--->",
    "[^1]: x", "[x]: javascript:alert(1)", "a\\", "\\", "@key", "[@key]", "$x$", "x^2^", "H~2~O", "a...b", "...", "a--b", "'q'",
    '"q"', "(@) x", "(1) x", "a. x", "https://x.invalid/a_b", "#tbl:x", "{.x}", ":::", "/ term: x", "// x", "= x", "x.. y", "5.",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(st.sampled_from(string.punctuation + " ab1\nésé"), min_size=1, max_size=10),
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip
ABOUT = About("x\n--> <script>alert(1)</script>\r\u2028\n@misc{x}\n#panic()\n---> y", "1")


def table(text: str, kind: str = "") -> Table:
    return Table(
        text, (Column("a", text, "text"), Column("b", "b", "text")), ((Cell(text), Cell(text)),), 1,
        caption=text, notes=(text,), kind=kind, about=ABOUT,
    )  # fmt: skip


def inlines(source: str) -> list[str]:
    """Return the text of every block; code is shown by backticks, anything else but text fails."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    blocks = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert blocks <= {"inline", "paragraph", "heading", "table", "thead", "tbody", "tr", "th", "td", "html_block"}, (
        source
    )
    shown = []
    for token in tokens:
        if token.type == "html_block":
            assert re.fullmatch(r"<!--\n((?!-->|--!>|--).|\n)*\n-->\n", token.content), token.content
        elif token.type == "inline":
            parts = token.children or []
            assert {part.type for part in parts} <= {"text", "text_special", "code_inline"}, source
            shown.append("".join(f"`{part.content}`" if part.type == "code_inline" else part.content for part in parts))
    return shown


@given(TEXTS)
def test_markdown_shows_captions_notes_and_labels_as_they_are(text: str) -> None:
    assert inlines(markdown.render(table(text))) == [text, text, "b", text, text, text]


@given(TEXTS)
def test_markdown_shows_pages_as_they_are(text: str) -> None:
    page = Page(text, (text,), (table(text),))
    assert inlines(markdown.render_pages((page,))) == [text, text, text, text, "b", text, text, text]


def test_a_command_in_a_paragraph_is_code() -> None:
    assert markdown.prose("one of x; `mmkb show x` has *all*") == "one of x; `mmkb show x` has \\*all\\*"
    assert markdown.prose("also called a`b`c, (`d`)") == "also called a\\`b\\`c, (`d`)"


def combinations() -> list[str]:
    pairs = ["".join(pair) for pair in itertools.product(string.punctuation, repeat=2)]
    around = [*(f"{pair} x" for pair in pairs), *(f"a{pair}b" for pair in pairs), *(f"x {pair}" for pair in pairs)]
    return [*(" ".join(text.split()) for text in ATTACKS), *around]


def test_pandoc_shows_text_as_it_is(tmp_path: Path) -> None:
    texts = combinations()
    paragraphs = "\n\n".join(markdown_pandoc.escaped(text) for text in texts)
    document = json.loads(pandoc(paragraphs, tmp_path))
    assert [_text(block["c"]) for block in document["blocks"] if block["t"] == "Para"] == texts
    for text in ATTACKS:
        ((attributes, caption, _, head, bodies, _),) = [
            block["c"]
            for block in json.loads(pandoc(markdown_pandoc.render(table(text)), tmp_path))["blocks"]
            if block["t"] == "Table"
        ]
        cells = [cell for part in (head[1], bodies[0][3]) for row in part for cell in row[1]]
        read = [_text(cell[4][0]["c"]) for cell in cells]
        shown = " ".join(text.split())
        assert read == [shown, "b", shown, shown]
        assert _text(caption[1][0]["c"]) == " ".join(sentence(text).split())
        assert attributes == ["", [], []]


@pytest.mark.parametrize("text", ["$x$", "$x^2$ and $$y$$", "$`x`$", "a $\\input{x}$"])
def test_money_is_no_mathematics(text: str, tmp_path: Path) -> None:
    for source in (markdown.render(table(text)), markdown.render_pages((Page(text, (text,), (table(text),)),))):
        assert '"Math"' not in pandoc(source, tmp_path, "gfm+tex_math_dollars")


def pandoc(source: str, folder: Path, dialect: str = "markdown") -> str:
    (folder / "x.md").write_text(source, encoding="utf-8")
    return run([program("pandoc"), "-f", dialect, "-t", "json", "x.md"], folder)


def _text(parts: list[dict[str, Any]]) -> str:
    assert {part["t"] for part in parts} <= {"Str", "Space", "SoftBreak"}, parts
    return "".join(part["c"] if part["t"] == "Str" else " " for part in parts)


def test_typst_shows_text_as_it_is(tmp_path: Path) -> None:
    texts = combinations()
    (tmp_path / "x.typ").write_text(
        "\n".join(f"#metadata([{typst.escaped(text)}]) <x>" for text in texts), encoding="utf-8"
    )
    found = json.loads(typst_compiler.query(tmp_path / "x.typ", "<x>", field="value"))
    assert [_content(value) for value in found] == texts


def _content(value: dict[str, Any]) -> str:
    if value["func"] == "sequence":
        return "".join(map(_content, value["children"]))
    assert value["func"] in ("text", "symbol", "space"), value
    return str(value.get("text", " "))


def test_typst_sets_a_hostile_table(tmp_path: Path) -> None:
    for number, text in enumerate(ATTACKS):
        (tmp_path / f"{number}.typ").write_text(typst.render(table(text)), encoding="utf-8")
    (tmp_path / "x.typ").write_text("\n".join(f'#include "{n}.typ"' for n in range(len(ATTACKS))), encoding="utf-8")
    assert typst_compiler.compile(tmp_path / "x.typ").startswith(b"%PDF")


@given(TEXTS)
@example("\x00\u202e")
def test_html_shows_text_as_it_is(text: str) -> None:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(html_page.render(table(text)))
    shown = text.replace("\x00", "\ufffd")
    assert [" ".join("".join(cell.itertext()).split()) for cell in tree.iter("h1")] == [shown]
    assert ["".join(cell.itertext()) for cell in [*tree.iter("th"), *tree.iter("td")]] == [shown, "b", shown, shown]
    assert {element.tag for element in tree.iter()}.isdisjoint({"img", "b"})
    own = parser.parse(html_page.render(table("a")))
    assert [script.text for script in tree.iter("script")] == [script.text for script in own.iter("script")]
    assert not [element for element in tree.iter() if any(name.startswith("on") for name in element.attrib)]


ENDS = st.text("ab\n\r\x0b\x0c\x1c\x85\u2028 -TYER", min_size=1, max_size=15).filter(str.strip)


@given(ENDS)
def test_a_reference_stays_on_its_lines(text: str) -> None:
    one = Reference("k", "web", text, (f"A{text}", f"A{text}, B{text}"), year=2023, venue=text, doi=text, url=text,
                    revision=text, arxiv=text)  # fmt: skip
    holding = Table("t", (), (), 0, cite="rows", references=(one,))
    assert len(apa.render(holding).splitlines()) == len(ieee.render(holding).splitlines()) == 1
    lines = ris.render(holding).split("\r\n")
    assert [line[:6] for line in lines] == [
        *("TY  - ", "ID  - ", "AU  - ", "AU  - ", "TI  - ", "T2  - ", "PY  - "),
        *("DO  - ", "M1  - ", "ET  - ", "UR  - ", "ER  - ", ""),
    ]
    assert len("".join(lines).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "apa_name", "ieee_name"),
    [
        ("Logan IV, Robert L.", "Logan, R. L., IV", "R. L. Logan IV"),
        ("King, Martin Luther, Jr.", "King, M. L., Jr.", "M. L. King Jr."),
        ("King, Jr., Martin", "King, M., Jr.", "M. King Jr."),
        ("Ash, Ada-Bo V", "Ash, A.-B. V.", "A.-B. V. Ash"),
        ("Pond Lab", "Pond Lab", "Pond Lab"),
    ],
)
def test_suffixes(name: str, apa_name: str, ieee_name: str) -> None:
    one = Table("t", (), (), 0, cite="rows", references=(Reference("k", "web", "T", (name,), year=2023),))
    assert apa.render(one).startswith(apa_name)
    assert ieee.render(one).startswith(f"[1] {ieee_name}, ")


def test_yaml_ends_with_comments_alone() -> None:
    written = yaml_text.render(table("x"))
    assert written.endswith(f"# {visible_line(ABOUT.lines()[0])}\n")
    assert set(yaml.safe_load(written)) >= {"rows", "columns"}
