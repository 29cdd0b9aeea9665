"""Pages that show many models at once: leaderboards, training stages, openness, time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from mmkb.formats.html_page import escaped
from mmkb.index.index import Index
from mmkb.site.lists import filtered, heading
from mmkb.site.tables import COPIES, Drawn, marked_with, scrolling
from mmkb.views.leaderboard import Board, leaderboard
from mmkb.views.listing import Request, listing
from mmkb.views.openness import ranking
from mmkb.views.stats import timeline
from mmkb.views.table import Cell, Table, all_of

_SIGNS = {"open": "●", "partial": "◐", "closed": "○"}
BOARD_SCRIPTS = ("assets/boards.js",)
_TRAINED = ("vision_encoder", "connector", "backbone")


def board(index: Index, drawn: Drawn, instrument: str, name: str) -> tuple[Table, str]:
    """Return the leaderboard of an instrument, and its page: a table for each protocol, most models first."""
    table = leaderboard(index, Board(instrument))
    parts = [
        '<p class="kicker"><a href="index.html">leaderboards</a></p>',
        heading(name if name == instrument else f"{name} · {instrument}", table.title),
        f'<p class="id"><code>mmkb leaderboard {escaped(instrument)}</code></p>',
        "".join(f'<p class="note">{escaped(note)}</p>' for note in table.notes),
    ]
    if len(table.rows) > 1:
        parts.append('<div id="choose"></div>')
    last = len(table.columns) - 1
    for protocol, rows in groupby(table.rows, key=lambda row: str(row[0].value)):
        some = tuple(row[1:last] for row in rows)
        one = table.but(
            columns=table.columns[1:last], rows=some, title=f"protocol: {protocol}", notes=(), total=len(some)
        )
        said = escaped(protocol.rpartition(": ")[2])
        parts.append(f'<section data-protocol="{said}">{drawn.table(one)}</section>')
    if not table.rows:
        parts.append("<p>No result is on record.</p>")
    return table, "\n".join(parts)


def stages(drawn: Drawn, table: Table) -> str:
    """Return what is trained in each stage of every model, a stage a row."""
    words = (
        "Which module of a model is trained in which stage, and how: frozen, full, lora, partial, or from scratch. "
        "An empty cell is unknown."
    )
    return heading("Training stages", words) + f'<div class="stages">{filtered(drawn, table)}</div>'


def openness(index: Index, drawn: Drawn) -> str:
    """Return the ranking by openness, then the grid of all components of all models of which one is known."""
    paths = [field.path for field in index.fields("models").below("openness")]
    grid = listing(index, Request("models", "has:openness", ["id", *paths], ["-released", "id"]))
    heads = "".join(
        f'<th scope="col" class="tall"><span>{escaped(path.removeprefix("openness."))}</span></th>' for path in paths
    )
    rows = "\n".join(
        f'<tr><th scope="row">{drawn.link(str(row[0].value), "models")}</th>'
        f"{''.join(map(_grade, row[1 : 1 + len(paths)]))}</tr>"
        for row in grid.rows
    )
    drawn_grid = scrolling(
        f'<table class="grid">\n<caption>{len(grid.rows)} models, {len(paths)} components</caption>\n'
        f'<thead><tr><th scope="col">model</th>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>',
        "openness by component",
    )
    words = "What of each model can be had. An empty cell is unknown, not closed."
    key = '<p class="note">● open · ◐ partial · ○ closed · two signs: the sizes of a release differ</p>'
    return (
        heading("Openness", words)
        + '<h2 id="grid">By component</h2>'
        + key
        + f'<div class="narrowed">{drawn_grid}{COPIES}</div>'
        + '<h2 id="ranking">Ranking</h2>'
        + drawn.table(ranking(index, ""))
    )


def _grade(cell: Cell) -> str:
    if cell.value is None:
        return "<td></td>"
    words = ", ".join(map(str, all_of(cell)))
    signs = "".join(_SIGNS.get(str(value), str(value)) for value in all_of(cell))
    spoken = f'<span class="unseen">{escaped(words)}</span>'
    return f'<td title="{escaped(words)}"><span aria-hidden="true">{signs}</span>{spoken}{marked_with(cell)}</td>'


def months(index: Index, drawn: Drawn) -> str:
    """Return the timeline, the latest month first: what was released, and what each model introduced."""
    table = timeline(index, "", None)
    parts = []
    for year, of_year in groupby(sorted(table.rows, key=_month, reverse=True), key=lambda row: _month(row)[:4]):
        rows = []
        for month, of_month in groupby(of_year, key=_month):
            models = "".join(_release(drawn, row) for row in of_month)
            rows.append(f'<div class="month"><h3>{escaped(month)}</h3><ul>{models}</ul></div>')
        parts.append(f'<section id="y{escaped(year)}"><h2>{escaped(year)}</h2>{"".join(rows)}</section>')
    notes = "".join(f'<p class="note">{escaped(note)}</p>' for note in table.notes)
    return (
        heading("Timeline", f"{table.title}, by month, with what each introduced.")
        + f'<div class="timeline">{"".join(parts)}</div>{notes}'
    )


def _month(row: Sequence[Cell]) -> str:
    return str(row[0].value)


def _release(drawn: Drawn, row: Sequence[Cell]) -> str:
    _, _, id_, name, introduced = row
    new = f' <span class="new">{escaped(str(introduced.value))}</span>' if introduced.value else ""
    return f"<li>{drawn.link(str(id_.value), 'models', str(name.value))}{new}</li>"
