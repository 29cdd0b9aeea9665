"""The files of a data folder, seen in one sweep without reading any of them."""

from __future__ import annotations

import os
from collections import namedtuple

from mmkb.schema.kinds import FOLDERS

TYPE_CHECKING = False  # a plain read does not pay for the import of pathlib
if TYPE_CHECKING:
    from pathlib import Path


class Stat(namedtuple("Stat", ["mtime_ns", "ctime_ns", "size", "inode"])):  # noqa: PYI024 typing is slow to import
    """What tells whether a file has changed: any write or rename moves at least one of the four."""

    __slots__ = ()


def sweep(data: Path) -> dict[str, Stat]:
    """Return the files of every kind's folder by their path below `data`, hidden ones left out."""
    found: dict[str, Stat] = {}
    for folder in FOLDERS:
        path = data / folder
        if not path.is_dir():
            continue
        with os.scandir(path) as entries:
            for entry in entries:
                if not entry.name.startswith(".") and entry.is_file():
                    seen = entry.stat()
                    stat = Stat(seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino)
                    found[f"{folder}/{entry.name}"] = stat
    return dict(sorted(found.items()))
