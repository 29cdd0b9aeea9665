"""Relations with days in place of dates as text, for files that have such a type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mmkb.formats.typed import first_day
from mmkb.views.relation import Attribute, Relation, Row, Value, Whole


def with_days(whole: Whole) -> Whole:
    """Return the relations with a date of which only the year or the month is known as the first day that it may mean.

    A column that has such dates is followed by `NAME_written`, the dates as they are known.
    """
    return replace(whole, relations=tuple(map(_with_days, whole.relations)))


def _with_days(relation: Relation) -> Relation:
    places = [number for number, entry in enumerate(relation.attributes) if entry.dated]
    if not places:
        return relation
    partial = {number for number in places if relation.attributes[number].partial}

    def rows() -> Iterator[Row]:
        for row in relation.rows():
            yield tuple(_values(row, places, partial))

    attributes: list[Attribute] = []
    for entry in relation.attributes:
        attributes += _attributes(entry) if entry.dated else [entry]
    return replace(relation, attributes=tuple(attributes), rows=rows)


def _attributes(entry: Attribute) -> list[Attribute]:
    if not entry.partial:
        return [replace(entry, kind="date", dated=False)]
    written = f"{entry.name}_written"
    day = f"{entry.help} The first day that {written} may mean.".strip()
    return [
        replace(entry, kind="date", dated=False, partial=False, help=day),
        Attribute(written, "text", f"{entry.name} as far as it is known.", entry.many, dated=True),
    ]


def _values(row: Row, places: list[int], partial: set[int]) -> Iterator[Value | list[Value]]:
    for place, value in enumerate(row):
        if place not in places:
            yield value
            continue
        days: list[Value] = [first_day(str(item)) for item in _all(value)]
        yield days if isinstance(value, list) else days[0] if days else None
        if place in partial:
            yield value


def _all(value: Value | list[Value]) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]
