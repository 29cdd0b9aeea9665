"""The table of a calculation: one row per model and choice of numbers, and why a row says less than it could."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice, product
from math import prod

from mmkb.errors import KbError, UsageError
from mmkb.formulas.dtypes import BYTES, human_bytes
from mmkb.views.anatomy import Anatomy, Given, nominal
from mmkb.views.drawing import Drawing
from mmkb.views.table import UNKNOWN, Cell, Column, Scalar, Table
from mmkb.views.unrecorded import complete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.schema.field import FieldType

Several = Mapping[str, Sequence[int | float]]
"""The values that are given for each number, tried one after the other."""

Row = Mapping[str, Cell]

TYPES: Mapping[str, FieldType] = {
    "model": "id",
    "mechanism": "text",
    "layers": "integer",
    "spans": "text",
    "heads": "integer",
    "kv_heads": "integer",
    "tokens": "integer",
    "batch": "integer",
    "dtype": "text",
    "method": "text",
    "fits": "bool",
    "largest_context": "integer",
    "largest_batch": "integer",
    "remark": "text",
}
"""The types of columns; what is not named is a quantity."""

_BYTES = (
    *("per_token", "cache", "state", "as_mha", "weights", "total", "memory", "activations", "with_checkpointing"),
    "total_with_checkpointing",
)
_UNITS: Mapping[str, str] = {
    **dict.fromkeys(_BYTES, "bytes"),
    **dict.fromkeys(("compute", "reported"), "FLOP"),
    **dict.fromkeys(("price", "spent"), "USD"),
    "gpu_hours": "hours",
    "hours": "h",
}
_LABELS = {"with_checkpointing": "activations with checkpointing"}
"""The headings of columns whose names say too little alone."""
MOST_CHOICES = 100
"""Choices of numbers that one question may ask for."""
MOST_ROWS = 100_000


def choices(several: Several) -> list[Given]:
    """Return every choice of one value for each number; raises UsageError for more than `MOST_CHOICES`."""
    count = prod(map(len, several.values()))
    if count > MOST_CHOICES:
        raise UsageError(f"{count:,} choices of numbers, more than {MOST_CHOICES}", "give fewer values")
    return [dict(zip(several, chosen, strict=True)) for chosen in product(*several.values())]


def calculated(
    kind: str,
    what: str,
    columns: Sequence[str],
    models: Iterable[Anatomy],
    rows_of: Callable[[Anatomy], Iterable[Row]],
    notes: Sequence[str],
    drawing: Drawing,
    tokens: Sequence[int] = (),
    spare: int = 0,
) -> Table:
    """Return the table of what `rows_of` calculates for each model; one that cannot be calculated says why in its row.

    Its title says `what` that is, of how many models and at how many `tokens`.

    The last of the columns is that remark; the notes have it too, and on a terminal they alone. `spare` columns before it
    may be left out where there is no room.
    Raises the UsageError of the first model when none can be calculated.
    """
    rows: list[Row] = []
    problems: list[KbError] = []
    asked = 0
    for model in models:
        asked += 1
        if len(rows) > MOST_ROWS:
            break
        try:
            rows += complete(model, lambda one: list(islice(rows_of(one), MOST_ROWS + 1)))
        except UsageError as problem:
            problems.append(problem)
            rows.append({"model": Cell(model.id), "remark": Cell(f"not calculated: {missing(problem, model)}")})
    if problems and len(problems) == asked:
        raise problems[0]
    if len(rows) > MOST_ROWS:
        raise UsageError(f"more than {MOST_ROWS:,} rows", "ask for fewer models or values")
    heads = tuple(
        Column(
            name,
            _LABELS.get(name, name.replace("_", " ")),
            TYPES.get(name, "quantity"),
            _UNITS.get(name),
            target="models" if name == "model" else None,
        )
        for name in (*columns, "remark")
    )
    table = tuple(tuple(row.get(column.name, UNKNOWN) for column in heads) for row in rows)
    marked = ((row["model"].value, row.get("remark", UNKNOWN).value) for row in rows)
    said = dict.fromkeys(f"{id_}: {remark}" for id_, remark in marked if remark)
    title = titled(what, {row["model"].value for row in rows}, tokens)
    whole = Table(title, heads, table, len(table), notes=(*notes, *said), kind=kind, spare=spare + 1, drawing=drawing)
    return whole.but(screen=lambda: whole.but(columns=heads[:-1], rows=tuple(row[:-1] for row in table), spare=spare))


def drawn(
    what: str, given: Several, columns: Sequence[str], apart: Sequence[str] = (), over: Sequence[float] = ()
) -> Drawing:
    """Return the picture of a calculation: `what` for each model, told `apart` by other columns and by those of several values.

    Where there are several tokens, it is drawn `over` them.
    """
    series = (*apart, *(name for name, values in given.items() if len(values) > 1 and name in columns))
    if len(over) > 1:
        return Drawing("lines", "tokens", (what,), ("model", *series), "model")
    return Drawing("bars", "model", (what,), series)


def titled(what: str, models: Collection[object], tokens: Sequence[int] = ()) -> str:
    """Return a title such as `key/value cache of 3 models at 4,096 and 32,768 tokens`."""
    of = f" of {len(models)} models" if len(models) > 1 else ""
    *lengths, last = [f"{length:,}" for length in tokens] or [""]
    at = f" at {', '.join(lengths)}{' and ' if lengths else ''}{last} tokens" if tokens else ""
    return f"{what}{of}{at}"


def number_bytes(dtype: str) -> float:
    """Return the bytes of a number; raises UsageError for a format that is not known."""
    if dtype not in BYTES:
        raise UsageError(f"no number format called {dtype!r}", f"one of: {', '.join(BYTES)}")
    return BYTES[dtype]


def nominal_note(models: Sequence[Anatomy]) -> list[str]:
    """Return the note that names the models whose parameters are the stated size, which may be round."""
    names = list(dict.fromkeys(nominal(models)))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return [f"stated size, not a count, taken for the parameters of {', '.join(names[:_NAMED])}{more}"] if names else []


_NAMED = 6


def known(value: Scalar | None) -> Cell:
    """Return a cell of a value that may be missing."""
    return UNKNOWN if value is None else Cell(value)


def in_bytes(count: float | None) -> Cell:
    """Return a cell of a number of bytes."""
    return UNKNOWN if count is None else Cell(count, shown=human_bytes(count))


def remarks(*parts: str | None) -> Cell:
    """Return the cell of what is to be said of a row."""
    said = "; ".join(part for part in parts if part)
    return Cell(said) if said else UNKNOWN


def missing(problem: KbError, model: Anatomy) -> str:
    """Return what a model lacks for a calculation, and how it can be given."""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.message.removeprefix(f'{model.id}: ')}{hint}"
