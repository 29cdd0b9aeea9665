"""Which record a name means, and its rows."""

from __future__ import annotations

import pytest

from mmkb.index.index import Index
from mmkb.rows.records import heading, ids_starting_with, members, names_of, other_names, with_id, with_name


@pytest.mark.parametrize(
    ("id_", "found"),
    [
        ("heron-7b", {("models", "heron", "heron-7b")}),
        ("heron", {(kind, "heron", "heron") for kind in ("models", "stages", "disputes")}),
        ("pecks-val", {("instruments", "pecks", "pecks-val")}),
        ("Heron", set()),
    ],
)
def test_an_id_is_a_row_or_a_record(id_: str, found: set[tuple[str, str, str]], birds: Index) -> None:
    assert set(with_id(birds, id_)) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("grey heron", "heron"),  # an alias of the release
        ("pond/heron-small", "heron-7b"),  # an alias of one size
        ("kite small", "kite-s"),
        ("kite", "kite"),
    ],
)
def test_a_name_of_the_release_is_not_one_of_a_size(name: str, found: str, birds: Index) -> None:
    assert {id_ for kind, _, id_ in with_name(birds, name) if kind == "models"} == {found}


@pytest.mark.parametrize(
    ("kinds", "id_", "ids"),
    [
        (("models",), "heron", ["heron-7b", "heron-70b"]),
        (("models",), "heron-70b", ["heron-70b"]),
        (("models",), "iris", ["iris"]),
        (("stages",), "heron", ["heron.1", "heron.2"]),
        (("models", "datasets"), "pond-100k", ["pond-100k"]),
        (("datasets",), "heron", []),
    ],
)
def test_members(kinds: tuple[str, ...], id_: str, ids: list[str], birds: Index) -> None:
    assert [row for _, row in members(birds, kinds, id_)] == ids


def rid(index: Index, id_: str, kind: str = "models") -> int:
    return members(index, (kind,), id_)[0][0]


def test_heading(birds: Index) -> None:
    small = rid(birds, "kite-s")
    assert heading(birds, "models", small, whole=True) == ("Kite", "Watches films from above.")
    assert heading(birds, "models", small, whole=False) == ("Kite small", "Watches films from above.")
    assert heading(birds, "claims", rid(birds, "moss-2024-c2", "claims"), whole=False) == ("Herons see well.", None)


def test_other_names(birds: Index) -> None:
    assert set(other_names(birds, rid(birds, "heron-7b"))) == {"Grey Heron", "アオサギ", "pond/heron-small"}
    assert other_names(birds, rid(birds, "ash-2023-heron", "sources")) == ["2305.01234"]


@pytest.mark.parametrize(
    ("kind", "ids", "found"),
    [
        ("models", {"kite", "kite-s", "nothing"}, {"kite": "Kite", "kite-s": "Kite small"}),
        ("glossary", {"plumage", "kite"}, {"plumage": "Plumage"}),
        ("models", set(), {}),
    ],
)
def test_records_and_rows_have_names(kind: str, ids: set[str], found: dict[str, str], birds: Index) -> None:
    assert names_of(birds, kind, ids) == found


def test_ids_start_as_begun(birds: Index) -> None:
    assert ids_starting_with(birds, "heron") == ["heron", "heron-70b", "heron-7b"]
    assert ids_starting_with(birds, "%") == []
    assert "ash-2023-heron.1" not in ids_starting_with(birds, "")
