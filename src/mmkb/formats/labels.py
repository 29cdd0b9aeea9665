"""Where the names beside points have room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len

Place = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Label(NamedTuple):
    """Words with their left end and middle line; `align` says which end of them lies at the mark: left, right or center."""

    words: str
    left: float
    middle: float
    align: str
    wide: float

    @property
    def anchor(self) -> float:
        """Return where the end lies that is aligned."""
        return self.left + self.wide * {"left": 0.0, "center": 0.5, "right": 1.0}[self.align]


def placed(
    named: Iterable[tuple[Place, str]],
    marks: Sequence[Place],
    room: Place,
    letter: Place,
    gap: float,
    *,
    beside: bool = False,
) -> list[Label]:
    """Return the words that have room beside their marks.

    `room` is the width and height of the picture, `letter` that of a letter, in one unit with the places of the marks; `gap`
    lies between a mark and its words. The first come first; each is tried right, left, and unless it is to stand `beside` its
    mark, above and below.
    """
    taken: list[Box] = []
    found = []
    for place, words in named:
        for label in _tried(place, words, letter, gap)[: 2 if beside else None]:
            half = letter[1] / 2
            box = (label.left, label.middle - half, label.left + label.wide, label.middle + half)
            if _inside(box, room) and not any(_cover(box, other) for other in taken) and not _holds(box, marks):
                taken.append(box)
                found.append(label)
                break
    return found


def _tried(place: Place, words: str, letter: Place, gap: float) -> list[Label]:
    x, y = place
    width, height = letter
    wide = cell_len(words) * width
    return [
        Label(words, x + gap, y, "left", wide),
        Label(words, x - gap - wide, y, "right", wide),
        Label(words, x - wide / 2, y - height / 2 - gap, "center", wide),
        Label(words, x - wide / 2, y + height / 2 + gap, "center", wide),
    ]


def _inside(box: Box, room: Place) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= room[0] and box[3] <= room[1]


def _cover(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _holds(box: Box, marks: Sequence[Place]) -> bool:
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in marks)


def spread(heights: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return heights near those given, in their order, each at least so far from the next, between `low` and `high`.

    Where they do not all have room, they lie as far from each other as there is.
    """
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    step = min(apart, (high - low) / max(len(order) - 1, 1))
    found = list(heights)
    for before, number in zip([None, *order], order, strict=False):
        found[number] = max(found[number], low if before is None else found[before] + step)
    for after, number in zip([None, *reversed(order)], reversed(order), strict=False):
        found[number] = min(found[number], high if after is None else found[after] - step)
    return found
