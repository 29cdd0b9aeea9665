"""What `mmkb.toml` says: the name of a knowledge base, where its records are, what it lies on, where it is kept."""

from __future__ import annotations

import re
from typing import NamedTuple

from mmkb.corpus.files import content
from mmkb.errors import DataError, UsageError, did_you_mean
from mmkb.suggest import near

_BYTES = 1 << 16
_WORD = re.compile(r"[\w.-]+")


class Marker(NamedTuple):
    """The settings of a knowledge base; an empty name stands for that of the folder.

    `repository` is the address on the web where the records are kept, and mistakes are reported.
    """

    name: str = ""
    data: str = "data"
    extends: tuple[str, ...] = ()
    repository: str = ""


def read_marker(path: str) -> Marker:
    """Return what the marker at `path` says. Raises DataError that names the key and the remedy."""
    import tomllib

    try:
        said = tomllib.loads(content(path, _BYTES).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise DataError(f"{path} is not TOML: {problem}", "mend it, or name a folder by --data DIR") from problem
    except OSError as problem:
        hint = "mend it, or name a folder by --data DIR"
        raise DataError(f"{path} cannot be read: {problem.strerror}", hint) from None
    for key in said:
        if key not in Marker._fields:
            hint = did_you_mean(near(key, Marker._fields)) or f"it has: {', '.join(Marker._fields)}"
            raise DataError(f"{path}: unknown key {key!r}", hint)
    for key in ("name", "data", "repository"):
        if not isinstance(said.get(key, "x"), str) or not said.get(key, "x"):
            raise DataError(f"{path}: {key} is no text: {said[key]!r}", f'write {key} = "…"')
    if not said.get("repository", "https://").startswith(("https://", "http://")):
        hint = "write it as https://github.com/OWNER/NAME"
        raise DataError(f"{path}: repository is no address of a web site: {said['repository']!r}", hint)
    extends = said.get("extends", [])
    if not isinstance(extends, list) or not all(isinstance(one, str) and one for one in extends):
        raise DataError(f"{path}: extends is no list of texts: {extends!r}", 'write extends = ["shipped"]')
    try:
        name = check_name(said["name"]) if "name" in said else ""
    except UsageError as problem:
        raise DataError(f"{path}: {problem.message}", problem.hint) from None
    return Marker(name, said.get("data", "data"), tuple(extends), said.get("repository", "").rstrip("/"))


def check_name(name: str) -> str:
    """Return the name of a layer. Raises UsageError when a query could not ask for it, or when it is taken."""
    if not _WORD.fullmatch(name):
        raise UsageError(f"name {name!r} is not one word", "write letters, digits, dots and dashes only")
    if name == "shipped":
        raise UsageError("the name 'shipped' is that of the data that come with mmkb", "choose another name")
    return name


def word(name: str) -> str:
    """Return the name of a folder as one word, which a query can ask for."""
    return "-".join(_WORD.findall(name)) or "data"
