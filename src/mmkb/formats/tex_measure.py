r"""How wide text is as TeX sets it, and where it may end a line: the ground of every layout."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WIDTHS = {
    0.30: "!',.:;<[]_`il", 0.32: "fj", 0.35: "- \u00a0", 0.38: "I", 0.41: "()rt", 0.42: "s", 0.47: "cez", 0.50: ">?",
    0.53: '"$*/0123456789\\^ago{}~', 0.55: "J", 0.56: "kqvxy", 0.59: "Sbdhnpu", 0.65: "Z", 0.66: "L", 0.69: "F", 0.72: "EP",
    0.75: "B", 0.78: "CRTw", 0.80: "AHNUVXY", 0.81: "D", 0.83: "&+=@GKOQ", 0.89: "#%m", 0.97: "M", 1.06: "|", 1.09: "W",
}  # fmt: skip
_EM = {character: width for width, characters in _WIDTHS.items() for character in characters}
"""Widths of Computer Modern Roman at 8 pt in em, from the font's own metrics (cmr8.tfm); other faces of papers are narrower."""
OTHER = 0.6
_WIDE = 1.0
_JOINT = re.compile(r"(?<=[/_:+])(?=\w)|(?<=\w\.)(?=[A-Za-z])|\u200b")
_END = re.compile(rf"{_JOINT.pattern}|(?<=-)(?=\w)|[^\S\u00a0]+")
"""TeX ends lines at hyphens and spaces by itself."""
_SHORTEST = 2
"""Letters that stand at least before and after a hyphen."""
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:[KMGT]i?)?B\b)")


def em(text: str) -> float:
    """Return the width of text in em."""
    return sum(map(_em, text))


def united(text: str) -> str:
    """Return text in which no line ends between a number and its unit of bytes."""
    return _BEFORE_UNIT.sub("\u00a0", text)


def pieces(text: str) -> list[str]:
    """Return the parts of text between which a line may end."""
    return [piece for piece in _END.split(text) if piece]


def folds(text: str, room: float) -> int:
    """Return how many lines text takes where each has `room` em."""
    lines, used = 1, 0.0
    for width, space in _pieces(text):
        if used and used + space + width > room:
            lines, used, space = lines + 1, 0.0, 0.0
        used += space + width
    return lines


@lru_cache(maxsize=10_000)
def _pieces(text: str) -> tuple[tuple[float, float], ...]:
    """Return the widths of the pieces of text, each with that of the space before it."""
    return tuple(
        (em(piece), 0.0 if number else _em(" "))
        for word in text.split(" ")
        for number, piece in enumerate(pieces(word))
    )


def breakable(text: str, room: float, *, hyphens: bool) -> str:
    """Return text that fits lines of `room` em: it may end a line at its joints, and within what is longer than a line.

    The places are zero-width spaces, or soft hyphens where a hyphen may show.
    """
    words = []
    for word in text.split(" "):
        parts = [piece for piece in _JOINT.split(word) if piece]
        if em(word) > room:
            parts = ["".join(_divided(piece, room, hyphens=hyphens) for piece in pieces(part)) for part in parts]
        words.append("\u200b".join(parts))
    return " ".join(words)


def _divided(piece: str, room: float, *, hyphens: bool) -> str:
    if em(piece) <= room or len(piece) <= 2 * _SHORTEST:
        return piece
    end = len(piece) - _SHORTEST
    return ("\u00ad" if hyphens else "\u200b").join([piece[:_SHORTEST], *piece[_SHORTEST:end], piece[end:]])


def _em(character: str) -> float:
    if character in _EM:
        return _EM[character]
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    return _EM.get(unicodedata.normalize("NFD", character)[0], OTHER)
