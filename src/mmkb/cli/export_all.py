"""Exporting the whole knowledge base, complete or not at all, with progress on a terminal when it takes long."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Literal, cast

from mmkb.cli.emit import say
from mmkb.errors import UsageError
from mmkb.formats.registry import by_name
from mmkb.views.relation import Whole
from mmkb.writing import check_target, failed, umask

_OURS = "datapackage.json"
_PATIENCE = 1.0
"""Seconds after which progress is shown."""


def export_all(everything: Whole, format_: str | None, output: Path | None, *, force: bool) -> None:
    """Write every relation to a folder of parquet, csv or json files, or to one SQLite file. Raises UsageError."""
    if output is None:
        raise UsageError("the whole knowledge base needs a place", "name a file or a folder by --output")
    name = format_ or ("sqlite" if output.suffix in (".sqlite", ".db") else None)
    if name is None:
        raise UsageError(f"{output} tells no format", "add --format parquet, csv, json or sqlite")
    if by_name(name).name not in ("sqlite", "parquet", "csv", "json"):
        raise UsageError(f"everything cannot be written as {name}", "one of: sqlite, parquet, csv, json")
    by_name(name).load()
    try:
        if name == "sqlite":
            _file(everything, output, force=force)
        else:
            _folder(everything, output, cast("Literal['parquet', 'csv', 'json']", name), force=force)
    except OSError as problem:
        raise failed(output, problem) from problem
    say(f"wrote {output}")


def _file(everything: Whole, target: Path, *, force: bool) -> None:
    import sqlite3

    from mmkb.formats.whole_sqlite import write

    check_target(target, force=force)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as aside:
        new = Path(aside) / "new.sqlite"
        try:
            write(everything, new, _Progress())
        except sqlite3.OperationalError as problem:
            raise UsageError(f"{target} cannot be written: {problem}", "name another file by --output") from problem
        new.chmod(0o666 & ~umask())
        new.replace(target)


def _folder(everything: Whole, target: Path, suffix: Literal["parquet", "csv", "json"], *, force: bool) -> None:
    from mmkb.formats.whole_folder import write

    _check_folder(target, force=force)
    aside = Path(tempfile.mkdtemp(dir=target.resolve().parent, prefix=f".{target.name}."))
    try:
        write(everything, aside, suffix, _Progress())
        aside.chmod(0o777 & ~umask())
        if target.exists():
            old = Path(tempfile.mkdtemp(dir=target.resolve().parent, prefix=f".{target.name}.old."))
            target.rename(old / target.name)
            aside.rename(target)
            shutil.rmtree(old)
        else:
            aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _check_folder(target: Path, *, force: bool) -> None:
    """Raise UsageError where something is in the way; only an empty folder or an earlier export is ever replaced."""
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file", "name a folder by --output")
    if not any(target.iterdir()):
        return
    if not (target / _OURS).is_file():
        raise UsageError(f"{target} holds other files", "name a new folder by --output")
    if not force:
        raise UsageError(f"{target} holds an earlier export", "add --force to replace it")


class _Progress:
    """One line on stderr, renewed, when the work takes longer than a moment and somebody watches."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, name: str, number: int, total: int) -> None:
        if not sys.stderr.isatty() or time.monotonic() - self.start < _PATIENCE:
            return
        end = "\n" if number == total else ""
        print(f"\rmmkb: {number} of {total}: {name:40}", end=end, file=sys.stderr, flush=True)
