"""From the tree of a query to SQL for the index. Text of the user's reaches SQL as bound parameters only."""

from __future__ import annotations

import re
import sqlite3
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from mmkb.errors import QueryError, did_you_mean
from mmkb.index.index import Index
from mmkb.index.tables import link, linked, quoted
from mmkb.query.ast import And, Everything, Item, Not, Or, Query, Range, Span, Term, Text, Word
from mmkb.query.parse import parse
from mmkb.schema.field import NUMERIC, ORDERED, Field
from mmkb.schema.text import fold
from mmkb.schema.values import ABSENT, date_span, quantity
from mmkb.suggest import near

T = TypeVar("T")
_SHORT = 1_000
"""SQL up to this length is within all limits of SQLite; what is longer is tried before it is used."""
TRUTH = {"yes": 1, "true": 1, "no": 0, "false": 0}
_LONGEST = 4
"""No field's path has more parts."""
SPECIAL = ("has", "score")
"""Fields of the language itself: `has:FIELD` and, for models, `score.BENCHMARK`."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression over the row alias `t`, with its parameters."""

    sql: str
    parameters: tuple[object, ...] = ()

    def __invert__(self) -> Condition:
        """Return the plain complement: rows for which the expression is not true, unknown values included."""
        return Condition(f"({self.sql}) IS NOT TRUE", self.parameters)


def joined(word: str, conditions: Iterable[Condition]) -> Condition:
    """Return the conditions joined by `AND` or `OR`."""
    parts = list(conditions)
    if len(parts) == 1:
        return parts[0]
    # A balanced tree: SQLite refuses expressions deeper than 1,000, and a plain chain is as deep as it is long.
    middle = len(parts) // 2
    left, right = joined(word, parts[:middle]), joined(word, parts[middle:])
    return Condition(f"({left.sql} {word} {right.sql})", left.parameters + right.parameters)


def compile_query(index: Index, kind: str, text: str) -> Condition:
    """Return the condition that `text` puts on the rows of `kind`.

    Raises QueryError for a query that cannot be parsed, an unknown field or value, or a value of the wrong type.
    """
    try:
        condition = _Compiler(index, kind, text).query(parse(text))
        if len(condition.sql) > _SHORT:
            index.rows(f"EXPLAIN SELECT 1 FROM {quoted(kind)} t WHERE {condition.sql}", condition.parameters)
    except (RecursionError, sqlite3.OperationalError, sqlite3.DataError):
        raise QueryError("the query is too long or too deeply nested", text, (0, len(text)), "split it") from None
    return condition


