"""`mmkb ask`: the survey's research questions."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CITE_PAGES, CLOSER, table
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from mmkb.commands.declare import Command
    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Page, Table


def answer(
    index: Index,
    id: str | None = None,  # noqa: A002 what it is called
    *,
    full: bool = False,
    cite: Cite = "none",
) -> Table | tuple[Page, ...]:
    """Return the page that answers the question `id`, with `full` all that bears on it; or the list of questions."""
    if id is None:
        if full:
            raise UsageError("--full needs a question", "for example: mmkb ask rq3 --full")
        from mmkb.views.listing import Request, listing

        return listing(index, Request("questions", columns=["id", "name", "question"], cite=cite))
    from mmkb.views.introduced import page_for_paper

    if full:
        from mmkb.views.asking import answer as all_on

        return (page_for_paper(index, all_on(index, id, cite), cite),)
    from mmkb.views.answering import first

    return (page_for_paper(index, first(index, id, lambda line: _run(index, line), cite), cite),)


def _run(index: Index, line: str) -> Sequence[Table]:
    """Answer a command line of a record, which asks the index for a table or pages. Raises UsageError for any other."""
    asked, values = shown(line)
    found: Any = asked.answer(index, **values)
    return [table for page in found for table in page.tables] if isinstance(found, tuple) else [found]


def shown(line: str) -> tuple[Command, dict[str, object]]:
    """Return the command of a line that a question shows, and its values. Raises UsageError where that has no table.

    A question shows none: it could be itself.
    """
    import shlex

    from mmkb.commands.reading import read
    from mmkb.commands.registry import NAMES, command
    from mmkb.commands.words import recognised

    try:
        name, *words = shlex.split(line) or [""]
    except ValueError as problem:
        raise UsageError(str(problem)) from None
    asked = command(name) if name in NAMES and name != "ask" else None
    given = recognised(asked, words) if asked is not None else None
    if asked is None or given is None or asked.asks != "index" or asked.returns not in ("table", "pages"):
        raise UsageError("this is no command that shows a table")
    return asked, read(asked, given)[0]


COMMAND = table(
    "ask",
    CLOSER,
    "Answer a research question of the survey on one screen: sentences with live numbers, claims with verdicts, tables.",
    answer,
    Parameter("id", "text", "rq1 to rq5; without it, the list of them.", metavar="RQ", complete="questions"),
    Parameter("full", "flag", "All claims, saved tables and live answers that bear on it.", "--full", default=False),
    cite=CITE_PAGES,
    examples=["mmkb ask", "mmkb ask rq3", "mmkb ask rq2 --full"],
)
