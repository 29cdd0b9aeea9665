"""A time that stands in a query without a field: it is that of the kind's date."""

from __future__ import annotations

import re

from mmkb.query.ast import And, Range, Term, Text, Word

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.query.ast import Query

DATES = {
    "year": ("released", "introduced", "year", "applies"),
    "quarter": ("released", "introduced", "date", "applies"),
}
"""The field that a year, or a time more exact than that, is of: the first of these that a kind has."""
_TIME = r"(?:19|20)[0-9]{2}(?:-(?:[0-9]{2}(?:-[0-9]{2})?|Q[1-4]))?"
_TIMES = rf"({_TIME})|(?=.{{3}})({_TIME})?\.\.({_TIME})?"


def timed(index: Index, kind: str, query: Query) -> Query:
    """Return the query with its only word as a term of the kind's date, where that word is a time.

    A time is a year, a quarter, a month, a day, or a range of them. Beside other words it is part of a name (`aime 2024`), and
    in quotes it is a word.
    """
    parts = query.children if isinstance(query, And) else (query,)
    words = [part for part in parts if isinstance(part, Word)]
    found = re.fullmatch(_TIMES, words[0].text.value) if len(words) == 1 and not words[0].text.quoted else None
    if found is None:
        return query
    exact = "quarter" if "-" in found[0] else "year"
    field = next((name for name in DATES[exact] if index.fields(kind).get(name)), None)
    if field is None:
        return query
    span = words[0].text.span
    low, high = (Text(end, span) if end else None for end in found.group(2, 3))
    term = Term(field, ":", (Text(found[1], span) if found[1] else Range(low, high, span),), span, span)
    return And([term if part is words[0] else part for part in parts]) if len(parts) > 1 else term
