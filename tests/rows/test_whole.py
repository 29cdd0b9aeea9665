"""Everything, streamed."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.index.index import Index
from mmkb.rows import whole


@pytest.mark.parametrize(
    ("kind", "path", "fractions"),
    [
        ("models", "params", False),
        ("models", "context", False),
        ("models", "vision.resolution", True),
        ("datasets", "size", False),
        ("models", "training.stages.samples", True),
        ("models", "training.stages.tokens", False),
    ],
)
def test_a_column_with_one_fraction_has_fractions(kind: str, path: str, fractions: bool, tmp_path: Path) -> None:
    heron = kb.RECORDS["models/heron.yaml"].replace("resolution: 336", "resolution: 336.5").replace("558k", "0.5")
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/heron.yaml": heron}))
    field = index.fields(kind).get(path)
    assert field is not None
    assert whole.has_fractions(index, kind, field) is fractions


def test_items_are_counted_from_one(birds: Index) -> None:
    found = [row for row in whole.items(birds, "models", "input") if row[0] == "kite-s"]
    assert found == [("kite-s", 1, "text"), ("kite-s", 2, "image"), ("kite-s", 3, "video")]


def test_every_row_of_a_kind(birds: Index) -> None:
    assert list(whole.of_kind(birds, "licenses", ["osi", "commercial"])) == [
        ("capped", 0, "conditional"),
        ("free", 1, "yes"),
        ("study-only", None, "no"),
    ]


def test_absences_by_row_and_field(birds: Index) -> None:
    assert whole.absences_of(birds, "models") == {
        ("oracle-bird", "params"): "undisclosed",
        ("oracle-bird", "license"): "undisclosed",
        ("iris", "backbone"): "not-applicable",
    }
    assert whole.absences_of(birds, "licenses") == {}


def test_what_all_kinds_share(birds: Index) -> None:
    assert list(whole.releases(birds)) == [
        ("heron", "Heron"), ("iris", "Iris"), ("kite", "Kite"), ("oracle-bird", "Oracle Bird"), ("wren", "Wren"),
    ]  # fmt: skip
    assert ("models", "oracle-bird", "params", "undisclosed", "read", 0) in set(whole.facts(birds))
    assert ("models", "heron-7b", "openness.weights.base", "repo-pond-heron", "README.md, line 3", "2026-11-23", None, None,
            "seen in the repository", None) in set(whole.evidence(birds))  # fmt: skip
    assert ("kite-s", 0, "model", "kite-s", "capped", "conditional", None) in set(whole.licence_chains(birds))
    assert {row[5] for row in whole.links(birds) if row[1:4] == ("ash-2023-heron.3", "model", "kite")} == {
        "kite-s", "kite-l",
    }  # fmt: skip
    assert ("models", "heron-7b", "alias", "Grey Heron") in set(whole.names(birds))


def test_a_link_to_no_record_leads_nowhere(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": "id: m\nname: M\nbackbone: nowhere\n"}))
    assert ("models", "m", "backbone", "nowhere", None, None) in list(whole.links(index))
