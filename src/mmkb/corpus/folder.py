"""Which data is used, and why."""

from __future__ import annotations

import os

from mmkb.corpus.files import content, foreign
from mmkb.errors import DataError
from mmkb.schema.kinds import FOLDERS

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from typing import Any

MARKER = "mmkb.toml"
_MARKER_BYTES = 1 << 16
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class DataFolder:
    """A data folder and the reason for using it; `index` is the ready index of shipped data."""

    __slots__ = ("data", "index", "why")

    def __init__(self, data: str | os.PathLike[str], why: str, index: str | os.PathLike[str] | None = None) -> None:
        self.data = os.fspath(data)
        self.why = why
        self.index = None if index is None else os.fspath(index)


def find(option: str | os.PathLike[str] | None = None, start: str | os.PathLike[str] | None = None) -> DataFolder:
    """Return the data folder: the option, MMKB_DATA, a folder found upwards from `start`, or the shipped data.

    Raises DataError when the named folder is none, when nothing is found, or when what is found upwards belongs to
    another user: whoever may write in a folder above would else choose what is answered.
    """
    if option is not None:
        return _named(os.fspath(option), "--data")
    if variable := os.environ.get("MMKB_DATA"):
        return _named(variable, "MMKB_DATA")
    above = os.path.realpath(os.getcwd() if start is None else start)
    while True:
        marker, data = os.path.join(above, MARKER), os.path.join(above, "data")
        if os.path.isfile(marker):
            return _marked(marker)
        if _is_data(data):
            _refuse_foreign(data)
            return DataFolder(data, f"found data/ in {above}")
        if above == os.path.dirname(above):
            return _shipped()
        above = os.path.dirname(above)


def _named(folder: str, why: str) -> DataFolder:
    if not os.path.isdir(folder):
        raise DataError(f"{why} names {folder!r}, which is no folder", "name a folder that holds models/, sources/, …")
    inside = os.path.join(folder, "data")
    return DataFolder(os.path.realpath(inside if not _is_data(folder) and _is_data(inside) else folder), why)


def _marked(marker: str) -> DataFolder:
    _refuse_foreign(marker)
    settings = _settings(marker)
    return _named(os.path.join(os.path.dirname(marker), str(settings.get("data", "data"))), f"found {marker}")


def _settings(marker: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(content(marker, _MARKER_BYTES).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DataError(f"{marker} is not TOML: {problem}") from problem
    except OSError as problem:
        raise DataError(
            f"{marker} cannot be read: {problem.strerror}", "mend it, or name a folder by --data DIR"
        ) from None


def _refuse_foreign(path: str) -> None:
    if foreign(os.lstat(path)) or foreign(os.stat(path)):
        raise DataError(f"{path} belongs to another user", "if you trust it, name the data folder by --data DIR")


def _shipped() -> DataFolder:
    shipped = os.path.join(_PACKAGE, "shipped")
    index = os.path.join(shipped, "index.sqlite")
    if os.path.isfile(index):
        return DataFolder(os.path.join(shipped, "data"), "shipped with mmkb", index)
    checkout = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "data")
    if _is_data(checkout):
        return DataFolder(checkout, "the checkout that mmkb runs from")
    raise DataError("no data found", "name a data folder by --data DIR or the variable MMKB_DATA")


def _is_data(folder: str) -> bool:
    return any(_holds_records(os.path.join(folder, kind)) for kind in FOLDERS)


def _holds_records(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.endswith(".yaml") for entry in entries)
    except OSError:
        return False
