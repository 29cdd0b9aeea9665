"""Writing a folder: what was there is replaced by the new, all of it or nothing, and never somebody else's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

from mmkb.errors import UsageError
from mmkb.writing.files import failed, with_folders
from mmkb.writing.hidden import PREFIX, all_to_disk, exchange, hidden_name, sweep
from mmkb.writing.undisturbed import undisturbed

Owned = Callable[[Path], Collection[str]]
"""Says which files of a folder an earlier command wrote."""


def write_folder(target: Path, fill: Callable[[Path], None], owned: Owned, *, force: bool) -> None:
    """Let `fill` write files into an empty folder and put them into the folder `target`, all or none.

    Files may lie in folders of their own; their names are paths from `target`. An existing folder keeps its place, links and
    permissions; a new one appears whole. Files that an earlier command wrote (`owned`) are replaced with `force`, and removed
    where they are not written again. Raises UsageError where another file lies, or where the folder cannot be written.
    """
    earlier = _check_folder(target, owned, force=force)
    try:
        with undisturbed() as disturbed:
            new = not target.exists()
            home = target.parent if new else target
            sweep(home)
            aside = (home / hidden_name()).absolute()  # libraries take `a:b` for an address
            aside.mkdir()
            try:
                with disturbed():
                    fill(aside)
                names = sorted(_files(aside))
                all_to_disk([aside / name for name in names])
                if new:
                    exchange([(aside, target)])
                else:
                    pairs = [(aside / name, target / name) for name in names]
                    gone = [target / name for name in earlier - set(names)]
                    with with_folders(there for _, there in pairs):
                        exchange(pairs, gone)
                    _drop_empty(target, gone)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except OSError as problem:
        raise failed(target, problem) from problem


def _check_folder(target: Path, owned: Owned, *, force: bool) -> set[str]:
    """Return the names of the files that may be replaced. Raises UsageError where something else is in the way."""
    if not target.exists():
        return set()
    if not target.is_dir():
        raise UsageError(f"{target} is a file", "name a folder")
    tops = {path.name for path in target.iterdir() if not path.name.startswith(PREFIX)}
    ours = set(owned(target)) if tops else set()
    # What lies below is looked at only where all above is ours: this may be somebody's home.
    apart = tops - {name.partition("/")[0] for name in ours}
    there = apart or {name for name in _files(target) if not name.startswith(PREFIX)}
    if foreign := sorted(there - ours):
        shown = ", ".join(foreign[:3]) + (", …" if len(foreign) > 3 else "")
        raise UsageError(f"{target} holds other files: {shown}", "name a new folder")
    if there and not force:
        raise UsageError(f"{target} holds an earlier export", "add --force to replace it")
    return there


def _files(folder: Path) -> set[str]:
    """Return the paths from `folder` of all that lies in it: files, links, empty folders."""
    found: set[str] = set()

    def failed(problem: OSError) -> None:
        raise problem

    for at, folders, files in os.walk(folder, onerror=failed):
        links = [name for name in folders if (Path(at) / name).is_symlink()]
        empty = [] if folders or files or Path(at) == folder else ["."]
        found |= {(Path(at) / name).relative_to(folder).as_posix() for name in (*files, *links, *empty)}
    return found


def _drop_empty(folder: Path, gone: Iterable[Path]) -> None:
    """Remove the folders below `folder` that held nothing but files that are gone."""
    for path in gone:
        for parent in path.parents:
            if parent == folder:
                break
            with suppress(OSError):
                parent.rmdir()
