"""`mmkb coverage`: what is known, read, cited, disputed."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CURATE, QUERY, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.table import Table


def answer(index: Index, kind: str | None = None, query: str = "") -> Table:
    """Return by field in how many rows of `kind` that match a fact is known, absent for a reason, unknown, read, cited."""
    from mmkb.views.catalogue import kind_named
    from mmkb.views.coverage import coverage

    return coverage(index, kind_named(kind).name if kind else None, query)


COMMAND = table(
    "coverage",
    CURATE,
    "Show by field how much is known, undisclosed, not stated or unknown, read or only cited, disputed.",
    answer,
    Parameter("kind", "text", "A kind; all without it.", metavar="KIND", complete="kinds"),
    QUERY,
    examples=["mmkb coverage models", "mmkb coverage models input:image"],
)
