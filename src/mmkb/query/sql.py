"""From the tree of a query to SQL for the index. Text of the user's reaches SQL as bound parameters only."""

from __future__ import annotations

import sqlite3

from mmkb.errors import QueryError, did_you_mean
from mmkb.index.tables import link, linked, quoted
from mmkb.query.ast import And, Everything, Not, Or, Range, Term, Text, Word
from mmkb.query.parse import parse
from mmkb.query.route import Route, UnresolvedError, route
from mmkb.query.values import TRUTH, Condition, Values, joined
from mmkb.schema.field import ORDERED
from mmkb.schema.text import fold
from mmkb.schema.values import ABSENT
from mmkb.suggest import near

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable

    from mmkb.index.index import Index
    from mmkb.query.ast import Item, Query, Span
    from mmkb.schema.field import Field

_SHORT = 1_000
"""SQL up to this length is within all limits of SQLite; what is longer is tried before it is used."""
_MOST_SQL = 200_000
"""Longer SQL is not tried: SQLite's work grows with the square of the number of subqueries."""
MAX_ITEMS = 1_000
"""A term names at most so many different values."""
SPECIAL = ("has", "score")
"""Fields of the language itself: `has:FIELD` and, for models, `score.BENCHMARK`."""


def compile_query(index: Index, kind: str, text: str) -> Condition:
    """Return the condition that `text` puts on the rows of `kind`.

    Raises QueryError for a query that cannot be parsed, an unknown field or value, or a value of the wrong type.
    """
    too_long = QueryError("the query is too long or too deeply nested", text, (0, len(text)), "split it")
    try:
        condition = _Compiler(index, kind, text).query(parse(text))
        if len(condition.sql) > _MOST_SQL:
            raise too_long
        if len(condition.sql) > _SHORT:
            index.rows(f"EXPLAIN SELECT 1 FROM {quoted(kind)} t WHERE {condition.sql}", condition.parameters)
    except (RecursionError, sqlite3.OperationalError, sqlite3.DataError):
        raise too_long from None
    return condition


class _Compiler:
    def __init__(self, index: Index, kind: str, text: str) -> None:
        self.index = index
        self.kind = kind
        self.text = text

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
        items = tuple(dict.fromkeys(term.items))
        if len(items) > MAX_ITEMS:
            message = f"{len(items):,} values of {term.field!r}, more than {MAX_ITEMS:,}"
            raise QueryError(message, self.text, term.span, "split it into several queries")
        term = Term(term.field, term.op, items, term.span, term.field_span)
        if name == "has":
            if term.op not in (":", "="):
                span = (term.field_span[1], term.field_span[1] + len(term.op))
                raise QueryError(f"has: has no {term.op!r}", self.text, span, f"write: not has:{term.items[0]}")
            return joined("OR", (self.has(item) for item in term.items))
        return self.along(self.route(term.field, term.field_span), lambda field: self.compare(field, term))

    def route(self, name: str, span: Span) -> Route:
        """Return where a name of the query leads, which stands at `span`."""
        try:
            return route(self.index, self.kind, name)
        except UnresolvedError as problem:
            if problem.message:
                raise QueryError(problem.message, self.text, span, problem.hint) from None
            raise self.unknown_field(problem.kind, problem.name, span) from None

    def along(self, route: Route, compare: Callable[[Field], Condition]) -> Condition:
        """Return the condition that a value at the end of `route` satisfies what `compare` makes of its field."""
        inner = compare(route.field)
        if route.scored:
            inner = Condition(
                "t.rid IN (SELECT refs.target FROM refs JOIN results t ON t.rid = refs.rid WHERE refs.field = 'model' "
                f"AND t.instrument IN ({', '.join('?' * len(route.instruments))}) AND {inner.sql})",
                (*route.instruments, *inner.parameters),
            )
        for step in reversed(route.steps):
            assert step.target is not None
            inner = Condition(
                f"t.rid IN (SELECT refs.rid FROM refs JOIN {quoted(step.target)} t ON t.rid = refs.target "
                f"WHERE refs.field = ? AND {inner.sql})",
                (step.path, *inner.parameters),
            )
        return inner

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
        below = self.index.fields(self.kind).below(item.value)
        if below:
            return joined("OR", map(_known, below))
        return self.along(self.route(item.value, item.span), _known)

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
            equal = joined("OR", (self.item(field, "=", item) for item in term.items))
            return joined("AND", (_known(field), ~equal))
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
            return self.disputed(field.kind, item)
        if not linked(field):
            return Values(self.index, self.text).value(field, op, item, f"t.{quoted(field.path)}")
        inner = Values(self.index, self.text).value(field, op, item, "value")
        return Condition(f"t.rid IN (SELECT rid FROM {quoted(link(field))} WHERE {inner.sql})", inner.parameters)

    def disputed(self, kind: str, item: Item) -> Condition:
        """`disputed:FIELD`, or `disputed:yes|no` for any field."""
        assert isinstance(item, Text)
        if item.value.lower() in TRUTH:
            known = Condition("t.disputed IS NOT NULL")
            return known if TRUTH[item.value.lower()] else ~known
        fields = self.index.fields(kind)
        field = fields.get(item.value)
        if field is None and not fields.below(item.value):
            raise self.unknown_field(kind, item.value, item.span)
        path = field.path if field is not None else fields.below(item.value)[0].path[: len(item.value)]
        return Condition(
            f"EXISTS (SELECT 1 FROM {quoted(kind + '.disputed')} d WHERE d.rid = t.rid AND (d.value = ? OR d.value GLOB ?))",
            (path, f"{path}.*"),
        )


def _known(field: Field) -> Condition:
    return Condition(f"t.{quoted(field.path)} IS NOT NULL")


def _article(type_: str) -> str:
    names = {
        "ref": "a reference",
        "enum": "a word of a vocabulary",
        "bool": "yes or no",
        "id": "an id",
        "text": "text",
    }
    return names.get(type_, f"a {type_}")
