"""The whole knowledge base as relations: types, keys and what stands in them."""

from __future__ import annotations

from pathlib import Path

import kb
from mmkb.index.index import Index
from mmkb.views.relation import Attribute, Relation
from mmkb.views.whole import whole


def relation(index: Index, name: str) -> Relation:
    return next(found for found in whole(index).relations if found.name == name)


def attribute(found: Relation, name: str) -> Attribute:
    return next(entry for entry in found.attributes if entry.name == name)


def test_a_reference_that_may_name_a_release_is_no_key(birds: Index) -> None:
    models = relation(birds, "models")
    assert attribute(models, "license").target == ("licenses", "id")
    assert attribute(models, "release").target == ("releases", "id")
    assert attribute(models, "backbone").target is None
    assert attribute(relation(birds, "instruments"), "benchmark").target == ("benchmarks", "id")


def test_numbers_are_whole_unless_one_is_not(birds: Index) -> None:
    kinds = {name: attribute(relation(birds, "models"), name).kind for name in ("params", "price_input", "context")}
    assert kinds == {"params": "integer", "price_input": "number", "context": "integer"}
    assert attribute(relation(birds, "results"), "score").kind == "number"


def test_one_fraction_makes_a_column_of_fractions(tmp_path: Path) -> None:
    files = {f"models/m{number}.yaml": f"id: m{number}\nname: M\nparams: {number}\n" for number in (0.5, 2)}
    models = relation(kb.open_index(kb.write(tmp_path / "data", files)), "models")
    place = [entry.name for entry in models.attributes].index("params")
    assert attribute(models, "params").kind == "number"
    assert [row[place] for row in models.rows()] == [0.5, 2.0]


def test_truth_is_truth(birds: Index) -> None:
    licences = relation(birds, "licenses")
    place = [entry.name for entry in licences.attributes].index("osi")
    values = [row[place] for row in licences.rows()]
    assert values == [False, True, None]
    assert all(value is None or isinstance(value, bool) for value in values)


def test_lists_are_relations_of_their_own(birds: Index) -> None:
    rows = [row for row in relation(birds, "models_input").rows() if row[0] == "kite-s"]
    assert rows == [("kite-s", 1, "text"), ("kite-s", 2, "image"), ("kite-s", 3, "video")]
