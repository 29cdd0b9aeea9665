"""How a terminal saves room: what a model takes and what it makes become one cell."""

from __future__ import annotations

from mmkb.views.cell_text import text
from mmkb.views.marks import ARROW
from mmkb.views.table import UNKNOWN, Cell, Column, Table

_PAIR = ("input", "output")


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
