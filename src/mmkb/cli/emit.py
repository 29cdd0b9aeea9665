"""Delivering an answer: to the terminal, a pipe or a file; notes go to stderr."""

from __future__ import annotations

from mmkb.cli.notes import say
from mmkb.cli.standard_output import is_terminal
from mmkb.errors import FINDINGS, UsageError, needs_package, shortened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from mmkb.cli.out import Out
    from mmkb.commands.declare import Command
    from mmkb.corpus.folder import DataFolder
    from mmkb.formats.registry import Format
    from mmkb.views.table import Page, Table


_LONGEST = 200
"""A longer query is not repeated whole."""


def deliver(command: Command, answer: Any, out: Out) -> int:  # noqa: ANN401 whatever commands return
    """Write the answer of `command` and return the exit code."""
    match command.returns:
        case "table" | "picture" | "pages" | "references" | "report":
            from mmkb.views.table import Table

            if isinstance(answer, Table):
                _table(answer, out)
            elif type(answer) is tuple:
                _pages(answer, out)
            else:
                from mmkb.cli.export_all import export_all

                if out.pretty:
                    raise UsageError("--pretty is for one answer in JSON, not for everything", "leave it out")
                export_all(answer, out.named or ("json" if out.json else None), out.output, force=out.force)
        case "tree":
            from mmkb.formats.tree import RENDERERS

            _write(RENDERERS["json" if out.json else out.named or "text"](answer), out)
        case "document" if not isinstance(answer, str):
            import json

            _write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", out)
        case "server":
            return _served(answer)
        case "site":
            from mmkb.progress import Progress
            from mmkb.site.delivery import deliver as deliver_site

            deliver_site(answer, say, Progress())
        case "findings" if not isinstance(answer, str):
            from mmkb.cli.report import report

            return FINDINGS if report(answer, out) else 0
        case _:
            if out.json or out.named not in (None, "text"):
                raise UsageError("this answer is plain text", "leave out --format and --json")
            _write(answer, out)
    return 0


def _served(folder: DataFolder) -> int:
    from mmkb.cli.standard_output import write_stdout

    write_stdout("")  # where it is closed, that is said before anybody asks
    try:
        from mmkb.mcp import serve
    except ModuleNotFoundError as missing:
        if missing.name is None or not missing.name.startswith(("mcp", "anyio")):
            raise
        raise needs_package("the server", "mcp", "mcp") from None
    serve(folder)
    return 0


def _table(table: Table, out: Out) -> None:
    """Write a table, and say on stderr how many rows there are beyond those shown, or that there are none."""
    picture = out.command.returns == "picture" and table.drawing is not None
    format_ = out.format(documents=table.cite != "none", picture=picture)
    out.check_wishes(format_)
    if out.wishes:
        table = out.dressed(table)
    if format_.bibliography and table.cite == "none":
        raise UsageError(f"{format_.name} holds documents, and this table cites none", "use another format")
    content, drawn = _spread(format_.load().render(table), format_, out), format_.name == "rich"
    _write(content, out, _bibliography([table], out), drawn=drawn)
    if out.command.returns == "report":
        say(table.title)
    elif not table.rows:
        empty = f"nothing matches {shortened(repr(table.query), _LONGEST)}" if table.query else table.title
        say(empty, *(() if drawn or format_.draws or out.output else table.notes))
    elif len(table.rows) < table.total:
        say(f"{len(table.rows):,} of {table.total:,} shown; --limit 0 shows all")
    elif out.output is None and is_terminal() and not format_.draws:
        say(table.title)


def _pages(pages: tuple[Page, ...], out: Out) -> None:
    format_ = out.format(pages=True)
    out.check_wishes(format_, sum(len(page.tables) for page in pages))
    if out.wishes:
        pages = tuple(page.but(tables=tuple(map(out.dressed, page.tables))) for page in pages)
    also = _bibliography([table for page in pages for table in page.tables], out)
    _write(_spread(format_.load().render_pages(pages), format_, out), out, also, drawn=format_.name == "rich")


def _bibliography(tables: Sequence[Table], out: Out) -> dict[Path, str | bytes]:
    """Return the content of the file for the bibliography, where one is wanted."""
    if out.bib is None:
        return {}
    from mmkb.formats.registry import bibliography_format
    from mmkb.views.bibliography import together

    return {out.bib: bibliography_format(out.bib).load().render(together(tables))}


def _spread(content: str | bytes, format_: Format, out: Out) -> str | bytes:
    """Return JSON with line breaks where the user asks for them; any other content as it is."""
    if format_.name != "json" or not out.pretty:
        return content
    from mmkb.formats.json_text import spread

    return spread(str(content))


def _write(
    content: str | bytes, out: Out, also: Mapping[Path, str | bytes] | None = None, *, drawn: bool = False
) -> None:
    """Write the answer, and the files that go with it: all of the files or none."""
    files = {**(also or {}), **({out.output: content} if out.output is not None else {})}
    if files:
        from mmkb.writing import write_files

        write_files(files, force=out.force)
        say(*(f"wrote {name}" for name in files))
    if out.output is None:
        from mmkb.cli.standard_output import write_stdout

        write_stdout(content, drawn=drawn)
