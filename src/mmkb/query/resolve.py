"""From the text of a query to its condition: every field, reference and value resolved once against the catalogue."""

from __future__ import annotations

from mmkb.errors import QueryError
from mmkb.index.tables import link, linked
from mmkb.query import condition as asked
from mmkb.query.ast import Among, And, Everything, Not, Or, Range, Term, Text, Word
from mmkb.query.condition import all_of, either
from mmkb.query.parse import parse
from mmkb.query.route import Route, UnresolvedError, relation, route
from mmkb.query.times import timed
from mmkb.query.values import TRUTH, Values
from mmkb.schema.field import NUMERIC, ORDERED
from mmkb.schema.text import fold
from mmkb.schema.values import ABSENT, UNKNOWN

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeGuard

    from mmkb.index.index import Index
    from mmkb.query.ast import Item, Query, Span
    from mmkb.query.condition import Condition
    from mmkb.query.route import Relation
    from mmkb.schema.field import Field

MAX_ITEMS = 1_000
"""A term names at most so many different values."""
_ANY = asked.All(())
_NO_SLIP = asked.Otherwise(asked.Compare("primary", "=", 0))
"""Of a result: it is no slip of its source."""


def resolve(index: Index, kind: str, text: str) -> Condition:
    """Return the condition that `text` puts on the rows of `kind`.

    Raises QueryError for a query that cannot be parsed, an unknown field or value, or a value of the wrong type.
    """
    return _Resolver(index, kind, text).query(timed(index, kind, parse(text)))


class _Resolver:
    def __init__(self, index: Index, kind: str, text: str) -> None:
        self.index = index
        self.kind = kind
        self.text = text

    def query(self, node: Query) -> Condition:
        match node:
            case Everything():
                return _ANY
            case And(children):
                return all_of(map(self.query, children))
            case Or(children):
                return either(map(self.query, children))
            case Not(child):
                return asked.Otherwise(self.query(child))
            case Word(text):
                return asked.Contains("words", fold(text.value), folded=True)
            case Term():
                return self.term(node)
            case Among():
                return self.among(node)

    def otherwise(self, node: Query) -> Condition:
        """Return the condition that a row is known not to be so: what is unknown is not, as with `field!=value`."""
        match node:
            case And(children):
                return either(map(self.otherwise, children))
            case Or(children):
                return all_of(map(self.otherwise, children))
            case Not(child):
                return self.query(child)
            case Among("some", field, child):
                return self.among(Among("no", field, child, node.field_span))
            case Among("no", field, child):
                return self.among(Among("some", field, child, node.field_span))
            case Term(field) if not _stated(node):
                has = Term("has", ":", (Text(field, node.field_span),), node.span, node.field_span)
                return all_of((self.term(has), asked.Otherwise(self.term(node))))
        return asked.Otherwise(self.query(node))

    def among(self, node: Among) -> Condition:
        """Resolve what is asked of some, of every, of none of the rows that a name leads to."""
        leads = self.relation(node.field, node.field_span)
        rows = _Resolver(self.index, leads.kind, self.text)
        inner = rows.otherwise(node.child) if node.amount == "no" else rows.query(node.child)
        if node.amount == "some":
            found = _leading_to(leads, inner)
        else:
            found = all_of((_leading_to(leads, _ANY), asked.Otherwise(_leading_to(leads, asked.Otherwise(inner)))))
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
            return either(self.has(item) for item in term.items)
        where = self.route(term.field, term.field_span)
        found = self.along(where, lambda field: self.compare(field, term), lambda field: self.rival(field, term))
        if term.op in (":", "=") and any(_unknown(where.field, item) for item in items):
            return either((found, asked.Otherwise(self.along(where, _recorded, lambda _: _ANY))))
        return found

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
            said = all_of((_field(route.field.path), rival(route.field)))
            inner = either((inner, asked.Among("rid", "rival_values", "rid", said)))
        if route.scored:
            on = asked.OneOf("instrument", route.instruments)
            inner = _referring("model", "results", all_of((on, _NO_SLIP, inner)))
        return _through(route.steps, inner)

    def has(self, item: Item) -> Condition:
        """`has:field`: a value is recorded (a word that says why there is none is none); a group: any of its fields."""
        if isinstance(item, Range):
            raise QueryError("has: takes a field, not a range", self.text, item.span)
        below = self.index.fields(self.kind).below(item.value)
        if below:
            return either(map(_known, below))
        return self.along(self.route(item.value, item.span), _known, lambda _: _ANY)

    def rival(self, field: Field, term: Term) -> Condition:
        """Resolve a term, whose operator the field has, for one rival value."""
        values = Values(self.index, self.text)
        column = "number" if field.type in (*NUMERIC, "bool") else "value"
        items = [item for item in term.items if not _says_why(item)] if term.op in (":", "=") else term.items
        found = either(
            values.value(field, "=" if term.op == "!=" else term.op, item, column, rival=True) for item in items
        )
        return asked.Otherwise(found) if term.op == "!=" else found

    def compare(self, field: Field, term: Term) -> Condition:
        """Resolve the operator and the values of a term for the type of `field`."""
        if term.op not in field.operators.split():
            raise QueryError(
                f"{field.name!r} is {_article(field.type)}, which has no {term.op!r}",
                self.text,
                (term.field_span[1], term.field_span[1] + len(term.op)),
                f"operators of {field.name}: {field.operators}",
            )
        if term.op == "!=":
            equal = either(self.item(field, "=", item) for item in term.items)
            return all_of((_known(field), asked.Otherwise(equal)))
        return either(self.item(field, term.op, item) for item in term.items)

    def item(self, field: Field, op: str, item: Item) -> Condition:
        if _absence(item) and op in (":", "="):
            word = asked.Compare("word", "=", item.value.lower())
            return asked.Among("rid", "absences", "rid", all_of((_field(field.path), word)))
        if _unknown(field, item) and op in (":", "="):
            return asked.Either(())  # no value is; `term` adds the rows without any
        if isinstance(item, Range) and field.type not in ORDERED:
            raise QueryError(
                f"{field.name!r} is {_article(field.type)}, which has no order",
                self.text,
                item.span,
                "name the values: a,b",
            )
        if field.path == "disputed" and op != "~":
            return self.disputed(field.kind, item)
        values = Values(self.index, self.text)
        if not linked(field):
            return values.value(field, op, item, field.path)
        if field.type == "ref" and op == "=":
            return values.value(
                field, op, item, "rid"
            )  # it asks what the row refers to, not by which names that is found
        return asked.Among("rid", link(field), "rid", values.value(field, op, item, "value"))

    def disputed(self, kind: str, item: Item) -> Condition:
        """`disputed:FIELD`, or `disputed:yes|no` for any field."""
        assert isinstance(item, Text)
        if item.value.lower() in TRUTH:
            known = asked.Known("disputed")
            return known if TRUTH[item.value.lower()] else asked.Otherwise(known)
        fields = self.index.fields(kind)
        field = fields.get(item.value)
        if field is None and not fields.below(item.value):
            from mmkb.query.unknown import no_field

            raise no_field(self.index, UnresolvedError(kind, item.value), self.text, item.span)
        path = field.path if field is not None else fields.below(item.value)[0].path[: len(item.value)]
        paths = (path, *(one.path for one in fields.below(path)))
        return asked.Among("rid", f"{kind}.disputed", "rid", asked.OneOf("value", paths))


