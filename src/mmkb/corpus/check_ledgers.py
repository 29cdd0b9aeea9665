"""Checking ledgers: every line, and whether what it names is on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mmkb.corpus.corpus import Corpus
from mmkb.corpus.files import ledgers
from mmkb.corpus.finding import Finding, bounded
from mmkb.corpus.ledger import Ledger, read_ledger
from mmkb.progress import watched
from mmkb.schema.fields import catalogue

_NAMES = {
    field.path: str(field.target)
    for field in catalogue()["results"]
    if field.type == "ref" and field.path != "benchmark"
}
"""The keys of a row that name a record, with its kind."""


def of_ledgers(data: Path, corpus: Corpus) -> Iterator[Finding]:
    """Yield the findings of the ledgers in the folder `data`; one ledger at a time is in memory."""
    paths = ledgers(data)
    for path in watched(paths, len(paths), str):
        ledger = read_ledger(data, path)
        yield from ledger.findings or bounded(_dangling(ledger, corpus))


def _dangling(ledger: Ledger, corpus: Corpus) -> Iterator[Finding]:
    for line, row in ledger.rows:
        for key, kind in _NAMES.items():
            if key in row and row[key] not in corpus.records[kind]:
                message = f"{key}: no {kind} called {row[key]!r}"
                yield Finding(ledger.path, line, 1, "MM201", message, "write the record")
