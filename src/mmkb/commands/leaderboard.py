"""`mmkb leaderboard`: models ranked on one instrument."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CITE, CLOSER, LISTED, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Table


def answer(
    index: Index,
    instrument: str,
    *,
    protocol: str = "",
    measured_by: str | None = None,
    query: str = "",
    columns: Sequence[str] = (),
    sort: Sequence[str] = (),
    limit: int | None = None,
    cite: Cite = "none",
) -> Table:
    """Return the models ranked on `instrument`; `protocol` is a query on results, `query` one on models."""
    from mmkb.views.leaderboard import Board, leaderboard

    board = Board(
        instrument,
        protocol=protocol,
        measured_by=measured_by,
        query=query,
        columns=columns,
        sort=sort,
        limit=limit or None,
        cite=cite,
    )
    return leaderboard(index, board)


COMMAND = table(
    "leaderboard",
    CLOSER,
    "Rank models on one instrument, with protocol, measurer and place in every row, and the rival values.",
    answer,
    Parameter(
        "instrument", "text", "An instrument, or a benchmark that has one only.", required=True, complete="instruments"
    ),
    Parameter("protocol", "text", "Only results such as shots:5.", "--protocol", default="", metavar="QUERY"),
    Parameter("measured_by", "text", "Only the makers' own, or others'.", "--measured-by", choices=("self", "other")),
    Parameter("query", "text", "Only models such as access:open.", "--query", "-q", default="", metavar="QUERY"),
    *LISTED,
    cite=CITE,
    more="Models are ranked among those of one protocol; instruments that differ in their split alone stand in one table. Of "
    "several values for one model the record's own pick stands, else one that states setting or shots, of these its maker's, "
    "then the benchmark's maintainer's, a third party's, another maker's; behind these what was made of several answers drawn "
    "(maj@8), and a copy last.",
    engines=True,
    plots=True,
    drawn=("model", "released", "score", "access", "protocol", "source", "at"),
    examples=[
        "mmkb leaderboard mmmu-val",
        "mmkb leaderboard mmlu --protocol shots:5 --query access:open",
        "mmkb leaderboard pope --measured-by other",
        "mmkb leaderboard docvqa --limit 10 --columns protocol,rank,model,value,released,backbone.params",
    ],
)
