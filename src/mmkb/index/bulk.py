"""A ledger on its way into the index: how many numbers its rows take, and the rows themselves when they are written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mmkb.corpus.finding import Finding
from mmkb.corpus.ledger import lines, read_ledger, stem
from mmkb.schema.kinds import LEDGER
from mmkb.schema.unfold import flatten, result


class Bulk:
    """The ledger at `path` below the folder `data`, read when its rows are written, so that one at a time is in memory.

    Where there are layers, with their `names`, `data` are the folders that have it by the number of their layer: the
    uppermost one that is valid counts. `findings` gets what keeps a ledger out.
    """

    def __init__(self, path: str, data: Mapping[int, str], findings: list[Finding], names: Sequence[str] = ()) -> None:
        self.path = path
        self.id = stem(path)
        self.used = max(lines(folder, path) for folder in data.values())
        self.names = names
        self.document: dict[str, Any] = {"id": self.id}
        self._data = data
        self._findings = findings
        self._number = 0

    def read(self) -> Iterator[dict[str, Any]] | None:
        """Return the leaves of its rows, None where it is not valid. `document` then has what identifies its content."""
        for number in sorted(self._data, reverse=True):
            found = read_ledger(self._data[number], self.path)
            if not found.findings:
                self._number = number
                rows = found.rows[: self.used]  # lines that have come since they were counted are for the next renewal
                self.document |= {"rows": len(rows), "digest": found.digest}
                return (flatten(result(f"{self.id}.{line}", row)) for line, row in rows)
            if number or not self.names:  # the lowest layer's own index says what is wrong in it
                self._findings += [replace(one, path=self._shown(number)) for one in found.findings]
        return None

    def _shown(self, number: int) -> str:
        return f"{self.names[number]}/{self.path}" if number else self.path

    def layer(self) -> str | None:
        """Return the name of the layer that wrote it, None for the lowest or the only one."""
        return self.names[self._number] if self._number else None

    def layers(self, kind: str, leaves: Mapping[str, Any]) -> list[str]:  # noqa: ARG002 all rows are of one layer
        """Return the names of the layers that wrote a row."""
        return [self.names[self._number]]


def is_ledger(path: str) -> bool:
    """Return whether a path below a data folder is that of a ledger."""
    return path.startswith(f"{LEDGER}/")


def records_among(paths: Collection[str]) -> list[str]:
    """Return the paths that are of no ledger."""
    return [path for path in paths if not is_ledger(path)]