def _through(steps: Sequence[Field], inner: Condition) -> Condition:
    """Return the condition that the references `steps` lead to a row that satisfies `inner`."""
    for step in reversed(steps):
        assert step.target is not None
        inner = _referred(step.path, step.target, inner)
    return inner


def _leading_to(leads: Relation, inner: Condition) -> Condition:
    """Return the condition that one of the rows that `leads` leads to satisfies `inner`."""
    match leads.by:
        case "to":
            return _referred(leads.path, leads.kind, inner)
        case "from":
            return _referring(leads.path, leads.kind, inner)
        case "parts":
            return asked.Among("rid", "parts", "rid", asked.Among("part", leads.kind, "rid", inner))
    of_kind = asked.Compare("kind", "=", leads.kind)
    one = all_of((of_kind, asked.Among("rid", leads.kind, "rid", inner)))
    return asked.Among("rid", "rows", "rid", all_of((of_kind, asked.Among("record", "rows", "record", one))))


def _referred(path: str, kind: str, inner: Condition) -> Condition:
    """Return the condition that the reference at `path` names a row of `kind` that satisfies `inner`."""
    return asked.Among("rid", "refs", "rid", all_of((_field(path), asked.Among("target", kind, "rid", inner))))


def _referring(path: str, kind: str, inner: Condition) -> Condition:
    """Return the condition that a row of `kind` that satisfies `inner` names this row by its reference at `path`."""
    return asked.Among("rid", "refs", "target", all_of((_field(path), asked.Among("rid", kind, "rid", inner))))


def _field(path: str) -> Condition:
    return asked.Compare("field", "=", path)


def _stated(term: Term) -> bool:
    """Return whether a term asks what a record says about a value, which is always known, rather than for the value."""
    return all(map(_says_why, term.items)) or term.field.lower() in ("has", "disputed")


def _absence(item: Item) -> TypeGuard[Text]:
    """Return whether an item is a word that says why there is no value."""
    return isinstance(item, Text) and item.value.lower() in ABSENT


def _unknown(field: Field, item: Item) -> bool:
    """Return whether an item asks for rows without a value and without a reason; a text that is no fact can hold the word."""
    named = isinstance(item, Text) and item.value.lower() == UNKNOWN
    return named and (field.type != "text" or field.fact or field.derived)


def _says_why(item: Item) -> bool:
    return _absence(item) or (isinstance(item, Text) and item.value.lower() == UNKNOWN)


def _recorded(field: Field) -> Condition:
    """Return the condition that a row has a value, or says why there is none."""
    return either((_known(field), asked.Among("rid", "absences", "rid", _field(field.path))))


def _known(field: Field) -> Condition:
    return asked.Known(field.path)


def _article(type_: str) -> str:
    names = {
        "ref": "a reference",
        "enum": "a word of a vocabulary",
        "bool": "yes or no",
        "id": "an id",
        "text": "text",
    }
    return names.get(type_, f"a {type_}")
