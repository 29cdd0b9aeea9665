"""The same query gives the same rows on the embedded index, DuckDB, PostgreSQL and Spark."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mmkb.engines.connect import Engine, engine
from mmkb.engines.expression import matching
from mmkb.errors import QueryError
from mmkb.index.index import Index
from mmkb.index.tables import link, linked, quoted
from mmkb.query.ast import quote
from mmkb.query.resolve import resolve
from mmkb.query.sql import sql_of
from mmkb.schema.field import ORDERED, Field

QUERIES = int(os.environ.get("MMKB_EXAMPLES", "400"))
"""How many queries each engine answers; Spark, which needs a second for one, a tenth of them."""
_REFERRING = {
    "models": ("stages", "results", "variants", "backbone"),
    "benchmarks": ("results",),
    "sources": ("models",),
}


@pytest.fixture(scope="session")
def duckdb(tables: Path) -> Iterator[Engine]:
    opened = engine(None, str(tables))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres(address: str) -> Iterator[Engine]:
    opened = engine(None, address)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def spark(tables: Path) -> Iterator[Engine]:
    if shutil.which("java") is None:
        pytest.skip("Java is not installed; CI installs it")
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    session = builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    yield engine("spark", str(tables))
    session.stop()


def terms(index: Index, kind: str) -> list[str]:
    """Return a term or more for each field of a kind and each of its operators, with values that the rows have."""
    return [term for field in index.fields(kind).all for term in _of_field(index, field)]


def _of_field(index: Index, field: Field) -> Iterator[str]:
    yield from (f"has:{field.path}", f"{field.path}:undisclosed", f"{field.path}:unknown")
    table, column = (link(field), "value") if linked(field) else (field.kind, field.path)
    values = index.rows(
        f"SELECT DISTINCT {quoted(column)} FROM {quoted(table)} WHERE {quoted(column)} IS NOT NULL LIMIT 3"
    )
    texts = [("no", "yes")[int(value)] if field.type == "bool" else str(value) for (value,) in values]
    for text in texts:
        for op in field.operators.split():
            if op == "..":
                yield from (f"{field.path}:{quote(text)}..", f"{field.path}:..{quote(text)}")
            elif op == "~":
                yield from (f"{field.path}~{quote(text[:2].replace('+', '.'))}", f"{field.path}~{quote('^[a-m].*e')}")
            else:
                yield f"{field.path}{op}{quote(text)}"
    if field.type in ORDERED and len(texts) > 1:
        low, high = sorted(texts[:2], key=lambda text: (len(text), text))
        yield f"{field.path}:{quote(low)}..{quote(high)}"
    if len(texts) > 1:
        yield f"{field.path}:{','.join(map(quote, texts))}"


@cache
def queries(index: Index) -> list[tuple[str, str]]:
    """Return kinds and queries: every term alone, then terms joined, denied, and put to other rows."""
    picked = random.Random(7)
    by_kind = {kind: terms(index, kind) for kind in index.kinds() if ":" not in kind}
    found = [(kind, term) for kind, known in by_kind.items() for term in known]
    picked.shuffle(found)
    joined = []
    for _ in range(3 * QUERIES):
        kind = picked.choice(["models", "models", *by_kind])
        a, b, c = (picked.choice(by_kind[kind]) for _ in range(3))
        forms = [
            f"{a} {b}",
            f"{a} or {b}",
            f"not {a}",
            f"not ({a} or {b}) {c}",
            f"({a} or not {b}) {c}",
            a.partition(":")[2],
        ]
        for name in _REFERRING.get(kind, ()):
            inner = picked.choice(by_kind.get(name, by_kind["models"]))
            forms += [f"{amount}{name}:({inner})" for amount in ("", "every ", "no ")]
        if kind == "models":
            forms += [f"said.{a}", f"backbone.{a}", "score.pecks-val:50..", "disputed:training", "heron or wren"]
        joined.append((kind, picked.choice(forms)))
    return [query for pair in zip(found, joined, strict=False) for query in pair]


def rows_here(index: Index, kind: str, text: str) -> tuple[Any, list[int]] | None:
    """Return the condition of a query and the rows that satisfy it; None where it is no query."""
    try:
        condition = resolve(index, kind, text)
    except QueryError:
        return None
    sql = sql_of(condition)
    found = index.rows(f"SELECT t.rid FROM {quoted(kind)} t WHERE {sql.sql} ORDER BY t.rid", sql.parameters)
    return condition, [rid for (rid,) in found]


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("duckdb", 1),
        ("postgres", 1),
        # PySpark 4.0 hands rows over in ways that pandas 3 calls old.
        pytest.param("spark", 10, marks=pytest.mark.filterwarnings("ignore")),
    ],
)
def test_every_engine_finds_the_same_rows(name: str, share: int, birds: Index, request: pytest.FixtureRequest) -> None:
    opened: Engine = request.getfixturevalue(name)
    asked = found_some = 0
    for kind, text in queries(birds):
        answer = rows_here(birds, kind, text)
        if answer is None:
            continue
        condition, expected = answer
        found = matching(opened, kind, condition).select("rid").to_pyarrow().column(0).to_pylist()
        assert sorted(found) == expected, (kind, text)
        asked += 1
        found_some += bool(expected)
        if asked == QUERIES // share:
            break
    assert asked == QUERIES // share
    assert found_some > asked / 4, "queries that find nothing show little"
