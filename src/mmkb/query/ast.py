"""What a query says, as a tree: free of fields, types and storage.

`str(query)` writes the tree as query text again: `parse(str(query)) == query` for whatever `parse` returns.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
Operator = Literal[":", "=", "!=", "~", ">=", "<=", ">", "<"]

KEYWORDS = frozenset({"and", "or", "not"})

_NOWHERE: Span = (0, 0)

# What may stand unquoted depends on the place: `a,b` is one word but two items, `a:b` one item but a term.
_BARE_WORD = re.compile(r'(?!(?i:and|or|not)\Z)(?![-!])(?:(?!!=)[^\s()":=~<>])+')
_BARE_ITEM = re.compile(r'(?![=<>])(?:(?!\.\.)[^\s(),"])+')
_BARE_LOW = re.compile(rf"{_BARE_ITEM.pattern}(?<!\.)")
_BARE_HIGH = re.compile(rf"(?!\.){_BARE_ITEM.pattern}")
_BARE_REGEX = re.compile(r'(?![=<>])[^\s(),"]+')


def quote(value: str) -> str:
    r"""Return `value` as a phrase: in double quotes, with `\` and `"` escaped."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True, slots=True)
class Text:
    """A word or, when `quoted`, a phrase; never empty."""

    value: str
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)
    quoted: bool = False

    def __str__(self) -> str:
        """Return the text as an item of a value."""
        return _write(self, _BARE_ITEM)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`; at least one end is given."""

    low: Text | None
    high: Text | None
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)

    def __str__(self) -> str:
        """Return `low..high`, an open end being empty."""
        low = "" if self.low is None else _write(self.low, _BARE_LOW)
        high = "" if self.high is None else _write(self.high, _BARE_HIGH)
        return f"{low}..{high}"


Item = Text | Range


@dataclass(frozen=True, slots=True)
class Term:
    """A field compared with any of `items`; ranges stand only with the operator `:`."""

    field: str
    op: Operator
    items: tuple[Item, ...]
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)
    field_span: Span = dataclasses.field(default=_NOWHERE, compare=False)

    def __str__(self) -> str:
        """Return the term as query text: field, operator, items between commas."""
        return f"{self.field}{self.op}{','.join(self._written_items())}"

    def _written_items(self) -> Iterator[str]:
        for item in self.items:
            # Two dots in a regular expression are two dots, not a range.
            yield _write(item, _BARE_REGEX) if self.op == "~" and isinstance(item, Text) else str(item)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase without a field."""

    text: Text

    def __str__(self) -> str:
        """Return the word, quoted where it would otherwise read as something else."""
        return _write(self.text, _BARE_WORD)


@dataclass(frozen=True, slots=True)
class Not:
    """The complement of `child`."""

    child: Query

    def __str__(self) -> str:
        """Return `not` and the child."""
        return f"not {_group(self.child, And, Or)}"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more `children`; an `And` among them is replaced by its own children."""

    children: tuple[Query, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "children", tuple(_flat(self.children, And)))

    def __str__(self) -> str:
        """Return the children between spaces."""
        return " ".join(_group(child, Or) for child in self.children)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more `children`; an `Or` among them is replaced by its own children."""

    children: tuple[Query, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "children", tuple(_flat(self.children, Or)))

    def __str__(self) -> str:
        """Return the children joined by `or`."""
        return " or ".join(str(child) for child in self.children)


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query; it stands alone, never inside another query."""

    def __str__(self) -> str:
        """Return the empty text."""
        return ""


Query = Term | Word | Not | And | Or | Everything


def _write(text: Text, bare: re.Pattern[str]) -> str:
    return text.value if not text.quoted and bare.fullmatch(text.value) else quote(text.value)


def _flat(children: Iterable[Query], kind: type[And | Or]) -> Iterator[Query]:
    for child in children:
        if isinstance(child, kind):
            yield from child.children
        else:
            yield child


def _group(child: Query, *looser: type[Query]) -> str:
    return f"({child})" if isinstance(child, looser) else str(child)
