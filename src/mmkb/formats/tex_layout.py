r"""The layout of a LaTeX table: which environment of which paper it fits, and how wide its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from mmkb.formats.tex_measure import em, folds, pieces
from mmkb.views.setting import Setting


@dataclass(frozen=True, slots=True)
class Paper:
    r"""A document class: width of a column and of the page in points, the lines of a page, the sizes of letters.

    `sizes` are commands with the points of an em as `tex_measure` counts them, the larger first: smaller letters of Computer
    Modern are wider for their height, so that at 7 pt an em counts as 7.5.
    """

    column: float
    page: float
    lines: int
    sizes: tuple[tuple[str, float], ...] = ((r"\footnotesize", 8.0), (r"\scriptsize", 7.5))

    @property
    def columns(self) -> int:
        """Return how many columns of text a page has."""
        return 1 if self.column == self.page else 2


PAPERS = {
    "article": Paper(345.0, 345.0, 54),
    "ieee": Paper(252.0, 516.0, 72),
    "acm": Paper(241.0, 506.0, 80, ((r"\footnotesize", 7.5), (r"\scriptsize", 6.9))),
    "neurips": Paper(397.0, 397.0, 60, ((r"\footnotesize", 8.7), (r"\scriptsize", 7.5))),
    "beamer": Paper(307.0, 307.0, 21, ((r"\scriptsize", 8.0), (r"\tiny", 6.9))),
}
r"""What `\columnwidth`, `\textwidth` and the sizes are in each class with its defaults (slides are set in smaller sizes).

