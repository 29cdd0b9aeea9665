"""The exception tree and the exit codes: the ground that every floor stands on."""

from __future__ import annotations

import unicodedata

from mmkb.terminal import visible_line

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Sequence

FINDINGS = 1
USAGE = 2
UNUSABLE = 3
UNEXPECTED = 70


_LONGEST_LINE = 200
"""A longer query is not printed whole."""
_LONGEST_MESSAGE = 1_000
"""What a message quotes may be as long as a command line."""
_LONGEST_HINT = 4_000


class KbError(Exception):
    """Something the user can mend: `message` says what, `hint` says how.

    Programming mistakes are other exceptions and keep their traceback.
    """

    exit_code = FINDINGS

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message = shortened(message, _LONGEST_MESSAGE)
        self.hint = hint and shortened(hint, _LONGEST_HINT)
        super().__init__(self.message)

    def __str__(self) -> str:
        """Return the message, then the hint on a line of its own."""
        return self.message if self.hint is None else f"{self.message}\n{self.hint}"


class NotFoundError(KbError):
    """An id that no record answers to (exit 1)."""


class UsageError(KbError):
    """An argument that cannot be used: a column, a format, an output file (exit 2)."""

    exit_code = USAGE


class DataError(KbError):
    """Data or an index that cannot be used at all (exit 3)."""

    exit_code = UNUSABLE


class QueryError(KbError):
    """A query that cannot be understood (exit 2), with the part that is wrong.

    `text` is the whole query; `span` is the half-open range of characters at fault.
    """

    exit_code = USAGE

    def __init__(self, message: str, text: str, span: tuple[int, int], hint: str | None = None) -> None:
        super().__init__(shortened(message, 300), hint and shortened(hint, 1_000))
        self.text = text
        self.span = span

    def __str__(self) -> str:
        """Return the message, the query (or what of a long one is at fault) with carets below the span, and the hint."""
        start, end = self.span
        first, last = (max(0, start - 60), start + 100) if len(self.text) > _LONGEST_LINE else (0, len(self.text))
        before, at_fault, behind = (
            visible_line("".join(" " if character in "\n\r\t" else character for character in part))
            for part in (self.text[first:start], self.text[start : min(end, last)], self.text[min(end, last) : last])
        )
        before = "…" * (first > 0) + before
        carets = " " * _cells(before) + "^" * max(1, _cells(at_fault))
        line = f"{before}{at_fault}{behind}{'…' * (last < len(self.text))}"
        parts = [self.message, f"  {line}", f"  {carets}"]
        return "\n".join(parts if self.hint is None else [*parts, self.hint])


def needs_package(what: str, package: str, extra: str) -> UsageError:
    """Return the error for a package that is missing, with the command that installs it as an extra of ours."""
    return UsageError(f"{what} needs the package {package}", f"pip install 'mmkb[{extra}]'")


def did_you_mean(names: Sequence[str]) -> str | None:
    """Return the hint that offers `names`, or None when there are none."""
    return f"did you mean {' or '.join(repr(name) for name in names)}?" if names else None


def _cells(text: str) -> int:
    """Return the width of `text` in terminal cells: East Asian wide characters take two, combining and unseen ones none."""
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def shortened(text: str, most: int) -> str:
    """Return `text`, without its middle when it is longer than `most`: a name in it may be as long as a query."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"
