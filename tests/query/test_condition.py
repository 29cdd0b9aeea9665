"""What a condition is, apart from the query that it came from."""

from __future__ import annotations

import pytest

from mmkb.index.index import Index
from mmkb.query.condition import All, Among, Compare, Either, Known, Otherwise, all_of, either
from mmkb.query.resolve import resolve
from mmkb.query.sql import sql_of

HEAVY, LIGHT = Compare("params", ">", 10), Compare("params", "<=", 10)


@pytest.mark.parametrize(
    ("condition", "sql"),
    [
        (all_of([HEAVY]), 't."params" > ?'),
        (all_of([HEAVY, HEAVY]), 't."params" > ?'),
        (either([]), "0"),
        (all_of([]), "1"),
        (All((HEAVY, LIGHT, Known("name"))), '(t."params" > ? AND (t."params" <= ? AND t."name" IS NOT NULL))'),
        (Otherwise(Either((HEAVY, LIGHT))), '((t."params" > ? OR t."params" <= ?)) IS NOT TRUE'),
        (
            Among("rid", "refs", "target", Known("value")),
            't."rid" IN (SELECT t."target" FROM "refs" t WHERE t."value" IS NOT NULL)',
        ),
    ],
)
def test_conditions_are_written(condition: All, sql: str) -> None:
    assert sql_of(condition).sql == sql


def test_an_unknown_value_is_in_the_complement_of_both(birds: Index) -> None:
    known = sql_of(Known("params"))
    sides = [sql_of(Otherwise(one)) for one in (HEAVY, LIGHT)]
    unknown, *others = (
        {id_ for (id_,) in birds.rows(f"SELECT id FROM models t WHERE {side.sql}", side.parameters)}
        for side in (sql_of(Otherwise(Known("params"))), *sides)
    )
    assert known
    assert unknown
    assert all(unknown <= other for other in others)


@pytest.mark.parametrize("same", [("heron or heron", "heron"), ("id:heron,heron", "id:heron"), ("HERON", "heron")])
def test_what_says_the_same_is_one_condition(same: tuple[str, str], birds: Index) -> None:
    one, other = (resolve(birds, "models", text) for text in same)
    assert one == other
    assert hash(one) == hash(other)
