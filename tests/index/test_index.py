"""What an open index knows: which names lead to records of a kind, and how many records there are."""

from __future__ import annotations

import sqlite3

import pytest

from mmkb.errors import UsageError
from mmkb.index.index import Index, kinds_with_rows


@pytest.mark.parametrize(
    ("kind", "name", "known"),
    [
        ("models", "heron", True),
        ("models", "heron-7b", True),
        ("models", "HERON", True),
        ("models", "Grey Heron", True),
        ("models", "pond/heron-small", True),
        ("models", "songbird", True),
        ("models", "Songbird", True),
        ("sources", "songbird", False),
        ("sources", "heron", False),
        ("sources", "2305.01234", True),
        ("models", "free", False),
        ("models", "pecks", False),
        ("benchmarks", "pecks", True),
        ("*", "free", True),
        (None, "songbird", True),
        (None, "alignment", False),
        (None, "ash-2023-heron.1", False),
        ("stages", "heron-7b", False),
    ],
)
def test_a_name_is_known_in_its_kind(kind: str | None, name: str, known: bool, birds: Index) -> None:
    assert birds.knows(kind, name) is known


def test_ids_come_before_families_and_these_before_other_names(birds: Index) -> None:
    names = birds.names("models")
    places = [names.index(name) for name in ("wren-7b", "wren", "songbird", "LittleWren")]
    assert max(places[:2]) < places[2] < places[3]
    assert len(names) == len(set(names))


def test_models_and_benchmarks_are_counted_by_record(birds: Index) -> None:
    counts = dict(kinds_with_rows(birds))
    assert (counts["models"], counts["benchmarks"], counts["instruments"], counts["results"]) == (5, 1, 2, 4)


def test_a_bound_of_sqlite_on_columns_is_the_users_error(birds: Index) -> None:
    with pytest.raises(UsageError, match="names too much: too many columns"):
        birds.rows(f"SELECT {', '.join(['id'] * 3000)} FROM models")
    with pytest.raises(sqlite3.OperationalError):
        birds.rows("SELECT nothing FROM models")
