"""`mmkb diff`: what differs between two folders of records, two layers, two revisions of one folder, or two exports."""

from __future__ import annotations

from mmkb.commands import shared
from mmkb.commands.declare import Command, Parameter
from mmkb.errors import UsageError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mmkb.corpus.folder import DataFolder
    from mmkb.views.table import Table

_NOW = "HEAD"
_TWO = "mmkb diff ../old-kb ../new-kb"


def answer(before: str = _NOW, after: str | None = None) -> Table:
    """Return what differs between two knowledge bases, a row a difference.

    Each is a folder as `--data` takes it, with its layers, the name of a layer in use, with all below it, or `REVISION:FOLDER`,
    a folder as git has it; or both are exports: JSON of one kind, or of all a folder of JSON files or a SQLite file. Raises
    UsageError for what is none of these, or for two that cannot be compared; DataError for a folder without records. Without
    `after` it is the data folder in use, behind a layer the top one; a revision alone means the other folder as git has it there.
    """
    from pathlib import Path

    from mmkb.corpus.folder import find
    from mmkb.rows.exported import exported
    from mmkb.views.differences import differences, differences_of_exports

    if after is None:
        in_use = find(None)
        if in_use.index is not None and not _is_place(before):
            raise UsageError("the data that come with mmkb have no earlier revision", f"name two folders: {_TWO}")
        after = in_use.data if _layer(before) is None else in_use.name
    after = _placed(after)
    before = _placed(before, after)
    exports = [path for path in map(Path, (before, after)) if path.is_file() or (path / "datapackage.json").is_file()]
    if len(exports) == 1:
        exported(exports[0])  # or it is none, which is said first
        raise UsageError(
            f"{exports[0]} is an export, and the other is none", "compare two exports, or two folders of records"
        )
    if exports:
        return differences_of_exports(*map(exported, exports))
    return differences(_documents(before), _documents(after))


def _is_place(given: str) -> bool:
    from pathlib import Path

    return ":" in given or Path(given).exists() or _layer(given) is not None


def _layer(name: str) -> DataFolder | None:
    """Return the layer in use of that name with all that it lies on; None where there is none."""
    from mmkb.corpus.folder import DataFolder, find

    layers = find(None).layers
    for number, layer in enumerate(layers):
        if layer.name == name and len(layers) > 1:
            return DataFolder(layer.data, layer.why, name=name, below=layers[:number])
    return None


def _placed(given: str, other: str | None = None) -> str:
    """Return a place as it is, and a revision alone with the folder of the `other` place, or with that in use.

    Raises UsageError for what is neither.
    """
    from mmkb.corpus.folder import find
    from mmkb.corpus.git import NoHistoryError, checked, revisions
    from mmkb.suggest import near, near_paths

    if _is_place(given):
        return given
    folder = find(None).data if other is None else other.rpartition(":")[2]
    try:
        return f"{checked(folder, given)}:{folder}"
    except NoHistoryError as problem:
        if given == _NOW:
            raise UsageError(problem.message, f"{problem.hint}, or compare two folders: {_TWO}") from None
    except UsageError:
        if given == _NOW:
            raise
    layers = [layer.name for layer in find(None).layers if layer.name]
    close = did_you_mean([*near_paths(given), *near(given, [*layers, *revisions(folder)])])
    raise UsageError(f"no folder, layer, export or revision of git is called {given!r}", close or f"try: {_TWO}")


def _documents(given: str) -> dict[str, dict[str, Any]]:
    """Return the valid records by path."""
    import os
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from mmkb.corpus.folder import find
    from mmkb.corpus.git import extract

    if os.path.isdir(given):  # noqa: PTH112
        return _valid(find(given))
    if layer := _layer(given):
        return _valid(layer)
    revision, colon, place = given.partition(":")
    if not (colon and revision):
        raise UsageError(f"{given!r} is no folder", "name a folder, or one at a revision of git: main:data")
    with TemporaryDirectory() as name:
        extract(revision, place, Path(name))
        return _valid(find(name))


def _valid(folder: DataFolder) -> dict[str, dict[str, Any]]:
    """Return the documents of a folder with all that it lies on; of one that lies on nothing, what amends says what it says."""
    from pathlib import Path

    from mmkb.corpus.layered import read_layers
    from mmkb.corpus.read import read_file

    found = read_layers([Path(layer.data) for layer in folder.layers])
    documents = {path: dict(file.merged.document) for path, file in found.items() if file.merged is not None}
    for path in found if not folder.below else ():
        if path not in documents and (amendment := read_file(folder.data, path).amendment):
            documents[path] = amendment
    return {path: documents[path] for path in found if path in documents}


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
            "folder), a layer in use with all below it, or an export; HEAD without it.", default=_NOW, metavar="BEFORE",
        ),
        Parameter(
            "after", "text", "The other one; without it the data folder in use, behind a layer the top one.", metavar="AFTER"
        ),
    ),
    handed_on=(shared.FORMAT, shared.JSON, shared.PRETTY, shared.OUTPUT, shared.FORCE, shared.NO_COLOR),
    examples=[
        "mmkb diff",
        "mmkb diff main:data data -f markdown",
        "mmkb diff ../their-kb . --json",
        "mmkb diff shipped",
        "mmkb diff june.json models.json",
    ],
    more="Of records it tells facts, evidence, disputes and results, a value once for all variants that have it. Of exports it "
    "tells rows and their values, as both have them, with what stands beside these: of JSON of one kind the marks (cited, "
    "inferred, disputed, partial), of all as a folder of JSON files or as SQLite the evidence.",
)  # fmt: skip
