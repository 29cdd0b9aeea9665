"""Where a file comes from: the source that its facts name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mmkb.errors import UsageError, did_you_mean
from mmkb.importers.draft import HUB_CACHE, today
from mmkb.importers.known import Known
from mmkb.importers.reference import slug
from mmkb.suggest import near

_HUB = re.compile(r"hf:([\w.-]+)/([\w.-]+?)(?:@([\w.-]+))?")
_ADDRESS = "https://huggingface.co/{}/{}"
_SHOWN = 12
"""So much of a commit is kept, as elsewhere in the records."""


class Origin:
    """The source of a file: its id, its record where that is new, and the repository on the Hugging Face Hub."""

    def __init__(self, source: str, *, record: dict[str, Any] | None = None, repository: str | None = None) -> None:
        self.source = source
        self.record = record
        self.repository = repository


def origin(known: Known, path: Path, given: str | None, aliases: list[str]) -> Origin:
    """Return the source of the file at `path`.

    It is what the user names: a source on record, or `hf:ORG/NAME@REVISION`; else the repository in whose cache the file lies;
    else the one that the model is called by. Raises UsageError where none of them says.
    """
    if given is not None:
        if found := _HUB.fullmatch(given):
            return _of_hub(known, found[1], found[2], found[3])
        if ("id", given.lower()) in known.sources:
            return Origin(given)
        hint = did_you_mean(near(given, known.index.names("sources"))) or "name one on record, or hf:ORG/NAME@REVISION"
        raise UsageError(f"--source: no source called {given!r}", hint)
    if found := HUB_CACHE.search(path.absolute().as_posix()):
        return _of_hub(known, *found.groups())
    repositories = [found for alias in aliases if (found := _HUB.fullmatch(f"hf:{alias}"))]
    if len(repositories) == 1:
        return _of_hub(known, repositories[0][1], repositories[0][2], None)
    raise UsageError(
        f"{path}: where does it come from?",
        "add --source hf:ORG/NAME@REVISION, or --source with the id of a source on record",
    )


def _of_hub(known: Known, owner: str, name: str, revision: str | None) -> Origin:
    """Return the source of a repository on the Hub: the one on record, or a new one for this revision."""
    address, repository = _ADDRESS.format(owner, name), f"{owner}/{name}"
    short = revision[:_SHOWN] if revision else None
    found = known.at_address(address)
    if found and (short is None or str(found.get("revision", short)).startswith(short)):
        return Origin(found["id"], repository=repository)
    id_ = f"hf-{slug(owner)}-{slug(name)}" + (f"-{short[:7]}" if found and short else "")
    if same := known.sources.get(("id", id_)):
        return Origin(same["id"], repository=repository)
    day = today()
    record = {
        "id": id_, "type": "repository", "title": repository, "authors": [owner], "year": int(day[:4]), "url": address,
        **({"revision": short} if short else {}), "accessed": day,
    }  # fmt: skip
    return Origin(id_, record=record, repository=repository)
