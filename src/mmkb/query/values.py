"""One value of a term, by the type of its field, as an SQL condition with bound parameters."""

from __future__ import annotations

import re

from mmkb.errors import QueryError, did_you_mean
from mmkb.index.tables import quoted
from mmkb.query.ast import Range, Text
from mmkb.schema.field import NUMERIC
from mmkb.schema.struct import Struct
from mmkb.schema.text import fold
from mmkb.schema.values import date_span, quantity
from mmkb.suggest import near

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from mmkb.index.index import Index
    from mmkb.query.ast import Item
    from mmkb.schema.field import Field

    T = TypeVar("T")

ENDS = ("first", "last")
_CALLED = """
SELECT rows.id FROM names JOIN rows USING (rid) WHERE names.folded = ?
UNION SELECT rows.record FROM names JOIN rows USING (rid) WHERE names.folded = ? AND names.whole
UNION SELECT rows.id FROM models JOIN rows USING (rid) WHERE fold(models.family) = ?
UNION SELECT rows.record FROM models JOIN rows USING (rid) WHERE fold(models.family) = ?
"""
"""The ids of all that is called by a name."""
TRUTH = {"yes": 1, "true": 1, "no": 0, "false": 0}


class Condition(Struct):
    """An SQL expression over the row alias `t`, with its parameters."""

    __slots__ = ("parameters", "sql")

    def __init__(self, sql: str, parameters: tuple[object, ...] = ()) -> None:
        self.sql = sql
        self.parameters = parameters

    def __invert__(self) -> Condition:
        """Return the plain complement: rows for which the expression is not true, unknown values included."""
        return Condition(f"({self.sql}) IS NOT TRUE", self.parameters)


def joined(word: str, conditions: Iterable[Condition]) -> Condition:
    """Return the conditions joined by `AND` or `OR`, each of them once."""
    return _tree(word, list(dict.fromkeys(conditions)))


