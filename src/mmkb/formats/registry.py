"""The formats by name and by file suffix; each is a module that is imported when it is used."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol, cast

from mmkb.errors import UsageError, did_you_mean
from mmkb.suggest import near

if TYPE_CHECKING:
    from mmkb.views.table import Page, Table


class Renderer(Protocol):
    """What a format's module offers."""

    def render(self, table: Table) -> str:
        """Return a table as text, with a line end."""

    def render_pages(self, pages: tuple[Page, ...]) -> str:
        """Return pages as text, with a line end."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its module below `mmkb.formats`, the suffixes of its files, whether it renders pages too."""

    name: str
    module: str
    suffixes: tuple[str, ...]
    help: str
    pages: bool = False

    def load(self) -> Renderer:
        """Import the module and return it."""
        return cast("Renderer", import_module(f"mmkb.formats.{self.module}"))


_ALL = (
    Format("rich", "rich_text", (".txt",), "tables for a terminal", pages=True),
    Format("tsv", "delimited_tsv", (".tsv", ".tab"), "tab-separated values, for pipes"),
    Format("csv", "delimited_csv", (".csv",), "comma-separated values, for spreadsheets"),
    Format("json", "json_text", (".json",), "one JSON object, with types, marks and a schema_version", pages=True),
    Format("jsonl", "json_lines", (".jsonl", ".ndjson"), "one JSON object a row"),
    Format("markdown", "markdown", (".md", ".markdown"), "a Markdown table", pages=True),
)
FORMATS: dict[str, Format] = {format_.name: format_ for format_ in _ALL}


def by_name(name: str) -> Format:
    """Return the format called `name`; raises UsageError with a suggestion."""
    if name not in FORMATS:
        close = did_you_mean(near(name, FORMATS))
        raise UsageError(f"unknown format {name!r}", close or f"one of: {', '.join(FORMATS)}")
    return FORMATS[name]


def by_suffix(path: PurePath) -> Format:
    """Return the format of a file by its suffix; raises UsageError when it tells none."""
    for format_ in _ALL:
        if path.suffix.lower() in format_.suffixes:
            return format_
    known = ", ".join(suffix for format_ in _ALL for suffix in format_.suffixes)
    raise UsageError(f"the name {path.name!r} tells no format", f"use --format, or one of the suffixes {known}")
