"""A condition as SQL for the index. Text of the user's reaches SQL as bound parameters only."""

from __future__ import annotations

import sqlite3

from mmkb.errors import QueryError
from mmkb.index.tables import quoted
from mmkb.query.condition import All, Among, Compare, Contains, Either, Known, Matches, OneOf, Otherwise
from mmkb.query.resolve import resolve
from mmkb.schema.struct import Struct

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.query.condition import Condition

_SHORT = 1_000
_FEW = 4
"""SQL up to this length, with so many selections in it, is within all limits of SQLite; other is tried before it is used."""
_MOST_SQL = 200_000
"""Longer SQL is not tried: SQLite's work grows with the square of the number of subqueries."""


class Sql(Struct):
    """An SQL expression over the row alias `t`, with its parameters."""

    __slots__ = ("parameters", "sql")

    def __init__(self, sql: str, parameters: tuple[object, ...] = ()) -> None:
        self.sql = sql
        self.parameters = parameters


def compile_query(index: Index, kind: str, text: str) -> Sql:
    """Return the SQL of the condition that `text` puts on the rows of `kind`.

    Raises QueryError as `resolve` does, and for a query that is too long or too deep for SQLite.
    """
    try:
        return where(index, kind, resolve(index, kind, text), text)
    except RecursionError:
        raise _too_long(text) from None


def where(index: Index, kind: str, condition: Condition, text: str) -> Sql:
    """Return the SQL that finds in `index` the rows of `kind` for which a condition holds that came from the query `text`.

    Raises QueryError for what is too long or too deep for SQLite.
    """
    if index.elsewhere is not None:
        return Sql(*index.elsewhere(kind, condition))
    try:
        compiled = sql_of(condition)
        if len(compiled.sql) > _MOST_SQL:
            raise _too_long(text)
        if len(compiled.sql) > _SHORT or compiled.sql.count("SELECT") > _FEW:
            index.rows(f"EXPLAIN SELECT 1 FROM {quoted(kind)} t WHERE {compiled.sql}", compiled.parameters)
    except (RecursionError, sqlite3.OperationalError, sqlite3.DataError):
        raise _too_long(text) from None
    return compiled


def _too_long(text: str) -> QueryError:
    return QueryError("the query is too long or too deeply nested", text, (0, len(text)), "split it")


def sql_of(condition: Condition) -> Sql:
    """Return a condition as SQL."""
    parameters: list[object] = []
    return Sql(_written(condition, parameters), tuple(parameters))


def _written(condition: Condition, parameters: list[object]) -> str:
    """Return the SQL of a condition, and put its parameters behind those that are there."""
    match condition:
        case Compare():
            parameters.append(condition.value)
            return f"t.{quoted(condition.column)} {condition.op} ?"
        case OneOf():
            parameters.extend(condition.values)
            return f"t.{quoted(condition.column)} IN ({', '.join('?' * len(condition.values))})"
        case Contains():
            parameters.append(condition.text)
            column = f"t.{quoted(condition.column)}"
            return f"instr({column if condition.folded else f'fold({column})'}, ?) > 0"
        case Matches():
            parameters.append(condition.pattern)
            return f"matches(?, t.{quoted(condition.column)})"
        case Known():
            return f"t.{quoted(condition.column)} IS NOT NULL"
        case Among():
            found = f"SELECT t.{quoted(condition.key)} FROM {quoted(condition.table)} t"
            where = f"WHERE {_written(condition.inner, parameters)}"
            return f"t.{quoted(condition.column)} IN ({found} {where})"
        case All():
            return _tree("AND", [_written(part, parameters) for part in condition.parts] or ["1"])
        case Either():
            return _tree("OR", [_written(part, parameters) for part in condition.parts] or ["0"])
        case Otherwise():
            return f"({_written(condition.part, parameters)}) IS NOT TRUE"


def _tree(word: str, parts: list[str]) -> str:
    """Return a balanced tree: SQLite refuses expressions deeper than 1,000, and a plain chain is as deep as it is long."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return f"({_tree(word, parts[:middle])} {word} {_tree(word, parts[middle:])})"
