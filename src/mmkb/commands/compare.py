"""`mmkb compare`: records, or groups of them, side by side."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CITE_PAPERS, CLOSER, SOURCES, pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Page


def answer(
    index: Index,
    sides: Sequence[str] = (),
    *,
    kind: str | None = None,
    by: str | None = None,
    fields: Sequence[str] = (),
    differing: bool = False,
    all: bool = False,  # noqa: A002 the name of the option
    since: str | None = None,
    by_year: bool = False,
    only: str | None = None,
    transpose: bool = False,
    sources: bool = False,
    cite: Cite = "none",
) -> tuple[Page, ...]:
    """Return the sides beside each other; each is an id or a query."""
    from mmkb.views.catalogue import kind_named
    from mmkb.views.compare import compare, with_sources
    from mmkb.views.introduced import page_for_paper
    from mmkb.views.table import Page
    from mmkb.views.transposed import transposed

    page = compare(
        index,
        sides,
        kind=kind_named(kind).name if kind else None,
        fields=fields,
        differing=differing,
        by=by,
        everything=all,
        since=since,
        by_year=by_year,
        only=only,
    )
    if sources:
        page = with_sources(index, page)
    if transpose:
        page = Page(page.title, page.paragraphs, tuple(map(transposed, page.tables)), page.id)
    return (page_for_paper(index, page, cite),)


COMMAND = pages(
    "compare",
    CLOSER,
    "Compare records, or groups such as access:open: facts, scores under one protocol, and who is ahead by year.",
    answer,
    Parameter("sides", "words", "Ids, or queries such as access:open.", default=(), metavar="SIDE", complete="ids"),
    Parameter(
        "kind", "text", "The kind of the ids, and of the queries, which are on models by default.", "--kind", "-k",
        metavar="KIND", complete="kinds",
    ),
    Parameter(
        "by", "text", "One side per value of a field; SIDE is a query.", "--by", metavar="FIELD", complete="columns"
    ),
    Parameter(
        "fields", "names", "Only these fields; a path goes through references: backbone.params, score.mmmu-val.",
        "--fields", default=(), metavar="NAMES", complete="columns",
    ),
    Parameter("differing", "flag", "Only rows that differ.", "--differing", default=False),
    Parameter("all", "flag", "Every field of groups, not those alone that answer first.", "--all", default=False),
    Parameter("since", "text", "Only what is of this year or date, or later.", "--since", metavar="DATE"),
    Parameter("by_year", "flag", "Groups of models year by year, so that eras are not mixed.", "--by-year", default=False),
    Parameter("only", "text", "Only the facts, or only the scores.", "--only", choices=("facts", "scores")),
    Parameter("transpose", "flag", "One row per side.", "--transpose", default=False),
    SOURCES,
    cite=CITE_PAPERS,
    engines=True,
    examples=[
        "mmkb compare llava-1.5-7b qwen-vl-chat --differing",
        "mmkb compare llava-1.5-7b qwen-vl-chat --cite paper --bib refs.bib -o compared.tex",
        "mmkb compare access:open access:proprietary",
        "mmkb compare access:open access:proprietary --since 2024 --by-year",
        "mmkb compare type:multimodal-llm --by connector --fields params,released",
    ],
)  # fmt: skip
