"""Where results go: the terminal, a pipe or a file, in the format that fits; notes go to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mmkb.cli.writing import check_target, write_file, write_stdout
from mmkb.errors import UsageError
from mmkb.formats.registry import FORMATS, Format, bibliography_format, by_name, by_suffix
from mmkb.kb import KnowledgeBase, open_kb

if TYPE_CHECKING:
    from mmkb.views.reference import Cite
    from mmkb.views.table import Page, Table


@dataclass(frozen=True, slots=True)
class Out:
    """Where and how the user wants the result."""

    format: str | None = None
    json: bool = False
    output: Path | None = None
    force: bool = False
    no_color: bool = False
    cite: Cite | None = None
    bib: Path | None = None

    def citing(self) -> Cite:
        """Return which sources are wanted: as named, else those of the rows when a bibliography is asked for.

        Checks first that both files can be written, so that there is never one without the other.
        """
        if self.bib is not None:
            bibliography_format(self.bib)
            check_target(self.bib, force=self.force)
            if self.output is not None and str(self.output) != "-":
                check_target(self.output, force=self.force)
            if self.cite == "none":
                raise UsageError(
                    "--bib needs sources, and --cite none leaves them out", "use --cite rows or --cite cells"
                )
        wanted = self.bib is not None or self.chosen().bibliography
        return self.cite or ("rows" if wanted else "none")

    def chosen(self, *, pages: bool = False) -> Format:
        """Return the format: as named, else by the file's suffix, else rich on a terminal and TSV (pages: Markdown) on a pipe."""
        if self.json and self.format not in (None, "json"):
            raise UsageError(f"--json and --format {self.format} contradict each other", "use one of them")
        if self.json or self.format:
            format_ = by_name("json" if self.json else str(self.format))
        elif self.output is not None and str(self.output) != "-":
            format_ = by_suffix(self.output)
        else:
            format_ = FORMATS["rich" if sys.stdout.isatty() else "markdown" if pages else "tsv"]
        if pages and not format_.pages:
            able = ", ".join(entry.name for entry in FORMATS.values() if entry.pages)
            raise UsageError(f"a page cannot be written as {format_.name}", f"one of: {able}")
        return format_


def open_quietly(data: Path | None) -> KnowledgeBase:
    """Open the knowledge base and say on stderr what the user should know about it."""
    kb = open_kb(data)
    for note in kb.index.notes:
        say(note)
    return kb


def screenful(out: Out, limit: int | None) -> int | None:
    """Return how many rows to list: what the user says, a screenful on a terminal, else all."""
    if limit is not None:
        return limit or None
    if out.chosen().name != "rich" or out.output is not None or not sys.stdout.isatty():
        return None
    return max(10, os.get_terminal_size(sys.stdout.fileno()).lines - 8)


def emit(table: Table, out: Out) -> None:
    """Write a table, and say on stderr how many rows there are beyond those shown, or that there are none."""
    _colour(out)
    format_ = out.chosen()
    if format_.bibliography and table.cite == "none":
        raise UsageError(f"{format_.name} holds documents, and this table cites none", "use another format")
    content = format_.load().render(table)
    if out.bib is not None:
        write_file(out.bib, bibliography_format(out.bib).load().render(table), force=out.force)
        say(f"wrote {out.bib}")
    _write(content, out)
    if not table.rows:
        say(f"nothing matches{f' {table.query!r}' if table.query else ''}")
    elif len(table.rows) < table.total:
        say(f"{len(table.rows)} of {table.total} shown; --limit 0 shows all")
    elif out.output is None and sys.stdout.isatty():
        say(table.title)


def emit_pages(pages: tuple[Page, ...], out: Out) -> None:
    """Write pages."""
    _colour(out)
    _write(out.chosen(pages=True).load().render_pages(pages), out)


def say(*lines: str) -> None:
    """Write notes to stderr."""
    for line in lines:
        print(f"mmkb: {line}", file=sys.stderr)


def split(names: str | Iterable[str] | None) -> list[str]:
    """Return the names in an option that joins them by commas, or is repeated."""
    given = [names] if isinstance(names, str) else names or []
    return [name.strip() for part in given for name in part.split(",") if name.strip()]


def _write(content: str | bytes, out: Out) -> None:
    if out.output is not None and str(out.output) != "-":
        write_file(out.output, content, force=out.force)
        say(f"wrote {out.output}")
    else:
        write_stdout(content)


def _colour(out: Out) -> None:
    if out.no_color:
        os.environ["NO_COLOR"] = "1"
