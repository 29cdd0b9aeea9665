"""Findings as a table, which `mmkb check` and whoever finds something wrong with files answers with."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from mmkb.corpus.finding import Finding
    from mmkb.views.table import Table


def findings(found: Iterable[Finding], before: str = "") -> Table:
    """Return the findings, one a row; `before` is put before each path, so that it can be opened from where one is.

    A whole path, which findings in a layer below have, stays as it is.
    """
    from pathlib import Path

    from mmkb.views.table import UNKNOWN, Cell, Column, Table

    columns = (
        Column("path", "path", "id"),
        Column("line", "line", "integer"),
        Column("column", "column", "integer"),
        Column("code", "code", "id"),
        Column("message", "message", "text"),
        Column("hint", "hint", "text"),
    )
    rows = tuple(
        (Cell((Path(before) / one.path).as_posix()), Cell(one.line), Cell(one.column), Cell(one.code), Cell(one.message),
         Cell(one.hint) if one.hint else UNKNOWN)
        for one in found
    )  # fmt: skip
    return Table("findings", columns, rows, len(rows), kind="findings")
