"""Where an answer goes and in which format: what the user says, else what fits the place."""

from __future__ import annotations

import os
import sys

from mmkb.cli.standard_output import is_terminal
from mmkb.errors import UsageError
from mmkb.formats.registry import FORMATS, bibliography_format, by_name, by_suffix
from mmkb.views.drawing import DRAWN
from mmkb.views.dressing import WISHES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from mmkb.commands.declare import Command
    from mmkb.formats.registry import Format
    from mmkb.views.reference import Cite
    from mmkb.views.table import Table

_ROOM = 8
"""Lines of a terminal that a listing leaves for its head, its notes and the next prompt."""


class Out:
    """Where and how the user wants the answer of one command; `output` and `bib` are None for standard output."""

    def __init__(self, command: Command, door: Mapping[str, Any]) -> None:
        self.command = command
        self.named: str | None = {"csl": "csl-json"}.get(door.get("format") or "", door.get("format"))
        self.json: bool = door.get("json", False)
        self.plot: bool = door.get("plot", False)
        self.pretty: bool = door.get("pretty", False)
        self.output = _file(door.get("output"))
        self.force: bool = door.get("force", False)
        self.bib = _file(door.get("bib"))
        self.wishes = {name: door[name] for name in WISHES if door.get(name)}
        if door.get("no_color") or self.output is not None:  # a file is read by other than terminals
            os.environ["NO_COLOR"] = "1"
        if self.pretty and not self._json():
            raise UsageError("--pretty is for JSON", "add --json")
        if self.force and self.output is None and self.bib is None:
            raise UsageError("--force overwrites a file, and none is named", "name it by --output FILE")

    def _json(self) -> bool:
        """Return whether the answer will be JSON."""
        if self.json or self.named is not None:
            return self.json or self.named == "json"
        return self.output is not None and self.output.suffix == ".json"

    def citing(self, asked: str | None) -> Cite:
        """Return which sources are wanted: as asked, else where a bibliography is those of the rows, or the papers.

        Checks first that both files can be written, so that there is never one without the other.
        """
        ways = next(parameter.choices for parameter in self.command.parameters if parameter.name == "cite")
        if self.bib is not None:
            from mmkb.writing import check_apart, check_target

            bibliography_format(self.bib)
            files = [self.bib, *([self.output] if self.output is not None else [])]
            for file in files:
                check_target(file, force=self.force)
            check_apart(files)
            if asked == "none":
                remedy = " or ".join(f"--cite {way}" for way in ways if way != "none")
                raise UsageError("--bib needs sources, and --cite none leaves them out", f"use {remedy}")
        wanted = self.bib is not None or self.format().bibliography
        return asked or (("rows" if "rows" in ways else "paper") if wanted else "none")  # type: ignore[return-value]

    def format(self, *, pages: bool = False, documents: bool = True, picture: bool = False) -> Format:
        """Return the format: as named, else by the file's suffix, else what suits the command and the terminal.

        A command whose answer is a bibliography writes one, unless this answer has no `documents`; one whose answer is a
        `picture` draws it.
        """
        if self.json and self.named not in (None, "json"):
            raise UsageError(f"--json and --format {self.named} contradict each other", "use one of them")
        if self.json or self.named:
            format_ = by_name("json" if self.json else str(self.named))
        elif self.command.returns == "references" and documents:
            format_ = bibliography_format(self.output) if self.output else FORMATS["bibtex"]
        elif self.output is not None:
            text = (self.plot or picture) and self.output.suffix.lower() == ".txt"
            format_ = FORMATS["plot"] if text else by_suffix(self.output)
        elif self.plot or picture:
            format_ = FORMATS["plot"]
        else:
            format_ = FORMATS["rich" if is_terminal() else "markdown" if pages else "tsv"]
        if self.plot and not format_.draws:
            raise UsageError(
                f"--plot draws, and {format_.name} does not", "leave one out, or name a .svg, .png, .pdf or .txt"
            )
        if pages and format_.draws:
            raise UsageError("an answer of several tables has no picture", DRAWN)
        if pages and not format_.pages:
            able = ", ".join(entry.name for entry in FORMATS.values() if entry.pages)
            raise UsageError(f"a page cannot be written as {format_.name}", f"one of: {able}")
        return format_

    def dressed(self, table: Table) -> Table:
        """Return the table as it is wished for print; raises UsageError."""
        from mmkb.views.dressing import dressed

        return dressed(table, **self.wishes)

    def check_wishes(self, format_: Format, tables: int = 1) -> None:
        """Raise UsageError for what is wished for print and the format, or an answer of so many tables, cannot fulfil."""
        for name in self.wishes:
            if name != "drop" and name not in format_.heeds:
                able = ", ".join(entry.name for entry in FORMATS.values() if name in entry.heeds)
                raise UsageError(f"{self._flag(name)} has no meaning for {format_.name}", f"it is for {able}")
            if not tables or (name in ("caption", "label") and tables > 1):
                raise UsageError(f"{self._flag(name)} is for one table, and this answer has {tables}", "leave it out")

    def _flag(self, name: str) -> str:
        return next(parameter.called for parameter in self.command.handed_on if parameter.name == name)

    def screenful(self) -> int | None:
        """Return how many rows a terminal shows at once, or None where all are wanted."""
        if self.output is not None or not is_terminal() or self.format().name != "rich":
            return None
        return max(10, os.get_terminal_size(sys.stdout.fileno()).lines - _ROOM)


def _file(name: str | None) -> Path | None:
    """Return the file of that name; None and `-` stand for standard output."""
    if name in (None, "-"):
        return None
    from pathlib import Path

    return Path(str(name))