@dataclass(frozen=True, slots=True)
class _Compiler:
    index: Index
    kind: str
    text: str

    def query(self, node: Query) -> Condition:
        match node:
            case Everything():
                return Condition("1")
            case And(children):
                return joined("AND", map(self.query, children))
            case Or(children):
                return joined("OR", map(self.query, children))
            case Not(child):
                return ~self.query(child)
            case Word(text):
                return Condition("instr(t.words, ?) > 0", (fold(text.value),))
            case Term():
                return self.term(node)

    def term(self, term: Term) -> Condition:
        name = term.field.lower().replace("-", "_")
        if name == "has":
            if term.op not in (":", "="):
                span = (term.field_span[1], term.field_span[1] + len(term.op))
                raise QueryError(f"has: has no {term.op!r}", self.text, span, f"write: not has:{term.items[0]}")
            return joined("OR", (self.has(item) for item in term.items))
        if name.startswith("score.") and self.kind == "models":
            return self.score(term)
        return self.on(self.kind, term.field, term)

    def on(self, kind: str, name: str, term: Term) -> Condition:
        """Compile a term for a field of `kind`, following references along a dotted path."""
        field = self.index.fields(kind).get(name)
        if field is not None:
            return self.compare(field, term)
        head, rest = self.split(kind, name, term)
        assert head.target is not None
        inner = self.on(head.target, rest, term)
        return Condition(
            f"t.rid IN (SELECT refs.rid FROM refs JOIN {quoted(head.target)} t ON t.rid = refs.target "
            f"WHERE refs.field = ? AND {inner.sql})",
            (head.path, *inner.parameters),
        )

    def split(self, kind: str, name: str, term: Term) -> tuple[Field, str]:
        """Split a dotted name into a reference and the field of what it refers to."""
        parts = name.split(".")
        for count in range(min(len(parts) - 1, _LONGEST), 0, -1):
            head = self.index.fields(kind).get(".".join(parts[:count]))
            if head is not None and head.target in (None, "*"):
                message = f"{head.name!r} is no reference to one kind of record, so nothing can follow it"
                raise QueryError(message, self.text, term.field_span)
            if head is not None:
                return head, ".".join(parts[count:])
        raise self.unknown_field(kind, name, term.field_span)

    def unknown_field(self, kind: str, name: str, span: Span) -> QueryError:
        fields = self.index.fields(kind)
        endings = [field.path for field in fields.ending_in(name)]
        if endings:
            return QueryError(f"{name!r} could be {' or '.join(endings)}", self.text, span, "write the longer name")
        if fields.below(name):
            hint = f"name one of its fields: {', '.join(field.name for field in fields.below(name)[:6])}, …"
            return QueryError(f"{name!r} is a group of fields", self.text, span, hint)
        if self.text[span[1] :].startswith("://"):
            return QueryError(
                f"unknown field {name!r} of {kind}",
                self.text,
                span,
                'to search for an address, quote it: "https://…"',
            )
        close = did_you_mean(near(name, [*fields.names(), *SPECIAL]))
        return QueryError(
            f"unknown field {name!r} of {kind}", self.text, span, close or f"`mmkb fields {kind}` lists them"
        )

    def has(self, item: Item) -> Condition:
        """`has:field`: a value is recorded (`undisclosed` and `not-applicable` are none); a group: any of its fields."""
        if isinstance(item, Range):
            raise QueryError("has: takes a field, not a range", self.text, item.span)
        fields = self.index.fields(self.kind)
        below = fields.below(item.value)
        field = None if below else fields.get(item.value)
        if field is None and not below:
            raise self.unknown_field(self.kind, item.value, item.span)
        found = [field] if field is not None else below
        return joined("OR", (Condition(f"t.{quoted(entry.path)} IS NOT NULL") for entry in found))

    def score(self, term: Term) -> Condition:
        """`score.BENCHMARK:60..`: a reported score of the model on a benchmark or an instrument."""
        name = term.field.partition(".")[2]
        if not self.index.knows("benchmarks", name) and not self.index.knows("instruments", name):
            close = near(name, [*self.index.ids("benchmarks"), *self.index.ids("instruments")])
            raise QueryError(
                f"no benchmark or instrument called {name!r}", self.text, term.field_span, did_you_mean(close)
            )
        field = self.index.fields("results").get("score")
        assert field is not None
        inner = self.compare(field, term)
        return Condition(
            "t.rid IN (SELECT refs.target FROM refs JOIN results t ON t.rid = refs.rid WHERE refs.field = 'model' AND t.rid IN "
            '(SELECT rid FROM "results.benchmark" WHERE value = ? UNION SELECT rid FROM "results.instrument" WHERE value = ?) '
            f"AND {inner.sql})",
            (fold(name), fold(name), *inner.parameters),
        )

    def compare(self, field: Field, term: Term) -> Condition:
        """Compile the operator and the values of a term for the type of `field`."""
        if term.op not in field.operators.split():
            raise QueryError(
                f"{field.name!r} is {_article(field.type)}, which has no {term.op!r}",
                self.text,
                (term.field_span[1], term.field_span[1] + len(term.op)),
                f"operators of {field.name}: {field.operators}",
            )
        if term.op == "!=":
            known = Condition(f"t.{quoted(field.path)} IS NOT NULL")
            equal = joined("OR", (self.item(field, "=", item) for item in term.items))
            return joined("AND", (known, ~equal))
        return joined("OR", (self.item(field, term.op, item) for item in term.items))

    def item(self, field: Field, op: str, item: Item) -> Condition:
        if isinstance(item, Text) and item.value.lower() in ABSENT and op in (":", "="):
            return Condition(
                "EXISTS (SELECT 1 FROM facts WHERE facts.rid = t.rid AND facts.field = ? AND facts.status = ?)",
                (field.path, item.value.lower()),
            )
        if isinstance(item, Range) and field.type not in ORDERED:
            raise QueryError(
                f"{field.name!r} is {_article(field.type)}, which has no order",
                self.text,
                item.span,
                "name the values: a,b",
            )
        if field.path == "disputed" and op != "~":
            return self.disputed(item)
        if not linked(field):
            return self.value(field, op, item, f"t.{quoted(field.path)}")
        inner = self.value(field, op, item, "value")
        return Condition(f"t.rid IN (SELECT rid FROM {quoted(link(field))} WHERE {inner.sql})", inner.parameters)

    def disputed(self, item: Item) -> Condition:
        """`disputed:FIELD`, or `disputed:yes|no` for any field."""
        assert isinstance(item, Text)
        if item.value.lower() in TRUTH:
            known = Condition("t.disputed IS NOT NULL")
            return known if TRUTH[item.value.lower()] else ~known
        fields = self.index.fields(self.kind)
        field = fields.get(item.value)
        if field is None and not fields.below(item.value):
            raise self.unknown_field(self.kind, item.value, item.span)
        path = field.path if field is not None else fields.below(item.value)[0].path[: len(item.value)]
        return Condition(
            f"EXISTS (SELECT 1 FROM {quoted(self.kind + '.disputed')} d WHERE d.rid = t.rid AND (d.value = ? OR d.value GLOB ?))",
            (path, f"{path}.*"),
        )

    def value(self, field: Field, op: str, item: Item, column: str) -> Condition:
        """Compile one item for the values in `column`."""
        if field.type == "date":
            return self.date(field, op, item, column)
        if field.type in NUMERIC:
            return self.number(op, item, column)
        assert isinstance(item, Text)
        match field.type:
            case "bool":
                return Condition(f"{column} = ?", (self.truth(field, item),))
            case "enum":
                return self.enum(field, item, column)
            case "ref":
                return self.reference(field, op, item, column)
        if op == "~":
            return Condition(f"matches(?, {column})", (self.pattern(item),))
        if op == "=":
            return Condition(f"{column} = ?", (item.value,))
        if field.type == "id":
            extra = " OR t.release = ?" if field.path == "id" and self.kind == "models" else ""
            return Condition(f"({column} = ?{extra})", (item.value.lower(),) * (2 if extra else 1))
        return Condition(f"instr(fold({column}), ?) > 0", (fold(item.value),))

    def enum(self, field: Field, item: Text, column: str) -> Condition:
        value = item.value.lower()
        if value in field.groups:
            words = (*field.groups[value], value)
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

    def reference(self, field: Field, op: str, item: Text, column: str) -> Condition:
        if op == "~":
            return Condition(f"matches(?, {column})", (self.pattern(item),))
        known = field.target or "*"
        if not self.index.knows(known, item.value) and not self.dangling(field, item.value):
            what = "record" if known == "*" else known
            close = did_you_mean(near(item.value, self.index.names(known)))
            raise QueryError(
                f"no {what} called {item.value!r}",
                self.text,
                item.span,
                close or f"`mmkb search {item.value}` may help",
            )
        if op == "=":
            return Condition(
                "rid IN (SELECT refs.rid FROM refs WHERE refs.field = ? AND refs.value = ?)",
                (field.path, item.value),
            )
        return Condition(f"{column} = ?", (fold(item.value),))

    def dangling(self, field: Field, name: str) -> bool:
        """Return whether some record refers to `name` although there is no such record."""
        return bool(self.index.rows("SELECT 1 FROM refs WHERE field = ? AND value = ? LIMIT 1", (field.path, name)))

    def number(self, op: str, item: Item, column: str) -> Condition:
        if isinstance(item, Range):
            return _between(column, self.quantity(item.low), self.quantity(item.high))
        return Condition(f"{column} {'=' if op == ':' else op} ?", (self.quantity(item),))

    def date(self, field: Field, op: str, item: Item, column: str) -> Condition:
        """Compare by precision: a date lies in a range when all the days that it may be do."""
        first, last = (
            (column, column)
            if field.many
            else (f"t.{quoted(field.path + ':first')}", f"t.{quoted(field.path + ':last')}")
        )
        low, high = (item.low, item.high) if isinstance(item, Range) else (item, item)
        start = self.day(low)[0] if low else None
        end = self.day(high)[1] if high else None
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

    def quantity(self, text: Text | None) -> int | float | None:
        return None if text is None else self.converted(text, _signed)

    def day(self, text: Text) -> tuple[str, str]:
        return self.converted(text, date_span)

    def converted(self, text: Text, convert: Callable[[str], T]) -> T:
        try:
            return convert(text.value)
        except ValueError as problem:
            raise QueryError(str(problem), self.text, text.span) from None

    def truth(self, field: Field, item: Text) -> int:
        if item.value.lower() not in TRUTH:
            raise QueryError(f"{field.name!r} is yes or no, not {item.value!r}", self.text, item.span)
        return TRUTH[item.value.lower()]

    def pattern(self, item: Text) -> str:
        try:
            with warnings.catch_warnings(action="ignore"):
                re.compile(item.value)
        except (re.error, OverflowError, RecursionError) as problem:
            raise QueryError(f"{item.value!r} is no regular expression: {problem}", self.text, item.span) from None
        return item.value


def _between(column: str, low: float | None, high: float | None) -> Condition:
    parts = [Condition(f"{column} >= ?", (low,))] if low is not None else []
    parts += [Condition(f"{column} <= ?", (high,))] if high is not None else []
    return joined("AND", parts)


def _signed(text: str) -> int | float:
    return -quantity(text[1:]) if text.startswith("-") else quantity(text)


def _article(type_: str) -> str:
    names = {
        "ref": "a reference",
        "enum": "a word of a vocabulary",
        "bool": "yes or no",
        "id": "an id",
        "text": "text",
    }
    return names.get(type_, f"a {type_}")
