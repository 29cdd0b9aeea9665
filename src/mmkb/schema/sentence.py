"""Sentences with numbers that are computed when they are read: `{count models access:open} models are open`.

What stands in braces is a name and what it is of; `SHAPES` has one pattern for each name, `MEANINGS` what it becomes.
"""

from __future__ import annotations

import re

from mmkb.schema.struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROWS = r"(?P<kind>\S+)(?: (?P<query>.+))?"
SHAPES: dict[str, str] = {
    "count": _ROWS,
    "share": r"(?P<kind>\S+) (?P<query>.+) of (?P<base>.+)",
    "median": rf"(?P<path>\S+) {_ROWS}",
    "first": rf"(?P<path>\S+) {_ROWS}",
    "last": rf"(?P<path>\S+) {_ROWS}",
    "top": rf"(?P<number>\d+) (?P<path>\S+) {_ROWS}",
    "behind": r"(?P<year>\d{4}) (?P<one>\S+) (?P<other>\S+)",
    "evaluated": r"(?P<query>.+)",
    "pairs": r"(?P<what>count|measures|ties|ahead)(?: (?P<one>\S+) (?P<other>\S+))?",
}
MEANINGS = {
    "count": "how many rows of a kind match a query: KIND [QUERY]; models count as releases",
    "share": "how many of the rows that match one query match another too, as `12 of 57`: KIND QUERY of QUERY",
    "median": "the middle of a number: PATH KIND [QUERY]",
    "first": "the lowest value: PATH KIND [QUERY]",
    "last": "the highest value: PATH KIND [QUERY]",
    "top": "the most frequent values with their counts: NUMBER PATH KIND [QUERY]",
    "behind": "how many points the models of one query are behind those of another in a year: YEAR QUERY QUERY",
    "evaluated": "how many of the models that match have a score of their makers' own on a benchmark of safety: QUERY",
    "pairs": "of models that differ in how they were tuned alone: count, measures, ahead METHOD METHOD, ties METHOD METHOD",
}
_PARTS = re.compile(r"\{([^{}]*)\}|([{}])|([^{}]+)")


class Computed(Struct):
    """A number that stands in a sentence: its name, what it is of, and the text in the braces."""

    __slots__ = __match_args__ = ("name", "of", "text")

    def __init__(self, name: str, of: Mapping[str, str | None], text: str) -> None:
        self.name = name
        self.of = of
        self.text = text


def parts(sentence: str) -> Iterator[str | Computed]:
    """Yield the texts and the computed numbers of a sentence in order; raises ValueError for a brace that has no sense."""
    for braced, brace, plain in _PARTS.findall(sentence):
        if brace:
            raise ValueError(f"a lone {brace!r} in a sentence: what is computed stands in braces, as {{count models}}")
        yield plain or _computed(braced)


def checked(sentence: str) -> str:
    """Return the sentence when all its computed numbers have a shape that is known; raises ValueError."""
    for _ in parts(sentence):
        pass
    return sentence


def _computed(text: str) -> Computed:
    name, _, rest = text.partition(" ")
    if name not in SHAPES:
        raise ValueError(f"{{{text}}} cannot be computed: one of {', '.join(SHAPES)} stands first")
    found = re.fullmatch(SHAPES[name], rest)
    if found is None:
        raise ValueError(f"{{{text}}} cannot be computed: {name} is {MEANINGS[name]}")
    return Computed(name, found.groupdict(), text)
