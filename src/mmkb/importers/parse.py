"""Reading JSON that somebody else wrote: whatever is wrong with it has a place."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from mmkb.corpus.ledger import NO_TEXT, too_deep, unique
from mmkb.corpus.yaml_text import MAX_DEPTH
from mmkb.importers.draft import File, MalformedError

_MOST_DIGITS = 30
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_ESCAPED = re.compile(r"\\u(?:00[0189]|007[fF]|202|206|[dD][89a-fA-F]|[fF]{3}[eEfF])")
"""What may write a character that no text has."""
PRINTED = re.compile(
    r"[-+−]?(?:[0-9]{1,30}|[0-9]{1,3}(?:,[0-9]{3}){1,9})(?:\.[0-9]{1,30})?(?:e[-+]?[0-9]{1,2})?\s*%?(?:\s*[*†‡]|\s*(?:±|\+/-|\().*)?",
    re.IGNORECASE,
)
"""A number as tables print it, with its unit, a mark or its spread."""
_NAMES = {dict: "an object", list: "a list", str: "a text", int: "a whole number", bool: "true or false"}


def json_of(file: File, *, line: int = 1) -> Any:  # noqa: ANN401 JSON can be anything
    """Return what the file's JSON, which begins on `line`, holds; raises MalformedError with line and column."""
    try:
        found = json.loads(
            file.text, parse_constant=_refuse, parse_int=_integer, parse_float=_float, object_pairs_hook=unique
        )
        if _ESCAPED.search(file.text) or too_deep(found):
            _check(file.text)
    except json.JSONDecodeError as problem:
        place = f"{line + problem.lineno - 1}:{problem.colno}"
        raise MalformedError(file.name, f"not JSON: {problem.msg}", place) from None
    except (RecursionError, ValueError) as problem:
        try:
            _check(file.text)
        except _FaultError as fault:
            before = file.text[: fault.start]
            row, column = line + before.count("\n"), fault.start - before.rfind("\n")
            raise MalformedError(file.name, str(fault), f"{row}:{column}", fault.hint) from None
        raise AssertionError("what JSON was refused for is in its text") from problem
    return found


def object_of(file: File) -> dict[str, Any]:
    """Return the JSON object in the file; raises MalformedError."""
    found = json_of(file)
    if not isinstance(found, dict):
        raise MalformedError(file.name, f"holds {kind(found)}, not an object", "1:1")
    return found


def part(file: File, holder: dict[str, Any], key: str, *kinds: type, place: str = "") -> Any:  # noqa: ANN401 JSON again
    """Return `holder[key]`, which must be of one of `kinds` (None where it is missing or null); raises MalformedError."""
    value = holder.get(key)
    if value is not None and not is_of(value, *kinds):
        message = f"{place}{key} is {kind(value)}, not {' or '.join(_NAMES.get(one, 'a number') for one in kinds)}"
        raise MalformedError(file.name, message)
    return value


def number_of(file: File, value: object, place: str) -> str:
    """Return a number as it is written, which may stand in quotes; raises MalformedError."""
    text = str(value).strip() if is_of(value, int, float, str) else ""
    try:
        if not Decimal(text).is_finite():
            raise InvalidOperation
    except InvalidOperation:
        said = repr(value) if isinstance(value, str) else kind(value)
        raise MalformedError(file.name, f"{place} is {said}, not a number") from None
    return text


def is_of(value: object, *kinds: type) -> bool:
    """Return whether a value is of one of `kinds`; true and false are no numbers."""
    return isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))


def kind(value: object) -> str:
    """Return what people call a value of this kind."""
    names = {**_NAMES, type(None): "null", bool: "true or false"}
    return f"the number {value}" if is_of(value, int, float) else names[type(value)]


class _FaultError(ValueError):
    """A value that JSON may have and no file should, and where it begins in the text."""

    def __init__(self, start: int, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.start, self.hint = start, hint


def _check(text: str) -> None:
    """Raise _FaultError for the first value of valid JSON that is refused."""
    opened: list[set[str] | None] = []
    before = ""
    for found in _TOKEN.finditer(text):
        start, word = found.start(), found[0]
        match word[0]:
            case "{" | "[":
                opened.append(set() if word == "{" else None)
                if len(opened) > MAX_DEPTH:
                    raise _FaultError(start, f"values are nested more than {MAX_DEPTH} deep")
            case "}" | "]":
                opened.pop()
            case '"':
                said = json.loads(word)
                if wrong := NO_TEXT.search(said):
                    raise _FaultError(start, f"U+{ord(wrong[0]):04X} is no text", "remove it")
                keys = opened[-1] if opened and before in ("{", ",") else None
                if keys is not None and said in keys:
                    raise _FaultError(start, f"the key {said!r} is already given in this object", "keep one of the two")
                if keys is not None:
                    keys.add(said)
            case ":" | ",":
                pass
            case _:
                _check_number(word, start)
        before = word


def _check_number(word: str, start: int) -> None:
    try:
        json.loads(word, parse_constant=_refuse, parse_int=_integer, parse_float=_float)
    except ValueError as problem:
        raise _FaultError(start, str(problem)) from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"the number {text[:_MOST_DIGITS]}… is larger than any count")
    return int(text)


def _float(text: str) -> float:
    if math.isinf(value := float(text)):
        raise ValueError(f"the number {text[:_MOST_DIGITS]} is larger than any measure")
    return value
