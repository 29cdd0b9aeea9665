"""`mmkb table`: the saved tables."""

from __future__ import annotations

from mmkb.commands import shared
from mmkb.commands.declare import Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Table


def answer(index: Index, id: str | None = None, *, cite: Cite = "none") -> Table:  # noqa: A002 what it is called
    """Return the saved table `id`, or the list of them."""
    if id is None:
        from mmkb.views.listing import Request, listing

        return listing(index, Request("tables", columns=["id", "name", "kind", "summary"], cite=cite))
    from mmkb.views.saved import saved_table

    return saved_table(index, id, cite)


COMMAND = shared.table(
    "table",
    shared.TAKE,
    "Print a saved table; without an id, list the saved tables.",
    answer,
    Parameter("id", "text", "A saved table; without it, the list of them.", complete="tables"),
    cite=shared.CITE,
    examples=[
        "mmkb table",
        "mmkb table training-stages",
        "mmkb table attention-variants --format markdown",
        "mmkb table kv-heads --cite rows --bib refs.bib -o kv-heads.tex",
    ],
)
