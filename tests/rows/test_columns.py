"""Typed columns of rows that match, and of chosen ones."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.errors import QueryError
from mmkb.index.index import Index
from mmkb.rows.columns import Release, matching, releases, values


def test_matches_stand_in_order_with_their_values(birds: Index) -> None:
    found = matching(birds, "models", "input:image params:..13B", ["params", "input"])
    assert [(match.record, match.id, match.values) for match in found] == [
        ("heron", "heron-7b", (7_000_000_000, '["text", "image"]')),
        ("iris", "iris", (300_000_000, '["image"]')),
        ("kite", "kite-s", (3_000_000_000, '["text", "image", "video"]')),
        ("kite", "kite-l", (13_000_000_000, '["text", "image", "video"]')),
    ]
    assert [match.rid for match in found] == sorted(match.rid for match in found)


def test_a_query_that_is_none_is_refused(birds: Index) -> None:
    with pytest.raises(QueryError):
        matching(birds, "models", "parms:7B")
    with pytest.raises(QueryError):
        releases(birds, "parms:7B")


def test_values_of_chosen_rows(birds: Index) -> None:
    rids = {match.id: match.rid for match in matching(birds, "models", "")}
    found = values(birds, "models", [rids["wren-70b"], rids["heron-7b"]], ["attention.heads", "context"])
    assert found == {rids["heron-7b"]: (None, 4096), rids["wren-70b"]: (64, None)}
    assert list(found) == sorted(found)
    assert values(birds, "models", [], ["context"]) == {}


UNDATED = "id: undated\nname: Undated\ntype: language-model\ninput: [text]\noutput: [text]\n"
FIRST = """\
id: antbird
name: Antbird
type: language-model
released: 2024-01
introduced: stripes
input: [text]
output: [text]
"""


def test_releases_by_their_first_day(tmp_path: Path) -> None:
    index = kb.open_index(
        kb.write(tmp_path / "data", {**kb.RECORDS, "models/undated.yaml": UNDATED, "models/antbird.yaml": FIRST})
    )
    assert releases(index, "released:2023-05..") == [
        Release("heron", "Heron", "2023-05-10", None),
        Release("antbird", "Antbird", "2024-01", "stripes"),  # as early as a year that is all we know
        Release("kite", "Kite", "2024", None),
        Release("oracle-bird", "Oracle Bird", "2024-03-14", None),
    ]
    assert releases(index, "id=heron-70b") == [Release("heron", "Heron", "2023-06", None)]
    assert "undated" not in {release.record for release in releases(index, "")}
