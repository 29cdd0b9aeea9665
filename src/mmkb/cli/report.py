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
    """Print the findings, what was mended before them, count them on stderr, and return whether any is left."""
    names = [column.name for column in findings.columns]
    rows: list[dict[str, Any]] = [dict(zip(names, (cell.value for cell in row), strict=True)) for row in findings.rows]
    mended = [row for row in rows if row.get("mended")]
    left = [Finding(**{key: row[key] for key in names if key != "mended"}) for row in rows if not row.get("mended")]
    match "json" if out.json else out.named:
        case "json":
            whole = {"schema_version": 1, "findings": rows}
            write_stdout(json.dumps(whole, ensure_ascii=False, indent=1 if out.pretty else None) + "\n")
        case "github":
            write_stdout("".join(f"{finding.annotation()}\n" for finding in left))
        case _:
            write_stdout("".join(f"{row['path']}:{row['line']}: mended: {row['message']}\n" for row in mended))
            write_stdout("".join(f"{finding}\n" for finding in left))
    if mended:
        say(f"{len(mended)} mended")
    files = len({finding.path for finding in left})
    say(f"{len(left)} finding{'s' * (len(left) > 1)} in {files} file{'s' * (files > 1)}" if left else "no findings")
    return bool(left)
