"""A condition as an Ibis expression, the same for every engine.

Four rules keep engines of one mind: an unknown value is filled before anything is negated, membership is asked of child
rows, a date is compared by its first and last day, and no prefix function is used, for engines disagree on `%` in it.
Text is compared in columns that were folded when the tables were written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, or_
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Table

from mmkb.query.condition import (
    All,
    Among,
    Compare,
    Condition,
    Contains,
    Either,
    Known,
    Matches,
    OneOf,
    Otherwise,
)

Tables = Callable[[str], Table]
"""The table of an engine that is called so in the index."""
FOLDED = "folded"
_ORDER: Mapping[str, Callable[[Any, Any], Any]] = {"=": eq, ">=": ge, ">": gt, "<=": le, "<": lt}


def folded(column: str) -> str:
    """Return the name of the column that holds the folded text of `column`."""
    return f"{column}:{FOLDED}"


def matching(tables: Tables, table: str, condition: Condition) -> Table:
    """Return the rows of a table for which a condition holds."""
    rows = tables(table)
    return rows.filter(_holds(tables, rows, condition))


def _holds(tables: Tables, rows: Table, condition: Condition) -> BooleanValue:
    match condition:
        case Compare():
            return _known_true(_ORDER[condition.op](rows[condition.column], condition.value))
        case OneOf():
            return _known_true(rows[condition.column].isin(condition.values)) if condition.values else _always(False)
        case Contains():
            name = condition.column if condition.folded else folded(condition.column)
            return _known_true(rows[name].contains(condition.text))
        case Matches():
            return _known_true(rows[condition.column].re_search(condition.pattern))
        case Known():
            return rows[condition.column].notnull()
        case Among():
            found = matching(tables, condition.table, condition.inner)
            keys = found[condition.key]
            return _known_true(rows[condition.column].isin(found.filter(keys.notnull())[condition.key]))
        case All():
            return reduce(and_, (_holds(tables, rows, part) for part in condition.parts), _always(True))
        case Either():
            return reduce(or_, (_holds(tables, rows, part) for part in condition.parts), _always(False))
        case Otherwise():
            return ~_holds(tables, rows, condition.part)


def _known_true(expression: BooleanValue) -> BooleanValue:
    return expression.fill_null(False)


def _always(truth: bool) -> BooleanValue:
    return ibis.literal(truth)
