"""The chain of licences, and what decides how open a model is."""

from __future__ import annotations

from mmkb.index.index import Index
from mmkb.rows.licences import chain, terms
from mmkb.rows.records import members


def test_the_chain_starts_with_the_model_itself(birds: Index) -> None:
    ((rid, _),) = members(birds, ("models",), "kite-s")
    assert [tuple(step) for step in chain(birds, rid)] == [
        ("model", "kite-s", "capped", "conditional", None),
        ("backbone", "wren-7b", "free", "yes", None),
    ]


def test_terms(birds: Index) -> None:
    assert terms(birds, "heron-7b")[1:] == ("free", True)
    assert terms(birds, "kite-s")[1:] == ("capped", False)
    assert terms(birds, "oracle-bird") == ("api-only", None, None)
