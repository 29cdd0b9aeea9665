"""What a listing says that it lists."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.index.index import Index
from mmkb.views.listing import Request, listing


@pytest.mark.parametrize(
    ("kind", "query", "said"),
    [
        ("models", "", "5 models"),
        ("attention", "", "2 attention mechanisms"),
        ("attention", "id:gqa", "1 attention mechanism"),
        ("tuning", "id:nothing-is-called-so", "0 tuning methods"),
        ("glossary", "id:nothing-is-called-so", "0 terms"),
        ("rules", "id:nothing-is-called-so", "0 rules"),
    ],
)
def test_rows_are_called_by_what_they_are(kind: str, query: str, said: str, birds: Index) -> None:
    assert listing(birds, Request(kind, query)).title == said


def test_thousands_have_a_comma(tmp_path: Path) -> None:
    terms = {f"glossary/t{n}.yaml": f"id: t{n}\nname: T{n}\njapanese: [語]\nsummary: A term.\n" for n in range(1002)}
    index = kb.open_index(kb.write(tmp_path / "data", terms))
    assert listing(index, Request("glossary")).heading == "1,002 terms"
    assert listing(index, Request("glossary", limit=1001)).heading == "1,001 of 1,002 terms"
