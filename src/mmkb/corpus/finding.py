"""A finding: what is wrong in the data, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from mmkb.terminal import visible_line


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
        return visible_line(f"{self.path}:{self.line}:{self.column}: {self.code} {self._advice()}")

    def annotation(self) -> str:
        """Return the finding as a workflow command of GitHub, which marks the line in a pull request."""
        where = f"file={_property(self.path)},line={self.line},col={self.column},title={_property(self.code)}"
        return f"::error {where}::{_data(self._advice())}"

    def _advice(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


def _data(text: str) -> str:
    """Return text for behind a command: what could end the line is percent-encoded, as the runner reads it."""
    encoded = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible_line(encoded)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
