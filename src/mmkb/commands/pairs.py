"""`mmkb pairs`: models that differ in how they were tuned and in nothing else."""

from __future__ import annotations

from mmkb.commands.shared import CLOSER, LIMIT, QUERY, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.table import Table


def answer(index: Index, query: str = "", *, limit: int | None = None) -> Table:
    """Return the pairs among the models that match, each with who is ahead on how many instruments."""
    from mmkb.views.pairs import pairs_table

    return pairs_table(index, query, limit or None)


COMMAND = table(
    "pairs",
    CLOSER,
    "Set models beside each other that differ in how they were tuned and in nothing else: LoRA against full tuning.",
    answer,
    QUERY,
    LIMIT,
    examples=["mmkb pairs", "mmkb pairs type:multimodal-llm"],
)
