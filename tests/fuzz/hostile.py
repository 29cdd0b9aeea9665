"""What the fuzz tests are made of: hostile texts, values, tables and references; how many examples each test tries."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from mmkb.views.reference import About, Reference
from mmkb.views.table import UNKNOWN, Cell, Column, Page, Scalar, Table

if TYPE_CHECKING:
    from mmkb.schema.field import FieldType

E = TypeVar("E", bound=Exception)
T = TypeVar("T")

EXAMPLES = int(os.environ.get("MMKB_FUZZ_EXAMPLES", "200"))
"""How many examples a test tries; `make fuzz` sets it."""

FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def outcome(error: type[E], call: Callable[[], T]) -> T | E:
    """Return what `call` returns, or the `error` that it raises; any other exception is a failure."""
    try:
        return call()
    except error as raised:
        return raised


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def from_json(text: str) -> Any:
    """Return what a text of JSON holds; infinities and the like are none."""
    return json.loads(text, parse_constant=_refuse)


SPECIAL = (
    *"\t\n\r\\\"',;|*_`<>[](){}&#~=+-@%$^°≠?!:./ \0\x07\x1b\x7f\x85\xa0\u00ad\u200b\u202e\u2028\u2066\u3000\ufeffé語😀＝",
    *("\r\n", "\n\n", "e\u0301", "👩‍👩‍👧", "ﷺ", "İ", "ß"),
    *("]]>", "</script>", "<img src=x onerror=y>", "javascript:x", "&amp;", "&#0;", "-->", "```", "$$", "@{", "%\n"),
    *("\\input{x}", "\\end{tabular}", "},x={", "\\n", "\\x1b", "{{", "${x}", "#{x}", "%s", "{0}", "[bold]", "[/bold]"),
    *(
        "=1+1",
        "@SUM(1)",
        "+1",
        "-1",
        "00",
        "1e999",
        "NaN",
        "Infinity",
        "null",
        "true",
        "no",
        "~",
        "---",
        "...",
        "..",
        "-- ",
    ),
    *("\x1b]0;x\x07", "\x1b[2J", "::error::", "ER  -", "TY  - X"),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.lists(
    st.sampled_from(SPECIAL) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=8
).map("".join)
"""Texts without lone surrogates: nothing that was read as UTF-8 has one."""
WORDS = TEXTS.filter(bool)
DATES = st.sampled_from(["1900", "2023-07", "2024-02-29", "2100-12-31"])

_TYPED: dict[FieldType, st.SearchStrategy[Scalar]] = {
    "text": TEXTS,
    "id": WORDS,
    "ref": WORDS,
    "enum": WORDS,
    "quantity": st.integers(0, 2**63 - 1) | st.floats(0, 1e308),
    "integer": st.integers(-(2**63), 2**63 - 1) | st.floats(1e19, 1e300),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "date": DATES,
    "bool": st.booleans(),
}


@st.composite
def columns(draw: st.DrawFn) -> Column:
    """Draw a column."""
    type_: FieldType = draw(st.sampled_from(list(_TYPED)))
    name = draw(WORDS)
    return Column(name, draw(st.just(name) | TEXTS), type_, draw(st.none() | TEXTS), draw(st.booleans()))


@st.composite
def cells(draw: st.DrawFn, column: Column, keys: tuple[str, ...]) -> Cell:
    """Draw a cell of a column, with some of `keys` as its sources."""
    sources = tuple(draw(st.lists(st.sampled_from(keys), max_size=2, unique=True))) if keys else ()
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return UNKNOWN
    marks = draw(st.tuples(st.booleans(), st.booleans()))
    if kind == 1:
        return Cell(
            None, draw(st.sampled_from(["undisclosed", "not-stated", "not-applicable"])), *marks, sources=sources
        )
    values = _TYPED[column.type] | (st.sampled_from(keys) if keys and column.type == "ref" else st.nothing())
    many = st.lists(values, min_size=1, max_size=3).map(tuple)
    value: Scalar | tuple[Scalar, ...] = draw(many if column.many else values)
    return Cell(value, "known", *marks, shown=draw(st.none() | st.none() | TEXTS), sources=sources)


@st.composite
def references(draw: st.DrawFn, key: str | None = None) -> Reference:
    """Draw a document, whose fields are as hostile as a text can be; year and dates are checked on reading."""
    texts = {name: draw(st.none() | TEXTS) for name in ("venue", "arxiv", "doi", "url", "repository", "revision")}
    return Reference(
        key or draw(st.from_regex(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", fullmatch=True)),
        draw(st.sampled_from(["paper", "report", "web", "repository", "card", "book", "dataset", "license"])),
        draw(TEXTS),
        tuple(draw(st.lists(TEXTS | st.tuples(TEXTS, TEXTS).map(", ".join), max_size=4))),
        draw(st.booleans()),
        draw(st.none() | st.integers(1900, 2100)),
        draw(st.none() | DATES),
        **texts,
        accessed=draw(st.none() | DATES),
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw a table in which every text is hostile."""
    keys = tuple(draw(st.lists(st.sampled_from(["a-2023", "b.2", "c"]), max_size=3, unique=True)))
    heads = tuple(draw(st.lists(columns(), min_size=1, max_size=4, unique_by=lambda column: column.name)))
    row = st.tuples(*(cells(column, keys) for column in heads))
    rows = tuple(draw(st.lists(row, max_size=3)))
    return Table(
        draw(TEXTS),
        heads,
        rows,
        len(rows) + draw(st.integers(0, 9)),
        draw(st.none() | TEXTS),
        tuple(draw(st.lists(TEXTS, max_size=2))),
        draw(st.sampled_from(["", "models", "results", "sources"])),
        draw(TEXTS),
        draw(st.integers(0, len(heads) - 1)),
        draw(TEXTS),
        draw(st.sampled_from(["none", "rows", "cells"])),
        tuple(draw(references(key)) for key in keys),
        draw(st.none() | st.builds(About, TEXTS, TEXTS, st.none() | DATES, st.none() | TEXTS, st.none() | TEXTS)),
    )


PAGES = st.builds(Page, TEXTS, st.lists(TEXTS, max_size=3).map(tuple), st.lists(tables(), max_size=2).map(tuple), TEXTS)
