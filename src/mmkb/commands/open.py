"""`mmkb open`: the document behind a record, in a browser."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CLOSER, DATA, ONLY_KIND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index


def answer(index: Index, id: str, *, print: bool = False, kind: str | None = None) -> str:  # noqa: A002 names of options
    """Open where the source `id` can be had, or the paper or first source of a record, and return the address.

    With `print` nothing is opened. Raises NotFoundError with suggestions, or where no address is on record.
    """
    from mmkb.views.address import address
    from mmkb.views.catalogue import kind_named

    found = address(index, id, kind_named(kind).name if kind else None)
    if not print:
        import webbrowser

        webbrowser.open(found)
    return f"{found}\n"


COMMAND = Command(
    "open",
    CLOSER,
    "Open a source, or the paper behind a record, in the browser, and print its address.",
    answer,
    returns="text",
    parameters=(
        Parameter("id", "text", "A source, or any record.", required=True, metavar="ID", complete="ids"),
        Parameter("print", "flag", "Only print the address.", "--print", default=False),
        ONLY_KIND,
    ),
    handed_on=(DATA,),
    examples=["mmkb open llava-1.5", "mmkb open touvron-2023-llama-2 --print"],
)
