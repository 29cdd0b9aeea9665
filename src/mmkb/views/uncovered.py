"""What is told where a query asks which models a survey does not cover, and the survey's list is not whole."""

from __future__ import annotations

from collections.abc import Iterator

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.query.ast import denied
from mmkb.query.parse import parse
from mmkb.schema.text import fold
from mmkb.views.field_cells import column_route
from mmkb.views.listing import Request, listing
from mmkb.views.table import all_of

COVERED_BY = "covered_by"


def uncovered(index: Index, query: str) -> Iterator[str]:
    """Yield a note on the surveys that a query of models asks not to cover them, where their lists are not whole."""
    asked = [texts for name, texts in denied(parse(query)) if _is_coverage(index, name)]
    if not asked:
        return
    named = {fold(text) for texts in asked for text in texts}
    table = listing(index, Request("surveys", columns=["id", "name", "aliases", "models"]))
    ids = [
        str(id_.value)
        for id_, *names, models in table.rows
        if models.partial
        and (() in asked or named & {fold(str(name)) for cell in (id_, *names) for name in all_of(cell)})
    ]
    if ids:
        lists = "list of this survey is" if len(ids) == 1 else "lists of these surveys are"
        yield f"the {lists} not whole: {', '.join(ids)}; a model that is missing there may be covered all the same"


def _is_coverage(index: Index, name: str) -> bool:
    try:
        return column_route(index, "models", name).name == COVERED_BY
    except UsageError:
        return False
