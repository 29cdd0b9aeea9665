"""Putting the site into a folder of its own: whole or not at all, and never over files of others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from mmkb.commands.site import Site
from mmkb.corpus.files import content
from mmkb.index.index import Index
from mmkb.site.build import Builder
from mmkb.writing import write_folder

LIST = "site.json"
"""The file that lists all others, by which a later run knows its own."""
_MOST_BYTES = 1 << 26
"""A longer list is none of ours."""
Progress = Callable[[str, int, int], None]


def write(site: Site, folder: Path, progress: Progress) -> None:
    """Write the pages into `folder`. Raises UsageError where other files lie, or where it cannot be written."""

    def fill(new: Path) -> None:
        site.index.ask(_fill, new, site, progress)

    write_folder(folder, fill, _written_before, force=site.force)


def _fill(index: Index, new: Path, site: Site, progress: Progress) -> None:
    builder = Builder(index, site.address, site.repository)
    paths = []
    for path, content_ in builder.files(progress):
        target = new / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content_.encode() if isinstance(content_, str) else content_)
        paths.append(path)
    listed = {"made by": "mmkb site", "files": sorted(paths)}
    (new / LIST).write_text(json.dumps(listed, indent=0) + "\n", encoding="utf-8")


def _written_before(folder: Path) -> set[str]:
    """Return the names of the files that an earlier run wrote into `folder`, by its own list."""
    try:
        listed = json.loads(content(folder / LIST, _MOST_BYTES))
        if listed["made by"] == "mmkb site":
            return {LIST, *map(str, listed["files"])}
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        pass
    return set()
