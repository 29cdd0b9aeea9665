"""Exporting the whole knowledge base, complete or not at all, with progress on a terminal when it takes long."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, cast

from mmkb.cli.notes import say
from mmkb.corpus.files import content
from mmkb.errors import UsageError
from mmkb.formats.registry import by_name
from mmkb.progress import Progress
from mmkb.views.relation import Whole
from mmkb.writing import beside, check_target, failed, write_folder

_DESCRIPTION = "datapackage.json"
_MOST_BYTES = 1 << 24
"""A longer description is none of ours."""
_FOLDERS = ("parquet", "csv", "json")
"""The formats of which a relation is a file."""


def export_all(everything: Whole, format_: str | None, output: Path | None, *, force: bool) -> None:
    """Write every relation to a folder of parquet, csv or json files, or to one SQLite file. Raises UsageError."""
    if output is None:
        raise UsageError("the whole knowledge base needs a place", "name a file or a folder by --output")
    name = format_ or ("sqlite" if output.suffix in (".sqlite", ".db") else None)
    if name is None:
        raise UsageError(f"{output} tells no format", "add --format parquet, csv, json or sqlite")
    if by_name(name).name not in ("sqlite", *_FOLDERS):
        raise UsageError(f"everything cannot be written as {name}", f"one of: sqlite, {', '.join(_FOLDERS)}")
    by_name(name).load()
    try:
        if name == "sqlite":
            _file(everything, output, force=force)
        else:
            from mmkb.formats.whole_folder import write

            suffix = cast("Literal['parquet', 'csv', 'json']", name)
            write_folder(output, lambda new: write(everything, new, suffix, Progress()), _written_before, force=force)
    except OSError as problem:
        raise failed(output, problem) from problem
    say(f"wrote {output}")


def _file(everything: Whole, target: Path, *, force: bool) -> None:
    import sqlite3

    from mmkb.formats.whole_sqlite import write

    check_target(target, force=force)
    with beside(target) as new:
        try:
            write(everything, new, Progress())
        except sqlite3.OperationalError as problem:
            raise UsageError(f"{target} cannot be written: {problem}", "name another file") from problem


def _written_before(folder: Path) -> set[str]:
    """Return the names of the files that an earlier export wrote into `folder`, by its own description."""
    try:
        package = json.loads(content(folder / _DESCRIPTION, _MOST_BYTES))
        if (package["profile"], package["name"]) == ("data-package", "mmkb"):
            listed = {(resource["name"], resource["path"]) for resource in package["resources"]}
            ours = {path for name, path in listed if path in [f"{name}.{suffix}" for suffix in _FOLDERS]}
            return {_DESCRIPTION, "metadata.json"} | ours
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        pass
    return set()
