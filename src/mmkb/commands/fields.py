"""`mmkb fields`: the field catalogue of a kind."""

from __future__ import annotations

from mmkb.commands.shared import CLOSER, KIND, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.table import Table


def answer(index: Index, kind: str) -> Table:
    """Return the fields of `kind`."""
    from mmkb.views.catalogue import fields_table, kind_named

    return fields_table(index, kind_named(kind).name)


COMMAND = table(
    "fields",
    CLOSER,
    "List the fields of a kind: name, type, unit, operators, help, example.",
    answer,
    KIND,
    examples=["mmkb fields models", "mmkb fields results --format markdown"],
)
