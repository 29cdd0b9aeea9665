"""The bibliography of the whole site: every source is read once and written as BibTeX when a page first cites it."""

from __future__ import annotations

from collections.abc import Iterable

from mmkb.formats import bibtex
from mmkb.index.index import Index
from mmkb.views.bibliography import references
from mmkb.views.reference import Reference


class References:
    """All sources by key."""

    def __init__(self, index: Index) -> None:
        self._all: dict[str, Reference] = {entry.key: entry for entry in references(index, index.ids("sources"))}
        self._written: dict[str, str] = {}

    def bibtex(self, keys: Iterable[str]) -> list[str]:
        """Return the entries of the documents called `keys`, each once, by key; those without a record have none."""
        return [self._entry(key) for key in sorted(set(keys)) if key in self._all]

    def all(self) -> dict[str, str]:
        """Return the entries of all documents by key."""
        return {key: self._entry(key) for key in sorted(self._all)}

    def _entry(self, key: str) -> str:
        if key not in self._written:
            self._written[key] = bibtex.entry(self._all[key])
        return self._written[key]
