"""Which sources a cell of a listing names."""

from __future__ import annotations

import pytest

from mmkb.index.index import Index
from mmkb.views.listing import Request, listing


def sources(index: Index, kind: str, query: str, *columns: str) -> dict[str, list[str]]:
    table = listing(index, Request(kind, query, columns, cite="cells"))
    (row,) = table.rows
    return {column.name: list(cell.sources) for column, cell in zip(table.columns, row, strict=True)}


@pytest.mark.parametrize(
    ("query", "column", "expected"),
    [
        ("id:heron", "params", ["ash-2023-heron"]),
        ("id:heron", "family", []),
        ("id:iris", "connector", []),
        ("id:oracle-bird", "commercial", []),  # not known, although something stands behind its licence
        ("id:oracle-bird", "params", ["moss-2024-birds"]),
        ("id:kite", "access", ["moss-2024-birds"]),
        ("id:wren", "access", ["ash-2022-wren"]),
        ("id:heron", "paper", ["ash-2023-heron"]),
    ],
)
def test_a_cell_names_what_stands_behind_its_field(query: str, column: str, expected: list[str], birds: Index) -> None:
    assert sources(birds, "models", query, column)[column] == expected


def test_the_access_class_rests_on_licence_and_grades(birds: Index) -> None:
    assert sources(birds, "models", "id:heron", "access")["access"] == ["ash-2023-heron", "repo-pond-heron"]


def test_commercial_use_rests_on_the_licences_of_all_parts(birds: Index) -> None:
    assert set(sources(birds, "models", "id:heron", "commercial")["commercial"]) == {"ash-2023-heron", "ash-2022-wren"}


@pytest.mark.parametrize("sizes", ["id:kite", "id:heron"])
def test_a_folded_cell_names_the_sources_of_all_its_sizes(sizes: str, birds: Index) -> None:
    folded = sources(birds, "models", sizes, "active_params", "params")
    assert folded["params"] == [{"id:kite": "moss-2024-birds", "id:heron": "ash-2023-heron"}[sizes]]
    assert folded["active_params"] == (["moss-2024-birds"] if sizes == "id:kite" else [])


def test_the_value_of_a_result_carries_its_source(birds: Index) -> None:
    found = sources(birds, "results", "model:oracle-bird", "model", "printed", "source")
    assert found == {"model": [], "printed": ["ash-2023-heron"], "source": ["ash-2023-heron"]}
