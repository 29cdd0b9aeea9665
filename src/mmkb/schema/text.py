"""How text is compared: one normal form without case."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return `text` in the form in which names and words are compared: NFKC, without case."""
    return unicodedata.normalize("NFKC", text).casefold()
