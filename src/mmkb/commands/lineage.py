"""`mmkb lineage`: what a model is built from, or what is built on it."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CLOSER, DATA, FORCE, JSON, OUTPUT, TREE_FORMAT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.lineage import Node


def answer(index: Index, id: str, *, down: bool = False, depth: int = 8) -> Node:  # noqa: A002 what it is called
    """Return the tree of what `id` is built from, or with `down` of what is built on it."""
    from mmkb.views.lineage import lineage

    return lineage(index, id, down=down, depth=depth)


COMMAND = Command(
    "lineage",
    CLOSER,
    "Draw what a model is built from, or what is built on it.",
    answer,
    returns="tree",
    parameters=(
        Parameter("id", "text", "A model or a data set.", required=True, complete="ids"),
        Parameter("down", "flag", "What is built on it, instead of what it is built from.", "--down", default=False),
        Parameter("depth", "integer", "How far to follow.", "--depth", default=8, least=1, metavar="N"),
    ),
    handed_on=(TREE_FORMAT, JSON, OUTPUT, FORCE, DATA),
    examples=[
        "mmkb lineage llava-1.5-7b",
        "mmkb lineage clip-vit-l-14-336 --down",
        "mmkb lineage llava --format mermaid",
    ],
)
