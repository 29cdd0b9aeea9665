"""Tables, pages and trees for a terminal: hostile text neither runs there nor hides, and diagrams keep their shape."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.formats import rich_text, tree
from mmkb.terminal import visible_line
from mmkb.views.table import Cell, Column, Page, Table

HOSTILE = "\x1b]0;PWN\x07\x1b[2J\r\x9b1m\u202egnp.exe\u200b\ud800"
SEEN = "␛]0;PWN␇␛[2J␍<U+009B>1m<U+202E>gnp.exe<U+200B><U+D800>"


def hostile(columns: int) -> Table:
    heads = tuple(Column(HOSTILE, HOSTILE, "text") for _ in range(columns))
    return Table(HOSTILE, heads, ((Cell(HOSTILE),) * columns,) * 2, 2, caption=HOSTILE, notes=(HOSTILE,))


def check_harmless(written: str) -> None:
    left = {character for character in written if unicodedata.category(character) in ("Cc", "Cf", "Cs")}
    assert left == {"\n"}
    assert "PWN␇" in written


@pytest.mark.parametrize("width", [30, 60, 200, 900])
@pytest.mark.parametrize("columns", [1, 4])
def test_tables_and_pages_show_hostile_text(columns: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    table = hostile(columns)
    check_harmless(rich_text.render(table))
    page = rich_text.render_pages((Page(HOSTILE, (HOSTILE,), (table,)),))
    check_harmless(page)
    assert width < 900 or page.count(SEEN) == 2 + 3 * columns + 1


@dataclass(frozen=True)
class Node:
    id: str
    role: str = ""
    released: str | None = None
    again: bool = False
    children: tuple[Node, ...] = ()


def test_a_tree_shows_hostile_text() -> None:
    for name in ("text", "mermaid", "dot"):
        check_harmless(tree.RENDERERS[name](Node(HOSTILE, children=(Node(f"{HOSTILE}\n", "data"),))))


@given(st.text(st.characters(codec="utf-8") | st.sampled_from('"\\#;]\n'), min_size=1, max_size=12))
def test_a_name_stays_inside_its_quotes(name: str) -> None:
    line = tree.dot(Node(name)).split("\n")[1]
    assert line.startswith('  "')
    assert line.endswith('";')
    inner, unescaped = iter(line[3:-2]), ""
    for character in inner:
        assert character != '"'
        unescaped += next(inner) if character == "\\" else character
    assert unescaped == visible_line(name)
    assert tree.mermaid(Node(name)).split("\n")[1].count('"') == 2


def test_a_list_is_cut_between_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value may hold the comma that stands between values."""
    monkeypatch.setenv("COLUMNS", "60")
    long = tuple(f"{what} of trees, shrubs, herbs and all that grows between" for what in ("leaves", "roots", "buds"))
    heads = (Column("id", "id", "id"), Column("eats", "eats", "text", many=True))

    def shown(values: tuple[str, ...]) -> str:
        row = (Cell("heron"), Cell(values))
        return " ".join(rich_text.render(Table("birds", heads, (row, row), 2)).split())

    assert f"heron {long[0]} +2 heron" in shown(long)
    assert "+" not in shown(long[:1])
