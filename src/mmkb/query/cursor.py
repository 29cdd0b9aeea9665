"""A place in a query's text that moves on: what the grammar reads, and the errors that point at it."""

from __future__ import annotations

import re

from mmkb.errors import QueryError
from mmkb.query.ast import Text

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from mmkb.query.ast import Span

# Texts, compiled where they are first needed: `re.compile` keeps what it has compiled.
_PHRASE = r'(?s:"((?:[^"\\]|\\.)*)")'
_ESCAPED = r'\\(["\\])'


class Cursor:
    """`text`, and `at`, the next character in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def match(self, pattern: str) -> re.Match[str] | None:
        """Return the match of `pattern` here, or None; the cursor stays."""
        return re.compile(pattern).match(self.text, self.at)

    def peek(self) -> str:
        """Return the next character, or the empty text at the end."""
        return self.text[self.at : self.at + 1]

    def skip_space(self) -> None:
        """Step over blanks."""
        while self.peek().isspace():
            self.at += 1

    def phrase(self) -> Text:
        r"""`"PHRASE"`: `\"` and `\\` in it stand for `"` and `\`, any other backslash for itself."""
        match = self.match(_PHRASE)
        if match is None:
            raise self.error("this quote is never closed", (self.at, self.at + 1), "add the closing quote")
        if not match[1]:
            raise self.error("nothing between the quotes", match.span(), "write a phrase there, or drop them")
        self.at = match.end()
        return Text(re.sub(_ESCAPED, r"\1", match[1]), match.span(), quoted=True)

    def error(self, message: str, span: Span, hint: str) -> QueryError:
        """Return the error that points at `span`."""
        return QueryError(message, self.text, span, hint)
