"""`mmkb plot`: pictures of what the knowledge base holds."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CAPTION, DELIVERY, FORMAT, RENAMED, TAKE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.table import Table


def answer(index: Index, picture: str | None = None, words: Sequence[str] = ()) -> Table:
    """Return the table behind a picture, with how it is drawn, or without a name the list of pictures."""
    from mmkb.views import plots

    return plots.picture(index, picture, words) if picture else plots.catalogue()


COMMAND = Command(
    "plot",
    TAKE,
    "Draw a picture: in the terminal, or into a file as SVG, PNG or PDF.",
    answer,
    returns="picture",
    parameters=(
        Parameter(
            "picture", "text", "Which picture; without it, the list of them.", metavar="PICTURE", complete="pictures"
        ),
        Parameter("words", "words", "What the list says that it takes: names, a query.", default=(), metavar="WORDS"),
    ),
    handed_on=(FORMAT, CAPTION, RENAMED, *DELIVERY),
    more="With --json, -f csv and the like, or a file of such a suffix, you get the values that would be drawn. "
    "Other answers are drawn by --plot.",
    examples=[
        "mmkb plot",
        "mmkb plot scores mmmu-val input:video",
        "mmkb plot sizes type:multimodal-llm -o sizes.svg",
        "mmkb plot connectors type:multimodal-llm",
        "mmkb plot cache llama-2-7b llama-3.1-8b deepseek-v3 -o cache.pdf",
        "mmkb plot distribution context access:open",
        "mmkb stats models --by access --plot",
    ],
)
