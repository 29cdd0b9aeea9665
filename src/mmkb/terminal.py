"""Text on its way to a terminal: whatever a terminal obeys, or does not show, becomes a sign that people see."""

from __future__ import annotations

_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Letters and marks that are never drawn, though Unicode counts them neither as controls nor as format characters."""
_DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Signs before Arabic, Syriac and Kaithi numbers: format characters that are drawn."""


class _Signs(dict[int, str]):
    """What stands for each character; filled as characters come by."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        seen = character not in _UNSEEN if character.isprintable() else code >= 0xA0 and _is_seen(character)
        self[code] = character if seen else sign(code)
        return self[code]


def visible(text: str) -> str:
    """Return `text` as a terminal may have it, in lines as it is: the only way to a terminal and to stderr.

    Control characters (also escape and C1), overrides and isolates of direction, zero-width and other unseen characters
    and lone surrogates become signs such as `␛` or `<U+202E>`. Line feeds, carriage returns before them, and tabs stay,
    so that tables, messages and carets keep their lines. Applied twice, it changes nothing more.
    """
    return text.translate(_SIGNS).replace("␍\n", "\r\n")


def visible_line(text: str) -> str:
    """Return `text` as `visible` does, on one line: line ends and tabs are signs too. For a name within a line."""
    return visible(text).replace("\r", "␍").replace("\n", "␊").replace("\t", "␉")


def sign(code: int) -> str:
    """Return what people see in the place of a character: a picture of a control, else its number as `<U+202E>`."""
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else f"<U+{code:04X}>"


def _is_seen(character: str) -> bool:
    """Return whether a character that is not printable to Python has a shape: spaces, private and new characters."""
    from unicodedata import category

    return character in _DRAWN or category(character) in ("Zs", "Co", "Cn")


_SIGNS = _Signs({ord("\n"): "\n", ord("\t"): "\t"})
