"""Value types that YAML does not have: quantities, partial dates, ids, locators, and the words for absence.

Nothing here imports pydantic until a record class asks for a validator.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

Absent = Literal["undisclosed", "not-applicable"]
ABSENT: tuple[Absent, ...] = ("undisclosed", "not-applicable")

SUFFIXES = {"": 1, "k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)([kKMBT]?)")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_QUANTITY_HELP = "write a number with an optional k, M, B or T, as in 7B, 1.5T, 128k or 4096"
_DATE_HELP = "write a year, a month or a day, as in 2023, 2023-07 or 2023-07-18"
_LARGEST = 2**63 - 1  # what SQLite keeps as an integer; larger counts are floats
ID_PATTERN = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"

_LOCATOR_PART = r"""(?:
    (?:Table|Figure|Equation|Algorithm|Appendix|Article|Annex|Recital|Listing|Box)\ [A-Z0-9][\w.()-]*
  | §\ ?[\w][\w.]*
  | pp?\.\ \d+(?:-\d+)?
  | (?:slide|footnote|line|lines|page|entry|question|post|commit)\ [\w#.-]+
  | (?:row|column|heading|key|caption|cell|section|item|table)\ "[^"]+"
  | (?:table\ at\ line)\ \d+
  | title | abstract | metadata | caption | introduction | conclusion | references
  | (?:[\w.@+-]+/)*[\w.@+-]*(?:\.[A-Za-z]\w{0,9}|LICENSE|LICENCE|COPYING|NOTICE|MODEL_CARD|Makefile)
)"""
LOCATOR = re.compile(rf"{_LOCATOR_PART}(?:,\ {_LOCATOR_PART})*", re.VERBOSE)
LOCATOR_HELP = (
    'write the place as in: Table 2 · Figure 1 · §4.5 · p. 7 · abstract · README.md, heading "Model zoo" · '
    "configs/base.py, line 12 (several parts are joined by comma and space)"
)


def quantity(text: str | float) -> int | float:
    """Return the number that `7B`, `1.5T`, `128k` or `4096` stands for; suffixes are decimal (k = 1,000).

    Raises ValueError when `text` is no quantity.
    """
    match = _QUANTITY.fullmatch(str(text))
    if match is None:
        raise ValueError(f"{str(text)!r} is not a quantity: {_QUANTITY_HELP}")
    suffix = match[2] if match[2] != "K" else "k"
    value = Decimal(match[1]) * SUFFIXES[suffix]
    return int(value) if value == value.to_integral_value() and value <= _LARGEST else float(value)


def short_quantity(number: float) -> str:
    """Return `number` as people write it: 7B, 1.5T, 128k; below ten thousand in full."""
    if abs(number) < 10_000:
        return f"{number:g}" if isinstance(number, float) else str(number)
    rounded = Decimal(f"{Decimal(str(number)):.4g}")
    for suffix, factor in reversed(SUFFIXES.items()):
        if abs(rounded) >= factor:
            return f"{(rounded / factor).normalize():f}{suffix}"
    raise AssertionError("the suffix '' divides every number")


def date_span(text: str | int) -> tuple[str, str]:
    """Return the first and the last day of `2023`, `2023-07` or `2023-07-18` as ISO dates.

    Raises ValueError when `text` is no such date.
    """
    match = _DATE.fullmatch(str(text))
    if match is None:
        raise ValueError(f"{str(text)!r} is not a date: {_DATE_HELP}")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if not 1900 <= year <= 2100:
        raise ValueError(f"year {year} is not between 1900 and 2100")
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"{text!r} has no month {month}")
    last = calendar.monthrange(year, month or 12)[1]
    if day is not None and not 1 <= day <= last:
        raise ValueError(f"{text!r} has no day {day}")
    return f"{year:04}-{month or 1:02}-{day or 1:02}", f"{year:04}-{month or 12:02}-{day or last:02}"


def locator(text: str) -> str:
    """Return `text` when it names a place in a source by a typed locator; raises ValueError otherwise."""
    if LOCATOR.fullmatch(text) is None:
        raise ValueError(f"{text!r} names no place in a source: {LOCATOR_HELP}")
    return text


def identifier(text: str) -> str:
    """Return `text` when it is an id in the one style; raises ValueError otherwise."""
    if re.fullmatch(ID_PATTERN, text) is None:
        raise ValueError(f"{text!r} is not an id: use lower-case letters and digits joined by '-' or '.'")
    return text


class _Value(str):
    """A string with a meaning: validated by `check`, written in JSON Schema as `schema`."""

    check: ClassVar[Callable[..., object]]
    schema: ClassVar[dict[str, Any]]
    numbers: ClassVar[tuple[type, ...]] = ()

    @classmethod
    def _validate(cls, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, *cls.numbers)):
            raise ValueError(f"{value!r} is not text: put it in quotes, it is kept as written")
        cls.check(value)
        return cls(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return cls.schema


class Quantity(_Value):
    """A number with an optional decimal suffix, kept as written: `7B`, `1.5T`, `128k`, `4096`."""

    check = staticmethod(quantity)
    numbers = (int, float)
    schema: ClassVar[dict[str, Any]] = {
        "anyOf": [
            {"type": "string", "pattern": r"^\d+(\.\d+)?[kKMBT]?$", "description": _QUANTITY_HELP},
            {"type": "number", "minimum": 0, "description": _QUANTITY_HELP},
        ]
    }


class PartialDate(_Value):
    """A year, a month or a day: `2023`, `2023-07`, `2023-07-18`."""

    check = staticmethod(date_span)
    numbers = (int,)
    schema: ClassVar[dict[str, Any]] = {
        "anyOf": [
            {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "description": _DATE_HELP},
            {"type": "integer", "minimum": 1900, "maximum": 2100, "description": _DATE_HELP},
        ]
    }


class Locator(_Value):
    """A place in a source, checkable: `Table 2`, `§4.5`, `README.md, heading "Models"`."""

    check = staticmethod(locator)
    schema: ClassVar[dict[str, Any]] = {"type": "string", "description": LOCATOR_HELP}


class Id(_Value):
    """An id: lower-case words and numbers joined by `-` or `.`."""

    check = staticmethod(identifier)
    schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": f"^{ID_PATTERN}$"}
