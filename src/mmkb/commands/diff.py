"""`mmkb diff`: what differs between two folders of records, two revisions of one, or two exports."""

from __future__ import annotations

from mmkb.commands import shared
from mmkb.commands.declare import Command, Parameter
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mmkb.corpus.folder import DataFolder
    from mmkb.views.table import Table


def answer(before: str = "HEAD", after: str | None = None) -> Table:
    """Return what differs between two knowledge bases, a row a difference.

    Each is a folder as `--data` takes it, with its layers, or `REVISION:FOLDER`, a folder as git has it; or both are exports:
    JSON of one kind, or of all a folder of JSON files or a SQLite file. Raises UsageError for what is none of these, or for two
    that cannot be compared; DataError for a folder without records. Without `after` it is the data folder in use; a revision
    alone means the other folder as git has it there.
    """
    from pathlib import Path

    from mmkb.corpus.folder import find
    from mmkb.rows.exported import exported
    from mmkb.views.differences import differences, differences_of_exports

    after = after or str(find(None).data)
    if not (":" in before or Path(before).exists()):
        before = f"{before}:{after}"
    exports = [path for path in map(Path, (before, after)) if path.is_file() or (path / "datapackage.json").is_file()]
    if len(exports) == 1:
        raise UsageError(
            f"{exports[0]} is an export, and the other is none", "compare two exports, or two folders of records"
        )
    if exports:
        return differences_of_exports(*map(exported, exports))
    return differences(_documents(before), _documents(after))


def _documents(given: str) -> dict[str, dict[str, Any]]:
    """Return the valid records by path."""
    import os
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from mmkb.corpus.folder import find
    from mmkb.corpus.git import extract

    if os.path.isdir(given):  # noqa: PTH112
        return _valid(find(given))
    revision, colon, place = given.partition(":")
    if not (colon and revision):
        raise UsageError(f"{given!r} is no folder", "name a folder, or one at a revision of git: main:data")
    with TemporaryDirectory() as name:
        extract(revision, place, Path(name))
        return _valid(find(name))


def _valid(folder: DataFolder) -> dict[str, dict[str, Any]]:
    from pathlib import Path

    from mmkb.corpus.layered import read_layers

    found = read_layers([Path(layer.data) for layer in folder.layers])
    return {path: file.merged.document for path, file in found.items() if file.merged is not None}


COMMAND = Command(
    "diff",
    shared.CURATE,
    "Say what differs between two folders of records, a folder and an earlier revision, or two exports.",
    answer,
    returns="table",
    asks="nothing",
    parameters=(
        Parameter(
            "before", "text", "A folder of records, one at a revision of git (REVISION:FOLDER, or REVISION alone for the other "
            "folder), or an export; HEAD without it.", default="HEAD", metavar="BEFORE",
        ),
        Parameter("after", "text", "The other one; the data folder in use without it.", metavar="AFTER"),
    ),
    handed_on=(shared.FORMAT, shared.JSON, shared.PRETTY, shared.OUTPUT, shared.FORCE, shared.NO_COLOR),
    examples=[
        "mmkb diff",
        "mmkb diff main:data data -f markdown",
        "mmkb diff ../their-kb . --json",
        "mmkb diff june.json models.json",
    ],
    more="Of records it tells facts, evidence, disputes and results, a value once for all variants that have it. Of exports it "
    "tells rows and their values, as both have them, with what stands beside these: of JSON of one kind the marks (cited, "
    "inferred, disputed, partial), of all as a folder of JSON files or as SQLite the evidence.",
)  # fmt: skip
