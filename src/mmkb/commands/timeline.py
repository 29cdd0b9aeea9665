"""`mmkb timeline`: models by month of release."""

from __future__ import annotations

from mmkb.commands.shared import CLOSER, QUERY, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.table import Table


def answer(index: Index, query: str = "") -> Table:
    """Return the models that match, by month of release."""
    from mmkb.views.stats import timeline

    return timeline(index, query)


COMMAND = table(
    "timeline",
    CLOSER,
    "List models by month of release, with what each introduced.",
    answer,
    QUERY,
    examples=["mmkb timeline released:..2020", "mmkb timeline type:multimodal-llm has:introduced"],
)
