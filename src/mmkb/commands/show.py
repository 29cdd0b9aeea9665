"""`mmkb show`: everything about records."""

from __future__ import annotations

from mmkb.commands.declare import Parameter
from mmkb.commands.shared import CITE_PAGES, CLOSER, IDS, ONLY_KIND, pages
from mmkb.views.sections import SECTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Page


def answer(
    index: Index,
    ids: Sequence[str],
    *,
    kind: str | None = None,
    only: Sequence[str] = (),
    full: bool = False,
    cite: Cite = "none",
) -> tuple[Page, ...]:
    """Return a page for every record that answers to one of `ids`: all of it, or `only` some sections.

    A terminal shows the first screen of a page unless it is asked for the `full` one.
    """
    from mmkb.views.catalogue import kind_named
    from mmkb.views.detail import details

    return details(index, ids, kind_named(kind).name if kind else None, only=only, full=full, cite=cite)


def record(index: Index, id: str, kind: str | None = None) -> Any:  # noqa: A002, ANN401 the class of its kind
    """Return the record that answers to `id` (a variant's is its release's) as an instance of its pydantic class."""
    from mmkb.rows.documents import document
    from mmkb.schema.fields import RECORDS
    from mmkb.schema.kinds import KINDS
    from mmkb.views.catalogue import kind_named
    from mmkb.views.find import find

    of, record_id, _ = find(index, id, kind_named(kind).name if kind else None)[0]
    folder = KINDS[of].folder
    return RECORDS[folder].model_validate(document(index, folder, record_id))


COMMAND = pages(
    "show",
    CLOSER,
    "Show records: a summary on a terminal; in all, facts with source and place, disputes, variants, results, uses.",
    answer,
    IDS,
    ONLY_KIND,
    Parameter(
        "only",
        "names",
        f"Sections to show, joined by commas: {', '.join(SECTIONS)}.",
        "--only",
        default=(),
        choices=SECTIONS,
        metavar="SECTIONS",
    ),
    Parameter(
        "full",
        "flag",
        "Show every section on a terminal; files and pipes have all.",
        "--full",
        default=False,
    ),
    cite=CITE_PAGES,
    examples=[
        "mmkb show llama-2",
        "mmkb show llama-2-13b --only facts,sources",
        "mmkb show llava-13b --only licence",
        "mmkb show llava-1.5 --full",
        "mmkb show gqa mha --format markdown",
    ],
)
