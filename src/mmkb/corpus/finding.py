"""A finding: what is wrong in the data, where, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mmkb.terminal import visible_line

Place = tuple[str | int, ...]
"""The way to a value in a document: keys, and numbers in lists."""

MOST = 100
"""How many findings of one code are reported of one file; of the others, how many there are."""
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `mmkb check` reports. `line` and `column` count from 1; `hint` is the remedy.

    `place` is what line and column are still to be found for.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str | None = None
    place: Place | None = None

    def at(self, line: int, column: int) -> Finding:
        """Return the finding with its line and column, and with no more of a long value than people read."""
        hint = self.hint and _short(self.hint)
        return replace(self, line=line, column=column, message=_short(self.message), hint=hint, place=None)

    def __str__(self) -> str:
        """Return the finding as one line that editors understand, with the remedy behind it."""
        return visible_line(f"{self.path}:{self.line}:{self.column}: {self.code} {self._advice()}")

    def annotation(self) -> str:
        """Return the finding as a workflow command of GitHub, which marks the line in a pull request."""
        where = f"file={_property(self.path)},line={self.line},col={self.column},title={_property(self.code)}"
        return f"::error {where}::{_data(self._advice())}"

    def _advice(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class Bound:
    """Lets the first findings of each file and code through and counts the others."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()
        self._refused: dict[tuple[str, str], Finding] = {}

    def admits(self, finding: Finding) -> bool:
        """Return whether the finding is among the first of its file and code."""
        key = finding.path, finding.code
        self._seen[key] += 1
        if self._seen[key] > MOST:
            self._refused.setdefault(key, finding)
        return self._seen[key] <= MOST

    def rest(self) -> Iterator[Finding]:
        """Yield for each file and code how many were not let through, at the place of the first of them."""
        for key, finding in self._refused.items():
            yield replace(finding, message=f"{self._seen[key] - MOST} more of these in this file", hint=None)


def bounded(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the first findings of each file and code, then how many others there are."""
    bound = Bound()
    yield from filter(bound.admits, findings)
    yield from bound.rest()


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _data(text: str) -> str:
    """Return text for behind a command: what could end the line is percent-encoded, as the runner reads it."""
    encoded = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible_line(encoded)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
