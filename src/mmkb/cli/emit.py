"""Where results go: the terminal, a pipe or a file, in the format that fits; notes go to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mmkb.errors import UsageError
from mmkb.formats.registry import FORMATS, Format, by_name, by_suffix
from mmkb.library import KnowledgeBase, open_kb

if TYPE_CHECKING:
    from mmkb.views.table import Page, Table


@dataclass(frozen=True, slots=True)
class Out:
    """Where and how the user wants the result."""

    format: str | None = None
    json: bool = False
    output: Path | None = None
    force: bool = False
    no_color: bool = False

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
    _write(out.chosen().load().render(table), out)
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


def write_file(target: Path, text: str, *, force: bool) -> None:
    """Write a file whole or not at all. Raises UsageError when it exists (without `force`) or cannot be written."""
    import tempfile

    if target.exists() and not force:
        raise UsageError(f"{target} exists", "add --force to overwrite it")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        new = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            new.chmod(0o666 & ~_umask())
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
    except OSError as problem:
        raise UsageError(
            f"{target} cannot be written: {problem.strerror}", "name another file by --output"
        ) from problem


def split(names: str | Iterable[str] | None) -> list[str]:
    """Return the names in an option that joins them by commas, or is repeated."""
    given = [names] if isinstance(names, str) else names or []
    return [name.strip() for part in given for name in part.split(",") if name.strip()]


def _write(text: str, out: Out) -> None:
    if out.output is not None and str(out.output) != "-":
        write_file(out.output, text, force=out.force)
        say(f"wrote {out.output}")
    else:
        sys.stdout.write(text)
        sys.stdout.flush()


def _colour(out: Out) -> None:
    if out.no_color:
        os.environ["NO_COLOR"] = "1"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
