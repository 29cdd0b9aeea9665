"""`mmkb heads`: how query heads share key/value heads."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CALCULATE, DATA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index


def answer(index: Index, id: str, *, heads: int | None = None, kv_heads: int | None = None) -> str:  # noqa: A002 what it is called
    """Return the drawing of how the query heads of a mechanism or a model share key/value heads."""
    from mmkb.formats.heads import draw
    from mmkb.views.heads import sharing

    return draw(sharing(index, id, heads=heads, kv_heads=kv_heads))


COMMAND = Command(
    "heads",
    CALCULATE,
    "Draw how query heads share key/value heads, in a mechanism or in the layers of a model.",
    answer,
    returns="text",
    parameters=(
        Parameter("id", "text", "mha, gqa, mqa, or a model.", required=True, complete="ids"),
        Parameter("heads", "integer", "Query heads.", "--heads", least=1, metavar="N"),
        Parameter("kv_heads", "integer", "Key/value heads.", "--kv-heads", least=1, metavar="N"),
    ),
    handed_on=(DATA,),
    examples=["mmkb heads gqa", "mmkb heads gqa --heads 8 --kv-heads 4", "mmkb heads llama-3.1-8b"],
)
