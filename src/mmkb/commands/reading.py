"""From the words that a door was given to the values that a command takes: one meaning for every door."""

from __future__ import annotations

from mmkb.errors import UsageError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from mmkb.commands.declare import Command, Parameter

    Names = str | Sequence[str]
    """Several names: a sequence of them, or one text that joins them by commas."""

    Numbers = int | float | Sequence[int | float]
    """One number, or several to try."""


def read(command: Command, given: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Return the command's own values and the door's; what was not given has its default.

    `given` has text for an argument or option, a list of texts where it repeats, True for a flag. Raises UsageError that
    names the parameter and what it takes.
    """
    own = {parameter.name: value(parameter, given.get(parameter.name)) for parameter in command.parameters}
    door = {parameter.name: value(parameter, given.get(parameter.name)) for parameter in command.handed_on}
    return own, door


def value(parameter: Parameter, words: object) -> object:
    """Return what `words` mean for one parameter. Raises UsageError."""
    if words is None or words is False or (parameter.repeats and not words):
        return parameter.default
    if parameter.type not in ("flag", "query") and "" in _list(words):
        raise UsageError(
            f"{parameter.typed} is empty", "give it a value" + ", or leave it out" * (not parameter.required)
        )
    if parameter.type not in ("flag", "path"):
        for word in _list(words):
            _check_text(parameter, word)
    match parameter.type:
        case "flag":
            return True
        case "names":
            return tuple(_chosen(parameter, name) for name in split(_list(words)))
        case "quantities":
            return tuple(_number(parameter, word) for word in split(_list(words)))
        case "words":
            return tuple(_list(words))
        case "query":
            from mmkb.query.arguments import join_arguments

            return join_arguments(_list(words))
        case "text" | "path":
            return _chosen(parameter, str(words))
        case _:
            return _number(parameter, str(words))


def split(names: str | Iterable[str]) -> list[str]:
    """Return the names in texts that join them by commas."""
    given = [names] if isinstance(names, str) else names
    return [name.strip() for part in given for name in part.split(",") if name.strip()]


def names(given: Names) -> tuple[str, ...]:
    """Return several names as the commands take them."""
    return tuple(split(given)) if isinstance(given, str) else tuple(given)


def several(numbers: Numbers) -> tuple[int | float, ...]:
    """Return one number, or several, as the commands try them one after the other."""
    return (numbers,) if isinstance(numbers, (int, float)) else tuple(numbers)


def checked(command: Command, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the values of parameters that came as Python's own; raises UsageError for what is no number, or out of bounds."""
    for parameter in command.parameters:
        if parameter.type in _NUMERIC and (given := values.get(parameter.name)) is not None:
            several = given if parameter.type == "quantities" and isinstance(given, (list, tuple)) else (given,)
            for number in several:
                _check_number(parameter, number)
    return values


def _check_number(parameter: Parameter, number: object) -> None:
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise UsageError(f"{parameter.called} takes {_NUMERIC[parameter.type]}, not {number!r}")
    try:
        shown = f"{number:g}"
    except OverflowError:
        shown = "so much" if number > 0 else "so little"
    _check_bounds(parameter, number, shown)


def _check_text(parameter: Parameter, word: str) -> None:
    """Raise UsageError for a word with bytes that are no UTF-8, which arrive from a shell as lone surrogates."""
    try:
        word.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{parameter.typed}: {word!a} is not text", "write it in UTF-8") from None


def _list(words: object) -> list[str]:
    return [words] if isinstance(words, str) else list(words)  # type: ignore[call-overload]


def _chosen(parameter: Parameter, word: str) -> str:
    if parameter.choices and word not in parameter.choices:
        from mmkb.suggest import near

        hint = did_you_mean(near(word, parameter.choices)) or f"one of: {', '.join(parameter.choices)}"
        raise UsageError(f"{parameter.typed}: {word!r} is not known here", hint)
    return word


_NUMERIC = {
    "integer": "a whole number",
    "number": "a number",
    "quantity": "a number such as 4096, 128k or 7B",
    "quantities": "a whole number such as 4096 or 128k, or several joined by commas",
    "size": "a number of bytes such as 24GiB or 80GB",
}
"""What a parameter takes whose values are numbers, by its type."""
_MOST = {"integer": 10**18}
_MOST_ELSE = 10**30
"""The greatest number by type of parameter: SQLite counts so far, and no product of a few of them is infinite."""


def _number(parameter: Parameter, word: str) -> int | float:
    try:
        number = _converted(parameter.type, word)
    except (ValueError, OverflowError):
        raise UsageError(f"{parameter.typed} takes {_NUMERIC[parameter.type]}, not {word!r}") from None
    _check_bounds(parameter, number, word)
    return number


def _check_bounds(parameter: Parameter, number: float, word: str) -> None:
    if parameter.least is not None and not number >= parameter.least:
        raise UsageError(f"{parameter.typed} takes {parameter.least:g} or more, not {word}")
    most = _MOST.get(parameter.type, _MOST_ELSE)
    if number > most:
        raise UsageError(f"{parameter.typed} takes at most {most:g}, not {word}")


def _converted(type_: str, word: str) -> int | float:
    if type_ in ("quantity", "quantities"):
        from mmkb.schema.values import quantity

        count = quantity(word)
        if type_ == "quantities" and count != int(count):
            raise ValueError(word)
        return int(count) if type_ == "quantities" else count
    if type_ == "size":
        from mmkb.formulas.dtypes import byte_count

        return byte_count(word)
    if type_ == "integer":
        return int(word)
    number = float(word)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(word)
    return number
