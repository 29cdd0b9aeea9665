"""Which data is used, and why: one folder, or several in layers."""

from __future__ import annotations

import os

from mmkb.corpus.files import Stat, foreign, ledgers, sweep
from mmkb.errors import DataError, did_you_mean
from mmkb.schema.kinds import FOLDERS

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MARKER = "mmkb.toml"
SHIPPED = "shipped"
"""The name of the layer that comes with mmkb."""
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class DataFolder:
    """A data folder and the reason for using it; `index` is the ready index of shipped data.

    `below` are the folders that it lies on, the lowest first: a record of an upper one replaces or amends one below. Each of
    these `layers` has a `name`. `repository` is the address where the records are kept, empty where it is not known.
    """

    __slots__ = ("below", "data", "index", "name", "repository", "why")

    def __init__(
        self,
        data: str | os.PathLike[str],
        why: str,
        index: str | os.PathLike[str] | None = None,
        *,
        name: str = "",
        below: Sequence[DataFolder] = (),
        repository: str = "",
    ) -> None:
        self.data = os.fspath(data)
        self.why = why
        self.index = None if index is None else os.fspath(index)
        self.name = name
        self.below = tuple(below)
        self.repository = repository

    @property
    def layers(self) -> tuple[DataFolder, ...]:
        """Return the folders that are read as one, the lowest first."""
        return (*self.below, self)

    @property
    def key(self) -> str:
        """Return what tells this knowledge base from others: two may share a folder and lie on different ones."""
        return "\n".join(f"{layer.name}={layer.data}" for layer in self.layers) if self.below else self.data

    def files(self) -> dict[str, Stat]:
        """Return what the folder holds, by path; of layers what all but the lowest hold, by the layer's name and path."""
        if not self.below:
            return _swept(self.data)
        _, *upper = self.layers
        return {f"{layer.name}/{path}": stat for layer in upper for path, stat in _swept(layer.data).items()}


def find(option: str | os.PathLike[str] | None = None, start: str | os.PathLike[str] | None = None) -> DataFolder:
    """Return the data folder: the option, MMKB_DATA, a folder found upwards from `start`, or the shipped data.

    Raises DataError when the named folder is none, when nothing is found, or when what is found upwards belongs to
    another user: whoever may write in a folder above would else choose what is answered.
    """
    if option is not None:
        return _named(os.fspath(option), "--data")
    if variable := os.environ.get("MMKB_DATA"):
        return _named(variable, "MMKB_DATA")
    try:
        above = os.path.realpath(os.getcwd() if start is None else start)
    except FileNotFoundError:
        raise DataError(
            "the working folder is no more", "go to another, or name the data folder by --data DIR"
        ) from None
    while True:
        marker, data = os.path.join(above, MARKER), os.path.join(above, "data")
        if os.path.isfile(marker):
            _refuse_foreign(marker)
            return _marked(marker, f"found {marker}")
        if _is_data(data):
            _refuse_foreign(data)
            return DataFolder(data, f"found data/ in {above}")
        if above == os.path.dirname(above):
            return shipped_data()
        above = os.path.dirname(above)


def _swept(data: str) -> dict[str, Stat]:
    return dict(sorted((sweep(data) | ledgers(data)).items()))


def _named(folder: str, why: str) -> DataFolder:
    """Return the folder that somebody names: with a marker in it what the marker says, else the records in it."""
    marker = os.path.join(folder, MARKER)
    return _marked(marker, why) if os.path.isfile(marker) else _plain(folder, why)


def _plain(folder: str, why: str) -> DataFolder:
    if not os.path.isdir(folder):
        from mmkb.suggest import near_paths

        close = did_you_mean(near_paths(folder)) or "name a folder that holds models/, sources/, …"
        raise DataError(f"{why} names {folder!r}, which is no folder", close)
    inside = os.path.join(folder, "data")
    return DataFolder(os.path.realpath(inside if not _is_data(folder) and _is_data(inside) else folder), why)


def _marked(marker: str, why: str, within: tuple[str, ...] = ()) -> DataFolder:
    """Return the folder that a marker describes, with what it lies on; `within` are the markers that lead to this one."""
    from mmkb.corpus.marker import read_marker, word

    marker = os.path.realpath(marker)
    if marker in within:
        raise DataError(f"{marker} extends itself: {' → '.join((*within, marker))}", "leave one `extends` out")
    said = read_marker(marker)
    home = os.path.dirname(marker)
    if said.extends:
        data = os.path.realpath(os.path.join(home, said.data))
        if not os.path.isdir(data):
            raise DataError(
                f"{marker}: data names {data!r}, which is no folder", "make the folder, or correct the name"
            )
    else:
        data = _plain(os.path.join(home, said.data), why).data
    below: dict[str, DataFolder] = {}
    for given in said.extends:
        for layer in _extended(given, home, (*within, marker)):
            below.setdefault(layer.data, layer)
    if data in below:
        raise DataError(f"{marker} extends its own folder {data!r}", "leave it out of `extends`")
    name = said.name or word(os.path.basename(home))
    found = DataFolder(data, why, name=name, below=tuple(below.values()), repository=said.repository)
    _check_names(found.layers, marker)
    return found


def _extended(given: str, home: str, within: tuple[str, ...]) -> Iterable[DataFolder]:
    """Return the layers that a word of `extends` names, the lowest first."""
    from mmkb.corpus.marker import word

    if given == SHIPPED:
        return (shipped_data(),)
    folder = os.path.join(home, os.path.expanduser(given))
    marker = os.path.join(folder, MARKER)
    if os.path.isfile(marker):
        return _marked(marker, f"extended by {within[-1]}", within).layers
    if not os.path.isdir(folder):
        hint = f"name a folder, or {SHIPPED!r} for the data that come with mmkb"
        raise DataError(f"{within[-1]}: extends names {given!r}, which is no folder", hint)
    found = _plain(folder, within[-1])
    named = os.path.realpath(folder)
    found.name = word(os.path.basename(named if os.path.basename(named) != "data" else os.path.dirname(named)))
    return (found,)


def _check_names(layers: Sequence[DataFolder], marker: str) -> None:
    names: dict[str, str] = {}
    for layer in layers if len(layers) > 1 else ():
        other = names.setdefault(layer.name, layer.data)
        if other != layer.data:
            raise DataError(
                f"{marker}: two layers are called {layer.name!r}: {other} and {layer.data}",
                f'give one another name: a line `name = "…"` in its {MARKER}',
            )


def _refuse_foreign(path: str) -> None:
    if foreign(os.lstat(path)) or foreign(os.stat(path)):
        raise DataError(f"{path} belongs to another user", "if you trust it, name the data folder by --data DIR")


def shipped_data() -> DataFolder:
    """Return the data that come with mmkb, or that the checkout has which it runs from. Raises DataError."""
    shipped = os.path.join(_PACKAGE, "shipped")
    index = os.path.join(shipped, "index.sqlite")
    if os.path.isfile(index):
        return DataFolder(os.path.join(shipped, "data"), "shipped with mmkb", index, name=SHIPPED)
    checkout = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "data")
    if _is_data(checkout):
        return DataFolder(checkout, "the checkout that mmkb runs from", name=SHIPPED)
    raise DataError("no data found", "name a data folder by --data DIR or the variable MMKB_DATA")


def _is_data(folder: str) -> bool:
    return any(_holds_records(os.path.join(folder, kind)) for kind in FOLDERS)


def _holds_records(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.endswith(".yaml") for entry in entries)
    except OSError:
        return False
