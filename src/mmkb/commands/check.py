"""`mmkb check`: every finding with its place and remedy."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CURATE, DATA, JSON, PRETTY, REPORT
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mmkb.corpus.folder import DataFolder
    from mmkb.views.table import Table


def answer(
    folder: DataFolder,
    paths: Sequence[str] = (),
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    explain: str | None = None,
) -> Table | str:
    """Return the findings on `paths`, or on all files, one a row; `explain` asks what a code means instead."""
    from pathlib import Path

    from mmkb.corpus import check
    from mmkb.views.table import UNKNOWN, Cell, Column, Table

    if explain:
        title, explanation = check.explain(explain.upper())
        return f"{explain.upper()} {title}\n\n{explanation}\n"
    found = check.check(Path(folder.data), paths=[_below(folder, path) for path in paths], select=select, ignore=ignore)
    before = _shown(Path(folder.data))
    columns = (
        Column("path", "path", "id"),
        Column("line", "line", "integer"),
        Column("column", "column", "integer"),
        Column("code", "code", "id"),
        Column("message", "message", "text"),
        Column("hint", "hint", "text"),
    )
    rows = tuple(
        (Cell(f"{before}{one.path}"), Cell(one.line), Cell(one.column), Cell(one.code), Cell(one.message),
         Cell(one.hint) if one.hint else UNKNOWN)
        for one in found
    )  # fmt: skip
    return Table("findings", columns, rows, len(rows), kind="findings")


def _below(folder: DataFolder, given: str) -> str:
    import os
    from pathlib import Path

    data = Path(folder.data).resolve()
    above, name = os.path.split(given)
    full = Path(os.path.realpath(above), name)
    if not (Path(given).is_symlink() and full.is_relative_to(data)):  # a link in the folder is looked at as itself
        full = Path(os.path.realpath(given))
    if not os.path.lexists(full):
        raise UsageError(f"no file called {given}", "name files of the data folder")
    if not full.is_relative_to(data):
        raise UsageError(f"{given} is not in the data folder {folder.data}", "name the folder by --data DIR")
    return full.relative_to(data).as_posix()


def _shown(folder: Path) -> str:
    """Return what to put before a path, so that it can be opened from the working folder."""
    from pathlib import Path

    here, whole = Path.cwd().resolve(), folder.resolve()
    shown = whole.relative_to(here) if whole.is_relative_to(here) else whole
    return "" if str(shown) == "." else f"{shown.as_posix()}/"


COMMAND = Command(
    "check",
    CURATE,
    "Check the records: YAML, schema, references, evidence, plausibility. Exit 1 when there are findings.",
    answer,
    returns="findings",
    asks="folder",
    parameters=(
        Parameter("paths", "words", "Files or folders to report on; all without it.", default=(), metavar="PATH"),
        Parameter(
            "select", "names", "Only these codes, or beginnings of codes.", "--select", default=(), metavar="CODE"
        ),
        Parameter("ignore", "names", "All but these codes.", "--ignore", default=(), metavar="CODE"),
        Parameter("explain", "text", "Explain a code and exit.", "--explain", metavar="CODE"),
    ),
    handed_on=(REPORT, JSON, PRETTY, DATA),
    examples=[
        "mmkb check",
        "mmkb check data/models/llama-2.yaml",
        "mmkb check --select MM3 --format json",
        "mmkb check --explain MM301",
    ],
)
