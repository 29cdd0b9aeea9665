"""What is to be told of a query itself: values that nothing has, with those that may be meant, and lists that are not whole."""

from __future__ import annotations

from mmkb.errors import UsageError, did_you_mean
from mmkb.query.ast import Text, fields, terms
from mmkb.query.parse import parse
from mmkb.rows.columns import distinct
from mmkb.schema.text import fold
from mmkb.schema.values import ABSENT, UNKNOWN
from mmkb.views.field_cells import column_route

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mmkb.index.index import Index
    from mmkb.query.ast import Term
    from mmkb.schema.field import Field

MULTINATIONAL = "multinational"
"""What stands in place of countries that no source names."""
_MOST = 5_000
"""A field with more different values is not looked through: of a million printed scores none is the one that was meant."""
_LONGEST = 60
"""What is longer is prose, and no value that one could have meant."""


def query_notes(index: Index, kind: str, query: str) -> Iterator[str]:
    """Yield what a reader of the answer to a query must know of the query. Raises QueryError."""
    if not query.strip():
        return
    parsed = parse(query)
    for term in terms(parsed):
        field = _field(index, kind, term.field)
        if field is not None and field.type == "text" and term.op != "~":
            yield from _missed(index, field, term)
    if kind == "models" and any("covered" in name.lower() for name in fields(parsed)):
        from mmkb.views.uncovered import uncovered

        yield from uncovered(index, query)


def _missed(index: Index, field: Field, term: Term) -> Iterator[str]:
    """Yield a note for each value that no row has in the field, where another may be meant; and where countries are not known."""
    known = distinct(index, field, _MOST + 1)
    if len(known) > _MOST:
        return
    asked = [
        item.value for item in term.items if isinstance(item, Text) and item.value.lower() not in (*ABSENT, UNKNOWN)
    ]
    for value in asked:
        if not any(fold(value) in fold(one) for one in known):
            from mmkb.suggest import near

            close = did_you_mean(near(value, [one for one in known if len(one) <= _LONGEST]))
            yield f"no {field.name} on record holds {value!r}{f'; {close}' if close else ''}"
    if field.name == "country" and asked and MULTINATIONAL not in map(str.lower, asked) and MULTINATIONAL in known:
        yield f"makers of several countries that no source names are under country:{MULTINATIONAL}"


def _field(index: Index, kind: str, name: str) -> Field | None:
    """Return the field that a name of the query ends in, or None for what is no field of records, or of several kinds."""
    try:
        route = column_route(index, kind, name)
    except UsageError:
        return None
    return None if route.scored or route.said else route.field
