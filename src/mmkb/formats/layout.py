"""How a table fits a terminal: which columns stay, how wide each is, where its texts fold.

Columns stand in the order of their worth. A column is asked for the least that it can live with: an id of the first column
and numbers whole, words down to the pieces between their hyphens, prose a readable width. One long id decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells

from mmkb.schema.field import NUMERIC
from mmkb.views.table import Column

_WORD, _TEXT = 16, 12
"""Pieces of ids are whole up to here, words of texts, and numbers with their units, up to there."""
_SHORT, _LINES, _PROSE = 8, 3, 18
"""Texts up to the first length do not fold, longer ones into so many lines, unless these would be wider than the last."""
_FIRST = 4
"""The first column may take a fourth of the width for its longest id."""
_MOST = 0.9
"""The share of the cells that decide how wide a column is."""
_WIDE = 100
_PIECES = re.compile(r"(?<=\w[-_/+.])(?:(?<!\d.)|(?!\d))(?=\w)|(?<=undis)(?=closed)")
"""Inside a word, a line may end behind `-`, `_`, `/`, `+` and `.`, but not within a date or a number.

The word for what is kept back can be parted, since it is wider than the numbers that it stands among."""


class Layout:
    """The columns of a table that have room, by number, the width of each, and the gap between them."""

    def __init__(self, kept: Sequence[int], widths: Sequence[int], gap: int) -> None:
        self.kept = tuple(kept)
        self.widths = tuple(widths)
        self.gap = gap


def layout(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int, *, whole_heads: bool = False
) -> Layout:
    """Return how the table is laid out in `width` cells: with its first columns, and later ones that fit into what is left.

    Columns that the query asked for go before the others. The words of headings are split, unless these are ids themselves.
    """
    gap = 2 if width >= _WIDE else 1
    lengths = [_lengths(column, [row[number] for row in rows]) for number, column in enumerate(columns)]
    least = [
        max(
            1,
            longest(column.heading, whole=whole_heads),
            _least(column, [row[number] for row in rows], width, first=number == 0),
        )
        for number, column in enumerate(columns)
    ]
    kept = _kept(columns, least, [_typical(each, _MOST) for each in lengths], width, gap)
    widths = [min(least[number], width) for number in kept]
    for share in (_MOST, 1.0):
        wanted = [_typical(lengths[number], share) for number in kept]
        worths = [_worth(columns[number], first=number == 0) for number in kept]
        _widen(widths, wanted, worths, width - sum(widths) - gap * (len(kept) - 1))
    return Layout(kept, widths, gap)


def _kept(columns: Sequence[Column], least: Sequence[int], typical: Sequence[int], width: int, gap: int) -> list[int]:
    """Return the columns that have room.

    Those of more worth come first. Once one has none, later ones go only where those before them can still have texts of two
    lines.
    """
    kept: list[int] = []
    room, comfort, full = width + gap, 0, False
    for number in sorted(range(len(columns)), key=lambda at: (at > 0 and not columns[at].asked, -columns[at].worth)):
        needed = least[number] + gap
        if kept and needed > room - (comfort if full else 0):
            full = True
            continue
        kept.append(number)
        room -= needed
        comfort += max(0, min(-(-typical[number] // 2), _PROSE) - least[number])
    return sorted(kept)


def natural(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """Return the width of the table without any fold."""
    each = [max(_lengths(column, [row[number] for row in rows])) for number, column in enumerate(columns)]
    return sum(each) + 2 * (len(each) - 1)


def folded(text: str, width: int) -> str:
    """Return `text` in lines of at most `width` cells: between words, inside a longer word between its pieces."""
    return "\n".join(line for written in text.split("\n") for line in _lines(written, width))


def longest(text: str, *, whole: bool = False) -> int:
    """Return the width of the longest word of `text`, or of its longest piece unless words stay `whole`."""
    return max((cell_len(part) for word in text.split() for part in ([word] if whole else pieces(word))), default=0)


def pieces(word: str) -> list[str]:
    """Return the pieces of a word between which a line may end."""
    return _PIECES.split(word)


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if cell_len(f"{line} {word}" if line else word) <= width:
            line = f"{line} {word}" if line else word
            continue
        if line:
            yield line
        *full, line = _broken(word, width)
        yield from full
    yield line


def _broken(word: str, width: int) -> list[str]:
    """Return the lines of a word that has a line of its own: as many pieces in each as have room."""
    lines = [""]
    for piece in pieces(word):
        if cell_len(lines[-1] + piece) <= width:
            lines[-1] += piece
        else:
            lines[-1] += "-" * (lines[-1].endswith("undis") and cell_len(lines[-1]) < width)
            lines += chop_cells(piece, width)
    return [line for line in lines if line] or [""]


def _lengths(column: Column, texts: Sequence[str]) -> list[int]:
    return [cell_len(column.heading), *map(cell_len, texts)]


def _least(column: Column, texts: Sequence[str], width: int, *, first: bool) -> int:
    """Return the least width that the texts of a column can live with."""
    whole = max((longest(text, whole=True) for text in texts), default=0)
    if column.type in NUMERIC or column.type == "date":
        return max((cell_len(text) if cell_len(text) <= _TEXT else longest(text) for text in texts), default=0)
    if first and whole <= max(width // _FIRST, _WORD):
        return whole
    word = max((longest(text) for text in texts), default=0)
    typical = _typical([cell_len(text) for text in texts], _MOST)
    line = min(typical, max(-(-typical // _LINES), _SHORT), _PROSE)
    return max(min(word, _TEXT if column.type == "text" else _WORD), line)


def _typical(lengths: Sequence[int], share: float) -> int:
    """Return the length that `share` of the texts do not exceed."""
    return sorted(lengths)[max(0, round(share * len(lengths)) - 1)] if lengths else 0


def _worth(column: Column, *, first: bool) -> float:
    """Return what a line less is worth: most to numbers and what a row is called by, least to lists."""
    return 2 if first or column.type in NUMERIC else 0.5 if column.many and column.joint == ", " else 1


def _widen(widths: list[int], wanted: Sequence[int], worths: Sequence[float], room: int) -> None:
    """Give room, a cell at a time, to the column whose texts take the most lines, each for what it is worth."""
    for _ in range(room):
        lines = [
            wish / now * worth if now < wish else 0.0 for wish, now, worth in zip(wanted, widths, worths, strict=True)
        ]
        if not any(lines):
            break
        widths[lines.index(max(lines))] += 1
