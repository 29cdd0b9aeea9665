"""What a listing says that it lists."""

from __future__ import annotations

import pytest

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
