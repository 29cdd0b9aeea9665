"""Files of the data folder, as people name them from the folder in which they work."""

from __future__ import annotations

from mmkb.errors import UsageError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.corpus.folder import DataFolder


def below(folder: DataFolder, given: str) -> str:
    """Return the path below the data folder of what people call `given`; raises UsageError where that is nothing in it."""
    import os
    from pathlib import Path

    from mmkb.suggest import near_paths

    data = Path(folder.data).resolve()
    above, name = os.path.split(given)
    full = Path(os.path.realpath(above), name)
    if not (Path(given).is_symlink() and full.is_relative_to(data)):  # a link in the folder is looked at as itself
        full = Path(os.path.realpath(given))
    if not os.path.lexists(full):
        close = did_you_mean(near_paths(given))
        raise UsageError(f"no file called {given}", close or "name files of the data folder")
    if not full.is_relative_to(data):
        raise UsageError(f"{given} is not in the data folder {folder.data}", "name the folder by --data DIR")
    return full.relative_to(data).as_posix()


def shown(folder: DataFolder) -> str:
    """Return what to put before a path, so that it can be opened from the working folder."""
    from pathlib import Path

    whole = Path(folder.data).resolve()
    try:
        here = Path.cwd().resolve()
    except FileNotFoundError:  # the working folder is no more
        return f"{whole.as_posix()}/"
    shown = whole.relative_to(here) if whole.is_relative_to(here) else whole
    return "" if str(shown) == "." else f"{shown.as_posix()}/"
