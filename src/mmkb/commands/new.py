"""`mmkb new`: a record to fill in."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CURATE, DATA, ONLINE
from mmkb.errors import UsageError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mmkb.corpus.folder import DataFolder
    from mmkb.schema.kinds import Kind


def answer(
    folder: DataFolder,
    kind: str,
    id: str,  # noqa: A002 what it is
    *,
    from_: Sequence[str] = (),
    source: str | None = None,
    online: bool = False,
) -> str:
    """Write a record of `kind` called `id` with what must be in it, and return where it is and what is to be filled in.

    `from_` are files and references that fill it, `source` says where files come from, `online` fetches references. Where a layer
    below has such a record, the new one amends it. Raises UsageError for a kind or id that no file can have, where the file
    exists, or where the data is not one's own; NotFoundError for a reference to nothing on record.
    """
    import os
    from pathlib import Path

    from mmkb.corpus.skeleton import skeleton
    from mmkb.writing import with_folders, write_files

    check_own(folder)
    found = _kind(kind)
    _check_id(id)
    if (source or online) and not from_:
        raise UsageError(f"--{'source' if source else 'online'} is of what --from names", "add --from")
    path = f"{found.folder}/{id}.yaml"
    target = Path(folder.data, path)
    if os.path.exists(target):  # noqa: PTH110 where that cannot be seen, writing says why
        raise UsageError(f"{target} exists", f"mmkb edit {id}")
    below = [layer.name for layer in folder.below if Path(layer.data, path).exists()]
    if from_:
        texts, told = _filled(folder, found, id, from_, source, online=online, amends=bool(below))
    else:
        texts, told = {path: skeleton(found, id, amends=bool(below))}, []
    files = {Path(folder.data, name): text for name, text in texts.items()}
    with with_folders(files):
        write_files(files, force=True)
    return "".join(_told(folder, path, [name for name in texts if name != path], below, told))


def _filled(
    folder: DataFolder, kind: Kind, id_: str, given: Sequence[str], source: str | None, *, online: bool, amends: bool
) -> tuple[dict[str, str], list[str]]:
    """Return what files and references make of a new record and of others, by path below the data, and what is told of it."""
    from mmkb.corpus.skeleton import skeleton
    from mmkb.importers.begin import begun
    from mmkb.index.index import Index

    sheet, plan, likely = Index(folder).ask(begun, kind.folder, id_, given, source=source, online=online)
    text = skeleton(kind, id_, amends=amends, filled=sheet.written(), likely=likely)
    left = [
        f"{said.outcome}: {said.field}{f' {said.value}' if said.value else ''} ({said.why})"
        for said in plan.said
        if said.why and (said.outcome == "left out" or said.field == "name")
    ]
    filled = [name for name in sheet.written() if name not in ("id", "amends", "evidence")]
    return {sheet.path: text, **plan.texts(but=sheet)}, [f"filled in: {', '.join(filled)}", *left]


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


def _told(
    folder: DataFolder, path: str, others: Iterable[str], below: Sequence[str], told: Iterable[str]
) -> Iterator[str]:
    from mmkb.commands.given_paths import shown
    from mmkb.corpus.read import read_file

    name = f"{shown(folder)}{path}"
    yield f"wrote {name}\n"
    yield from (f"wrote {shown(folder)}{other}\n" for other in others)
    yield from (f"{line}\n" for line in told)
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
        Parameter(
            "from_", "words", "Fill it from a card, config.json, index of a checkpoint or bibliography, or from what is on "
            "record of arxiv:NUMBER, doi:NUMBER or hf:ORG/NAME; repeat.", "--from", default=(), metavar="FILE",
        ),
        Parameter(
            "source", "text", "Where the files come from: a source on record, or hf:ORG/NAME@REVISION.", "--source",
            metavar="SOURCE",
        ),
        ONLINE,
    ),
    handed_on=(DATA,),
    examples=[
        "mmkb new models my-model",
        "mmkb new models heron-7b --from hf:pond/heron-7b@3f2a91c --from README.md --from config.json",
        "mmkb new datasets pond-set --from arxiv:2304.08485",
        "mmkb new sources doe-2026-finch --from finch.bib",
    ],
    more="What a file says becomes values with their evidence, unread; read the places and add `read:`. A reference is looked up "
    "on record; of one that is not there the answer says which file to save (exit 1), or --online fetches it.",
)  # fmt: skip