def _tree(word: str, parts: list[Condition]) -> Condition:
    """Return a balanced tree: SQLite refuses expressions deeper than 1,000, and a plain chain is as deep as it is long."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    left, right = _tree(word, parts[:middle]), _tree(word, parts[middle:])
    return Condition(f"({left.sql} {word} {right.sql})", left.parameters + right.parameters)


class Values:
    """Compiles values of the query `text`; every method raises QueryError for one that its field cannot take."""

    def __init__(self, index: Index, text: str) -> None:
        self.index = index
        self.text = text

    def value(self, field: Field, op: str, item: Item, column: str, *, rival: bool = False) -> Condition:
        """Compile one item for the values in `column`; those of rivals are ids where the field is a reference."""
        if field.type == "date":
            if rival or not field.many:
                ends = ("v.first", "v.last") if rival else tuple(f"t.{quoted(f'{field.path}:{end}')}" for end in ENDS)
            else:
                ends = (column, column)
            return self._date(op, item, column, *ends)
        if field.type in NUMERIC:
            return self._number(op, item, column)
        assert isinstance(item, Text)
        match field.type:
            case "bool":
                return Condition(f"{column} = ?", (self._truth(field, item),))
            case "enum":
                return self._enum(field, item, column)
            case "ref":
                return self._reference(field, op, item, column, rival=rival)
        if op == "~":
            return Condition(f"matches(?, {column})", (self._pattern(item),))
        if op == "=":
            return Condition(f"{column} = ?", (item.value,))
        if field.type == "id":
            extra = " OR t.release = ?" if field.path == "id" and field.kind == "models" else ""
            return Condition(f"({column} = ?{extra})", (item.value.lower(),) * (2 if extra else 1))
        return Condition(f"instr(fold({column}), ?) > 0", (fold(item.value),))

    def _enum(self, field: Field, item: Text, column: str) -> Condition:
        value = item.value.lower()
        if value in field.groups:
            words = field.groups[value]
            return Condition(f"{column} IN ({', '.join('?' * len(words))})", words)
        if value not in field.values:
            words = (*field.values, *field.groups)
            close = did_you_mean(near(value, words))
            hint = f"one of: {', '.join(words)}"
            raise QueryError(
                f"{item.value!r} is not in the vocabulary of {field.name!r}",
                self.text,
                item.span,
                f"{close}\n{hint}" if close else hint,
            )
        return Condition(f"{column} = ?", (value,))

    def _reference(self, field: Field, op: str, item: Text, column: str, *, rival: bool) -> Condition:
        if op == "~":
            return Condition(f"matches(?, {column})", (self._pattern(item),))
        known = field.target or "*"
        if not self.index.knows(known, item.value) and not self._dangling(field, item.value):
            what = "record" if known == "*" else known
            close = did_you_mean(near(item.value, self.index.names(known)))
            raise QueryError(
                f"no {what} called {item.value!r}",
                self.text,
                item.span,
                close or f"`mmkb search {item.value}` may help",
            )
        if rival:
            if op == "=":
                return Condition(f"{column} = ?", (item.value,))
            return Condition(f"{column} IN ({_CALLED})", (fold(item.value),) * 4)
        if op == "=":
            return Condition(
                "rid IN (SELECT refs.rid FROM refs WHERE refs.field = ? AND refs.value = ?)",
                (field.path, item.value),
            )
        return Condition(f"{column} = ?", (fold(item.value),))

    def _dangling(self, field: Field, name: str) -> bool:
        """Return whether some record refers to `name` although there is no such record."""
        return bool(self.index.rows("SELECT 1 FROM refs WHERE field = ? AND value = ? LIMIT 1", (field.path, name)))

    def _number(self, op: str, item: Item, column: str) -> Condition:
        if isinstance(item, Range):
            return _between(column, self._quantity(item.low), self._quantity(item.high))
        return Condition(f"{column} {'=' if op == ':' else op} ?", (self._quantity(item),))

    def _date(self, op: str, item: Item, column: str, first: str, last: str) -> Condition:
        """Compare by precision: a date lies in a range when all the days that it may be do."""
        low, high = (item.low, item.high) if isinstance(item, Range) else (item, item)
        start = self._day(low)[0] if low else None
        end = self._day(high)[1] if high else None
        match op:
            case ">=":
                return Condition(f"{first} >= ?", (start,))
            case ">":
                return Condition(f"{first} > ?", (end,))
            case "<=":
                return Condition(f"{last} <= ?", (end,))
            case "<":
                return Condition(f"{last} < ?", (start,))
            case "=":
                assert isinstance(item, Text)
                return Condition(f"{column} = ?", (item.value,))
        parts = [Condition(f"{first} >= ?", (start,))] if start else []
        parts += [Condition(f"{last} <= ?", (end,))] if end else []
        return joined("AND", parts)

    def _quantity(self, text: Text | None) -> int | float | None:
        return None if text is None else self._converted(text, _signed)

    def _day(self, text: Text) -> tuple[str, str]:
        return self._converted(text, date_span)

    def _converted(self, text: Text, convert: Callable[[str], T]) -> T:
        try:
            return convert(text.value)
        except ValueError as problem:
            raise QueryError(str(problem), self.text, text.span) from None

    def _truth(self, field: Field, item: Text) -> int:
        if item.value.lower() not in TRUTH:
            raise QueryError(f"{field.name!r} is yes or no, not {item.value!r}", self.text, item.span)
        return TRUTH[item.value.lower()]

    def _pattern(self, item: Text) -> str:
        from mmkb.index.pattern import Pattern

        try:
            Pattern(item.value)
        except ValueError as problem:
            message = f"{item.value!r} is no regular expression that can be used: {problem}"
            raise QueryError(message, self.text, item.span, "`mmkb help query` says what can") from None
        return item.value


def _between(column: str, low: float | None, high: float | None) -> Condition:
    parts = [Condition(f"{column} >= ?", (low,))] if low is not None else []
    parts += [Condition(f"{column} <= ?", (high,))] if high is not None else []
    return joined("AND", parts)


def _signed(text: str) -> int | float:
    """Return a number as people type it: with a sign, with a small letter behind it, as a power of ten."""
    if text.startswith("-"):
        return -_signed(text[1:])
    large = re.sub(r"(?<=[0-9])[mbt]$", lambda small: small[0].upper(), text)
    return quantity(re.sub(r"^10\^(?=[0-9])", "1e", large))
