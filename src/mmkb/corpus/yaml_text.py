"""The text of a YAML file: what it must be before it is parsed, its events with their places, what the parser complains of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.events import Event, ScalarEvent, StreamEndEvent

NOT_UTF8 = "MM001"
SYNTAX = "MM002"
DUPLICATE_KEY = "MM003"
ALIAS = "MM004"
TAG = "MM005"
DOCUMENTS = "MM006"
TOO_DEEP = "MM007"
TOO_LARGE = "MM008"
KEY = "MM009"
TAB = "MM010"

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32

_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PARSER_ERRORS = (yaml.YAMLError, ValueError, OverflowError)  # the last two only from the pure Python parser
_BOM = b"\xef\xbb\xbf"

# U+0085, U+2028 and U+2029 are among them: the parser would fold them as line breaks, as YAML 1.1 did.
_UNPRINTABLE = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_DIRECTIVE = re.compile("(?:^|(?<=[\r\n]))%")
_LINE_BREAK = re.compile("\r\n|\r|\n")
_COMMENT = re.compile("#[^\r\n]*")
_TAB_MESSAGE = "a tab cannot indent or separate: use spaces, or put the tab inside quotes"

# What the parser's own words for a syntax error stand for, first match first.
_SYNTAX_ADVICE = (
    ("alias", ALIAS, "put a text that begins with '*' in quotes"),
    ("anchor", ALIAS, "put a text that begins with '&' in quotes"),
    ("tag", TAG, "put a text that begins with '!' in quotes"),
    ("nesting depth", TOO_DEEP, f"flatten values that are nested more than {MAX_DEPTH} deep"),
    ("mapping values", SYNTAX, "put a text that contains ': ' in quotes, or mend the indentation"),
    ("cannot start any token", SYNTAX, "put a text that begins with a special character in quotes"),
    ("", SYNTAX, "check indentation, quotes and brackets here and on the lines above"),
)


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """One finding: its code, what is wrong and what to do, and where (1-based, in characters)."""

    code: str
    message: str
    line: int
    column: int


class StrictYamlError(Exception):
    """The text is not strict YAML; `problems` has at least one finding, in the order of the text."""

    def __init__(self, problems: tuple[YamlProblem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """Return one line for each problem."""
        return "\n".join(f"{p.line}:{p.column}: {p.code} {p.message}" for p in self.problems)


def decode(data: bytes) -> str:
    """Return `data` as text without byte order mark, safe to give to the parser.

    Raises StrictYamlError when it is too large, is not UTF-8, or has an unprintable character or a directive.
    """
    if len(data) > MAX_BYTES:
        message = f"the file is longer than {MAX_BYTES} bytes: split it into several files"
        raise StrictYamlError((YamlProblem(TOO_LARGE, message, 1, 1),))
    data = data.removeprefix(_BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte 0x{data[error.start]:02x} is not UTF-8: save the file as UTF-8"
        valid = data[: error.start].decode("utf-8")
        raise StrictYamlError((_problem_after(valid, NOT_UTF8, message),)) from None
    if found := _UNPRINTABLE.search(text):
        message = f"U+{ord(found[0]):04X} cannot stand in YAML: remove it, or escape it in double quotes"
        raise StrictYamlError((_problem_after(text[: found.start()], SYNTAX, message),))
    # Refused before parsing: libyaml compares each %TAG line with all earlier ones, in quadratic time.
    if "%" in text and (found := _DIRECTIVE.search(text)):
        message = "YAML directives (%) are not used here: remove the line, or indent it if it is text"
        raise StrictYamlError((_problem_after(text[: found.start()], SYNTAX, message),))
    return text


def events(text: str) -> Iterator[Event]:
    """Return the parser's events for `text`, which `decode` returned; iterating raises PARSER_ERRORS."""
    return iter(_LOADER(text).get_event, None)


def place(event: Event) -> tuple[int, int]:
    """Return the line and column (1-based) where `event` starts."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def syntax_problem(text: str, error: Exception) -> YamlProblem:
    """Return what the parser's `error` on `text` means: its place, what is wrong and what to do."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return YamlProblem(SYNTAX, "an escape sequence in this file names no character: mend it", 1, 1)
    mark = error.problem_mark or error.context_mark
    if mark and mark.index >= len(text):
        mark = error.context_mark  # what was never closed says more than the end of the file
    index = mark.index if mark and mark.index < len(text) else len(text.rstrip())
    if text[index : index + 1] == "\t":
        return _problem_after(text[:index], TAB, _TAB_MESSAGE)
    wrong = ", ".join(part for part in (error.problem, error.context) if part)
    code, advice = next((code, advice) for sign, code, advice in _SYNTAX_ADVICE if sign in wrong)
    return _problem_after(text[:index], code, f"not valid YAML: {wrong}: {advice}")


def stray_tabs(text: str) -> Iterator[YamlProblem]:
    """Yield the first tab of each stretch of `text` between two scalars, comments apart.

    The parser takes such tabs, but editors show them at different widths.
    """
    begin = line = column = 0
    for event in events(text):
        if type(event) not in (ScalarEvent, StreamEndEvent):
            continue
        start: Any = event.start_mark
        end: Any = event.end_mark
        gap = _COMMENT.sub(lambda comment: " " * len(comment[0]), text[begin : start.index])
        if "\t" in gap:
            yield _problem_after(gap[: gap.index("\t")], TAB, _TAB_MESSAGE, line, column)
        begin, line, column = end.index, end.line, end.column


def _problem_after(before: str, code: str, message: str, line: int = 0, column: int = 0) -> YamlProblem:
    """Return the problem right after the text `before`, which begins at `line` and `column` (0-based)."""
    lines = _LINE_BREAK.split(before)
    last = len(lines[-1]) + (column if len(lines) == 1 else 0)
    return YamlProblem(code, message, line + len(lines), last + 1)
