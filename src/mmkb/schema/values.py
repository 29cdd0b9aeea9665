"""What quantities and partial dates mean, and the words for absence: what YAML does not have, as text."""

from __future__ import annotations

import re
from datetime import date, timedelta

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from mmkb.schema.vocabulary import State

    Absence = Literal["undisclosed", "not-stated", "not-applicable"]

ABSENT: tuple[Absence, ...] = ("undisclosed", "not-stated", "not-applicable")
"""Why there is no value: kept back by its publisher; looked for where it should stand, and not there; does not apply."""
UNKNOWN = "unknown"
"""Neither a value is on record nor why there is none."""

STATES: tuple[State, ...] = ("cited", "inferred", "read")
"""The states of evidence, from the weakest to the strongest; a fact has the strongest state of its places.

`read`: someone opened the source and saw the value there; `inferred`: someone concluded it from what stands there;
`cited`: the source is said to have it.
"""

SUFFIXES = {"": 1, "k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_QUANTITY = r"([0-9]+)(?:\.([0-9]+))?(?:([kKMBT]?)|[eE]([+-]?[0-9]{1,3}))"
_DATE = r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?"
QUANTITY_HELP = "write a number with an optional k, M, B, T or exponent, as in 7B, 1.5T, 128k, 4096 or 4.3e23"
_QUARTER = r"([0-9]{4})-Q([1-4])"
DATE_HELP = "write a year, a month or a day, as in 2023, 2023-07 or 2023-07-18"
_MOST_DIGITS = 30
"""More than any count needs, and few enough that products of several quantities, with their suffixes, are finite floats."""
LARGEST = 10**_MOST_DIGITS
"""No count or measure of a record is larger."""
_DECIMALS = 4
_FOOTNOTES = "*∗†‡♢⋄§¶"
_EXPONENT_FROM, _EXPONENT_BELOW = 10**15, 1e-4
_LARGEST_INTEGER = 2**63 - 1  # what SQLite keeps as one; larger counts are floats


def quantity(text: str | float) -> int | float:
    """Return the number that `7B`, `1.5T`, `128k`, `4096` or `4.3e23` stands for; suffixes are decimal (k = 1,000).

    Raises ValueError when `text` is no quantity or has more than 30 digits.
    """
    written = str(text)
    if len(written) > _MOST_DIGITS:
        raise ValueError(f"{written[:20]}… has {len(written):,} characters, and a quantity at most {_MOST_DIGITS}")
    match = re.fullmatch(_QUANTITY, written)
    if match is None:
        raise ValueError(f"{written!r} is not a quantity: {QUANTITY_HELP}")
    whole, fraction, suffix = match[1], match[2] or "", (match[3] or "").replace("K", "k")
    power = int(match[4] or 0) - len(fraction)
    if len(whole + fraction) + max(power, 0) > _MOST_DIGITS:
        raise ValueError(f"{written!r} is larger than any count")
    number = int(whole + fraction) * SUFFIXES[suffix] * int(10 ** max(power, 0))
    divisor = int(10 ** max(-power, 0))
    exact, rest = divmod(number, divisor)
    return exact if rest == 0 and exact <= _LARGEST_INTEGER else number / divisor


def short_quantity(number: float) -> str:
    """Return `number` as people write it: 7B, 1.5T, 128k; below ten thousand in full."""
    if abs(number) < 10_000:
        return f"{number:g}" if isinstance(number, float) else str(number)
    digits, _, exponent = f"{abs(number):.3e}".partition("e")
    rounded = int(digits.replace(".", "")) * 10 ** (int(exponent) - 3)
    suffix = next(suffix for suffix, factor in reversed(SUFFIXES.items()) if rounded >= factor)
    whole, rest = divmod(rounded, SUFFIXES[suffix])
    decimals = str(SUFFIXES[suffix] + rest)[1:].rstrip("0")
    return f"{'-' if number < 0 else ''}{whole}{'.' if decimals else ''}{decimals}{suffix}"


def written(number: float) -> str:
    """Return `number` in full, as people write it: 7000000000, 0.25, 4.3e23.

    Whole numbers have no fraction. What has more than four decimals comes out of a division, not out of a measurement: it
    is rounded to a tenth, below ten to three digits. From 10^15 on, and below 0.0001, there is an exponent.
    """
    if isinstance(number, int) and abs(number) < _EXPONENT_FROM:
        return str(number)
    if number and not _EXPONENT_BELOW <= abs(number) < _EXPONENT_FROM:
        digits, _, exponent = f"{number:.3e}".partition("e")
        return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"
    text = repr(number)
    if len(text.partition(".")[2]) > _DECIMALS:
        text = f"{number:.1f}" if abs(number) >= 10 else f"{number:.3g}"
    return text.removesuffix(".0") if number else "0"


def footnote(printed: str) -> str:
    """Return the marks at the end of a printed value that point to a note below its table: `♢` of `69.1♢`."""
    found = re.search(rf"(?<=[0-9%)]) ?([{_FOOTNOTES}]+)$", printed)
    return found[1] if found else ""


def footnotes(printed: Iterable[str], where: str) -> str | None:
    """Return the note below a table that leaves these marks out, or None where there are none; `where` has their meaning."""
    marks = sorted({mark for value in printed for mark in footnote(value)})
    return (
        f"{' '.join(marks)}: a source's own marks, left out of the values; {where} says what they mean"
        if marks
        else None
    )


def as_read(printed: str) -> str:
    """Return a printed value for readers who do not have its table: `69.1` for `69.1♢`, `51.3` for `51.32757578249279`.

    A mark at the end points to a note below the table; long fractions are rounded as `written` does.
    """
    unmarked = printed.removesuffix(footnote(printed)).rstrip()
    return re.sub(rf"[0-9]+\.[0-9]{{{_DECIMALS + 1},}}", lambda found: written(float(found[0])), unmarked)


def four_digits(number: float) -> int | float:
    """Return `number` rounded to four significant digits."""
    return whole(float(f"{number:.4g}"))


def whole(number: float) -> int | float:
    """Return a whole number as an integer, where that is exact."""
    return int(number) if number.is_integer() and abs(number) < _EXPONENT_FROM else number


def date_span(text: str | int) -> tuple[str, str]:
    """Return the first and the last day of `2023`, `2023-07` or `2023-07-18` as ISO dates.

    Raises ValueError when `text` is no such date.
    """
    match = re.fullmatch(_DATE, str(text))
    if match is None:
        raise ValueError(f"{str(text)!r} is not a date: {DATE_HELP}")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if not 1900 <= year <= 2100:
        raise ValueError(f"year {year} is not between 1900 and 2100")
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"{text!r} has no month {month}")
    last = (date(year, month + 1, 1) - timedelta(days=1)).day if month and month < 12 else 31
    if day is not None and not 1 <= day <= last:
        raise ValueError(f"{text!r} has no day {day}")
    return f"{year:04}-{month or 1:02}-{day or 1:02}", f"{year:04}-{month or 12:02}-{day or last:02}"


def period_span(text: str) -> tuple[str, str]:
    """Return the first and the last day of a date or of a quarter, `2023-Q3`, which records never have and people ask for.

    Raises ValueError when `text` is neither.
    """
    quarter = re.fullmatch(_QUARTER, text)
    if quarter is None:
        return date_span(text)
    year, last = quarter[1], 3 * int(quarter[2])
    return date_span(f"{year}-{last - 2:02}")[0], date_span(f"{year}-{last:02}")[1]
