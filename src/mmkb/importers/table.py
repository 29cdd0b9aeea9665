"""A table of results as CSV, with a mapping: which column names the model, the instrument, the value."""

from __future__ import annotations

import csv
import io

from mmkb.errors import did_you_mean
from mmkb.importers.draft import Draft, File, MalformedError, Measured
from mmkb.importers.parse import PRINTED
from mmkb.suggest import near

_OWN = ("model", "instrument", "value", "printed_as", "shots", "setting")
_MOST_CELL = 1000
_NOTHING = frozenset(("-", "–", "—", "n/a", "na"))
"""What tables have where there is no value."""


def read(file: File) -> Draft:
    """Return one result per row, or per row and column that is mapped to an instrument; empty cells are none."""
    reader = csv.reader(io.StringIO(file.text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as problem:
        raise MalformedError(file.name, f"not CSV: {problem}", str(reader.line_num)) from None
    if not rows or not any(rows[0][1]):
        raise MalformedError(file.name, "has no line with the names of columns", "1")
    heads = [" ".join(head.split()) for head in rows[0][1]]
    columns = {name: name for name in _OWN if name in heads}
    columns |= {name: " ".join(head.split()) for name, head in file.columns.items()}
    for name, head in columns.items():
        if heads.count(head) != 1:
            what = "no column" if head not in heads else "several columns"
            raise MalformedError(
                file.name, f"there are {what} called {head!r} for {name}", "1", did_you_mean(near(head, heads))
            )
    wide = [name for name in columns if name not in _OWN]
    if "model" not in columns or not (wide or {"instrument", "value"} <= set(columns)):
        hint = 'as in --map model=Model --map mmmu-val="MMMU (val)", or --map model=… --map instrument=… --map value=…'
        raise MalformedError(file.name, "which columns hold the model and the values?", "1", hint)
    places = {name: heads.index(head) for name, head in columns.items()}
    draft = Draft()
    for line, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heads):
            raise MalformedError(file.name, f"has {len(row)} cells, and the head {len(heads)}", str(line))
        if any(len(cell) > _MOST_CELL for cell in row):
            raise MalformedError(file.name, f"a cell has more than {_MOST_CELL} characters", str(line))
        cell = {name: row[place].strip() for name, place in places.items()}
        protocol = _protocol(file, cell, line)
        for instrument, value in [*((name, cell[name]) for name in wide), (cell.get("instrument"), cell.get("value"))]:
            if not value or value.lower() in _NOTHING:
                continue
            if not (instrument and cell["model"]):
                what = "model" if instrument else "instrument"
                raise MalformedError(file.name, f"the value {value} has no {what}", str(line), "fill the cell")
            if not PRINTED.fullmatch(value):
                raise MalformedError(file.name, f"{value!r} is no number", str(line), "leave the cell empty")
            draft.results.append(Measured((instrument,), value, file.name, cell["model"], protocol=protocol))
    return draft


def _protocol(file: File, cell: dict[str, str], line: int) -> dict[str, object]:
    found: dict[str, object] = {}
    if shots := cell.get("shots"):
        if not (shots.isascii() and shots.isdigit() and len(shots) < 6):
            raise MalformedError(file.name, f"shots are {shots!r}, which is no count", str(line))
        found["shots"] = int(shots)
    if setting := cell.get("setting"):
        found["setting"] = setting
    return found
