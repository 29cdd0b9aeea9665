"""`mmkb export`: one view as a file, or the whole knowledge base."""

from __future__ import annotations

from mmkb.commands import shared
from mmkb.commands.declare import Command, Parameter
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.relation import Whole
    from mmkb.views.table import Table


def answer(
    index: Index,
    kind: str | None = None,
    query: str = "",
    *,
    all: bool = False,  # noqa: A002 the option's name
    columns: Sequence[str] = (),
    sort: Sequence[str] = (),
    cite: Cite = "none",
) -> Table | Whole:
    """Return the rows of `kind` with every field, a variant a row; or with `all` every relation there is."""
    if all and (kind or query or columns or sort or cite != "none"):
        raise UsageError("--all exports everything, so nothing else can be chosen", "leave --all out, or the rest")
    if all and index.elsewhere is not None:
        raise UsageError("an engine's tables are whole already", "leave --at out to export the records")
    if all:
        from mmkb.views.whole import whole

        return whole(index)
    if kind is None:
        raise UsageError("export what?", "name a kind, or add --all")
    from mmkb.views.catalogue import kind_named
    from mmkb.views.listing import Request, listing

    name = kind_named(kind).name
    chosen = columns or [field.path for field in index.fields(name).all]
    return listing(index, Request(name, query, chosen, sort, variants=True, cite=cite))


COMMAND = Command(
    "export",
    shared.TAKE,
    "Export rows with every field, a variant a row; or the whole knowledge base as a folder or one SQLite file.",
    answer,
    returns="table",
    parameters=(
        Parameter("kind", "text", "A kind, such as models.", metavar="KIND", complete="kinds"),
        shared.QUERY,
        Parameter("all", "flag", "The whole knowledge base, evidence included.", "--all", default=False),
        shared.COLUMNS,
        shared.SORT,
        shared.CITE,
    ),
    handed_on=(
        shared.BIB,
        shared.FORMAT,
        shared.JSON,
        shared.PRETTY,
        shared.OUTPUT,
        shared.FORCE,
        shared.DATA,
        *shared.ENGINES,
    ),
    examples=[
        "mmkb export models input:video -o video.xlsx",
        "mmkb export results benchmark:mmmu --format csv -o -",
        "mmkb export --all -o kb.sqlite",
        "mmkb export --all --format parquet -o kb/",
    ],
)
