from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.corpus.locate import locate, locate_all
from mmkb.corpus.strict_yaml import MAX_DEPTH

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
def test_locate(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert locate(RECORD, path) == place
    assert locate(RECORD, list(path)) == place


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
    assert locate(data, ("a",)) == (1, 1)
    assert locate_all(data) == {}


def test_byte_order_mark_takes_no_column() -> None:
    assert locate(b"\xef\xbb\xbf{a: 1, b: 2}", ("b",)) == (1, 8)


def test_whatever_can_be_loaded_can_be_located() -> None:
    data = b"[" * MAX_DEPTH + b"x" + b"]" * MAX_DEPTH
    assert locate(data, (0,) * MAX_DEPTH) == (1, MAX_DEPTH + 1)


def test_the_first_of_duplicate_keys_counts() -> None:
    assert locate(b"a:\n  b: 1\na:\n  b: 2\n", ("a", "b")) == (2, 3)


def test_locate_all_lists_parents_first() -> None:
    assert list(locate_all(b"a: [x, {b: y}]").items()) == [
        ((), (1, 1)),
        (("a",), (1, 1)),
        (("a", 0), (1, 5)),
        (("a", 1), (1, 8)),
        (("a", 1, "b"), (1, 9)),
    ]


@given(st.binary() | st.text().map(str.encode), st.lists(st.text() | st.integers()))
def test_locate_never_raises(data: bytes, path: list[str | int]) -> None:
    line, column = locate(data, path)
    assert line >= 1
    assert column >= 1
