"""What is said of a name in a query that leads nowhere, with the names that come near."""

from __future__ import annotations

from mmkb.errors import QueryError, did_you_mean
from mmkb.query.route import relations
from mmkb.schema.kinds import KINDS
from mmkb.suggest import near

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.query.ast import Span
    from mmkb.query.route import UnresolvedError

SPECIAL = ("has", "score", "said")
"""Fields of the language itself: `has:FIELD`, `said.FIELD` and, for models, `score.BENCHMARK`."""


def no_field(index: Index, problem: UnresolvedError, text: str, span: Span) -> QueryError:
    """Return the error of a name, at `span` of the query `text`, that is no field."""
    if problem.message:
        return QueryError(problem.message, text, span, problem.hint)
    kind, name = problem.kind, problem.name
    fields = index.fields(kind)
    endings = [field.path for field in fields.ending_in(name)]
    if endings:
        return QueryError(f"{name!r} could be {' or '.join(endings)}", text, span, "write the longer name")
    if fields.below(name):
        hint = f"name one of its fields: {', '.join(field.name for field in fields.below(name)[:6])}, …"
        return QueryError(f"{name!r} is a group of fields", text, span, hint)
    if text[span[1] :].startswith("://"):
        return QueryError(
            f"unknown field {name!r} of {kind}",
            text,
            span,
            'to search for an address, quote it: "https://…"',
        )
    close = did_you_mean(near(name, [*fields.names(), *SPECIAL]))
    return QueryError(f"unknown field {name!r} of {kind}", text, span, close or f"`mmkb fields {kind}` lists them")


def no_rows(index: Index, problem: UnresolvedError, text: str, span: Span) -> QueryError:
    """Return the error of a name, at `span` of the query `text`, that leads to no rows a query in parentheses could ask."""
    if problem.message:
        return QueryError(problem.message, text, span, problem.hint)
    kind, name = problem.kind, problem.name
    fields = index.fields(kind)
    if field := fields.get(name):
        message = f"{field.name!r} leads to no rows that a query in parentheses could ask"
        return QueryError(message, text, span, f"write alternatives as {field.name}:a,b")
    names = [*relations(index, kind), *(field.name for field in fields.all if field.target in KINDS)]
    hint = did_you_mean(near(name, names)) or f"one of: {', '.join(names)}"
    return QueryError(f"{name!r} leads to no rows of {kind}", text, span, hint)
