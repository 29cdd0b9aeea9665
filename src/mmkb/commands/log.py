"""`mmkb log`: who changed a record, when and why, as git has it."""

from __future__ import annotations

from mmkb.commands import shared
from mmkb.commands.declare import Command, Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.corpus.folder import DataFolder
    from mmkb.views.table import Table


def answer(folder: DataFolder, id: str, *, kind: str | None = None) -> Table:  # noqa: A002 what it is
    """Return the commits that changed the record `id` of one's own folder, the newest first.

    Raises UsageError where git has no such folder, NotFoundError with suggestions.
    """
    from mmkb.commands.edit import own_record
    from mmkb.corpus.git import history
    from mmkb.views.table import Cell, Column, Table

    found, record, _ = own_record(folder, id, kind)
    names = ("day", "author", "revision", "subject")
    rows = tuple(tuple(map(Cell, commit)) for commit in history(folder.data, f"{found}/{record}.yaml"))
    columns = tuple(Column(name, name, "text") for name in names)
    path = f"{found}/{record}.yaml"
    title = f"{len(rows)} changes of {path}" if rows else f"no commit has {path} yet"
    return Table(title, columns, rows, len(rows), kind="changes")


COMMAND = Command(
    "log",
    shared.CURATE,
    "Say who changed a record of your folder, when and why, as git has it.",
    answer,
    returns="table",
    asks="folder",
    parameters=(
        Parameter(
            "id", "text", "An id, the id of a variant, or another name.", required=True, metavar="ID", complete="ids"
        ),
        shared.ONLY_KIND,
    ),
    handed_on=(shared.FORMAT, shared.JSON, shared.PRETTY, shared.OUTPUT, shared.FORCE, shared.DATA, shared.NO_COLOR),
    examples=["mmkb log llava-1.5", "mmkb log llava-1.5 --json"],
)
