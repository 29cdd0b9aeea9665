"""The files of a data folder, seen in one sweep without reading any of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from mmkb.schema.kinds import FOLDERS


class Stat(NamedTuple):
    """What tells whether a file has changed: any write or rename moves at least one of the four."""

    mtime_ns: int
    ctime_ns: int
    size: int
    inode: int


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
