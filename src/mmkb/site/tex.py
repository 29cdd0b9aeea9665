"""What a script needs to set a table in LaTeX as the shell does: letters, their widths, the room of an article."""

from __future__ import annotations

from typing import Any

from mmkb.formats.tex import definitions, escaped
from mmkb.formats.tex_layout import AIRY, FULL, GAP, PAPERS, SAFE
from mmkb.formats.tex_measure import OTHER, em
from mmkb.formats.tex_parts import MARKS
from mmkb.views.reference import About

_LETTERS = [chr(code) for code in range(0x20, 0x3000)]
"""Characters below those of East Asia, which are as wide as they are high."""
_BEYOND = r"\ifdefined"


def letters(about: About) -> dict[str, Any]:
    """Return the escapes and widths of characters, what escapes need before them, the room of an article, and the end."""
    written = {letter: escaped(letter) for letter in _LETTERS if letter.isprintable()}
    plain = {letter: text for letter, text in written.items() if not text.startswith(_BEYOND)}
    paper = PAPERS["article"]
    return {
        "escapes": {letter: text for letter, text in plain.items() if text != letter or not letter.isascii()},
        "needs": {letter: needed for letter, text in plain.items() if (needed := definitions(text))},
        "widths": {letter: width for letter in written if (width := em(letter)) != OTHER},
        "marks": MARKS,
        "room": {"column": paper.column, "lines": paper.lines, "sizes": paper.sizes},
        "layout": {"gap": GAP, "safe": SAFE, "full": FULL, "airy": AIRY, "other": OTHER},
        "about": about.lines(),
    }
