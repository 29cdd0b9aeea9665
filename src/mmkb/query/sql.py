"""From the tree of a query to SQL for the index. Text of the user's reaches SQL as bound parameters only."""

from __future__ import annotations

import sqlite3

from mmkb.errors import QueryError
from mmkb.index.tables import link, linked, quoted
from mmkb.query.ast import Among, And, Everything, Not, Or, Range, Term, Text, Word
from mmkb.query.parse import parse
from mmkb.query.route import Route, UnresolvedError, relation, route
from mmkb.query.values import TRUTH, Condition, Values, joined
from mmkb.schema.field import ORDERED
from mmkb.schema.text import fold
from mmkb.schema.values import ABSENT

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeGuard

    from mmkb.index.index import Index
    from mmkb.query.ast import Item, Query, Span
    from mmkb.query.route import Relation
    from mmkb.schema.field import Field

_SHORT = 1_000
"""SQL up to this length is within all limits of SQLite; what is longer is tried before it is used."""
_MOST_SQL = 200_000
"""Longer SQL is not tried: SQLite's work grows with the square of the number of subqueries."""
MAX_ITEMS = 1_000
"""A term names at most so many different values."""
_PAIRS = {
    "to": "SELECT rid AS owner, target AS item FROM refs WHERE field = ? AND target IS NOT NULL",
    "from": "SELECT target AS owner, rid AS item FROM refs WHERE field = ? AND target IS NOT NULL",
    "parts": "SELECT rid AS owner, part AS item FROM parts",
    "variants": "SELECT a.rid AS owner, b.rid AS item FROM rows a JOIN rows b USING (record, kind)",
}
"""Every row with each of the rows that a name leads to."""


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
            case Among():
                return self.among(node)

    def otherwise(self, node: Query) -> Condition:
        """Return the condition that a row is known not to be so: what is unknown is not, as with `field!=value`."""
        match node:
            case And(children):
                return joined("OR", map(self.otherwise, children))
            case Or(children):
                return joined("AND", map(self.otherwise, children))
            case Not(child):
                return self.query(child)
            case Among("some", field, child):
                return self.among(Among("no", field, child, node.field_span))
            case Among("no", field, child):
                return self.among(Among("some", field, child, node.field_span))
            case Term(field) if not _stated(node):
                has = Term("has", ":", (Text(field, node.field_span),), node.span, node.field_span)
                return joined("AND", (self.term(has), ~self.term(node)))
        return ~self.query(node)

    def among(self, node: Among) -> Condition:
        """Compile what is asked of some, of every, of none of the rows that a name leads to."""
        leads = self.relation(node.field, node.field_span)
        asked = _Compiler(self.index, leads.kind, self.text)
        inner = asked.otherwise(node.child) if node.amount == "no" else asked.query(node.child)
        parameters = (leads.path,) if leads.path else ()
        owners = f"SELECT owner FROM ({_PAIRS[leads.by]}) JOIN {quoted(leads.kind)} t ON t.rid = item"
        if node.amount == "some":
            found = Condition(f"t.rid IN ({owners} WHERE {inner.sql})", (*parameters, *inner.parameters))
        else:
            other = ~inner
            found = Condition(
                f"(t.rid IN ({owners}) AND t.rid NOT IN ({owners} WHERE {other.sql}))",
                (*parameters, *parameters, *other.parameters),
            )
        return _through(leads.steps, found)

    def relation(self, name: str, span: Span) -> Relation:
        """Return to which rows a name of the query leads, which stands at `span` in front of a parenthesis."""
        try:
            return relation(self.index, self.kind, name)
        except UnresolvedError as problem:
            from mmkb.query.unknown import no_rows

            raise no_rows(self.index, problem, self.text, span) from None

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
        where = self.route(term.field, term.field_span)
        return self.along(where, lambda field: self.compare(field, term), lambda field: self.rival(field, term))

    def route(self, name: str, span: Span) -> Route:
        """Return where a name of the query leads, which stands at `span`."""
        try:
            return route(self.index, self.kind, name)
        except UnresolvedError as problem:
            from mmkb.query.unknown import no_field

            raise no_field(self.index, problem, self.text, span) from None

    def along(
        self, route: Route, compare: Callable[[Field], Condition], rival: Callable[[Field], Condition]
    ) -> Condition:
        """Return the condition that a value at the end of `route` satisfies what `compare` makes of its field.

        Where it is what anybody says, a rival value for which `rival` holds will do.
        """
        inner = compare(route.field)
        if route.said:
            said = rival(route.field)
            among = f"t.rid IN (SELECT v.rid FROM rival_values v WHERE v.field = ? AND {said.sql})"
            inner = joined("OR", (inner, Condition(among, (route.field.path, *said.parameters))))
        if route.scored:
            inner = Condition(
                "t.rid IN (SELECT refs.target FROM refs JOIN results t ON t.rid = refs.rid WHERE refs.field = 'model' "
                f"AND t.instrument IN ({', '.join('?' * len(route.instruments))}) AND {inner.sql})",
                (*route.instruments, *inner.parameters),
            )
        return _through(route.steps, inner)

    def has(self, item: Item) -> Condition:
        """`has:field`: a value is recorded (`undisclosed` and `not-applicable` are none); a group: any of its fields."""
        if isinstance(item, Range):
            raise QueryError("has: takes a field, not a range", self.text, item.span)
        below = self.index.fields(self.kind).below(item.value)
        if below:
            return joined("OR", map(_known, below))
        return self.along(self.route(item.value, item.span), _known, lambda _: Condition("1"))

    def rival(self, field: Field, term: Term) -> Condition:
        """Compile a term, whose operator the field has, for one rival value in `v`."""
        values = Values(self.index, self.text)
        items = [item for item in term.items if not _absence(item)] if term.op in (":", "=") else term.items
        found = [
            values.value(field, "=" if term.op == "!=" else term.op, item, "v.value", rival=True) for item in items
        ]
        either = joined("OR", found or [Condition("0")])
        return ~either if term.op == "!=" else either

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
        if _absence(item) and op in (":", "="):
            return Condition(
                "t.rid IN (SELECT rid FROM absences WHERE field = ? AND word = ?)", (field.path, item.value.lower())
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
            from mmkb.query.unknown import no_field

            raise no_field(self.index, UnresolvedError(kind, item.value), self.text, item.span)
        path = field.path if field is not None else fields.below(item.value)[0].path[: len(item.value)]
        return Condition(
            f"EXISTS (SELECT 1 FROM {quoted(kind + '.disputed')} d WHERE d.rid = t.rid AND (d.value = ? OR d.value GLOB ?))",
            (path, f"{path}.*"),
        )


def _through(steps: Sequence[Field], inner: Condition) -> Condition:
    """Return the condition that the references `steps` lead to a row that satisfies `inner`."""
    for step in reversed(steps):
        assert step.target is not None
        inner = Condition(
            f"t.rid IN (SELECT refs.rid FROM refs JOIN {quoted(step.target)} t ON t.rid = refs.target "
            f"WHERE refs.field = ? AND {inner.sql})",
            (step.path, *inner.parameters),
        )
    return inner


def _stated(term: Term) -> bool:
    """Return whether a term asks what a record says about a value, which is always known, rather than for the value."""
    return all(map(_absence, term.items)) or term.field.lower() in ("has", "disputed")


def _absence(item: Item) -> TypeGuard[Text]:
    """Return whether an item is a word that says why there is no value."""
    return isinstance(item, Text) and item.value.lower() in ABSENT


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
