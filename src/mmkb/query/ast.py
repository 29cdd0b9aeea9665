"""What a query says, as a tree: free of fields, types and storage.

`str(query)` writes the tree as query text again: `parse(str(query)) == query` for whatever `parse` returns. Nodes are
equal when they say the same, wherever they stand: a span does not count.
"""

from __future__ import annotations

import re

from mmkb.schema.struct import Struct
from mmkb.schema.values import UNKNOWN

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

    Span = tuple[int, int]
    Operator = Literal[":", "=", "!=", "~", ">=", "<=", ">", "<"]
    Amount = Literal["some", "every", "no"]

KEYWORDS = frozenset({"and", "or", "not", "every", "no"})

_NOWHERE: Span = (0, 0)

# What may stand unquoted depends on the place: `a,b` is one word but two items, `a:b` one item but a term.
_BARE_WORD = r'(?!(?i:and|or|not|every|no)\Z)(?![-!])(?:(?!!=)[^\s()":=~<>])+'
_BARE_ITEM = r'(?![=<>])(?:(?!\.\.)[^\s(),"])+'
_BARE_LOW = rf"{_BARE_ITEM}(?<!\.)"
_BARE_HIGH = rf"(?!\.){_BARE_ITEM}"
_BARE_REGEX = r'(?![=<>])[^\s(),"]+'


def quote(value: str) -> str:
    r"""Return `value` as a phrase: in double quotes, with `\` and `"` escaped."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Text(Struct):
    """A word or, when `quoted`, a phrase; never empty."""

    __slots__ = ("quoted", "span", "value")
    __match_args__ = ("value", "quoted")

    def __init__(self, value: str, span: Span = _NOWHERE, *, quoted: bool = False) -> None:
        self.value = value
        self.span = span
        self.quoted = quoted

    def __str__(self) -> str:
        """Return the text as an item of a value."""
        return _write(self, _BARE_ITEM)


class Range(Struct):
    """From `low` to `high`; at least one end is given."""

    __slots__ = ("high", "low", "span")
    __match_args__ = ("low", "high")

    def __init__(self, low: Text | None, high: Text | None, span: Span = _NOWHERE) -> None:
        self.low = low
        self.high = high
        self.span = span

    def __str__(self) -> str:
        """Return `low..high`, an open end being empty."""
        low = "" if self.low is None else _write(self.low, _BARE_LOW)
        high = "" if self.high is None else _write(self.high, _BARE_HIGH)
        return f"{low}..{high}"


Item = Text | Range


class Term(Struct):
    """A field compared with any of `items`; ranges stand only with the operator `:`."""

    __slots__ = ("field", "field_span", "items", "op", "span")
    __match_args__ = ("field", "op", "items")

    def __init__(
        self, field: str, op: Operator, items: tuple[Item, ...], span: Span = _NOWHERE, field_span: Span = _NOWHERE
    ) -> None:
        self.field = field
        self.op: Operator = op
        self.items = items
        self.span = span
        self.field_span = field_span

    def __str__(self) -> str:
        """Return the term as query text: field, operator, items between commas."""
        return f"{self.field}{self.op}{','.join(self._written_items())}"

    def _written_items(self) -> Iterator[str]:
        for item in self.items:
            # Two dots in a regular expression are two dots, not a range.
            yield _write(item, _BARE_REGEX) if self.op == "~" and isinstance(item, Text) else str(item)


class Word(Struct):
    """A word or phrase without a field."""

    __slots__ = ("text",)
    __match_args__ = ("text",)

    def __init__(self, text: Text) -> None:
        self.text = text

    def __str__(self) -> str:
        """Return the word, quoted where it would otherwise read as something else."""
        return _write(self.text, _BARE_WORD)


class Among(Struct):
    """Some, every or none of the rows that `field` leads to, by what `child` says of one and the same of them."""

    __slots__ = ("amount", "child", "field", "field_span")
    __match_args__ = ("amount", "field", "child")

    def __init__(self, amount: Amount, field: str, child: Query, field_span: Span = _NOWHERE) -> None:
        self.amount: Amount = amount
        self.field = field
        self.child = child
        self.field_span = field_span

    def __str__(self) -> str:
        """Return the name and the query in parentheses, behind `every` or `no`."""
        return f"{'' if self.amount == 'some' else f'{self.amount} '}{self.field}:({self.child})"


class Not(Struct):
    """The complement of `child`."""

    __slots__ = ("child",)
    __match_args__ = ("child",)

    def __init__(self, child: Query) -> None:
        self.child = child

    def __str__(self) -> str:
        """Return `not` and the child."""
        return f"not {_group(self.child, And, Or)}"


class And(Struct):
    """All of two or more `children`; an `And` among them is replaced by its own children."""

    __slots__ = ("children",)
    __match_args__ = ("children",)

    def __init__(self, children: Iterable[Query]) -> None:
        self.children = tuple(_flat(children, And))

    def __str__(self) -> str:
        """Return the children between spaces."""
        return " ".join(_group(child, Or) for child in self.children)


class Or(Struct):
    """Any of two or more `children`; an `Or` among them is replaced by its own children."""

    __slots__ = ("children",)
    __match_args__ = ("children",)

    def __init__(self, children: Iterable[Query]) -> None:
        self.children = tuple(_flat(children, Or))

    def __str__(self) -> str:
        """Return the children joined by `or`."""
        return " or ".join(str(child) for child in self.children)


class Everything(Struct):
    """The empty query; it stands alone, never inside another query."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the empty text."""
        return ""


