"""What an importer makes of a file: facts with their places, results, sources, and what it had to leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from mmkb.corpus.ledger import NO_TEXT
from mmkb.errors import UsageError
from mmkb.schema.scalars import LOCATOR


class MalformedError(UsageError):
    """A file that is not what an importer reads: its place, what is wrong there, and the remedy (exit 2)."""

    def __init__(self, name: str, message: str, place: str = "", hint: str | None = None) -> None:
        super().__init__(f"{name}{f':{place}' if place else ''}: {message}", hint)


@dataclass(frozen=True, slots=True)
class Fact:
    """The value of a field and its place in the file; `because` where it follows from what stands there."""

    path: str
    value: Any
    at: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One value that a file reports.

    `instruments` are names that the instrument may be called by, the surest first; `metric` is the file's own word for the
    measure and `most` its highest value, where the file says so. `model` is None where the file names no model.
    """

    instruments: tuple[str, ...]
    value: str
    at: str
    model: str | None = None
    metric: str = ""
    most: float | None = None
    measured_by: str = "third-party"
    protocol: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """Something of the file that does not become part of a record, and why."""

    what: str
    why: str


@dataclass(slots=True)
class Draft:
    """Everything that one file gave.

    `facts` are of one model, which `title` names where the file does. `parts` are names of models that stand in the file, by
    the field that would refer to them, with their place; which records they are is found later.
    """

    facts: list[Fact] = field(default_factory=list)
    parts: list[Fact] = field(default_factory=list)
    results: list[Measured] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    title: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file to import: its text, the name by which places in it are called, and what `--map` says of its columns."""

    name: str
    text: str
    columns: dict[str, str] = field(default_factory=dict)

    def at(self, key: str = "") -> str:
        """Return the place of `key` in this file as a locator; the file itself where the key cannot be named so."""
        place = f'{self.name}, key "{key}"'
        return place if key and LOCATOR.fullmatch(place) else self.name


HUB_CACHE = re.compile(r"models--([\w.-]+?)--([\w.-]+)/snapshots/([0-9a-f]{7,40})(?=/|$)")
"""Where the cache of the Hugging Face Hub keeps a repository: its owner, its name, the revision."""
_OTHER = (
    (re.compile(r"version https://git-lfs\."), "is a pointer of Git LFS, not the file", "git lfs pull"),
    (re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE), "is a web page", "save the file itself, its raw form"),
    (re.compile(r"^<<<<<<< |^>>>>>>> ", re.MULTILINE), "holds a conflict that git left", "settle it"),
)
"""What files are that came about by mistake: how one is known, what it is, the remedy."""


def text_of(raw: bytes, name: str) -> str:
    """Return the text of a file; raises UsageError, with the line, for one that is no text in UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        wrong = f"byte 0x{raw[problem.start]:02x} is not UTF-8"
        raise UsageError(f"{name}:{line}: {wrong}", "save the file as UTF-8") from None
    if found := NO_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        raise UsageError(f"{name}:{line}:{column}: U+{ord(found[0]):04X} is no text", "remove it")
    for pattern, what, hint in _OTHER:
        if found := pattern.search(text) if pattern.flags & re.MULTILINE else pattern.match(text):
            line = text.count("\n", 0, found.start()) + 1
            raise UsageError(f"{name}:{line}: {what}", hint)
    return text


def called(path: Path) -> str:
    """Return what places in the file `path` are called by: its name, with `-` for what no locator holds."""
    name = re.sub(r"[^\w.@+-]", "-", path.name)
    return name if LOCATOR.fullmatch(name) else f"{name}.txt"


def today() -> str:
    """Return the day, as evidence names it."""
    return datetime.now().astimezone().date().isoformat()
