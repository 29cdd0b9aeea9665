"""`mmkb ask`: the survey's research questions."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CLOSER, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.table import Page, Table


def answer(index: Index, id: str | None = None) -> Table | tuple[Page, ...]:  # noqa: A002 what it is called
    """Return the page that answers the question `id`, or the list of questions."""
    if id is None:
        from mmkb.views.listing import Request, listing

        return listing(index, Request("questions", columns=["id", "name", "question"]))
    from mmkb.views.asking import answer as page_on

    return (page_on(index, id),)


COMMAND = table(
    "ask",
    CLOSER,
    "Answer a research question of the survey: claims with verdicts, tables, live comparisons.",
    answer,
    Parameter("id", "text", "rq1 to rq5; without it, the list of them.", metavar="RQ", complete="questions"),
    examples=["mmkb ask", "mmkb ask rq3"],
)