Query = Term | Word | Among | Not | And | Or | Everything


def fields(query: Query) -> Iterator[str]:
    """Yield the names of the fields that a query speaks of, as they are written and as often; `has:NAME` speaks of NAME."""
    match query:
        case Term("has", _, items):
            yield from (item.value for item in items if isinstance(item, Text))
        case Term(field):
            yield field
        case Not(child):
            yield from fields(child)
        case Among(_, field, child):
            yield from (f"{field}.{name}" for name in fields(child))
        case And(children) | Or(children):
            for child in children:
                yield from fields(child)


def terms(query: Query) -> Iterator[Term]:
    """Yield the terms of a query, but for those that are put to the rows that a name leads to."""
    match query:
        case Term():
            yield query
        case Not(child):
            yield from terms(child)
        case And(children) | Or(children):
            for child in children:
                yield from terms(child)


def words(query: Query) -> tuple[str, ...]:
    """Return the words and phrases that a query asks every row to hold."""
    parts = query.children if isinstance(query, And) else (query,)
    return tuple(part.text.value for part in parts if isinstance(part, Word))


def denied(query: Query, *, whole: bool = True) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the fields that a query asks rows to lack something of, as written, with the texts of what; none is anything.

    `whole` is False for what stands under a `not`, where what is asked for is what rows must lack.
    """
    match query:
        case Term("has", _, items) if not whole:
            yield from ((item.value, ()) for item in items if isinstance(item, Text))
        case Term(field, op, items):
            texts = tuple(item.value for item in items if isinstance(item, Text))
            if whole is (op == "!=" or texts == (UNKNOWN,)):
                yield field, tuple(text for text in texts if text != UNKNOWN)
        case Not(child):
            yield from denied(child, whole=not whole)
        case Among(amount, field):
            if whole is (amount == "no"):
                yield field, ()
        case And(children) | Or(children):
            for child in children:
                yield from denied(child, whole=whole)


def _write(text: Text, bare: str) -> str:
    return text.value if not text.quoted and re.fullmatch(bare, text.value) else quote(text.value)


def _flat(children: Iterable[Query], kind: type[And | Or]) -> Iterator[Query]:
    for child in children:
        if isinstance(child, kind):
            yield from child.children
        else:
            yield child


def _group(child: Query, *looser: type[Query]) -> str:
    return f"({child})" if isinstance(child, looser) else str(child)
