"""`mmkb cite`: the references of sources, or of everything behind a record."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import DATA, FORCE, JSON, OUTPUT, PRETTY, STYLE, TAKE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.index.index import Index
    from mmkb.views.table import Table


def answer(index: Index, what: Sequence[str], *, check: bool = False) -> Table:
    """Return the bibliography of records, or of the sources that match a query; with `check` what its entries lack."""
    from mmkb.query.arguments import join_arguments, looks_like_query
    from mmkb.views.cite import cited_by, cited_in, weak

    # Sources are cited by their ids, so several words in one argument are words to look for.
    is_query = any(looks_like_query(word) or len(word.split()) > 1 for word in what)
    found = cited_in(index, join_arguments(what)) if is_query else cited_by(index, what)
    return weak(found) if check else found


COMMAND = Command(
    "cite",
    TAKE,
    "Print the references of sources, or of everything behind a record.",
    answer,
    returns="references",
    parameters=(
        Parameter(
            "what", "words", "Sources, or other records for all their sources; or a query on sources.", required=True,
            metavar="ID|QUERY", complete="ids",
        ),
        Parameter(
            "check", "flag", "List the entries that an editor would send back, with what they lack.", "--check", default=False,
        ),
    ),
    handed_on=(STYLE, JSON, PRETTY, OUTPUT, FORCE, DATA),
    examples=[
        "mmkb cite touvron-2023-llama-2",
        "mmkb cite llava-1.5 --style apa",
        "mmkb cite llama-2 --check",
        "mmkb cite type:paper year:2023 --style csl -o refs.json",
    ],
)  # fmt: skip
