"""Reading JSON that somebody else wrote: whatever is wrong with it has a place."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from mmkb.importers.draft import File, MalformedError

_MOST_DIGITS = 30


def json_of(file: File, *, line: int = 1) -> Any:  # noqa: ANN401 JSON can be anything
    """Return what the file's JSON, which begins on `line`, holds; raises MalformedError with line and column."""
    try:
        return json.loads(file.text, parse_constant=_refuse, parse_int=_integer, parse_float=_float)
    except json.JSONDecodeError as problem:
        place = f"{line + problem.lineno - 1}:{problem.colno}"
        raise MalformedError(file.name, f"not JSON: {problem.msg}", place) from None
    except RecursionError:
        raise MalformedError(file.name, "values are nested too deep", f"{line}:1" if line > 1 else "") from None
    except ValueError as problem:
        raise MalformedError(file.name, str(problem), f"{line}:1" if line > 1 else "") from None


def object_of(file: File) -> dict[str, Any]:
    """Return the JSON object in the file; raises MalformedError."""
    found = json_of(file)
    if not isinstance(found, dict):
        raise MalformedError(file.name, f"holds {_kind(found)}, not an object")
    return found


def part(file: File, holder: dict[str, Any], key: str, kind: type, *, place: str = "") -> Any:  # noqa: ANN401 JSON again
    """Return `holder[key]`, which must be of `kind` (None where it is missing or null); raises MalformedError."""
    value = holder.get(key)
    wrong = isinstance(value, bool) and kind is not bool
    if value is not None and (wrong or not isinstance(value, kind)):
        names = {dict: "an object", list: "a list", str: "a text", int: "a whole number", bool: "true or false"}
        raise MalformedError(file.name, f"{place}{key} is {_kind(value)}, not {names[kind]}")
    return value


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


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", type(None): "null", bool: "true or false"}
    return names.get(type(value), f"the number {value}")
