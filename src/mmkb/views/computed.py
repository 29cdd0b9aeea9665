"""The numbers that stand in sentences, each computed from the records when it is read."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache

from mmkb.errors import DataError, KbError, UsageError
from mmkb.index.index import Index
from mmkb.rows.columns import Match, matching
from mmkb.rows.results import measured_in_areas
from mmkb.schema.field import NUMERIC
from mmkb.schema.sentence import Computed, parts
from mmkb.schema.values import four_digits, written
from mmkb.views import pairs as paired
from mmkb.views.catalogue import kind_named
from mmkb.views.cell_text import text
from mmkb.views.field_cells import column_route
from mmkb.views.followed import head, values_of
from mmkb.views.side_first import SAFETY
from mmkb.views.side_years import median_leads
from mmkb.views.sides import sides_of
from mmkb.views.table import Cell, Column, Scalar


class Sentences:
    """Reads sentences aloud: what is in braces is computed, and what several sentences ask for only once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.pairs = cache(lambda: paired.pairs(index))
        self.leads = cache(lambda one, other: median_leads(index, sides_of(index, [one, other], "models")))

    def said(self, sentence: str) -> str:
        """Return the sentence with its numbers; raises DataError that names the number which cannot be computed."""
        return "".join(part if isinstance(part, str) else self._number(part) for part in parts(sentence))

    def _number(self, asked: Computed) -> str:
        compute: Callable[..., str] = getattr(self, f"_{asked.name}")
        try:
            return compute(**{name: value or "" for name, value in asked.of.items()})
        except KbError as problem:
            raise DataError(f"{{{asked.text}}} cannot be computed: {problem.message}", problem.hint) from problem

    def _count(self, kind: str, query: str) -> str:
        return _written(len({*map(_unit_of(kind), self._matches(kind, query))}))

    def _share(self, kind: str, query: str, base: str) -> str:
        unit = _unit_of(kind)
        whole = {*map(unit, self._matches(kind, base))}
        part = {*map(unit, self._matches(kind, f"({base}) ({query})"))}
        return f"{_written(len(part))} of {_written(len(whole))}"

    def _median(self, path: str, kind: str, query: str) -> str:
        column, known = self._known(path, kind, query)
        if column.type not in NUMERIC:
            raise UsageError(f"{path!r} is no number")
        middles = [statistics.median(float(value) for value in values) for values in known]
        return text(Cell(four_digits(statistics.median(middles))), column)

    def _first(self, path: str, kind: str, query: str) -> str:
        column, known = self._known(path, kind, query)
        return text(Cell(min(map(min, known))), column)

    def _last(self, path: str, kind: str, query: str) -> str:
        column, known = self._known(path, kind, query)
        return text(Cell(max(map(max, known))), column)

    def _top(self, number: str, path: str, kind: str, query: str) -> str:
        """Return the values that most rows have, a release once for each."""
        route = column_route(self.index, kind_named(kind).name, path)
        matches = self._matches(kind, query)
        found = values_of(self.index, kind, route, [match.rid for match in matches])
        unit = _unit_of(kind)
        tally = Counter(value for _, value in {(unit(match), value) for match in matches for value in found[match.rid]})
        first = sorted(tally.items(), key=lambda entry: (-entry[1], str(entry[0])))[: int(number)]
        said = [f"{text(Cell(value), head(self.index, route))} ({count})" for value, count in first]
        return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:]))) or "none"

    def _behind(self, year: str, one: str, other: str) -> str:
        lead = self.leads(one, other).get(year)
        return "an unknown number of" if lead is None else written(-lead)

    def _evaluated(self, query: str) -> str:
        matches = self._matches("models", query)
        found = measured_in_areas(self.index, [match.rid for match in matches], SAFETY)
        evaluated = {match.record for match in matches if match.rid in found}
        return f"{_written(len(evaluated))} of {_written(len({match.record for match in matches}))}"

    def _pairs(self, what: str, one: str, other: str) -> str:
        found = self.pairs()
        match what:
            case "count":
                return _written(len(found))
            case "measures":
                return _written(len([*paired.measures(found)]))
            case "ahead":
                return _written(paired.ahead(found, one, other))
            case _:
                return _written(paired.ties(found, one, other))

    def _matches(self, kind: str, query: str) -> list[Match]:
        return matching(self.index, kind_named(kind).name, query)

    def _known(self, path: str, kind: str, query: str) -> tuple[Column, list[list[Scalar]]]:
        """Return the column and what is known, each value once for what a row counts as; raises UsageError for nothing."""
        route = column_route(self.index, kind_named(kind).name, path)
        matches, unit = self._matches(kind, query), _unit_of(kind)
        found = values_of(self.index, kind, route, [match.rid for match in matches])
        known: dict[str | int, list[Scalar]] = defaultdict(list)
        for match in matches:
            known[unit(match)] += found[match.rid]
        if not any(known.values()):
            raise UsageError(f"no {path} of {kind} {query} is known")
        return head(self.index, route), [list(dict.fromkeys(values)) for values in known.values() if values]


def _unit_of(kind: str) -> Callable[[Match], str | int]:
    """Return what a row counts as: a model as its release."""
    return (lambda match: match.record) if kind == "models" else (lambda match: match.rid)


def _written(number: int) -> str:
    return f"{number:,}"
