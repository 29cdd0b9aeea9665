"""What a query asks of the rows of a table, resolved against the catalogue: columns, values and tables, but no engine.

A condition holds for a row or does not: a comparison with an unknown value does not hold, and `Otherwise` is the plain
complement. `mmkb.query.sql` writes conditions for SQLite.
"""

from __future__ import annotations

from mmkb.schema.struct import Struct

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    Comparison = Literal["=", ">=", ">", "<=", "<"]
    Value = str | int | float


class Compare(Struct):
    """The value of `column` stands in the order `op` to `value`; texts are ordered by code point."""

    __slots__ = ("column", "op", "value")

    def __init__(self, column: str, op: Comparison, value: Value) -> None:
        self.column = column
        self.op = op
        self.value = value


class OneOf(Struct):
    """The value of `column` is one of `values`."""

    __slots__ = ("column", "values")

    def __init__(self, column: str, values: tuple[str, ...]) -> None:
        self.column = column
        self.values = values


class Contains(Struct):
    """The text of `column`, folded unless it is `folded` already, holds the folded `text`."""

    __slots__ = ("column", "folded", "text")

    def __init__(self, column: str, text: str, *, folded: bool = False) -> None:
        self.column = column
        self.text = text
        self.folded = folded


class Matches(Struct):
    """The regular expression `pattern` is found in the text of `column`."""

    __slots__ = ("column", "pattern")

    def __init__(self, column: str, pattern: str) -> None:
        self.column = column
        self.pattern = pattern


class Known(Struct):
    """`column` has a value."""

    __slots__ = ("column",)

    def __init__(self, column: str) -> None:
        self.column = column


class Among(Struct):
    """The value of `column` is found in `key` of those rows of `table` for which `inner` holds."""

    __slots__ = ("column", "inner", "key", "table")

    def __init__(self, column: str, table: str, key: str, inner: Condition) -> None:
        self.column = column
        self.table = table
        self.key = key
        self.inner = inner


class All(Struct):
    """Every one of `parts` holds; of none of them, this does."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Condition, ...]) -> None:
        self.parts = parts


class Either(Struct):
    """One of `parts` holds at least; of none of them, this does not."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Condition, ...]) -> None:
        self.parts = parts


class Otherwise(Struct):
    """`part` does not hold."""

    __slots__ = ("part",)

    def __init__(self, part: Condition) -> None:
        self.part = part


Condition = Compare | OneOf | Contains | Matches | Known | Among | All | Either | Otherwise


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Return the condition that all hold, each asked once."""
    parts = tuple(dict.fromkeys(conditions))
    return parts[0] if len(parts) == 1 else All(parts)


def either(conditions: Iterable[Condition]) -> Condition:
    """Return the condition that one holds at least, each asked once."""
    parts = tuple(dict.fromkeys(conditions))
    return parts[0] if len(parts) == 1 else Either(parts)
