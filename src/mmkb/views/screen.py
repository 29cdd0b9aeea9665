"""What a terminal shows of a listing where nobody chose the columns, and how it saves room: two cells become one."""

from __future__ import annotations

from collections.abc import Iterator

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.query.ast import fields
from mmkb.query.parse import parse
from mmkb.schema.kinds import KINDS
from mmkb.views.cell_text import text
from mmkb.views.field_cells import column_route
from mmkb.views.listing import Request, columns_of, listing
from mmkb.views.marks import ARROW
from mmkb.views.table import UNKNOWN, Cell, Column, Table

_SAID = frozenset({"id", "name", "release", "aliases", "summary", "modality", "source", "read"})
"""Fields that a query may speak of without a column of their own: the row shows them, or they say nothing new."""
_PAIR = ("input", "output")


def first_screen(index: Index, request: Request, last: tuple[str, ...]) -> Table:
    """Return a listing with the columns of its kind, those that its query speaks of before those that matter least.

    `last` are columns that stand behind all of them.
    """
    kind = KINDS[request.kind]
    own = columns_of(index, kind)
    spoken = list(_spoken(index, request))
    first = len(kind.columns) - kind.least
    more = [name for name in spoken if name not in own]
    table = listing(index, request.but((*own[:first], *more, *own[first:], *last)))
    columns = tuple(column.but(asked=column.name in spoken) for column in table.columns)
    return table.but(columns=columns, spare=len(columns) - 1)


def together(table: Table) -> Table:
    """Return the table with what models take and what they make in one column, where these stand beside each other."""
    names = [column.name for column in table.columns]
    at = next((number for number in range(len(names)) if tuple(names[number : number + 2]) == _PAIR), None)
    if at is None:
        return table
    takes, makes = table.columns[at : at + 2]
    both = Column(
        f"{takes.name},{makes.name}", f"{takes.label} {ARROW} {makes.label}", "text", asked=takes.asked or makes.asked
    )
    rows = tuple((*row[:at], _joined(row[at], row[at + 1], takes, makes), *row[at + 2 :]) for row in table.rows)
    return table.but(columns=(*table.columns[:at], both, *table.columns[at + 2 :]), rows=rows)


def _joined(taken: Cell, made: Cell, takes: Column, makes: Column) -> Cell:
    """Return one cell for two, marked by the weaker."""
    if taken.status == made.status == "unknown":
        return UNKNOWN
    cited = taken.cited or made.cited
    return Cell(
        f"{text(taken, takes)} {ARROW} {text(made, makes)}".strip(),
        cited=cited,
        disputed=taken.disputed or made.disputed,
        inferred=not cited and (taken.inferred or made.inferred),
        partial=taken.partial or made.partial,
    )


def _spoken(index: Index, request: Request) -> Iterator[str]:
    """Yield the columns that the query speaks of, each once, as they are called."""
    seen = set(_SAID)
    for name in fields(parse(request.query)):
        try:
            column = column_route(index, request.kind, name).name
        except UsageError:
            continue
        if column not in seen:
            seen.add(column)
            yield column
