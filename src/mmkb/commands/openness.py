"""`mmkb openness`: what of a model can be had."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CITE_PAPERS, CLOSER, SOURCES, table
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Page, Table


def answer(
    index: Index, ids: Sequence[str] = (), *, rank: bool = False, sources: bool = False, cite: Cite = "none"
) -> Table | tuple[Page, ...]:
    """Return the components of the models `ids`; with `rank` the ranking of those that match the query in `ids`."""
    from mmkb.query.arguments import join_arguments
    from mmkb.views.introduced import page_for_paper, table_for_paper
    from mmkb.views.openness import openness, ranking, with_sources

    if rank and sources:
        raise UsageError("a ranking has no sources of its own", "leave out --sources, or name models")
    if rank:
        return table_for_paper(index, ranking(index, join_arguments(ids)), cite)
    if not ids:
        raise UsageError("openness of which model?", "name some, or ask for --rank")
    page = openness(index, ids)
    return (page_for_paper(index, with_sources(index, page) if sources else page, cite),)


COMMAND = table(
    "openness",
    CLOSER,
    "Show what of a model can be had, component by component, and what published frameworks make of it.",
    answer,
    Parameter("ids", "words", "Models; with --rank, a query.", default=(), metavar="ID", complete="ids"),
    Parameter("rank", "flag", "Rank the models that match.", "--rank", default=False),
    SOURCES,
    cite=CITE_PAPERS,
    plots=True,
    examples=[
        "mmkb openness llama-2 olmo",
        "mmkb openness --rank input:image",
        "mmkb openness llama-2 olmo --cite paper --bib refs.bib -o openness.tex",
    ],
)
