"""Findings as a table, which `mmkb check` and whoever finds something wrong with files answers with."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from mmkb.corpus.finding import Finding
    from mmkb.schema.field import FieldType
    from mmkb.views.table import Table


def findings(found: Iterable[Finding], before: str = "", mended: Iterable[Finding] | None = None) -> Table:
    """Return the findings, one a row; `before` is put before each path, so that it can be opened from where one is.

    A whole path, which findings in a layer below have, stays as it is. Those `mended` stand first, and a column tells them apart.
    """
    from pathlib import Path

    from mmkb.views.table import UNKNOWN, Cell, Column, Table

    kinds: dict[str, FieldType] = {"path": "id", "line": "integer", "column": "integer", "code": "id"}
    names = ("path", "line", "column", "code", "message", "hint", *(["mended"] if mended is not None else []))
    columns = tuple(Column(name, name, "bool" if name == "mended" else kinds.get(name, "text")) for name in names)
    rows = []
    for one, done in (*((each, True) for each in mended or ()), *((each, False) for each in found)):
        said = (
            (Path(before) / one.path).as_posix(),
            one.line,
            one.column,
            one.code,
            one.message,
            one.hint or None,
            done,
        )
        rows.append(tuple(UNKNOWN if value is None else Cell(value) for value in said[: len(columns)]))
    return Table("findings", columns, tuple(rows), len(rows), kind="findings")
