"""One value of a term, by the type of its field, as a condition on a column."""

from __future__ import annotations

import re

from mmkb.errors import QueryError, did_you_mean
from mmkb.query.ast import Range, Text
from mmkb.query.condition import Among, Compare, Contains, Matches, OneOf, all_of, either
from mmkb.schema.field import NUMERIC
from mmkb.schema.text import fold
from mmkb.schema.values import period_span, quantity
from mmkb.suggest import near

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from mmkb.index.index import Index
    from mmkb.query.ast import Item
    from mmkb.query.condition import Condition
    from mmkb.schema.field import Field

    T = TypeVar("T")

ENDS = ("first", "last")
TRUTH = {"yes": 1, "true": 1, "no": 0, "false": 0}
_ELSEWHERE = 3
"""Fields that are named because they have the word which another has not."""


class Values:
    """Resolves values of the query `text`; every method raises QueryError for one that its field cannot take."""

    def __init__(self, index: Index, text: str) -> None:
        self.index = index
        self.text = text

    def value(self, field: Field, op: str, item: Item, column: str, *, rival: bool = False) -> Condition:
        """Resolve one item for the values in `column`; those of rivals are ids where the field is a reference."""
        if field.type == "date":
            if rival:
                return self._date(op, item, column, *ENDS)
            ends = (column, column) if field.many else (f"{field.path}:{end}" for end in ENDS)
            return self._date(op, item, column, *ends)
        if field.type in NUMERIC:
            return self._number(op, item, column)
        assert isinstance(item, Text)
        match field.type:
            case "bool":
                return Compare(column, "=", self._truth(field, item))
            case "enum":
                return self._enum(field, item, column)
            case "ref":
                return self._reference(field, op, item, column, rival=rival)
        if op == "~":
            return Matches(column, self._pattern(item))
        if op == "=":
            return Compare(column, "=", item.value)
        if field.type == "id":
            of_release = ("release",) if field.path == "id" and field.kind == "models" else ()
            return either(Compare(name, "=", item.value.lower()) for name in (column, *of_release))
        return Contains(column, fold(item.value))

    def _enum(self, field: Field, item: Text, column: str) -> Condition:
        value = item.value.lower()
        if value in field.groups:
            return OneOf(column, field.groups[value])
        if value not in field.values:
            words = (*field.values, *field.groups)
            elsewhere = [
                f"{other.name}:{value}"
                for other in self.index.fields(field.kind).all
                if value in other.values or value in other.groups
            ]
            close = did_you_mean([*near(value, words), *elsewhere[:_ELSEWHERE]])
            hint = f"one of: {', '.join(words)}"
            raise QueryError(
                f"{item.value!r} is not in the vocabulary of {field.name!r}",
                self.text,
                item.span,
                f"{close}\n{hint}" if close else hint,
            )
        return Compare(column, "=", value)

    def _reference(self, field: Field, op: str, item: Text, column: str, *, rival: bool) -> Condition:
        if op == "~":
            return Matches(column, self._pattern(item))
        known = field.target or "*"
        if not self.index.knows(known, item.value) and not self.index.refers(field.path, item.value):
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
                return Compare(column, "=", item.value)
            return OneOf(column, tuple(self.index.called(item.value)))
        if op == "=":
            named = all_of((Compare("field", "=", field.path), Compare("value", "=", item.value)))
            return Among("rid", "refs", "rid", named)
        return Compare(column, "=", fold(item.value))

    def _number(self, op: str, item: Item, column: str) -> Condition:
        if isinstance(item, Range):
            low, high = (self._quantity(end) if end else None for end in (item.low, item.high))
            if low is not None and high is not None and low > high:
                raise self._backwards(item)
            parts = [Compare(column, ">=", low)] if low is not None else []
            parts += [Compare(column, "<=", high)] if high is not None else []
            return all_of(parts)
        order: Any = "=" if op == ":" else op
        return Compare(column, order, self._quantity(item))

    def _date(self, op: str, item: Item, column: str, first: str, last: str) -> Condition:
        """Compare by precision: a date lies in a range when all the days that it may be do."""
        if isinstance(item, Range):
            low, high = (self._day(end) if end else None for end in (item.low, item.high))
            if low and high and low[0] > high[1]:
                raise self._backwards(item)
            parts = [Compare(first, ">=", low[0])] if low else []
            parts += [Compare(last, "<=", high[1])] if high else []
            return all_of(parts)
        start, end = self._day(item)
        match op:
            case ">=":
                return Compare(first, ">=", start)
            case ">":
                return Compare(first, ">", end)
            case "<=":
                return Compare(last, "<=", end)
            case "<":
                return Compare(last, "<", start)
            case "=":
                return Compare(column, "=", item.value)
        return all_of((Compare(first, ">=", start), Compare(last, "<=", end)))

    def _backwards(self, item: Range) -> QueryError:
        return QueryError(
            f"the range {item} ends before it begins", self.text, item.span, f"write {item.high}..{item.low}"
        )

    def _quantity(self, text: Text) -> int | float:
        return self._converted(text, _signed)

    def _day(self, text: Text) -> tuple[str, str]:
        return self._converted(text, period_span, "or a quarter, as in 2023-Q3")

    def _converted(self, text: Text, convert: Callable[[str], T], hint: str | None = None) -> T:
        try:
            return convert(text.value)
        except ValueError as problem:
            raise QueryError(str(problem), self.text, text.span, hint) from None

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


def _signed(text: str) -> int | float:
    """Return a number as people type it: with a sign, with a small letter behind it, as a power of ten."""
    if text.startswith("-"):
        return -_signed(text[1:])
    large = re.sub(r"(?<=[0-9])[mbt]$", lambda small: small[0].upper(), text)
    return quantity(re.sub(r"^10\^(?=[0-9])", "1e", large))
