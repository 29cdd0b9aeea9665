"""`mmkb timeline`: models by month of release."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CLOSER, QUERY, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.table import Table


LATEST = Parameter(
    "limit", "integer", "Rows to show, the latest; 0 for all. A terminal shows a screenful by default.", "--limit", "-n",
    least=0, metavar="N",
)  # fmt: skip


def answer(index: Index, query: str = "", *, limit: int | None = None) -> Table:
    """Return the models that match, by month of release; of more than `limit` the latest."""
    from mmkb.views.stats import timeline

    return timeline(index, query, limit or None)


COMMAND = table(
    "timeline",
    CLOSER,
    "List models by month of release, with what each introduced.",
    answer,
    QUERY,
    LATEST,
    plots=True,
    examples=["mmkb timeline released:..2020", "mmkb timeline type:multimodal-llm has:introduced"],
)
