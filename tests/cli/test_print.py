"""The wishes for print at the shell: caption, label, heads, columns to leave out, the paper; each where it has a meaning."""

from __future__ import annotations

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
