"""The list of each kind: all its rows, in the order and with the columns that the shell shows."""

from __future__ import annotations

from collections.abc import Sequence

from mmkb.formats.html_page import escaped
from mmkb.index.index import Index
from mmkb.schema.kinds import KINDS
from mmkb.site.links import BOARDS
from mmkb.site.tables import COPIES, Drawn, head, scrolling
from mmkb.views.catalogue import inventory
from mmkb.views.listing import Request, listing
from mmkb.views.stats import counts
from mmkb.views.table import Cell, Column, Table


def kind_list(drawn: Drawn, table: Table) -> str:
    """Return the list of the kind whose listing `table` is."""
    return heading(table.kind.capitalize(), KINDS[table.kind].help) + filtered(drawn, table)


def heading(title: str, words: str) -> str:
    """Return the head of a page that shows a list."""
    return f'<h1>{escaped(title)}</h1>\n<p class="lead">{escaped(words)}</p>\n'


def filtered(drawn: Drawn, table: Table) -> str:
    """Return a table with a box that narrows it down as one types, where scripts run."""
    return f'<div class="narrowed">{drawn.table(table)}</div>'


def everything(index: Index, drawn: Drawn) -> str:
    """Return the list of all kinds, with what is in each."""
    table = inventory(index)
    heads = "".join(head(column) for column in table.columns[1:])
    rows = "\n".join(_kind(drawn, table, row) for row in table.rows)
    words = "Every kind of record, and how many of its facts were read, inferred or only cited."
    drawn_kinds = scrolling(
        '<table>\n<caption class="unseen">kinds</caption>\n<thead><tr><th scope="col">kind</th>'
        f'<th scope="col">what it is</th>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>',
        "kinds",
    )
    return heading("Everything", words) + drawn_kinds + COPIES


def _kind(drawn: Drawn, table: Table, row: Sequence[Cell]) -> str:
    kind = str(row[0].value)
    address = f"{BOARDS if kind in ('instruments', 'results') else kind}/index.html"
    cells = "".join(drawn.row(table.columns[1:], row[1:], headed=False))
    name = f'<th scope="row"><a href="{drawn.root}{address}">{escaped(kind)}</a></th>'
    return f"<tr>{name}<td>{escaped(KINDS[kind].help)}</td>{cells}</tr>"


def boards(index: Index, drawn: Drawn) -> str:
    """Return the list of the leaderboards: every instrument with the number of results on it, most first."""
    reported = {row[0].value: row[1].value for row in counts(index, "results", "", ["instrument"]).rows}
    found = listing(index, Request("instruments"))
    counted = [(row[0], Cell(reported.get(row[0].value, 0)), *row[1:]) for row in found.rows]
    counted.sort(key=lambda row: -int(str(row[1].value)))
    columns = (found.columns[0], Column("results", "results", "integer"), *found.columns[1:])
    words = (
        "One board for every instrument: a benchmark's split with its metric. "
        "Models are ranked among those of one protocol alone."
    )
    return heading("Leaderboards", words) + filtered(drawn, found.but(columns=columns, rows=tuple(counted)))
