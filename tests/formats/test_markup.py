"""LaTeX, Typst and HTML as text: what is escaped, marked, aligned and cited. Their programs read them in other tests."""

from __future__ import annotations

import pytest

from mmkb.formats import html_page, latex, tex, typst
from mmkb.views.printed import for_print, told_apart
from mmkb.views.reference import Reference
from mmkb.views.table import UNKNOWN, Cell, Column, Table

COLUMNS = (Column("id", "id", "id"), Column("params", "params", "quantity", "parameters"))
ROWS = (
    (Cell("a_b#1", sources=("one",)), Cell(7_000_000_000, cited=True, sources=("two", "one"))),
    (Cell("<b>&", disputed=True), Cell(None, "undisclosed")),
)
TABLE = Table("t", COLUMNS, ROWS, 2, kind="models")
CITED = TABLE.but(references=(Reference("one", "web", "First"), Reference("two", "web", "Second")))


def test_latex_has_a_sign_for_every_mark() -> None:
    cells = (Cell("a", cited=True), Cell("b", inferred=True), Cell("c", disputed=True), Cell(("d", "e"), partial=True))
    heads = tuple(Column(name, name, "text") for name in "abcd")
    written = latex.render(Table("t", heads, (cells,), 1))
    signs = [rf"\textsuperscript{{${sign}$}}" for sign in (r"\circ", r"\approx", r"\neq")]
    assert f"\na{signs[0]} & b{signs[1]} & c{signs[2]} & d, e \\ldots{{}} \\\\\n" in written


def test_latex_escapes_marks_and_aligns() -> None:
    written = latex.render(TABLE)
    assert r"\begin{tabular}{@{}lr@{}}" in written
    assert r"a\_b\#1 & 7B\textsuperscript{$\circ$} \\" in written
    assert r"$<$b$>$\&\textsuperscript{$\neq$} & undisclosed \\" in written
    assert r"\cite" not in written


@pytest.mark.parametrize(
    ("cite", "row"),
    [
        ("rows", r"a\_b\#1 \cite{one,two} & 7B\textsuperscript{$\circ$} \\"),
        ("cells", r"a\_b\#1 \cite{one} & 7B\textsuperscript{$\circ$} \cite{two,one} \\"),
    ],
)
def test_latex_cites(cite: str, row: str) -> None:
    assert row in latex.render(CITED.but(cite=cite))  # type: ignore[arg-type]


def test_latex_takes_no_cell_for_an_option() -> None:
    table = Table("t", (Column("c", "c", "text"),), ((Cell("[x]"),), (Cell("y"),)), 2)
    assert "\n{}[x] \\\\\ny \\\\\n" in latex.render(table)


@pytest.mark.parametrize(("rows", "long"), [(43, False), (44, True)])
def test_a_table_higher_than_most_of_a_page_goes_over_pages(rows: int, long: bool) -> None:
    table = Table("t", (Column("c", "c", "text"),), ((Cell("x"),),) * rows, rows)
    assert ("longtable" in latex.render(table)) is long


@pytest.mark.parametrize(
    ("text", "body", "written_out"),
    [
        ("100% $a_b & #1", r"100\% \$a\_b \& \#1", r"100\% \$a\_b \& \#1"),
        ("Zoë Łoś", "Zoë Łoś", r'Zo{\"e} {\L}o{\'s}'),
        ("{x}~^\\", r"\{x\}\textasciitilde{}\textasciicircum{}\textbackslash{}",
         r"\{x\}\textasciitilde{}\textasciicircum{}\textbackslash{}"),
    ],
)  # fmt: skip
def test_tex(text: str, body: str, written_out: str) -> None:
    assert (tex.escaped(text), tex.ascii_escaped(text)) == (body, written_out)


def test_typst_escapes_aligns_and_cites() -> None:
    written = typst.render(CITED.but(cite="rows"))
    assert "align: (left, right,)" in written
    assert r"[a\_b\#1 #cite(<one>)#cite(<two>)], [7B°]," in written
    assert r"[\<b\>&≠], [undisclosed]," in written


def test_html_escapes_and_leads_to_the_sources() -> None:
    written = html_page.render(CITED.but(cite="cells"))
    assert '<th scope="row">a_b#1 <sup>[<a href="#source-1" aria-label="source 1">1</a>]</sup></th>' in written
    assert (
        '<td class="number" data-value="7000000000">7B° <sup>[<a href="#source-2" aria-label="source 2">2</a>, '
        in written
    )
    assert "&lt;b&gt;&amp;≠" in written
    assert [f'<li id="source-{number}">' in written for number in (1, 2, 3)] == [True, True, False]
    first, second = written.index('<li id="source-1">'), written.index('<li id="source-2">')
    assert first < written.index("First") < second < written.index("Second")


def test_a_number_with_an_exponent_is_set_as_one() -> None:
    columns = (Column("id", "id", "text"), Column("n", "n", "quantity"), Column("say", "say", "text"))
    row = (Cell("a"), Cell(8.4e22, shown="8.4e22", cited=True), Cell("8.4e22"))
    (line,) = [line for line in latex.render(Table("t", columns, (row,), 1)).splitlines() if line.startswith("a &")]
    assert line == r"a & $8.4\times10^{22}$\textsuperscript{$\circ$} & 8.4e22 \\"


def test_columns_that_nobody_asked_for_and_that_hold_nothing_are_not_printed() -> None:
    columns = tuple(Column(name, name, "text") for name in ("asked", "blank", "said", "undisclosed", "left"))
    row = (Cell("a"), UNKNOWN, Cell("b"), Cell(None, "undisclosed"), UNKNOWN)
    table = Table("t", columns, (row,), 1, spare=3)
    assert [column.name for column in for_print(table).columns] == ["asked", "blank", "said", "undisclosed"]
    assert for_print(table).spare == 2
    keys = table.but(
        columns=(*columns[:4], Column("left", "left", "ref", target="sources")), rows=((*row[:4], Cell("k")),)
    )
    assert "left" not in [column.name for column in for_print(keys).columns]
    assert "left" in [column.name for column in for_print(keys.but(cite="cells")).columns]
    assert len(for_print(table.but(spare=0)).columns) == len(for_print(table.but(rows=())).columns) == 5


@pytest.mark.parametrize(
    ("ids", "written"),
    [
        ({"qwen2-vl-7b": "Qwen2-VL", "qwen2-vl-72b": "Qwen2-VL"}, ["Qwen2-VL 7B", "Qwen2-VL 72B"]),
        ({"gpt-4": "GPT-4", "gpt-4-turbo": "GPT-4"}, ["GPT-4", "GPT-4 turbo"]),
        ({"kite-s": "Kite", "heron-7b": "Heron"}, ["Kite", "Heron"]),
        ({}, []),
    ],
)
def test_records_of_one_name_are_told_apart(ids: dict[str, str], written: list[str]) -> None:
    assert list(told_apart(ids).values()) == written
