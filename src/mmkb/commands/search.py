"""`mmkb search`: records by a name that need not be right."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CLOSER, ONLY_KIND, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.table import Table

_MOST = 10_000


def answer(index: Index, text: Sequence[str], *, kind: str | None = None, limit: int = 20) -> Table:
    """Return the records whose names or summaries are near to `text`, best first; a `limit` of 0 is none."""
    from mmkb.views.catalogue import kind_named
    from mmkb.views.searching import search_table

    return search_table(index, " ".join(text), kind_named(kind).name if kind else None, limit or _MOST)


COMMAND = table(
    "search",
    CLOSER,
    "Find records when you do not know the name: ranked, forgiving of typos, over every kind.",
    answer,
    Parameter("text", "words", "Any words, in English or Japanese.", required=True, metavar="TEXT"),
    ONLY_KIND,
    Parameter("limit", "integer", "Rows to show; 0 for all.", "--limit", "-n", default=20, least=0, metavar="N"),
    examples=["mmkb search lamma", 'mmkb search "grouped query"', "mmkb search マルチヘッド"],
)