Those of NeurIPS are its style file's own: 5.5 inches, `\footnotesize` of 9 pt."""
GAP = 6.0
"""Points between two columns: twice \\tabcolsep."""
SAFE = 0.98
"""Share of the room that measured text may fill: marks and citations are not wholly known."""
FULL = 0.8
"""Share of a page that a floating table may take."""
AIRY = 2.5
"""Lines a row above which a table is better set across the page."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column: the texts of its cells and its head, the width it has got.

    `number` says that it holds numbers, `whole` that no line ends within a word of it, such as a date.
    """

    head: str
    texts: tuple[str, ...]
    number: bool = False
    whole: bool = False
    room: float | None = None
    """Width in em, or None for as wide as its longest text."""

    @property
    def natural(self) -> float:
        """Return the width of the longest text in em."""
        return max(map(em, (self.head, *self.texts)))

    @property
    def least(self) -> float:
        """Return the width of the longest piece that no line ends in, in em."""
        words = [word for text in self.texts for word in (text.split(" ") if self.whole else pieces(text))]
        return max(map(em, [*words, *pieces(self.head)]), default=1.0)

    def lines(self, row: int) -> int:
        """Return how many lines the text of a row takes, about."""
        return 1 if self.room is None else folds(self.texts[row], self.room)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is set: the environment, the size of letters, the width in points, the columns, the rows of each part."""

    environment: str
    size: str
    width: float
    em: float
    columns: tuple[Column, ...]
    parts: tuple[range, ...]

    @property
    def crowded(self) -> bool:
        """Return whether some column is narrower than its longest word."""
        return any(column.room is not None and column.room < column.least for column in self.columns)

    @property
    def height(self) -> float:
        """Return how many lines a row has in the mean."""
        heights = _heights(self.columns)
        return sum(heights) / max(1, len(heights))

    @property
    def airy(self) -> bool:
        """Return whether rows are of few lines."""
        return self.height <= AIRY


def panels(columns: Sequence[Column], setting: Setting) -> list[tuple[tuple[int, ...], Layout]]:
    """Return the layouts of the parts of a table that has more columns than fit, with the numbers of their columns.

    The first column stands in each of them.
    """
    found = []
    group: tuple[int, ...] = (0,)
    for number in range(1, len(columns)):
        wider = (*group, number)
        if len(group) > 1 and layout([columns[n] for n in wider], setting).crowded:
            found.append(group)
            wider = (0, number)
        group = wider
    return [(numbers, layout([columns[n] for n in numbers], setting)) for numbers in (*found, group)]


def layout(columns: Sequence[Column], setting: Setting) -> Layout:
    """Return the layout of a table: the smallest place in which every column has room for its words.

    A table that is higher than a page becomes a `longtable` where text stands in one column, several tables across the
    page where it stands in two, and several frames of slides.
    """
    paper = PAPERS[setting.paper]
    choices = [
        _layout(columns, paper, width, size, points, across=width > paper.column)
        for size, points in paper.sizes
        for width in _widths(paper, setting)
    ]
    fitting = [choice for choice in choices if not choice.crowded] or choices[-1:]
    found = next((choice for choice in fitting if choice.airy), None) or min(fitting, key=lambda choice: choice.height)
    return _placed(found, paper, setting)


def _widths(paper: Paper, setting: Setting) -> list[float]:
    if setting.width is not None:
        return [setting.width]
    if setting.layout == "column":
        return [paper.column]
    return [paper.page] if setting.layout == "wide" else sorted({paper.column, paper.page})


def _layout(columns: Sequence[Column], paper: Paper, width: float, size: str, points: float, *, across: bool) -> Layout:
    environment = "table*" if across and paper.columns == 2 else "table"
    room = (width - GAP * (len(columns) - 1)) / points * SAFE
    sized = tuple(
        Column(column.head, column.texts, column.number, column.whole, share)
        for column, share in zip(columns, _shares(columns, room), strict=True)
    )
    return Layout(environment, size, width, points, sized, (range(len(columns[0].texts)),))


def _shares(columns: Sequence[Column], room: float) -> list[float | None]:
    """Return the width of each column in em: None where it has its natural one.

    Each has what its longest word needs, and of what is left the more the more text it has.
    """
    shares: list[float | None] = [None] * len(columns)
    if sum(column.natural for column in columns) <= room:
        return shares
    least = [min(column.least, column.natural) for column in columns]
    spare = room - sum(least)
    if spare < 0:
        return _squeezed(columns, least, room)
    wide = set(range(len(columns)))
    while wide:
        wanted = {n: max(0.1, columns[n].natural - least[n]) ** 0.6 for n in wide}
        each = spare / sum(wanted.values())
        settled = {n for n in wide if least[n] + wanted[n] * each >= columns[n].natural}
        if not settled:
            for n in wide:
                shares[n] = least[n] + wanted[n] * each
            break
        spare -= sum(columns[n].natural - least[n] for n in settled)
        wide -= settled
    return shares


def _squeezed(columns: Sequence[Column], least: Sequence[float], room: float) -> list[float | None]:
    """Return widths where not even the longest words fit: short columns keep theirs, the others share the rest."""
    kept: set[int] = set()
    while True:
        rest = [n for n in range(len(columns)) if n not in kept]
        each = (room - sum(least[n] for n in kept)) / len(rest)
        short = {n for n in rest if least[n] <= each}
        if not short or len(short) == len(rest):
            break
        kept |= short
    return [
        None if n in kept and least[n] >= column.natural else least[n] if n in kept else max(1.0, each)
        for n, column in enumerate(columns)
    ]


def _heights(columns: Sequence[Column]) -> list[int]:
    return [max(column.lines(row) for column in columns) for row in range(len(columns[0].texts))]


def _placed(choice: Layout, paper: Paper, setting: Setting) -> Layout:
    """Return the layout cut into parts that fit a page each, or as a long table."""
    heights = _heights(choice.columns)
    higher = sum(heights) > paper.lines * FULL
    slides = setting.paper == "beamer" and setting.layout in ("auto", "long")
    if setting.layout == "long" or (setting.layout == "auto" and higher) or slides:
        if paper.columns == 1 and not slides:
            return Layout("longtable", choice.size, choice.width, choice.em, choice.columns, choice.parts)
        environment = "frame" if slides else choice.environment
        parts = _cut(heights, paper.lines * (FULL if slides else 0.9))
        return Layout(environment, choice.size, choice.width, choice.em, choice.columns, parts)
    return choice


def _cut(heights: Sequence[int], most: float) -> tuple[range, ...]:
    """Return ranges of rows, each of at most so many lines: as few as can be, and of about the same height."""
    parts = _filled(heights, most)
    for even in range(ceil(sum(heights) / len(parts)), ceil(most)):
        if len(better := _filled(heights, even)) == len(parts):
            return better
    return parts


def _filled(heights: Sequence[int], most: float) -> tuple[range, ...]:
    """Return ranges of rows, each with as many as fit into so many lines, and one at least."""
    parts, start, filled = [], 0, -inf
    for row, height in enumerate(heights):
        if filled + height > most and row > start:
            parts.append(range(start, row))
            start, filled = row, 0
        filled = max(filled, 0) + height
    return (*parts, range(start, len(heights)))
