"""The findings of `mmkb check`: for people, for programs, and as annotations of a pull request."""

from __future__ import annotations

import json

from mmkb.cli.emit import say
from mmkb.cli.standard_output import write_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from mmkb.cli.out import Out
    from mmkb.views.table import Table


def report(findings: Table, out: Out) -> bool:
    """Print the findings, count them on stderr, and return whether there is any."""
    names = [column.name for column in findings.columns]
    rows = [dict(zip(names, (cell.value for cell in row), strict=True)) for row in findings.rows]
    match "json" if out.json else out.named:
        case "json":
            whole = {"schema_version": 1, "findings": rows}
            write_stdout(json.dumps(whole, ensure_ascii=False, indent=1 if out.pretty else None) + "\n")
        case "github":
            write_stdout("".join(map(_annotation, rows)))
        case _:
            write_stdout("".join(map(_line, rows)))
    files = len({row["path"] for row in rows})
    say(f"{len(rows)} finding{'s' * (len(rows) > 1)} in {files} file{'s' * (files > 1)}" if rows else "no findings")
    return bool(rows)


def _line(row: Mapping[str, Any]) -> str:
    """Return a finding as one line that editors understand, with the remedy behind it."""
    return f"{row['path']}:{row['line']}:{row['column']}: {row['code']} {_words(row)}\n"


def _annotation(row: Mapping[str, Any]) -> str:
    where = f"file={row['path']},line={row['line']},col={row['column']},title={row['code']}"
    return f"::error {where}::{_words(row)}\n"


def _words(row: Mapping[str, Any]) -> str:
    return f"{row['message']} ({row['hint']})" if row["hint"] else row["message"]
