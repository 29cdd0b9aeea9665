"""Results in bulk: what becomes of a line, and that a run that is killed anywhere goes on without counting twice."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kb
from mmkb.commands.import_ import answer
from mmkb.corpus.check import check
from mmkb.errors import UsageError
from mmkb.importers import ledgers
from mmkb.importers.result_lines import Lines
from mmkb.index.index import Index
from mmkb.writing import PREFIX

LINE: dict[str, Any] = {"model": "heron-7b", "instrument": "pecks-val", "value": 50, "source": "moss-2024-birds"}
Outcome = tuple[dict[str, int], dict[str, int]]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield kb.write(tmp_path / "data")
    kb.close_all()


def bring(data: Path, *lines: object, name: str = "scores.ndjson", **options: Any) -> Outcome:
    """Import lines; return how many had which outcome, and why some were refused."""
    path = data.parent / name
    if lines:
        path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    table = answer(kb.open_index(data), [str(path)], **options)
    rows = [[cell.value for cell in row] for row in table.rows]
    counts = {str(name): int(str(count)) for name, count, _ in rows if name != "refused"}
    return counts, {str(why): int(str(count)) for name, count, why in rows if name == "refused"}


def written(data: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted((data / "ledger").glob("*")) for line in path.read_text().splitlines()]


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ({}, {"value": "50", "at": "scores.ndjson, line 1", "measured_by": "third-party"}),
        ({"model": "pond/heron-small", "value": "50.0 ± 1"}, {"model": "heron-7b", "value": "50.0 ± 1"}),
        ({"instrument": None, "benchmark": "pecks val", "metric": "acc"}, {"instrument": "pecks-val"}),
        ({"value": 0.5, "most": 1}, {"value": "50"}),
        ({"at": "Table 3", "measured_by": "self"}, {"at": "Table 3", "measured_by": "self"}),
        ({"shots": 5, "protocol": {"setting": "few-shot"}}, {"protocol": {"setting": "few-shot", "shots": 5}}),
        ({"value": "50.10", "printed_as": "Grey Heron"}, {"value": "50.10", "printed_as": "Grey Heron"}),
    ],
    ids=str,
)
def test_a_line_becomes_a_row(said: dict[str, Any], becomes: dict[str, Any], data: Path) -> None:
    assert bring(data, LINE | said)[0]["added"] == 1
    (row,) = written(data)
    assert row.items() >= becomes.items()
    assert not check(data, paths=["ledger/scores.0001.ndjson"])


def test_digits_stay_as_they_are_written(data: Path) -> None:
    bring(data, json.dumps(LINE).replace("50", "35.30"))
    assert [row["value"] for row in written(data)] == ["35.30"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes at column 2"),
        ("[]", "no JSON object"),
        (LINE | {"model": "lost"}, "no model on record is called 'lost'"),
        (LINE | {"source": "lost"}, "no source on record is called 'lost'"),
        (LINE | {"instrument": "lost"}, "no instrument on record is called 'lost'"),
        (LINE | {"metric": "F1"}, "pecks-val measures accuracy, the file F1"),
        (LINE | {"value": 0.5}, "is 0.5 a fraction, or of %?"),
        (LINE | {"value": True}, "value is neither a text nor a number"),
        (LINE | {"value": None}, "value is missing"),
        (LINE | {"model": 7}, "model is no text"),
        (LINE | {"most": "high"}, "most is no number"),
        (LINE | {"modell": "x"}, "unknown key 'modell'"),
        (LINE | {"shots": -1}, "protocol.shots: -1 should be greater than or equal to 0"),
        (LINE | {"protocol": 1}, "protocol is no object"),
        (LINE | {"at": "somewhere nice"}, "at: 'somewhere nice' names no place"),
        ('{"value": "' + "x" * ledgers._LONGEST + '"}', "longer than 1048576 bytes"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_line_is_refused_with_its_number_and_the_reason(line: Any, why: str, data: Path) -> None:
    counts, reasons = bring(data, LINE, "", line, LINE | {"value": 51})
    assert counts == {"added": 1, "same": 0, "differs": 1, "rejected": 1}
    assert any(reason.startswith(why) for reason in reasons)
    told = [json.loads(one) for one in (data.parent / "scores.rejects.ndjson").read_text().splitlines()]
    assert [one["line"] for one in told] == [3, 4]
    assert told[0]["why"].startswith(why)
    assert told[1]["why"] == "50 is on record"
    if len(told[0]["text"]) < ledgers._LONGEST:
        assert told[0]["text"] == (line if isinstance(line, str) else json.dumps(line))


def test_what_is_on_record_is_the_same_or_differs(data: Path) -> None:
    """In a record, in a ledger, and twice in one file; another protocol makes another result."""
    said = {
        "model": "heron-70b",
        "instrument": "pecks-val",
        "source": "ash-2023-heron",
        "setting": "zero-shot",
        "shots": 5,
        "judge": "a person",
    }
    lines = [said | {"value": "71.5 ± 0.2"}, said | {"value": "71.6"}, said | {"value": "70", "shots": 0}, LINE, LINE]
    assert bring(data, *lines)[0] == {"added": 2, "same": 2, "differs": 1, "rejected": 0}
    assert bring(data, *lines)[0] == {"added": 0, "same": 4, "differs": 1, "rejected": 0}
    assert bring(data, *lines, LINE | {"value": 49})[0] == {"added": 0, "same": 4, "differs": 2, "rejected": 0}


def test_options_hold_where_a_line_says_nothing(data: Path) -> None:
    lines = [{"m": "kite-s", "task": "pecks-val", "v": 1}, {"task": "pecks-val", "v": 2}]
    options = {"into": "heron-7b", "source": "moss-2024-birds", "measured_by": "benchmark"}
    bring(data, *lines, columns=["model=m", "instrument=task", "value=v"], **options)
    assert [(row["model"], row["value"], row["measured_by"]) for row in written(data)] == [
        ("kite-s", "1", "benchmark"),
        ("heron-7b", "2", "benchmark"),
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"source": "ash-2023-heronn"}, "no source on record is called 'ash-2023-heronn'"),
        ({"into": "lost"}, "no model on record is called 'lost'"),
        ({"columns": ["score=x"]}, "there is no 'score' in a result"),
        ({"because": "version"}, "neither --as, --because nor --online"),
        ({"online": True}, "neither --as, --because nor --online"),
        ({"format_": "csv", "ndjson": True}, "neither --as, --because nor --online"),
        ({"rejects": "data/models/heron.yaml"}, "holds no refused lines"),
        ({"rejects": "nowhere/x"}, "nowhere/x"),
    ],
    ids=str,
)
def test_a_wrong_option_is_an_error_and_writes_nothing(
    options: dict[str, Any], says: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data.parent)
    before = {path: path.read_bytes() for path in data.rglob("*.yaml")}
    with pytest.raises(UsageError, match=says):
        bring(data, LINE, **options)
    assert not list(data.glob("ledger/*"))
    assert {path: path.read_bytes() for path in data.rglob("*.yaml")} == before


def test_rejects_are_for_results_in_bulk(data: Path) -> None:
    scores = data.parent / "x.csv"
    scores.touch()
    with pytest.raises(UsageError, match="--rejects is for results in bulk"):
        answer(kb.open_index(data), [str(scores)], rejects="r")


def test_a_dry_run_counts_and_writes_nothing(data: Path) -> None:
    assert bring(data, LINE, LINE, {}, dry_run=True)[0] == {"added": 1, "same": 1, "differs": 0, "rejected": 1}
    assert not (data / "ledger").exists()
    assert not (data.parent / "scores.rejects.ndjson").exists()


LINES = [LINE | {"shots": number, "value": number % 3} if number % 4 else {"wrong": number} for number in range(23)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "ROWS_A_PART", 3)
    monkeypatch.setattr("mmkb.index.freshness.TICK", 0.0)


class KilledError(BaseException):
    """What no handler catches, as if the process were gone."""


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("after", range(40))
def test_a_run_that_is_killed_goes_on(after: int, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before any of its steps on the disk, an import run again ends as one that nobody killed."""
    whole = kb.write(data.parent / "whole" / "data")
    expected = bring(whole, *LINES)
    steps = iter(range(10**6))

    def stepping(step: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **named: Any) -> Any:
            if next(steps) == after:
                raise KilledError
            return step(*arguments, **named)

        return stepped

    with monkeypatch.context() as patch:
        for place, name in (
            (ledgers, "write_file"),
            (os, "fsync"),
            (ledgers._Import, "_keep"),
            (Lines, "row"),
            (Path, "unlink"),
        ):
            patch.setattr(place, name, stepping(getattr(place, name)))
        with pytest.raises(KilledError):
            bring(data, *LINES)
    assert bring(data) == expected
    assert written(data) == written(whole)
    rejects = (data.parent / "scores.rejects.ndjson").read_text()
    assert rejects == (whole.parent / "scores.rejects.ndjson").read_text()
    assert not list((data / "ledger").glob(".*"))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_run_that_fails_leaves_nothing_hidden_and_goes_on(
    number: int, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails on the disk, the message says so; what stays is whole parts and the note of how far it came."""
    whole = kb.write(data.parent / "whole" / "data")
    expected = bring(whole, *LINES)
    failures = 0
    for after in range(1_000):
        own = kb.write(data.parent / str(after) / "data")
        (own.parent / "scores.ndjson").write_text("".join(f"{json.dumps(line)}\n" for line in LINES))
        kb.open_index(own)  # what is made to fail is the import
        at = After(after, OSError(number, os.strerror(number)))
        failed = ""
        with monkeypatch.context() as patch:
            for place, name in ((Path, "open"), (Path, "replace"), (os, "open"), (os, "fsync"), (os, "link")):
                patch.setattr(place, name, at.wrap(getattr(place, name)))
            try:
                bring(own)
            except UsageError as problem:
                failed = str(problem)
        if not at.reached:
            break
        failures += bool(failed)
        assert not failed or os.strerror(number) in failed
        left = {path.name for path in own.glob("ledger/.*")}
        if hidden := left - {".scores.json"}:  # it is whole and noted, and could not get its name
            noted = json.loads((own / "ledger/.scores.json").read_text())
            assert hidden == {f"{PREFIX}scores.{noted['part']:04}.ndjson"}
        parts = list(own.glob("ledger/*.ndjson"))
        assert parts or left or not (own / "ledger").exists()
        assert bring(own) == expected or not failed
        assert written(own) == written(whole)
        assert not list(own.glob("ledger/.*"))
    assert failures > 10


class After:
    """Raises at the call behind so many others; `reached` says whether it came that far."""

    def __init__(self, number: int, problem: OSError) -> None:
        self.left = number
        self.problem = problem
        self.reached = False

    def wrap(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == -1:
                self.reached = True
                raise self.problem
            return call(*arguments, **named)

        return wrapped


@pytest.mark.usefixtures("small")
def test_a_part_that_was_noted_and_swept_is_read_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = ledgers._Import._keep
    with monkeypatch.context() as patch:
        patch.setattr(ledgers._Import, "_keep", lambda self, number: _raise(number == 2) or keep(self, number))
        with pytest.raises(KilledError):
            bring(data, *LINES)
    (hidden,) = (data / "ledger").glob(f"{PREFIX}*")
    hidden.unlink()
    bring(data)
    assert [row["value"] for row in written(data)] == [str(line["value"]) for line in LINES if "value" in line]


@pytest.mark.usefixtures("small")
def test_another_file_does_not_go_on_where_a_killed_run_stopped(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ledgers._Import, "_keep", lambda _, number: _raise(number == 2))
        with pytest.raises(KilledError):
            bring(data, *LINES)
    assert bring(data, LINE | {"shots": 99})[0] == {"added": 1, "same": 0, "differs": 0, "rejected": 0}


def _raise(wanted: object) -> bool:
    if wanted:
        raise KilledError
    return False


def test_imports_at_once_wait_for_each_other(data: Path) -> None:
    (data / "ledger").mkdir()
    with ledgers._alone(data / "ledger"), pytest.raises(UsageError, match="another import is writing"):
        bring(data, LINE)


def test_results_in_bulk_are_asked_like_others(data: Path) -> None:
    bring(data, LINE)
    index: Index = kb.open_index(data)
    found = index.rows("SELECT r.printed, r.benchmark, r.read FROM results r WHERE r.source = 'moss-2024-birds'")
    assert found == [("50", "pecks", 0)]
