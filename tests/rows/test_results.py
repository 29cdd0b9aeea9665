"""Which results are asked for, and whose."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.errors import QueryError
from mmkb.index.index import Index
from mmkb.rows.records import members
from mmkb.rows.results import Instrument, Own, instruments, of_models, on_instrument, own_scores

WHOLE = """\
id: moss-2024-birds
source: moss-2024-birds
groups:
  - at: Table 9
    measured_by: self
    rows:
      - {model: wren-7b, instrument: pecks-val, value: "12.0", measured_by: copied, copied_from: ash-2022-wren}
      - {model: kite, instrument: pecks-val, value: "40.0"}
      - {model: kite-l, instrument: pecks-val, value: "41.0"}
      - {model: iris, instrument: pecks-val, value: "-"}
"""


@pytest.fixture
def kites(tmp_path: Path) -> Index:
    """With results of the release Kite and of one of its two sizes."""
    return kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "results/moss-2024-birds.yaml": WHOLE}))


def rids(index: Index, *ids: str) -> list[int]:
    return [rid for id_ in ids for rid, _ in members(index, ("models",), id_)]


@pytest.mark.parametrize(
    ("ids", "printed"),
    [
        (["kite"], ["55.0", "40.0", "41.0"]),
        (["kite-s"], []),
        (["kite-l"], ["41.0"]),
        (["kite-s", "kite-l"], ["55.0", "40.0", "41.0"]),
        (["kite-l", "heron-7b"], ["62.4%", "41.0"]),
        (["iris"], []),  # its value is no number
    ],
)
def test_a_result_of_a_release_is_none_of_its_sizes(ids: list[str], printed: list[str], kites: Index) -> None:
    assert [result.printed for result in of_models(kites, rids(kites, *ids))] == printed


def test_own_scores_are_those_their_makers_measured(kites: Index) -> None:
    small, large = rids(kites, "kite")
    assert own_scores(kites, [small, large]) == [
        Own("pecks-val", None, None, None, 40.0, small),
        Own("pecks-val", None, None, None, 40.0, large),
        Own("pecks-val", None, None, None, 41.0, large),
    ]
    assert own_scores(kites, [small]) == []
    assert own_scores(kites, rids(kites, "oracle-bird")) == []  # a third party measured it
    (heron,) = rids(kites, "heron-7b")
    assert own_scores(kites, [heron]) == [Own("pecks-val", "zero-shot", 0, None, 62.4, heron)]


@pytest.mark.parametrize(
    ("asked", "models"),
    [
        ({}, ["heron-7b", "heron-70b", "kite"]),
        ({"protocol": "shots:5"}, ["heron-70b"]),
        ({"measured_by": "self"}, ["heron-7b", "heron-70b"]),
        ({"measured_by": "other"}, ["kite"]),
        ({"models": "params:70B"}, ["heron-70b"]),
        ({"models": "family:raptor or params:7B"}, ["heron-7b", "kite"]),
        ({"models": "family:raptor or params:7B", "measured_by": "self"}, ["heron-7b"]),
    ],
)
def test_on_an_instrument(asked: dict[str, str], models: list[str], birds: Index) -> None:
    assert [result.model for result in on_instrument(birds, "pecks-val", **asked)] == models


def test_who_copies_a_number_has_not_measured_it(kites: Index) -> None:
    assert [result.model for result in on_instrument(kites, "pecks-val", measured_by="other")] == ["kite"]
    assert [result.printed for result in on_instrument(kites, "pecks-val", models="family:songbird")] == ["12.0"]
    assert own_scores(kites, rids(kites, "wren-7b")) == []


@pytest.mark.parametrize("asked", [{"protocol": "params:7B"}, {"models": "shots:5"}])
def test_a_query_on_the_wrong_kind_is_refused(asked: dict[str, str], birds: Index) -> None:
    with pytest.raises(QueryError):
        on_instrument(birds, "pecks-val", **asked)


def test_a_result_has_its_protocol_in_order(birds: Index) -> None:
    result = on_instrument(birds, "pecks-val", protocol="shots:5")[0]
    assert result.protocol == ("zero-shot", 5, None, None, None, "a person", None, None, None)
    assert (result.score, result.read, result.primary, result.at) == (71.5, True, None, "Table 3")


def test_instruments(birds: Index) -> None:
    assert instruments(birds)["pecks-error"] == Instrument(
        "pecks-error", "pecks", "lower", None, None, None, None, "error rate"
    )


@pytest.mark.parametrize(
    ("direction", "ideal", "better", "worse"),
    [("higher", None, 2.0, 1.0), ("lower", None, 1.0, 2.0), ("target", 50.0, 52.0, 47.0), ("target", None, 1.0, -2.0)],
)
def test_distance_is_smaller_for_the_better(direction: str, ideal: float | None, better: float, worse: float) -> None:
    instrument = Instrument("i", "b", direction, ideal, None, None, None, "m")
    assert instrument.distance(better) < instrument.distance(worse)


@pytest.mark.parametrize(
    ("direction", "best_first"),
    [("higher", [70.0, 50.0, 45.0, 20.0]), ("lower", [20.0, 45.0, 50.0, 70.0]), ("target", [50.0, 45.0, 70.0, 20.0])],
)
def test_a_better_score_is_nearer(direction: str, best_first: list[float]) -> None:
    instrument = Instrument("i", "b", direction, 52.0 if direction == "target" else None, None, None, None, "m")
    assert sorted([20.0, 45.0, 50.0, 70.0], key=instrument.distance) == best_first
