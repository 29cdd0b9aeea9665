"""`mmkb new`: a record to fill in."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CURATE, DATA
from mmkb.errors import UsageError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mmkb.corpus.folder import DataFolder
    from mmkb.schema.kinds import Kind


def answer(folder: DataFolder, kind: str, id: str) -> str:  # noqa: A002 what it is
    """Write a record of `kind` called `id` with what must be in it, and return where it is and what is to be filled in.

    Where a layer below has such a record, the new one amends it. Raises UsageError for a kind or id that no file can have,
    where the file exists, or where the data is not one's own.
    """
    from pathlib import Path

    from mmkb.corpus.skeleton import skeleton
    from mmkb.writing import with_folders, write_file

    check_own(folder)
    found = _kind(kind)
    _check_id(id)
    path = f"{found.folder}/{id}.yaml"
    target = Path(folder.data, path)
    if target.exists():
        raise UsageError(f"{target} exists", f"mmkb edit {id}")
    below = [layer.name for layer in folder.below if Path(layer.data, path).exists()]
    with with_folders([target]):
        write_file(target, skeleton(found, id, amends=bool(below)), force=False)
    return "".join(_told(folder, path, below))


def check_own(folder: DataFolder) -> None:
    """Raise UsageError where the data is what comes with mmkb, which an update replaces."""
    from mmkb.corpus.folder import SHIPPED

    if folder.name == SHIPPED:
        raise UsageError("the data that come with mmkb are not written to", "`mmkb init` makes a folder of your own")


def _kind(name: str) -> Kind:
    from mmkb.corpus.skeleton import kinds_of_files
    from mmkb.schema.kinds import KINDS
    from mmkb.suggest import near

    if name in KINDS and KINDS[name].folder != name:
        where = KINDS[name].folder or "all kinds"
        raise UsageError(f"{name} have no files of their own", f"they stand in the records of {where}")
    if name not in KINDS:
        raise UsageError(f"no kind called {name!r}", did_you_mean(near(name, kinds_of_files())) or _kinds())
    return KINDS[name]


def _kinds() -> str:
    from mmkb.corpus.skeleton import kinds_of_files

    return f"one of: {', '.join(kinds_of_files())}"


def _check_id(id_: str) -> None:
    import re

    from mmkb.schema.scalars import ID_PATTERN

    if not re.fullmatch(ID_PATTERN, id_):
        raise UsageError(f"{id_!r} is not an id", "write small letters, digits, dots and dashes: llava-1.5")


def _told(folder: DataFolder, path: str, below: Sequence[str]) -> Iterator[str]:
    from mmkb.commands.given_paths import shown
    from mmkb.corpus.read import read_file

    name = f"{shown(folder)}{path}"
    yield f"wrote {name}\n"
    if below:
        yield f"It amends the record in layer {below[-1]}: write what differs. With id: in place of amends: it replaces that.\n"
    found = read_file(folder.data, path)
    if found.findings and not found.amendment:
        yield "To fill in:\n"
        yield from (f"  line {finding.line}: {finding.message}\n" for finding in found.findings)
    yield f"Then: mmkb check {name}\n"


COMMAND = Command(
    "new",
    CURATE,
    "Write a record to fill in: what must be there, and the fields that matter as comments.",
    answer,
    returns="text",
    asks="folder",
    parameters=(
        Parameter("kind", "text", "A kind, such as models.", required=True, metavar="KIND", complete="kinds"),
        Parameter("id", "text", "Its id, which is also the file's name.", required=True, metavar="ID"),
    ),
    handed_on=(DATA,),
    examples=["mmkb new models my-model", "mmkb new sources doe-2026-report"],
)
