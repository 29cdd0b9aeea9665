"""Where the facts of a record stand: the places behind them, and what other sources say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from mmkb.index.index import Index
from mmkb.rows.evidence import Place
from mmkb.rows.facts import rivals
from mmkb.views.summary import Row
from mmkb.views.table import UNKNOWN, Cell, Column, Table


def cited(places: Sequence[Place], numbers: Mapping[Place, int]) -> Cell:
    """Return the numbers of places in order (people read `9-13, 16`), or where these have none, their sources."""
    if not numbers:
        return Cell(tuple(dict.fromkeys(place.source for place in places))) if places else UNKNOWN
    runs: list[list[int]] = []
    for number in sorted({numbers[place] for place in places}):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
    return Cell(tuple(number for run in runs for number in run), shown=shown) if runs else UNKNOWN


def evidence(numbers: Mapping[Place, int]) -> Table:
    """Return the places by their numbers; with a column for stages where one of them speaks of some stages only."""
    staged = any(place.stages for place in numbers)
    columns = (
        Column("evidence", "[n]", "integer"),
        Column("source", "source", "id", target="sources"),
        Column("at", "at", "text"),
        *([Column("stages", "stages", "text")] if staged else []),
        Column("state", "state", "enum"),
        Column("on", "on", "date"),
        Column("because", "because", "text"),
        Column("note", "note", "text"),
    )
    rows = tuple(
        (
            Cell(number),
            Cell(source),
            *(
                Cell(value) if value else UNKNOWN
                for value in (at, *([stages] if staged else []), state, day, because, note)
            ),
        )
        for (source, at, stages, state, day, because, note), number in numbers.items()
    )
    return Table("sources", columns, rows, len(rows))


def disputes(index: Index, rows: Sequence[Row]) -> list[Table]:
    """Return what other sources say of the facts of a record, where any does."""
    found = rivals(index, [rid for rid, _ in rows])
    if not found:
        return []
    columns = ("field", "of", "rival value", "source", "at", "because", "read")
    return [
        Table(
            title="disputes",
            columns=tuple(
                Column(name.replace(" ", "_"), name, "text", target="sources" if name == "source" else None)
                for name in columns
            ),
            rows=tuple(
                (
                    Cell(field),
                    Cell(of),
                    Cell(_rival(value)),
                    *(Cell(text) if text else UNKNOWN for text in rest),
                )
                for field, of, value, *rest in found
            ),
            total=len(found),
        )
    ]


def _rival(value: str) -> str:
    rival = json.loads(value)
    return ", ".join(map(str, rival)) if isinstance(rival, list) else str(rival)
