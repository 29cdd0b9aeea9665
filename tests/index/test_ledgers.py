"""The rows of a ledger are in the index as those of a record of the same results."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kb
from mmkb.corpus.emit import emit
from mmkb.corpus.tree import planted
from mmkb.index.index import Index
from mmkb.index.tables import link, linked, quoted

ROWS: list[dict[str, Any]] = [
    {
        "model": "heron",
        "value": "85.9 ± 0.2",
        "protocol": {"setting": "few-shot", "shots": 5, "chain_of_thought": True},
    },
    {
        "model": "heron-7b",
        "value": "undisclosed",
        "printed_as": "Grey Heron, アオサギ",
        "primary": True,
        "because": "protocol",
    },
    {"model": "kite-s", "value": "−1,510.7", "protocol": {"judge": "not-stated", "seen": False}},
    {"model": "lost", "value": "62.4%", "measured_by": "copied", "copied_from": "moss-2024-birds"},
    {"model": "wren-7b", "value": "1", "superseded_by": "moss-2024-birds"},
]
SAID = {"instrument": "pecks-val", "source": "ash-2023-heron", "at": "Table 7", "measured_by": "self"}


@pytest.fixture
def indexes(tmp_path: Path) -> Iterator[tuple[Index, Index]]:
    """An index of a record, and one of a ledger of the same results."""
    rows = [SAID | row for row in ROWS]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    inside = [{key: item for key, item in row.items() if key not in ("source", "at")} for row in rows]
    groups = [{"at": SAID["at"], "measured_by": "self", "rows": inside}]
    record = emit(planted({"id": "bulk", "source": SAID["source"], "groups": groups}), "results")
    files = {path: text for path, text in kb.RECORDS.items() if not path.startswith("results/")}
    written = kb.open_index(kb.write(tmp_path / "written", files | {"results/bulk.yaml": record}))
    yield written, kb.open_index(kb.write(tmp_path / "bulk", files | {"ledger/bulk.ndjson": lines}))
    kb.close_all()


def test_each_table_has_the_same(indexes: tuple[Index, Index]) -> None:
    tables = ["results", *(link(field) for field in indexes[0].fields("results").all if linked(field))]
    tables += ["refs", "absences", "evidence"]
    for table in tables:
        written, bulk = (_rows(index, table) for index in indexes)
        assert written == bulk, table
        assert bulk, table


def _rows(index: Index, table: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table that belong to results; their numbers from the first on, other rows by their ids."""
    names = [
        name
        for _, name, *_ in index.rows(f"PRAGMA table_info({quoted(table)})")
        if name not in ("rid", "target", "place")
    ]
    target = ", (SELECT id FROM rows WHERE rows.rid = o.target)" if table == "refs" else ""
    return index.rows(
        f"SELECT o.rid - (SELECT min(rid) FROM results), {', '.join(map(quoted, names))}{target} FROM {quoted(table)} o "
        "WHERE o.rid IN (SELECT rid FROM results) ORDER BY 1, 2"
    )


def test_a_ledger_that_is_not_valid_is_left_out_and_said(tmp_path: Path) -> None:
    data = kb.write(tmp_path / "data", kb.RECORDS | {"ledger/l.ndjson": json.dumps(SAID | ROWS[0]) + "\n{}\n"})
    index = kb.open_index(data)
    assert index.notes == ("1 file was left out: ledger/l.ndjson:2:1: MM102 missing key 'model' (run `mmkb check`)",)
    assert index.rows("SELECT count(*) FROM results WHERE id GLOB 'l.*'") == [(0,)]
    kb.close_all()


def test_a_ledger_alone_renews_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmkb.index.freshness.TICK", 0.0)
    data = kb.write(tmp_path / "data")
    before = kb.open_index(data).rows("SELECT value FROM meta WHERE key = 'snapshot'")
    kb.write(data, {"ledger/l.ndjson": json.dumps(SAID | ROWS[0])})
    index = kb.open_index(data)
    assert index.rows("SELECT model, printed, read FROM results WHERE id = 'l.1'") == [("heron", "85.9 ± 0.2", 0)]
    assert index.rows("SELECT value FROM meta WHERE key = 'snapshot'") != before
    kb.close_all()
