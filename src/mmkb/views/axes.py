"""Axes of pictures: from where to where they reach, and what is written along them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import ceil, floor, log, log10

from mmkb.schema.struct import Struct
from mmkb.schema.values import date_span, whole

_TICKS = 6
"""About so many ticks have room on an axis."""
_FEW_POWERS = 2.5
"""An axis of fewer powers of ten has ticks between them."""
_OFF = 1e-9
"""What floating-point numbers may be off."""
_LEAST = 1e-30
"""What is smaller is drawn as nothing."""
_EDGE = 0.04
"""What an axis of factors adds at both ends, as a part of its length."""


class Axis(Struct):
    """An axis from `low` to `high` with a `title`; `ticks` are values with their words; `log`: equal steps are factors."""

    __slots__ = ("high", "log", "low", "ticks", "title")

    def __init__(
        self, title: str, low: float, high: float, ticks: tuple[tuple[float, str], ...], *, log: bool = False
    ) -> None:
        self.title = title
        self.low = low
        self.high = high
        self.ticks = ticks
        self.log = log

    def place(self, value: float) -> float:
        """Return where a value stands: 0 at the low end, 1 at the high one."""
        low, high, at = (log10(part) if self.log else part for part in (self.low, self.high, value))
        return (at - low) / (high - low)


def linear(
    title: str, values: Sequence[float], words: Callable[[float], str], *, zero: bool = False, base: int = 10
) -> Axis:
    """Return an axis with round steps that holds all values, and zero where that is wanted.

    Steps are 1, 2 or 5 times a power of ten, of another `base` its powers.
    """
    low, high = min([*values, *([0.0] if zero else [])]), max([*values, *([0.0] if zero else [])])
    largest = max(abs(low), abs(high))
    reach = high - low if high - low > _OFF * largest else largest
    step = _round_step((reach if reach > _LEAST else 1) / _TICKS, base)
    first, last = floor(low / step), ceil(high / step)
    last += last == first
    places = [number * step for number in range(first, last + 1)]
    return Axis(
        title, places[0], places[-1], tuple((float(f"{place:.12g}"), words(float(f"{place:.12g}"))) for place in places)
    )


def logarithmic(title: str, values: Sequence[float], words: Callable[[float], str], base: int = 10) -> Axis:
    """Return an axis of factors around all values, which are above zero; its ticks are powers of `base`.

    Where few of these have room, the axis has 2 and 5 times them, too.
    """
    low, high = (log(end) / log(base) for end in (min(values), max(values)))
    edge = _EDGE * (high - low) or 1.0
    stride = ceil((high - low) / (2 * _TICKS))
    powers = range(floor(low - edge), ceil(high + edge) + 1, stride)
    steps = (1, 2, 5) if base == 10 and high - low < _FEW_POWERS else (1,)
    places = [float(f"{step * float(base) ** power:.12g}") for power in powers for step in steps]
    first, last = float(base) ** (low - edge), float(base) ** (high + edge)
    return Axis(title, first, last, tuple((at, words(whole(at))) for at in places if first <= at <= last), log=True)


def over_time(title: str, years: Sequence[float]) -> Axis:
    """Return an axis of whole quarters; years are told where they begin, of few years the other quarters, too."""
    first, last = floor(min(years) * 4), ceil(max(years) * 4)
    last += last == first
    step = 1 if last - first <= 2 * _TICKS else 4 * ceil((last - first) / (8 * _TICKS))
    ticks = tuple(
        (quarter / 4, f"{quarter // 4}" + (f"-Q{quarter % 4 + 1}" if quarter % 4 else ""))
        for quarter in range(ceil(first / step) * step, last + 1, step)
    )
    return Axis(title, first / 4, last / 4, ticks)


def year_of(written: str) -> float:
    """Return a partial date as a number of years: the middle of the day, month or year that it names."""
    first, last = map(date.fromisoformat, date_span(written))
    begin = date(first.year, 1, 1).toordinal()
    length = date(first.year + 1, 1, 1).toordinal() - begin
    return first.year + ((first.toordinal() + last.toordinal() + 1) / 2 - begin) / length


def _round_step(step: float, base: int) -> float:
    """Return the next round step that is no smaller."""
    power = float(base) ** floor(log(step) / log(base) + _OFF)
    factors = (1, 2, 5, 10) if base == 10 else (1, base)
    return next(float(f"{factor * power:.12g}") for factor in factors if factor * power >= step * (1 - _OFF))


_PERIODS = {"": 1, "Q": 4, "M": 12}


def periods(found: Iterable[str]) -> list[str]:
    """Return all periods from the first of those found to the last: years, quarters as `2023-Q3`, or months as `2023-07`.

    What is no period of the finest kind that is found has no place among them.
    """
    parsed = [match for one in found if (match := re.fullmatch(r"(\d{4})(?:-(Q)?(\d{1,2}))?", one))]
    if not parsed:
        return []
    each = max(_PERIODS[_kind(match)] for match in parsed)
    numbers = [int(match[1]) * each + int(match[3] or 1) - 1 for match in parsed if _PERIODS[_kind(match)] == each]
    return [_period(number, each) for number in range(min(numbers), max(numbers) + 1)]


def _kind(match: re.Match[str]) -> str:
    return "" if match[3] is None else match[2] or "M"


def _period(number: int, each: int) -> str:
    year, part = divmod(number, each)
    return f"{year:04}" + {1: "", 4: f"-Q{part + 1}", 12: f"-{part + 1:02}"}[each]


def in_periods(title: str, order: Sequence[str]) -> Axis:
    """Return an axis of periods by number, a step wide each; years have ticks where they begin, or single periods names."""
    places = [(place, when) for place, when in enumerate(order) if when[4:] in ("", "-Q1", "-01")]
    if len(order) <= 2 * _TICKS or not places:
        places = list(enumerate(order))[:: ceil(len(order) / (2 * _TICKS))]
        ticks = tuple((float(place), when) for place, when in places)
    else:
        ticks = tuple((float(place), when[:4]) for place, when in places[:: ceil(len(places) / (2 * _TICKS))])
    return Axis(title, -0.5, len(order) - 0.5, ticks)
