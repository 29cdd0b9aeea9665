"""Which data is used, and why."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from mmkb.errors import DataError
from mmkb.schema.kinds import FOLDERS

MARKER = "mmkb.toml"
_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder and the reason for using it; `index` is the ready index of shipped data."""

    data: Path
    why: str
    index: Path | None = None


def find(option: Path | None = None, start: Path | None = None) -> Place:
    """Return the data folder: the option, MMKB_DATA, a folder found upwards from `start`, or the shipped data.

    Raises DataError when the named folder is none, or when nothing is found.
    """
    if option is not None:
        return _named(option, "--data")
    if variable := os.environ.get("MMKB_DATA"):
        return _named(Path(variable), "MMKB_DATA")
    folder = (start or Path.cwd()).resolve()
    for above in (folder, *folder.parents):
        if (above / MARKER).is_file():
            return _marked(above / MARKER)
        if _is_data(above / "data"):
            return Place(above / "data", f"found data/ in {above}")
    return _shipped()


def _named(folder: Path, why: str) -> Place:
    if not folder.is_dir():
        raise DataError(
            f"{why} names {str(folder)!r}, which is no folder",
            "name a folder that holds models/, sources/, …",
        )
    if not _is_data(folder) and _is_data(folder / "data"):
        folder = folder / "data"
    return Place(folder.resolve(), why)


def _marked(marker: Path) -> Place:
    try:
        settings = tomllib.loads(marker.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DataError(f"{marker} is not TOML: {problem}") from problem
    return _named(marker.parent / str(settings.get("data", "data")), f"found {marker}")


def _shipped() -> Place:
    index = _PACKAGE / "shipped" / "index.sqlite"
    if index.is_file():
        return Place(_PACKAGE / "shipped" / "data", "shipped with mmkb", index)
    checkout = _PACKAGE.parents[1] / "data"
    if _is_data(checkout):
        return Place(checkout, "the checkout that mmkb runs from")
    raise DataError("no data found", "name a data folder by --data DIR or the variable MMKB_DATA")


def _is_data(folder: Path) -> bool:
    return any(next((folder / kind).glob("*.yaml"), None) for kind in FOLDERS)
