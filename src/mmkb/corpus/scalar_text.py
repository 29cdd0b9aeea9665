"""How one scalar is written: without quotes where YAML allows it, folded where it is too long for its line."""

from __future__ import annotations

import re
import textwrap

from mmkb.corpus.strict_yaml import is_text
from mmkb.corpus.tree import Scalar

WIDTH = 120
"""Characters of a line."""

_OTHERWISE_READ = frozenset(("y", "n", "yes", "no", "on", "off"))
"""Texts here, truth values to programs that read YAML 1.1."""
_BEGINNINGS = frozenset(",[]{}#&*!|>'\"%@`-?:")
_FLOW = re.compile(r"[,\[\]{}]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def inline(scalar: Scalar, *, flow: bool) -> str:
    """Return a scalar on one line, inside brackets (`flow`) or not: a number and quotes as they were written."""
    if not scalar.is_text:
        return scalar.text or "null"
    return scalar.quoted or quoted_where_needed(scalar.text, flow=flow)


def lines(scalar: Scalar, indent: int) -> tuple[str, list[str]] | None:
    """Return the header (`>-`) and the lines of a text that is written below its key, or None where it cannot be.

    A text with line breaks keeps them. Another is folded; the lines in which it was written stay as long as they fit.
    """
    body = scalar.text.removesuffix("\n")
    chomping = "" if scalar.text.endswith("\n") else "-"
    paragraphs = body.split("\n")
    if not (scalar.is_text and all(line.isprintable() for line in paragraphs)):
        return None
    if any(line != line.strip() or not line for line in (paragraphs[0], paragraphs[-1])):
        return None
    pad = " " * indent
    if len(paragraphs) > 1:
        return f"|{chomping}", [f"{pad}{line}" if line else "" for line in paragraphs]
    if "  " in body:  # the parser would make one space of a line that ends between the two
        return None
    room = WIDTH - indent
    kept = scalar.folded if all(len(line) <= room for line in scalar.folded) else []
    folded = kept or textwrap.wrap(body, max(room, 1), break_long_words=False, break_on_hyphens=False)
    return f">{chomping}", [f"{pad}{line}" for line in folded]


def quoted_where_needed(text: str, *, flow: bool) -> str:
    """Return a text as a scalar on one line, in quotes where it would be read as something else."""
    if _is_plain(text, flow=flow):
        return text
    if not text.isprintable():
        return f'"{"".join(map(_escaped, text))}"'
    if '"' in text or "\\" in text:
        return "'{}'".format(text.replace("'", "''"))
    return f'"{text}"'


def _is_plain(text: str, *, flow: bool) -> bool:
    if not is_text(text) or text.lower() in _OTHERWISE_READ or not text.isprintable():
        return False
    if text != text.strip() or text[0] in _BEGINNINGS or text == "...":
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    return not (flow and _FLOW.search(text))


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\U{ord(character):08x}"
