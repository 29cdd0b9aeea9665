"""What a listing asks: which rows match, in which order, how many there are, what is to be said of their facts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kb
from mmkb.index.index import Index
from mmkb.query.route import route
from mmkb.rows.listed import LEADING, marks_of, releases, separate

if TYPE_CHECKING:
    from mmkb.rows.listed import Groups, Order


def order(index: Index, kind: str, *names: str) -> Order:
    return [(route(index, kind, name.removeprefix("-")), name.startswith("-")) for name in names]


def never(index: Index, order: Order, groups: Groups) -> Groups:
    raise AssertionError("this order is one of SQL")


def backwards(index: Index, order: Order, groups: Groups) -> Groups:
    return groups[::-1]


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        (["params"], ["iris", "kite-s", "heron-7b", "wren-7b", "kite-l", "heron-70b", "wren-70b", "oracle-bird"]),
        (["-params"], ["heron-70b", "wren-70b", "kite-l", "heron-7b", "wren-7b", "kite-s", "iris", "oracle-bird"]),
        # A year counts from its first day, a month from its own.
        (["released", "-params"], ["iris", "wren-70b", "wren-7b", "heron-7b", "heron-70b", "kite-l", "kite-s", "oracle-bird"]),
        (["-context", "id"], ["oracle-bird", "heron-70b", "heron-7b", "iris", "kite-l", "kite-s", "wren-70b", "wren-7b"]),
    ],
)  # fmt: skip
def test_rows_in_order_with_what_is_unknown_last(sort: Sequence[str], ids: Sequence[str], birds: Index) -> None:
    by = order(birds, "models", *sort)
    groups, total = separate(birds, "models", "", by, ["id"], None, never)
    assert [row[1] for (row,) in groups] == ids
    assert total == len(ids)
    some, total = separate(birds, "models", "", by, ["id"], 3, never)
    assert [row[1] for (row,) in some] == ids[:3]
    assert total == len(ids)


@pytest.mark.parametrize("limit", [None, 0, 1, 3, 9])
@pytest.mark.parametrize(
    ("query", "sort", "ids"),
    [
        ("", "params", ["iris", "kite", "heron", "wren", "oracle-bird"]),
        ("", "-params", ["heron", "wren", "kite", "iris", "oracle-bird"]),
        ("params:..7B", "-params", ["heron", "wren", "kite", "iris"]),
        ("params:1", "params", []),
    ],
)
def test_releases_stand_where_their_first_size_does(
    query: str, sort: str, ids: Sequence[str], limit: int | None, birds: Index
) -> None:
    by = order(birds, "models", sort)
    groups, total = releases(birds, "models", query, by, ["params"], limit, never)
    assert [group[0][1] for group in groups] == ids[:limit]
    assert total == len(ids)


def test_a_release_has_the_rows_of_its_sizes_that_match(birds: Index) -> None:
    by = order(birds, "models", "-params")
    groups, _ = releases(birds, "models", "id:heron,kite params:5B..", by, ["params", "license"], 2, never)
    assert [[row[1:LEADING] + row[LEADING:] for row in group] for group in groups] == [
        [("heron", "heron-7b", "Heron", 7 * 10**9, "free"), ("heron", "heron-70b", "Heron", 70 * 10**9, "free")],
        [("kite", "kite-l", "Kite", 13 * 10**9, "capped")],
    ]


@pytest.mark.parametrize("limit", [None, 2])
def test_another_order_is_asked_for(limit: int | None, birds: Index) -> None:
    by = order(birds, "models", "backbone.params")
    groups, total = separate(birds, "models", "id:heron,kite", by, ["id"], limit, backwards)
    assert [row[1] for (row,) in groups] == ["kite-l", "kite-s", "heron-70b", "heron-7b"][:limit]
    assert total == 4
    groups, total = releases(birds, "models", "id:heron,kite,wren", by, ["id"], limit, backwards)
    assert [group[0][1] for group in groups] == ["wren", "kite", "heron"][:limit]
    assert total == 3


MARKED = """\
id: marked
name: Marked
input: [text]
output: [text]
params: 7B
context: 4k
license: undisclosed
developer: [f]
partial: [input]
evidence:
  - {source: s, at: p. 1, read: 2026-11-22, supports: [input, params, context, license]}
  - {source: s, at: p. 2, inferred: 2026-11-22, because: it shows, supports: [output]}
  - {source: s, at: p. 3, supports: [developer]}
disputes:
  - {field: params, value: 8B, source: s, because: b}
  - {field: output, value: image, source: s, because: b}
"""


def test_only_what_there_is_to_say_of_a_fact_is_said(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {"models/marked.yaml": MARKED}))
    ((rid,),) = index.rows("SELECT rid FROM models")
    fields = [field for field in index.fields("models").all if field.path != "partial"]
    assert {path: found[rid] for path, found in marks_of(index, fields, [rid]).items() if found} == {
        "input": ("known", "read", False, True),
        "output": ("known", "inferred", True, False),
        "params": ("known", "read", True, False),
        "license": ("undisclosed", "read", False, False),
        "developer": ("known", "cited", False, False),
    }
    assert not any(marks_of(index, fields, []).values())
    assert marks_of(index, [], [rid]) == {}


STAGES = """\
id: m
name: M
training: {stages: [{name: one, connector: scratch, backbone: frozen}, {name: two, connector: full, backbone: full}]}
evidence:
  - {source: s, at: p. 1, read: 2026-11-22, supports: [training.stages.connector], stages: [1]}
  - {source: s, at: p. 2, inferred: 2026-11-22, because: it shows, supports: [training.stages.connector], stages: [2]}
  - {source: s, at: p. 3, read: 2026-11-22, supports: [training.stages.backbone]}
"""


def test_of_a_stage_is_said_what_holds_for_this_stage(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": STAGES}))
    fields = [field for field in index.fields("stages").all if field.path in ("connector", "backbone")]
    numbers = dict(index.rows('SELECT "order", rid FROM stages'))
    marks = marks_of(index, fields, list(numbers.values()))
    assert {(path, number): marks[path][rid][1] for path in marks for number, rid in numbers.items()} == {
        ("connector", 1): "read", ("connector", 2): "inferred", ("backbone", 1): "read", ("backbone", 2): "read",
    }  # fmt: skip


@pytest.mark.parametrize(("limit", "ids"), [(1, ["a"]), (2, ["a", "b"])])
def test_the_first_releases_are_those_whose_first_size_is(limit: int, ids: Sequence[str], tmp_path: Path) -> None:
    files = {
        f"models/{id_}.yaml": f"id: {id_}\nname: N\nvariants: [{{id: {id_}-s, params: {low}}}, {{id: {id_}-l, params: {high}}}]\n"
        for id_, low, high in (("a", "1B", "9B"), ("b", "2B", "3B"))
    }
    index = kb.open_index(kb.write(tmp_path / "data", files))
    groups, total = releases(index, "models", "", order(index, "models", "params"), ["params"], limit, never)
    assert [group[0][1] for group in groups] == ids
    assert total == 2
