"""The wishes for print at the shell: caption, label, heads, columns to leave out, the paper; each where it has a meaning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kb
from mmkb import open_kb
from mmkb.commands.shared import PAGE_FORMAT
from mmkb.formats.registry import FORMATS
from shell import mmkb

LISTED = ("models", "-c", "id,params,license", "-n", "1", "-f")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return kb.write(tmp_path / "data")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("latex", "--caption", "Open 100% & more"), r"\caption{Open 100\% \& more}"),
        (("latex", "--label", "open"), r"\label{tab:open}"),
        (("latex", "--head", "params=Size"), "& Size &"),
        (("latex", "--head", "params=Size", "--head", "license=Licence"), "& Size & Licence"),
        (("latex", "--paper", "ieee", "--layout", "wide"), r"\begin{table*}"),
        (("latex", "--layout", "long"), r"\begin{longtable}"),
        (("latex", "--paper", "beamer"), r"\begin{frame}"),
        (("typst", "--label", "open", "--caption", "Open"), "<tab:open>"),
        (("pandoc", "--label", "open"), "{#tbl:open}"),
        (("markdown", "--caption", "Open"), "Open"),
        (("html", "--caption", "Open", "--head", "params=Size"), ">Size</th>"),
        (("csv", "--drop", "license"), "id,params"),
    ],
)
def test_a_wish_is_fulfilled(
    options: tuple[str, ...], said: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mmkb(*LISTED, *options, "--data", data) == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "problem", "remedy"),
    [
        (("csv", "--paper", "ieee"), "--paper has no meaning for csv", "it is for latex"),
        (("json", "--head", "params=Size"), "--head has no meaning for json", "latex"),
        (("html", "--label", "x"), "--label has no meaning for html", "it is for pandoc, latex, typst"),
        (("latex", "--head", "parms=Size"), "no column 'parms' in the table", "did you mean 'params'?"),
        (("latex", "--head", "params"), "--head takes COLUMN=TEXT, not 'params'", "--head params=Size"),
        (("latex", "--drop", "parms"), "no column 'parms' in the table", "did you mean 'params'?"),
        (("latex", "--drop", "id,params,license"), "no column is left", "leave out fewer"),
        (("latex", "--width", "8.5"), "'8.5' is not a width for a table", "8.5cm"),
        (("latex", "--width", "1pt"), "'1pt' is not a width for a table", "8.5cm"),
        (("latex", "--paper", "nature"), "--paper: 'nature' is not known here", "article"),
    ],
)
def test_a_wish_that_cannot_be_fulfilled_is_an_error(
    options: tuple[str, ...], problem: str, remedy: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mmkb(*LISTED, *options, "--data", data) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert problem in err
    assert remedy in err


def test_python_has_the_same_wishes(data: Path) -> None:
    with open_kb(data) as base:
        table = base.models(columns="id,params,license")
    wide = table.to_latex(caption="Open", renamed={"params": "Size"}, drop=["license"], paper="acm", layout="wide")
    assert r"\begin{table*}" in wide
    assert "name & Size" in wide


def test_names_stand_for_ids_in_print_alone(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mmkb("models", "heron", "-f", "latex", "--data", data) == 0
    printed = capsys.readouterr().out
    assert "name & " in printed
    assert "Heron & " in printed
    assert "heron & " not in printed
    assert mmkb("models", "heron", "-f", "csv", "--data", data) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("heron,")


def test_pages_are_offered_in_the_formats_that_take_them() -> None:
    assert set(PAGE_FORMAT.choices) == {name for name, format_ in FORMATS.items() if format_.pages}


def test_a_claim_is_printed_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for query in ((), ("-c", "id,verdict,statement")):
        assert mmkb("claims", *query, "--cite", "rows", "-f", "latex", "--data", data) == 0
        printed = capsys.readouterr().out
        assert printed.count("Herons see well.") == 1
        assert "moss-2024-c2" not in printed
        cited = [{*keys.split(",")} for keys in re.findall(r"\\cite\{(.+?)\}", printed)]
        assert {"moss-2024-birds", "ash-2022-wren"} in cited


@pytest.mark.parametrize(
    ("command", "caption"),
    [
        (("kv-cache", "wren-7b"), "Key/value cache at 4,096 tokens"),
        (("kv-cache", "wren-7b", "wren-70b", "--tokens", "4096,32768"), "Key/value cache of 2 models at 4,096 and 32,768 tokens"),
        (("kv-cache", "wren-7b", "--tokens", "1,2,3000"), "Key/value cache at 1, 2 and 3,000 tokens"),
        (("memory", "wren-7b", "wren-70b"), "Inference memory of 2 models at 4,096 tokens"),
        (("finetune", "wren-7b", "wren-70b", "--method", "full"), "Tuning memory of 2 models at 4,096 tokens"),
        (("cost", "wren-7b", "wren-70b", "--tokens", "1T"), "Training compute of 2 models"),
        (("cost", "wren-7b", "wren-70b", "--price", "2", "--throughput", "100"), "Prices of a million tokens"),
        (("kv-cache", "wren-7b", "--explain"), "Key/value cache at 4,096 tokens"),
    ],
)  # fmt: skip
def test_a_calculation_has_a_caption(
    command: tuple[str, ...], caption: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needed = ("--head-dim", "128") if command[0] == "kv-cache" else ()
    assert mmkb(*command, *needed, "-f", "latex", "--data", data) == 0
    assert rf"\caption{{{caption}}}\label{{tab:{command[0]}" in capsys.readouterr().out


@pytest.mark.parametrize("style", ["latex", "typst", "pandoc"])
def test_what_leads_on_is_not_for_a_paper(style: str, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("ask", "q1", "--data", data, "-f")
    assert mmkb(*asked, "markdown") == 0
    assert "go on: " in capsys.readouterr().out
    assert mmkb(*asked, style) == 0
    printed = capsys.readouterr().out
    assert "Which birds can be kept at home" in printed
    assert "go on" not in printed


@pytest.mark.parametrize("style", ["latex", "typst", "pandoc"])
@pytest.mark.parametrize(
    ("command", "on_screen", "in_print"),
    [
        (("models", "-c", "id,score.pecks-val"), "mmkb leaderboard", "protocols differ between rows"),
        (("compare", "access:open", "access:proprietary"), "--all has every field", "Groups count releases, not sizes"),
        (("show", "wren-7b"), "mmkb show wren", "one of wren"),
        (("kv-cache", "wren-7b", "wren-70b", "oracle-bird"), "give them by --", "are not recorded"),
        (("ask", "q1"), "mmkb ask", "Which birds can be kept at home"),
    ],
)
def test_commands_are_for_the_screen(
    style: str, command: tuple[str, ...], on_screen: str, in_print: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needed = ("--head-dim", "128") if command[0] == "kv-cache" else ()
    for format_ in ("markdown", style):
        assert mmkb(*command, *needed, "-f", format_, "--data", data) == 0
        printed = re.sub(r"\\|\{\}|^(?:%|//).*|<!--[\s\S]*?-->", "", capsys.readouterr().out, flags=re.MULTILINE)
        assert (on_screen in printed) == (format_ == "markdown")
        assert in_print.lower() in printed.lower()
    assert not re.search(r"mmkb [a-z]|(?<![\w-])--[a-z]", printed)


def test_heads_in_print_are_words(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    columns = "id,weights.base,score.pecks-val"
    assert mmkb("models", "heron", "-c", columns, "-f", "latex", "--data", data) == 0
    head = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("name & "))
    assert head.startswith("name & weights base & Pecks")


@pytest.mark.parametrize(
    ("style", "row"),
    [("markdown", "| kite | Kite |"), ("html", "<td>kite</td><td>Kite</td>"), ("csv", ",1,kite,55.0,")],
)
def test_pages_to_read_have_names_beside_ids(
    style: str, row: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mmkb("leaderboard", "pecks-val", "-f", style, "--data", data) == 0
    assert row in capsys.readouterr().out


@pytest.mark.parametrize(
    ("style", "columns", "row"),
    [
        ("markdown", "", "| kite | Kite | "),
        ("html", "", "<td>Kite</td>"),
        ("markdown", "id,license", "| kite | capped"),
        ("csv", "", "\nkite,"),
        ("pandoc", "", "| Kite | "),
    ],
)
def test_a_listing_to_read_has_names_unless_columns_are_chosen(
    style: str, columns: str, row: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mmkb("models", "kite", *(["-c", columns] if columns else []), "-f", style, "--data", data) == 0
    out = capsys.readouterr().out
    assert row in out
    assert ("Kite" in out) == (not columns and style != "csv")


def test_a_calculation_in_print_has_names_and_keeps_units_with_their_numbers(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("kv-cache", "wren-7b", "wren-70b", "oracle-bird", "--head-dim", "128", "-f", "latex", "--data", data)
    assert mmkb(*command) == 0
    printed = capsys.readouterr().out
    assert "Oracle Bird: not calculated: " in printed
    assert "oracle-bird" not in printed
    assert "320~KiB & 1.25~GiB" in printed
    assert not re.search(r"\d [KMG]iB", printed)


@pytest.mark.parametrize(
    ("sides", "heads"),
    [
        (("access:open", "access:proprietary"), "field & open & proprietary"),
        (("access:open input:image", "access:open output:text"), "field & open image & open text"),
        (("input:text", "output:text"), r"field & input:\allowbreak{}text & output:\allowbreak{}text"),
        (("params:..13B", "access:open"), r"field & params:..13B & open"),
    ],
)
def test_groups_in_print_are_called_by_what_tells_them_apart(
    sides: tuple[str, ...], heads: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mmkb("compare", *sides, "-f", "latex", "--data", data) == 0
    printed = capsys.readouterr().out
    assert heads in printed.replace("params:..\\allowbreak{}13B", "params:..13B")
    for side in re.findall(r"[a-z]+:[a-z]+", " ".join(sides)):
        assert (side in printed.replace("\\allowbreak{}", "")) == ("allowbreak" in heads)


def test_the_title_of_a_slide_is_no_path(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mmkb("compare", "heron-7b", "kite-s", "-f", "latex", "--paper", "beamer", "--data", data) == 0
    titles = re.findall(r"\\begin\{frame\}\{(.+?)\}", capsys.readouterr().out)
    assert any(title.startswith("training stages") for title in titles)
    assert not any("." in title for title in titles)
