"""`mmkb where`: which data is used and why, and where its index is kept."""

from __future__ import annotations

from mmkb.commands import shared
from mmkb.commands.declare import Command, Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mmkb.corpus.folder import DataFolder
    from mmkb.views.table import Table


def answer(folder: DataFolder, *, forget: bool = False) -> Table:
    """Return the data folder, why it is the one, its index, and its layers, where it has several.

    With `forget` the kept index is deleted first.
    """
    from mmkb.index.open import cache_path
    from mmkb.index.open import forget as forget_index
    from mmkb.views.table import Cell, Column, Table

    lines = [("data", folder.data), ("why", folder.why), ("index", folder.index or cache_path(folder.key))]
    lines += [(f"layer {layer.name}", said) for layer, said in _layers(folder)]
    if forget:
        lines.append(("forgot", "the kept index was deleted" if forget_index(folder) else "there was no kept index"))
    columns = (Column("name", "name", "id"), Column("value", "value", "text"))
    rows = tuple((Cell(name), Cell(value)) for name, value in lines)
    return Table("where", columns, rows, len(rows), kind="where")


def _layers(folder: DataFolder) -> Iterator[tuple[DataFolder, str]]:
    """Yield each of several layers, the lowest first, with what it holds and how much of that lies over what is below."""
    from mmkb.corpus.files import sweep

    below: set[str] = set()
    for layer in folder.layers if folder.below else ():
        there = set(sweep(layer.data))
        over = len(there & below)
        said = f"{len(there)} file{'s' * (len(there) != 1)}"
        said += f", {over} over what is below" if over else ""
        yield layer, f"{said}, in {layer.data}"
        below |= there


COMMAND = Command(
    "where",
    shared.CURATE,
    "Say which data is used and why, and where its index is kept.",
    answer,
    returns="table",
    asks="folder",
    parameters=(
        Parameter(
            "forget", "flag", "Delete the kept index; the next command builds it anew.", "--forget", default=False
        ),
    ),
    handed_on=(shared.FORMAT, shared.JSON, shared.PRETTY, shared.OUTPUT, shared.FORCE, shared.DATA, shared.NO_COLOR),
    examples=["mmkb where", "mmkb where --data ./data"],
)
