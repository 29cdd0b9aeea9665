"""From records to rows: variants inherit, lists unfold, results take their group's protocol."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from mmkb.corpus.strict_yaml import load
from mmkb.schema.paths import covers
from mmkb.schema.unfold import flatten, merge, score, unfold, variants

LEAVES = st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
KEYS = st.sampled_from("abc")
MAPS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(KEYS, LEAVES, max_size=3),
    lambda inner: st.dictionaries(KEYS, LEAVES | inner, max_size=3),
    max_leaves=8,
)


def rows(path: str, kind: str) -> list[dict[str, Any]]:
    document = load(kb.RECORDS[path].encode())
    assert isinstance(document, dict)
    return [row for found, row in unfold(path.partition("/")[0], document) if found == kind]


@pytest.mark.parametrize(
    ("base", "over", "merged"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"y": 3, "z": 4}}, {"a": {"x": 1, "y": 3, "z": 4}}),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"d": 2}}}, {"a": {"b": {"c": 1, "d": 2}}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": {"x": 1}}, {"a": "undisclosed"}, {"a": "undisclosed"}),
        ({"a": "undisclosed"}, {"a": {"x": 1}}, {"a": {"x": 1}}),
    ],
)
def test_merge(base: dict[str, Any], over: dict[str, Any], merged: dict[str, Any]) -> None:
    before = str(base)
    assert merge(base, over) == merged
    assert str(base) == before


@given(MAPS)
def test_merging_nothing_or_itself_changes_nothing(a: dict[str, Any]) -> None:
    assert merge(a, {}) == merge({}, a) == merge(a, a) == a


@given(MAPS, MAPS)
def test_the_upper_map_wins(a: dict[str, Any], b: dict[str, Any]) -> None:
    merged = merge(a, b)
    assert merged.keys() == a.keys() | b.keys()
    assert merge(merged, b) == merged
    for key, value in b.items():
        assert isinstance(value, dict) or merged[key] == value


def test_merge_is_not_associative_where_a_value_hides_a_map() -> None:
    a, b, c = {"k": {"x": 1}}, {"k": "undisclosed"}, {"k": {"y": 2}}
    assert merge(merge(a, b), c) == {"k": {"y": 2}}
    assert merge(a, merge(b, c)) == {"k": {"x": 1, "y": 2}}


@given(st.lists(st.dictionaries(KEYS, st.dictionaries(KEYS, st.integers())), min_size=3, max_size=3))
def test_merge_is_associative_for_maps_of_one_shape(maps: list[dict[str, Any]]) -> None:
    a, b, c = maps
    assert merge(merge(a, b), c) == merge(a, merge(b, c))


def test_a_variant_inherits_what_it_does_not_set() -> None:
    small, large = rows("models/heron.yaml", "models")
    assert (small["id"], large["id"]) == ("heron-7b", "heron-70b")
    assert small["release"] == large["release"] == "heron"
    assert small["name"] == large["name"] == "Heron"
    assert (small["released"], large["released"]) == ("2023-05-10", "2023-06")
    assert small["vision"] == large["vision"] == {"encoder": ["iris"], "resolution": 336, "tokens": 576}
    assert (small["aliases"], large["aliases"]) == (["pond/heron-small"], [])
    assert not {"evidence", "disputes", "variants"} & small.keys()


def test_a_variants_map_merges_into_its_releases() -> None:
    model = {
        "id": "m",
        "vision": {"patch": 14, "encoder": ["a"]},
        "variants": [{"id": "v", "vision": {"encoder": ["b"]}}],
    }
    assert [row["vision"] for row in variants(model)] == [{"patch": 14, "encoder": ["b"]}]


def test_a_release_without_variants_is_one_row() -> None:
    (row,) = rows("models/iris.yaml", "models")
    assert (row["id"], row["release"], row["aliases"]) == ("iris", "iris", ["Iris-L/14"])


@pytest.mark.parametrize(
    ("stage", "value"),
    [("", ["scratch", "full"]), (", stage: 1", ["scratch"]), (", stage: 2", ["full"]), (", stage: 3", [])],
)
def test_a_dispute_about_one_stage_has_the_value_of_that_stage(stage: str, value: list[str]) -> None:
    text = (
        "id: m\ntraining: {stages: [{connector: scratch}, {connector: full}]}\n"
        f"disputes: [{{field: training.stages.connector, value: lora, source: s, because: b{stage}}}]\n"
    )
    document = load(text.encode())
    assert isinstance(document, dict)
    ((kind, dispute),) = [row for row in unfold("models", document) if row[0] == "disputes"]
    assert (kind, dispute["value"], dispute["rival"]) == ("disputes", value, ["lora"])


def test_stages_are_numbered() -> None:
    stages = rows("models/heron.yaml", "stages")
    assert [(stage["id"], stage["model"], stage["order"]) for stage in stages] == [
        ("heron.1", "heron", 1),
        ("heron.2", "heron", 2),
    ]


def test_a_variant_with_stages_of_its_own_has_them_once_more() -> None:
    stage = {"name": "s"}
    model = {
        "id": "m",
        "name": "M",
        "training": {"stages": [stage]},
        "variants": [{"id": "v"}, {"id": "w", "training": {"stages": [stage, stage]}}, {"id": "u", "training": {}}],
    }
    assert [row["id"] for kind, row in unfold("models", model) if kind == "stages"] == ["m.1", "w.1", "w.2"]
    withheld = {"id": "m", "name": "M", "training": {"stages": "undisclosed"}}
    assert [kind for kind, _ in unfold("models", withheld)] == ["models"]


def test_instruments_know_their_benchmark() -> None:
    (benchmark,) = rows("benchmarks/pecks.yaml", "benchmarks")
    assert "instruments" not in benchmark
    assert [(row["id"], row["benchmark"], row["name"]) for row in rows("benchmarks/pecks.yaml", "instruments")] == [
        ("pecks-val", "pecks", "Pecks"),
        ("pecks-error", "pecks", "Pecks"),
    ]


def test_results_take_their_groups_protocol_and_measurer() -> None:
    found = rows("results/ash-2023-heron.yaml", "results")
    assert [row["id"] for row in found] == [f"ash-2023-heron.{number}" for number in (1, 2, 3, 4)]
    assert [row["protocol"] for row in found] == [
        {"setting": "zero-shot", "shots": 0},
        {"setting": "zero-shot", "shots": 5, "judge": "a person"},
        {},
        {},
    ]
    assert [row["measured_by"] for row in found] == ["self", "self", "other-developer", "third-party"]
    assert [(row["printed"], row["score"]) for row in found] == [
        ("62.4%", 62.4),
        ("71.5 ± 0.2", 71.5),
        ("55.0", 55.0),
        ("0.25", 0.25),
    ]
    assert {(row["source"], row["at"], row["read"]) for row in found} == {
        ("ash-2023-heron", "Table 3", "2026-11-22"),
        ("ash-2023-heron", "Table 4", None),
    }


def test_claims_know_their_source() -> None:
    found = rows("claims/moss-2024-birds.yaml", "claims")
    assert [(row["id"], row["source"]) for row in found] == [
        ("moss-2024-c1", "moss-2024-birds"),
        ("moss-2024-c2", "moss-2024-birds"),
    ]


@pytest.mark.parametrize(
    ("row", "leaves"),
    [
        ({"a": {"b": {"c": 1}}, "d": [1, 2]}, {"a.b.c": 1, "d": [1, 2]}),
        ({"a": None, "b": [], "c": {}, "d": False, "e": 0, "f": ""}, {"d": False, "e": 0, "f": ""}),
        ({"s": [{"x": 1, "y": [2, 3]}, {"x": 4}]}, {"s.x": [1, 4], "s.y": [2, 3]}),
        ({"s": [{"x": {"y": "undisclosed"}}]}, {"s.x.y": ["undisclosed"]}),
    ],
)
def test_flatten(row: dict[str, Any], leaves: dict[str, Any]) -> None:
    assert flatten(row) == leaves


@pytest.mark.parametrize(
    ("supported", "path", "covered"),
    [
        ("attention", "attention.heads", True),
        ("attention.heads", "attention.heads", True),
        ("attention.head", "attention.heads", False),
        ("attention.heads", "attention", False),
        ("heads", "attention.heads", False),
    ],
)
def test_covers(supported: str, path: str, covered: bool) -> None:
    assert covers(supported, path) is covered


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("85.9 ± 0.2", 85.9),
        ("1,510.7", 1510.7),
        ("62.4%", 62.4),
        ("-", None),
        ("", None),
        ("n/a", None),
        ("−3.2", -3.2),
        ("-3.2", -3.2),
        ("+4", 4),
        (".5", 0.5),
        ("(71.2)", 71.2),
        ("12,", 12),
        ("85.9/70.1", 85.9),
    ],
)
def test_score(printed: str, number: float | None) -> None:
    assert score(printed) == number


@given(st.decimals(-(10**6), 10**6, places=2))
def test_a_printed_number_is_its_score(number: object) -> None:
    assert score(f"{number:,}") == float(str(number))
