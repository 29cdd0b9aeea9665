"""The types of text in a record that have a meaning: quantities, partial dates, ids, places in a source."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from mmkb.schema.values import ABSENT, DATE_HELP, QUANTITY_HELP, UNKNOWN, date_span, quantity

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

ID_PATTERN = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"

_LOCATOR_PART = r"""(?:
    (?:Table|Figure|Equation|Algorithm|Appendix|Article|Annex|Recital|Listing|Box)\ [A-Z0-9][\w.()-]*
  | §\ ?[\w][\w.]*
  | pp?\.\ \d+(?:-\d+)?
  | (?:slide|footnote|line|lines|page|entry|question|post|commit)\ [\w#.-]+
  | (?:file|row|column|heading|key|caption|cell|section|item|table)\ "[^"]+"
  | (?:table\ at\ line)\ \d+
  | title | abstract | metadata | caption | introduction | conclusion | references
  | (?:[\w.@+-]+/)*[\w.@+-]*(?:\.[A-Za-z]\w{0,9}|LICEN[SC]E(?:[-_.][\w.-]+)?|COPYING|NOTICE|MODEL_CARD|Makefile)
)"""
LOCATOR = re.compile(rf"{_LOCATOR_PART}(?:,\ {_LOCATOR_PART})*", re.VERBOSE)
LOCATOR_HELP = (
    'write the place as in: Table 2 · Figure 1 · §4.5 · p. 7 · abstract · README.md, heading "Model zoo" · '
    'configs/base.py, line 12 · file "data/all models.csv", row "GPT-3" (several parts are joined by comma and space)'
)


def locator(text: str) -> str:
    """Return `text` when it names a place in a source by a typed locator; raises ValueError otherwise."""
    if LOCATOR.fullmatch(text) is None:
        raise ValueError(f"{text!r} names no place in a source: {LOCATOR_HELP}")
    return text


def identifier(text: str) -> str:
    """Return `text` when it is an id in the one style; raises ValueError otherwise."""
    if re.fullmatch(ID_PATTERN, text) is None:
        raise ValueError(f"{text!r} is not an id: use lower-case letters and digits joined by '-' or '.'")
    if text in (*ABSENT, UNKNOWN):
        raise ValueError(f"{text!r} is not an id: it says that there is none")
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
            {"type": "string", "pattern": r"^\d+(\.\d+)?([kKMBT]?|[eE][+-]?\d{1,3})$", "description": QUANTITY_HELP},
            {"type": "number", "minimum": 0, "description": QUANTITY_HELP},
        ]
    }


class PartialDate(_Value):
    """A year, a month or a day: `2023`, `2023-07`, `2023-07-18`."""

    check = staticmethod(date_span)
    numbers = (int,)
    schema: ClassVar[dict[str, Any]] = {
        "anyOf": [
            {
                "type": "string",
                "pattern": r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
                "description": DATE_HELP,
            },
            {"type": "integer", "minimum": 1900, "maximum": 2100, "description": DATE_HELP},
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
