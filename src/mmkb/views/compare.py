"""Comparing records side by side, or groups of them: first what answers, all of it on request."""

from __future__ import annotations

from collections.abc import Sequence

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.query.route import Route
from mmkb.rows.records import with_id
from mmkb.schema.kinds import KINDS
from mmkb.views import side_first, side_items
from mmkb.views.access import apart
from mmkb.views.field_cells import column_route
from mmkb.views.side_facts import differs, facts, lines
from mmkb.views.side_scores import medians, scores
from mmkb.views.sides import Side, sides_of
from mmkb.views.table import Page, Table
from mmkb.views.trace import sources_of

_UNCOMPARED = frozenset(
    {"id", "release", "name", "aliases", "summary", "source", "disputed", "introduced", "read", "modality"}
)
_GROUPED = "groups count releases, not sizes; k of n known is the group's disclosure of that field"


def compare(
    index: Index,
    names: Sequence[str],
    *,
    kind: str | None = None,
    fields: Sequence[str] = (),
    differing: bool = False,
    by: str | None = None,
    everything: bool = False,
    since: str | None = None,
    by_year: bool = False,
    only: str | None = None,
) -> Page:
    """Return the sides beside each other: facts, then scores that may be compared, then those that may not, with reasons.

    A side is an id or a query. `by` makes one side per value of a field instead, of the rows that the one query (or none)
    finds; queries are on `kind`, models by default, and ids are of it where it is given. `since` leaves out what is older
    than a date. Of groups the page has what answers first: `everything` has every field, `by_year` tells the years apart;
    `only` keeps the `facts` or the `scores`. Groups count records, not sizes. Raises NotFoundError for a side that matches
    nothing, UsageError for sides of different kinds, fewer than two, or options that do not go together.
    """
    if by_year and (everything or fields):
        raise UsageError("--by-year has lines of its own", "leave out --all and --fields")
    if everything and fields:
        raise UsageError("--all is every field, --fields are some", "give one of them")
    sides = sides_of(index, names, kind, by, since)
    kind = sides[0].kind
    single = all(side.single for side in sides)
    if everything and single:
        raise UsageError("--all is for groups: of records every field is shown", "leave it out")
    if by_year and (single or kind != "models"):
        raise UsageError(
            "--by-year compares groups of models", "for example: mmkb compare access:open access:proprietary"
        )
    if fields or single or everything or kind != "models":
        tables = _whole(index, kind, sides, fields, differing=differing, everything=everything)
    else:
        tables = side_first.first(index, sides, differing=differing, by_year=by_year)
    shown = tuple(table for table in tables if (table.rows or table.notes) and only in (None, _part(table)))
    if only and not shown:
        raise UsageError(f"these sides have no {only} to compare", "leave out --only")
    counted = ", ".join(f"{side.label}: {len(side.records)} {_noun(kind, len(side.records))}" for side in sides)
    limits = [
        f"{side.label}: {said}"
        for side in sides
        if kind == "models" and not side.single and (said := apart(index, side.rids))
    ]
    page = Page("comparison", (counted, *limits), shown, id=" | ".join(names))
    if fields or single or everything or kind != "models" or by_year or only:
        return page
    return page.on_screen(lambda: page.but(tables=tuple(side_first.screen(index, sides, differing=differing))))


def _part(table: Table) -> str:
    """Return whether a table of the page has facts or scores."""
    return "scores" if "score" in table.title or "ahead" in table.title else "facts"


def with_sources(index: Index, page: Page) -> Page:
    """Return the page with the places of the facts of its single models; groups and scores name theirs elsewhere.

    Raises UsageError where there is no single model.
    """
    table = page.tables[0]
    ids = [column.name for column in table.columns[1:]]
    if not any(kind == "models" for id_ in ids for kind, *_ in with_id(index, id_)):
        raise UsageError("--sources is for models named by their ids", "for other records: mmkb show ID --only sources")
    paths = [field.path for row in table.rows if (field := index.fields("models").get(str(row[0].value)))]
    return page.but(tables=(*page.tables, sources_of(index, ids, paths)))


def _whole(
    index: Index, kind: str, sides: Sequence[Side], names: Sequence[str], *, differing: bool, everything: bool
) -> list[Table]:
    """Return every field of the sides, or those named, and their scores."""
    single = all(side.single for side in sides)
    routes = [column_route(index, kind, name) for name in names] or [
        Route(field)
        for field in index.fields(kind).all
        if field.path not in _UNCOMPARED and (single or not _wordy(Route(field)))
    ]
    apart_ = [route for route in routes if single and route.plain and route.field.within]
    found = lines(index, kind, sides, [route for route in routes if route not in apart_])
    shown = [line for line in found if (names or not line.unknown) and (differs(line) or not differing)]
    notes = [] if single else [_GROUPED]
    if not (single or names or everything):
        shown, left_out = side_first.known_to_all(shown, sides)
        notes += left_out
    tables = [facts("facts", sides, shown, notes)]
    tables += side_items.items(index, kind, sides, [route.field for route in apart_], differing=differing)
    if kind == "models" and not names:
        tables += scores(index, sides) if single else [medians(index, sides)]
    return tables


def _wordy(route: Route) -> bool:
    field = route.field
    return (field.type in ("text", "id") and field.path != "developer") or field.target == "sources"


def _noun(kind: str, count: int) -> str:
    if kind == "models":
        return "release" if count == 1 else "releases"
    return KINDS[kind].singular if count == 1 else KINDS[kind].plural
