"""`mmkb check`: every finding with its place and remedy."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from mmkb.cli.emit import say, split
from mmkb.cli.options import CURATE, Data
from mmkb.errors import FINDINGS, UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", rich_help_panel=CURATE)(check)


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders to report on; all without it."),
    ] = None,
    format_: Annotated[
        Literal["text", "json", "github"], typer.Option("--format", "-f", help="How to report.")
    ] = "text",
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODE", help="Only these codes, or beginnings of codes."),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="CODE", help="All but these codes.")] = None,
    explain: Annotated[str | None, typer.Option("--explain", metavar="CODE", help="Explain a code and exit.")] = None,
    data: Data = None,
) -> None:
    """Check the records: YAML, schema, references, evidence, plausibility. Exit 1 when there are findings.

    \b
    Examples:
      mmkb check
      mmkb check data/models/llama-2.yaml
      mmkb check --select MM3 --format json
      mmkb check --explain MM301
    """
    from mmkb.corpus import check as corpus_check
    from mmkb.corpus.place import find

    if explain:
        title, explanation = corpus_check.explain(explain.upper())
        print(f"{explain.upper()} {title}\n\n{explanation}")
        return
    folder = find(data).data
    found = corpus_check.check(
        folder,
        paths=[_below(folder, path) for path in paths or []],
        select=split(select),
        ignore=split(ignore),
    )
    prefix = _shown(folder)
    if format_ == "json":
        objects = [
            {
                "path": f"{prefix}{finding.path}",
                "line": finding.line,
                "column": finding.column,
                "code": finding.code,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in found
        ]
        json.dump({"schema_version": 1, "findings": objects}, sys.stdout, ensure_ascii=False, indent=1)
        print()
    for finding in found if format_ != "json" else []:
        if format_ == "github":
            where = f"file={prefix}{finding.path},line={finding.line},col={finding.column},title={finding.code}"
            print(f"::error {where}::{finding.message}{f' ({finding.hint})' if finding.hint else ''}")
        else:
            print(f"{prefix}{finding}")
    if found:
        files = len({finding.path for finding in found})
        say(f"{len(found)} finding{'s' * (len(found) > 1)} in {files} file{'s' * (files > 1)}")
        raise typer.Exit(FINDINGS)
    say("no findings")


def _below(folder: Path, path: Path) -> str:
    full = path.resolve()
    if not full.exists():
        raise UsageError(f"no file called {path}", "name files of the data folder")
    if not full.is_relative_to(folder.resolve()):
        raise UsageError(f"{path} is not in the data folder {folder}", "name the folder by --data DIR")
    return full.relative_to(folder.resolve()).as_posix()


def _shown(folder: Path) -> str:
    """Return what to put before a path, so that it can be opened from the working folder."""
    here = Path.cwd().resolve()
    shown = folder.resolve().relative_to(here) if folder.resolve().is_relative_to(here) else folder.resolve()
    return "" if str(shown) == "." else f"{shown.as_posix()}/"
