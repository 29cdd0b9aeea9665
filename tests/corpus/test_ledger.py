"""A line of a ledger is valid where a record of the same result is; what is wrong has its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from mmkb.corpus.check import check
from mmkb.corpus.ledger import MOST_BYTES, read_ledger, read_line
from mmkb.corpus.read import faults

ROW = {
    "model": "heron-7b", "instrument": "pond-qa", "value": "35.3", "measured_by": "self", "source": "ash-2023-heron",
    "at": "Table 1",
}  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        "x",
        "Table 1",
        "self",
        "copied",
        "zero-shot",
        "",
        1,
        -1,
        0,
        1.5,
        True,
        None,
        [],
        {},
        10**31,
        "undisclosed",
        "ä" * 301,
    ]
)
PROTOCOL = st.dictionaries(
    st.sampled_from(["setting", "shots", "frames", "seen", "judge", "wrong"]), VALUES, max_size=2
)
CHANGES = st.dictionaries(
    st.sampled_from([*ROW, "printed_as", "copied_from", "primary", "because", "wrong"]), VALUES, max_size=2
)


@given(CHANGES, st.none() | PROTOCOL)
def test_a_line_is_valid_where_a_record_of_it_would_be(
    changes: dict[str, Any], protocol: dict[str, Any] | None
) -> None:
    row = {**ROW, **changes} | ({} if protocol is None else {"protocol": protocol})
    apart = {key: row[key] for key in ("source", "at", "measured_by")}
    inside = {key: value for key, value in row.items() if key not in ("source", "at")}
    group = {"at": apart["at"], "measured_by": apart["measured_by"], "rows": [inside]}
    record = {"id": "r", "source": apart["source"], "groups": [group]}
    _, wrong = read_line("ledger/l.ndjson", 7, json.dumps(row).encode())
    assert bool(wrong) == bool(list(faults("results/r.yaml", "results", record)))
    assert all(finding.line == 7 for finding in wrong)


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (b"{", "MM011", "not JSON: Expecting property name enclosed in double quotes at column 2"),
        (b"[1]", "MM011", "no JSON object"),
        (b'{"value": NaN}', "MM011", "NaN is no number"),
        (b'{"value": "\xff"}', "MM011", "not UTF-8"),
        (b"[" * 100_000, "MM011", "nested too deep"),
        (json.dumps(ROW | {"value": "\ud800"}).encode(), "MM011", "U+D800 is no text"),
        (json.dumps(ROW | {"because": "a\x00"}).encode(), "MM011", "U+0000 is no text"),
        (json.dumps(ROW | {"modell": "x"}).encode(), "MM101", "unknown key 'modell'"),
        (json.dumps(ROW | {"source": "No Id"}).encode(), "MM103", "source: 'No Id' is not an id"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_line_is_said_with_its_number(line: bytes, code: str, says: str, tmp_path: Path) -> None:
    kb.write(tmp_path, {"ledger/l.ndjson": json.dumps(ROW).encode() + b"\n\n" + line + b"\n"})
    found = read_ledger(tmp_path, "ledger/l.ndjson")
    assert not found.rows
    assert [(finding.code, finding.line) for finding in found.findings] == [(code, 3)]
    assert says in found.findings[0].message


@pytest.mark.parametrize("name", ["L.ndjson", "l.json", "l l.ndjson", "folder/l.ndjson"])
def test_a_file_of_another_name_is_no_ledger(name: str, tmp_path: Path) -> None:
    kb.write(tmp_path, {f"ledger/{name}": json.dumps(ROW)})
    (found,) = check(tmp_path, select=["MM105"])
    assert found.path == f"ledger/{name.partition('/')[0]}"


def test_a_ledger_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    kb.write(tmp_path, {"ledger/l.ndjson": b" " * (MOST_BYTES + 1)})
    assert [finding.code for finding in read_ledger(tmp_path, "ledger/l.ndjson").findings] == ["MM008"]


def test_check_says_what_a_line_names_that_is_not_on_record(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"instrument": "lost"}, ROW | {"model": "lost", "copied_from": "lost", "measured_by": "copied"}]
    kb.write(tmp_path, kb.RECORDS | {"ledger/l.ndjson": "\n".join(map(json.dumps, rows))})
    found = [(one.line, one.message) for one in check(tmp_path, paths=["ledger/l.ndjson"])]
    lost = [(line, f"{key}: no {kind} called {name!r}") for line, key, kind, name in (
        (1, "instrument", "instruments", "pond-qa"), (2, "instrument", "instruments", "lost"),
        (3, "copied_from", "sources", "lost"),
        (3, "instrument", "instruments", "pond-qa"), (3, "model", "models", "lost"),
    )]  # fmt: skip
    assert sorted(found) == sorted(lost)
