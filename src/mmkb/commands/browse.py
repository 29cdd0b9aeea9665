"""One listing per kind, all alike; `models` has handy options that are sugar for terms of a query."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import BROWSE, listing
from mmkb.schema.kinds import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Table

_MODELS = (
    Parameter("input", "text", "The same as input:MODALITY.", "--input", metavar="MODALITY"),
    Parameter("output_modality", "text", "The same as output:MODALITY.", "--output-modality", metavar="MODALITY"),
    Parameter("open", "flag", "The same as access:open.", "--open", default=False),
    Parameter("proprietary", "flag", "The same as access:proprietary.", "--proprietary", default=False),
    Parameter("variants", "flag", "One row per size instead of one per release.", "--variants", default=False),
)


def rows(
    index: Index,
    kind: str,
    query: str = "",
    *,
    columns: Sequence[str] = (),
    sort: Sequence[str] = (),
    limit: int | None = None,
    variants: bool = False,
    layer: str | None = None,
    cite: Cite = "none",
) -> Table:
    """Return the rows of `kind` that match, with `layer` those that it wrote; a `limit` of None or 0 is none."""
    from mmkb.views.listing import Request, listing

    query = _narrowed(query, ("layer", layer))
    return listing(index, Request(kind, query, columns, sort, limit or None, variants, cite))


def models(
    index: Index,
    query: str = "",
    *,
    input: str | None = None,  # noqa: A002 the name of the field
    output_modality: str | None = None,
    open: bool = False,  # noqa: A002 the name of the class
    proprietary: bool = False,
    variants: bool = False,
    layer: str | None = None,
    columns: Sequence[str] = (),
    sort: Sequence[str] = (),
    limit: int | None = None,
    cite: Cite = "none",
) -> Table:
    """Return models; the handy options become terms of the query."""
    access = (("access", "open"),) * open + (("access", "proprietary"),) * proprietary
    query = _narrowed(query, ("input", input), ("output", output_modality), *access)
    return rows(
        index, "models", query, columns=columns, sort=sort, limit=limit, variants=variants, layer=layer, cite=cite
    )


def _narrowed(query: str, *asked: tuple[str, str | None]) -> str:
    """Return the query that also asks each field for its value, where one is given."""
    terms = [f"{field}:{value}" for field, value in asked if value is not None]
    if not terms:
        return query
    from mmkb.query.arguments import join_arguments

    return " ".join([join_arguments(terms), f"({query})" if query.strip() else ""]).strip()


def command(name: str) -> Command:
    """Return the command that lists the kind called `name`."""
    kind = KINDS[name]
    examples = [f"mmkb {name} {example}" for example in kind.examples]
    if name == "models":
        return listing(name, BROWSE, kind.help, models, *_MODELS, examples=examples)

    def answer(
        index: Index,
        query: str = "",
        *,
        layer: str | None = None,
        columns: Sequence[str] = (),
        sort: Sequence[str] = (),
        limit: int | None = None,
        cite: Cite = "none",
    ) -> Table:
        return rows(index, name, query, layer=layer, columns=columns, sort=sort, limit=limit, cite=cite)

    return listing(name, BROWSE, kind.help, answer, examples=examples)
