"""Results in bulk for `mmkb import`: files of a line each, and what became of their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from mmkb.commands.new import check_own
from mmkb.errors import UsageError, did_you_mean
from mmkb.importers.known import Known
from mmkb.importers.ledgers import OUTCOMES, bring
from mmkb.importers.result_lines import KEYS, Lines
from mmkb.index.index import Index
from mmkb.progress import Progress
from mmkb.schema.kinds import LEDGER
from mmkb.suggest import near
from mmkb.views.table import UNKNOWN, Cell, Column, Table

_MOST_REASONS = 10


def bulk(
    index: Index,
    files: Sequence[str],
    keys: Mapping[str, str],
    said: Mapping[str, str | None],
    rejects: str | None,
    *,
    dry_run: bool,
) -> Table:
    """Bring the lines of files to ledgers; return how many were added and so on, and the most frequent reasons of the others."""
    if not dry_run:
        check_own(index.folder)
    known = Known(index)
    for kind, option, found in (
        ("source", "--source", known.source_called),
        ("model", "--into", lambda name: known.record("models", name)),
    ):
        if (name := said[kind]) and found(name) is None:
            hint = did_you_mean(near(name, index.names(f"{kind}s")))
            raise UsageError(f"{option}: no {kind} on record is called {name!r}", hint)
    if wrong := keys.keys() - KEYS:
        raise UsageError(f"--map: there is no {min(wrong)!r} in a result", f"one of: {', '.join(sorted(KEYS))}")
    stated = {key: name for key, name in said.items() if name}
    lines = Lines(known, keys, stated)
    folder = None if dry_run else Path(index.folder.data, LEDGER)
    counts, reasons, refused = Counter[str](), Counter[str](), list[str]()
    for file in map(Path, files):
        target = Path(rejects) if rejects else file.with_suffix(".rejects.ndjson")
        options = {"keys": dict(keys), "said": stated, "rejects": str(target.resolve())}
        done = bring(lines, file, folder, target, options, Progress())
        counts.update(done.counts)
        reasons.update(done.reasons)
        refused += [str(target)] * bool(done.refused)
    return _table(counts, reasons, refused)


def _table(counts: Mapping[str, int], reasons: Counter[str], refused: Sequence[str]) -> Table:
    columns = (Column("outcome", "outcome", "text"), Column("lines", "lines", "integer"), Column("why", "why", "text"))
    where = Cell(f"see {', '.join(dict.fromkeys(refused))}") if refused else UNKNOWN
    refusing = ("differs", "rejected")
    rows = [
        (Cell(name), Cell(counts[name]), where if name in refusing and counts[name] else UNKNOWN) for name in OUTCOMES
    ]
    rows += [(Cell("refused"), Cell(count), Cell(why)) for why, count in reasons.most_common(_MOST_REASONS)]
    title = ", ".join(f"{counts[name]:,} {name}" for name in OUTCOMES)
    return Table(title, columns, tuple(rows), len(rows), kind="import")
