"""The findings of `mmkb check`: for people, for programs, and as annotations of a pull request."""

from __future__ import annotations

import json

from mmkb.cli.notes import say
from mmkb.cli.standard_output import write_stdout
from mmkb.corpus.finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mmkb.cli.out import Out
    from mmkb.views.table import Table


def report(findings: Table, out: Out) -> bool:
    """Print the findings, count them on stderr, and return whether there is any."""
    names = [column.name for column in findings.columns]
    rows: list[dict[str, Any]] = [dict(zip(names, (cell.value for cell in row), strict=True)) for row in findings.rows]
    match "json" if out.json else out.named:
        case "json":
            whole = {"schema_version": 1, "findings": rows}
            write_stdout(json.dumps(whole, ensure_ascii=False, indent=1 if out.pretty else None) + "\n")
        case "github":
            write_stdout("".join(f"{Finding(**row).annotation()}\n" for row in rows))
        case _:
            write_stdout("".join(f"{Finding(**row)}\n" for row in rows))
    files = len({row["path"] for row in rows})
    say(f"{len(rows)} finding{'s' * (len(rows) > 1)} in {files} file{'s' * (files > 1)}" if rows else "no findings")
    return bool(rows)
