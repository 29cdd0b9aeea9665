"""A relation: one table of a whole knowledge base, typed, with its keys. Formats write a set of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mmkb.views.reference import About

Kind = Literal["integer", "number", "bool", "date", "text"]
Value = str | int | float | bool | date | None
Row = tuple[Value | list[Value], ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of a relation; `many` holds lists, `target` is the relation and the column that its values name.

    `dated` text is a date as far as it is known, of some `partial` ones only the year or the month; `with_days` of the formats
    makes days of it.
    """

    name: str
    kind: Kind
    help: str = ""
    many: bool = False
    target: tuple[str, str] | None = None
    unit: str | None = None
    dated: bool = False
    partial: bool = False

    @property
    def meaning(self) -> str:
        """Return the help with what the values name, and how a date is written."""
        named = f"Names {self.target[0]}/{self.target[1]}." if self.target else ""
        known = "A day, or the month or year where no more is known." if self.dated else ""
        return " ".join(filter(None, (self.help, known, named)))


@dataclass(frozen=True, slots=True)
class Relation:
    """One table: `rows` reads its rows anew at every call, `key` names the columns that tell rows apart."""

    name: str
    help: str
    attributes: tuple[Attribute, ...]
    rows: Callable[[], Iterable[Row]]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole knowledge base as relations, with what is to be said about it."""

    relations: tuple[Relation, ...]
    about: About
    keywords: tuple[str, ...] = field(default=("multimodal", "large language models", "literature", "benchmarks"))
