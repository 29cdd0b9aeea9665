from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.corpus.finding import Finding, Place
from mmkb.corpus.locate import locate, located
from mmkb.corpus.yaml_text import MAX_DEPTH

RECORD = """\
# a record
id: x
variants:
  - name: small
    'params': 3
  -
    name: large
    sources: [{url: é, page: 3}, {url: b}]
empty:
last: 1
""".encode()


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (2, 1)),
        (("id",), (2, 1)),
        (("variants",), (3, 1)),
        (("variants", 0), (4, 5)),
        (("variants", 0, "name"), (4, 5)),
        (("variants", 0, "params"), (5, 5)),
        (("variants", 1), (7, 5)),
        (("variants", 1, "sources", 0, "page"), (8, 24)),
        (("variants", 1, "sources", 1), (8, 34)),
        (("empty",), (9, 1)),
        (("variants", 1, "params"), (7, 5)),
        (("variants", 7, "name"), (3, 1)),
        (("variants", "name"), (3, 1)),
        (("missing", 0), (2, 1)),
        (("last", "below", "a", "scalar"), (10, 1)),
    ],
)
def test_locate(path: Place, place: tuple[int, int]) -> None:
    assert locate(RECORD, [path]) == {path: place}


def test_all_places_are_located_at_once() -> None:
    paths = [(), ("id",), ("variants", 0, "params"), ("missing",)]
    assert locate(RECORD, paths) == {path: locate(RECORD, [path])[path] for path in paths}
    assert locate(RECORD, []) == {}


def test_only_findings_without_line_and_column_are_located(monkeypatch: pytest.MonkeyPatch) -> None:
    placed = Finding("m.yaml", 7, 8, "MM002", "x")
    wanting = Finding("m.yaml", 1, 1, "MM101", "x" * 5000, "y" * 5000, ("last",))
    first, second = located(RECORD, [placed, wanting])
    assert first == placed
    assert (second.line, second.column, second.place) == (10, 1, None)
    assert len(second.message) == len(second.hint or "") == 1000
    monkeypatch.setattr("mmkb.corpus.locate.events", lambda text: pytest.fail("parsed for nothing"))
    assert located(RECORD, [placed]) == [placed]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\na: [",
        b"\n\na: \xff",
        b"\n\na: \0",
        b"\n\n? [a]\n: b",
        b"\n\n%YAML 1.2\n",
        b"\n\n" + b"[" * 1_000_000,
        b"\n\n" + b"- " * 1_000_000,
    ],
)
def test_what_cannot_be_parsed_is_at_its_beginning(data: bytes) -> None:
    assert locate(data, [("a",), ()]) == {("a",): (1, 1), (): (1, 1)}


def test_byte_order_mark_takes_no_column() -> None:
    assert locate(b"\xef\xbb\xbf{a: 1, b: 2}", [("b",)]) == {("b",): (1, 8)}


def test_whatever_can_be_loaded_can_be_located() -> None:
    data = b"[" * MAX_DEPTH + b"x" + b"]" * MAX_DEPTH
    deepest = (0,) * MAX_DEPTH
    assert locate(data, [deepest]) == {deepest: (1, MAX_DEPTH + 1)}


def test_the_first_of_duplicate_keys_counts() -> None:
    assert locate(b"a:\n  b: 1\na:\n  b: 2\n", [("a", "b")]) == {("a", "b"): (2, 3)}


@given(st.binary() | st.text().map(str.encode), st.lists(st.lists(st.text() | st.integers()).map(tuple)))
def test_locate_never_raises(data: bytes, paths: list[Place]) -> None:
    places = locate(data, paths)
    assert set(places) == set(paths)
    assert all(line >= 1 and column >= 1 for line, column in places.values())
