"""`mmkb stats`: how many, by what, and how a number is distributed."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CITE_PAPERS, CLOSER, LIMIT, QUERY, table
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Table


def answer(
    index: Index,
    kind: str | None = None,
    query: str = "",
    *,
    by: Sequence[str] = (),
    of: str | None = None,
    share: bool = False,
    limit: int | None = None,
    cite: Cite = "none",
) -> Table:
    """Return counts by one or two fields, the distribution of a number, or without either what is in here."""
    from mmkb.views.catalogue import inventory, kind_named
    from mmkb.views.introduced import table_for_paper
    from mmkb.views.stats import counts, distribution

    name = kind_named(kind or "models").name
    if share and (of or not by):
        raise UsageError("--share needs counts by a field", "for example: --by connector --share")
    if of:
        if len(by) > 1:
            raise UsageError("a distribution is shown by one field at most", "name one field by --by")
        return table_for_paper(
            index, distribution(index, name, query, of, by[0] if by else None, limit=limit or None), cite
        )
    if by:
        return table_for_paper(index, counts(index, name, query, by, share=share, limit=limit or None), cite)
    if kind is None:
        whole = inventory(index)
        return table_for_paper(index, whole.but(rows=whole.rows[: limit or None]), cite)
    field = index.fields(name).get(query.strip()) if query.strip() else None
    meant = f"did you mean: mmkb stats {name} --by {query.strip()}" if field else None
    raise UsageError(f"what of {name} is counted?", meant or "name a field: --by FIELD, or --of FIELD for a number")


COMMAND = table(
    "stats",
    CLOSER,
    "Count records by a field or two, or show how a number is distributed.",
    answer,
    Parameter("kind", "text", "A kind, such as models; without it, what is in here.", metavar="KIND", complete="kinds"),
    QUERY,
    Parameter(
        "by", "names", "Count by a field, a path or two of them; `year` and `quarter` are the date's.", "--by", default=(),
        metavar="FIELD", complete="columns",
    ),
    Parameter("of", "text", "Median and quartiles of a number.", "--of", metavar="FIELD", complete="columns"),
    Parameter("share", "flag", "Shares instead of counts.", "--share", default=False),
    LIMIT,
    cite=CITE_PAPERS,
    engines=True,
    plots=True,
    examples=[
        "mmkb stats",
        "mmkb stats models --by connector --by year",
        "mmkb stats models type:multimodal-llm --by quarter --plot",
        "mmkb stats models --of params --by access",
        "mmkb stats models --by backbone.family --limit 10",
        "mmkb stats datasets purpose:instruction --by made_by",
    ],
)  # fmt: skip
