"""The field catalogue of a kind as a table, and what is in the knowledge base."""

from __future__ import annotations

from mmkb.errors import UsageError, did_you_mean
from mmkb.index.index import Index, kinds_with_rows
from mmkb.rows.facts import counted
from mmkb.schema.field import Field
from mmkb.schema.kinds import KINDS, Kind
from mmkb.schema.values import STATES
from mmkb.suggest import near
from mmkb.views.drawing import Drawing
from mmkb.views.table import UNKNOWN, Cell, Column, Table

_COLUMNS = ("name", "path", "type", "unit", "operators", "values", "help", "example")


def kind_named(name: str) -> Kind:
    """Return the kind called `name`, in plural or singular; raises UsageError with a suggestion."""
    for kind in KINDS.values():
        if name.lower() in (kind.name, kind.singular):
            return kind
    raise UsageError(f"no kind called {name!r}", did_you_mean(near(name, KINDS)) or f"one of: {', '.join(KINDS)}")


def inventory(index: Index) -> Table:
    """Return by kind how many records, rows and facts there are, and how many facts were read, inferred or only cited."""
    rows = []
    for kind, count in kinds_with_rows(index):
        unfolded, facts, read, inferred = counted(index, kind)
        states = (read, inferred, facts - read - inferred)
        shares = [Cell(n / facts, shown=f"{n / facts:.0%}") if facts else UNKNOWN for n in states]
        rows.append((Cell(kind), Cell(count), Cell(unfolded), Cell(facts), *shares))
    columns = (
        Column("kind", "kind", "id"),
        Column("records", "records", "integer"),
        Column("rows", "rows", "integer"),
        Column("facts", "facts", "integer"),
        *(Column(state, state, "number") for state in reversed(STATES)),
    )
    return Table(
        "what is in here", columns, tuple(rows), len(rows), kind="stats", drawing=Drawing("bars", "kind", ("records",))
    )


def fields_table(index: Index, kind: str) -> Table:
    """Return one row per field of `kind`: how it is called, what it holds, which operators apply, an example."""
    rows = tuple(_field(field) for field in index.fields(kind).all)
    columns = tuple(
        Column(name, name, "id" if name in ("name", "path") else "text", many=name == "values") for name in _COLUMNS
    )
    return Table(f"fields of {kind}", columns, rows, len(rows), kind="fields", query=kind)


def _field(field: Field) -> tuple[Cell, ...]:
    kind_of = f"{field.type} → {field.target}" if field.target else field.type
    example = None if field.example is None else f"{field.name}:{_word(field.example)}"
    return (
        Cell(field.name),
        Cell(field.path),
        Cell(f"list of {kind_of}" if field.many else kind_of),
        Cell(field.unit) if field.unit else UNKNOWN,
        Cell(field.operators),
        Cell((*field.values, *field.groups)) if field.values else UNKNOWN,
        Cell(field.help + (" (derived)" if field.derived else "")),
        Cell(example) if example else UNKNOWN,
    )


def _word(example: str) -> str:
    first = example.split(", ")[0] if ", " in example else example
    return f'"{first}"' if " " in first else first
