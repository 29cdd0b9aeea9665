"""A finding: what is wrong in the data, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `mmkb check` reports. `line` and `column` count from 1; `hint` is the remedy."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        """Return the finding as one line that editors understand, with the remedy behind it."""
        remedy = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.message}{remedy}"
