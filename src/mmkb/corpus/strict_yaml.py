"""Read one YAML document with YAML 1.2 core meaning, refusing whatever YAML can surprise with.

Values are built straight from the parser's events: `no` and `2024-05-13` are strings, `012` is twelve,
and anchors, tags, duplicate keys and second documents are findings instead of behaviour.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from sys import intern
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

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
MAX_NUMBER_LENGTH = 300
MAX_PROBLEMS = 1000
_NAME = 40
"""Up to this length texts are kept once: keys, ids and words of vocabularies stand in many records."""

_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PARSER_ERRORS = (yaml.YAMLError, ValueError, OverflowError)  # the last two only from the pure Python parser
_BOM = b"\xef\xbb\xbf"

# U+0085, U+2028 and U+2029 are among them: the parser would fold them as line breaks, as YAML 1.1 did.
_UNPRINTABLE = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_DIRECTIVE = re.compile("(?:^|(?<=[\r\n]))%")
_LINE_BREAK = re.compile("\r\n|\r|\n")
_COMMENT = re.compile("#[^\r\n]*")

_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_TAB_MESSAGE = "a tab cannot indent or separate: use spaces, or put the tab inside quotes"
_number_match = re.compile(
    r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
).fullmatch
_BASES = {"0o": 8, "0x": 16}
_NUMBER_STARTS = frozenset(".+-0123456789")
_SPECIAL_STARTS = _NUMBER_STARTS | {word[:1] for word in _WORDS}

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


def load(data: bytes) -> object:
    """Return the value of the single YAML document in `data`.

    Raises StrictYamlError with every duplicate key, unusable key and stray tab of the text, or with
    those found up to the first problem that makes reading on pointless; that there are a thousand is one.
    """
    text = decode(data)
    builder = _Builder()
    try:
        value = builder.build(events(text))
    except StrictYamlError as error:
        raise StrictYamlError((*builder.problems, *error.problems)) from None
    except PARSER_ERRORS as error:
        raise StrictYamlError((*builder.problems, _syntax_problem(text, error))) from None
    problems = builder.problems
    if "\t" in text:
        problems = sorted(
            [*problems, *islice(_stray_tabs(text), MAX_PROBLEMS)], key=lambda problem: (problem.line, problem.column)
        )
    if problems:
        raise StrictYamlError(tuple(problems))
    return value


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


def _syntax_problem(text: str, error: Exception) -> YamlProblem:
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


class _Builder:
    """Builds the value of one document from the parser's events, on a stack of its own."""

    def __init__(self) -> None:
        self.problems: list[YamlProblem] = []
        self._open: list[tuple[Any, str | None]] = []

    def build(self, events: Iterator[Event]) -> object:
        """Return the document's value, with `problems` noted; raise StrictYamlError at a fatal one."""
        documents: list[object] = []
        container: Any = documents
        key: str | None = None  # the key that waits for its value
        event: Any
        for event in events:  # the hot loop of the whole library: scalars first, and no calls for texts
            kind = type(event)
            if kind is ScalarEvent:
                if event.tag is not None or event.anchor is not None:
                    _refuse_properties(event)
                value = event.value
                if len(value) <= _NAME:
                    value = intern(value)
                if value[:1] in _SPECIAL_STARTS and not event.style:
                    if value in _WORDS:
                        value = _WORDS[value]
                    elif value[0] in _NUMBER_STARTS:
                        value = self._number(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._check_start(event, is_key=key is None and type(container) is dict)
                self._open.append((container, key))
                container, key = ({} if kind is MappingStartEvent else []), None
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value = container
                container, key = self._open.pop()
            else:
                _check_other(event, documents)
                continue
            if type(container) is list:
                container.append(value)
            elif key is not None:
                container[key] = value
                key = None
            elif type(value) is str and value not in container:
                key = value
            else:
                key = self._bad_key(event, value)
        return documents[0]

    def _number(self, event: ScalarEvent) -> str | int | float:
        text = event.value
        match = _number_match(text)
        if match is None:
            return text
        if len(text) <= MAX_NUMBER_LENGTH:
            if match[1]:
                return int(text, _BASES.get(text[:2], 10))
            number = float(text)
            if math.isfinite(number):
                return number
        # Python refuses very long integers and makes large floats infinite.
        self._note(event, SYNTAX, f"the number {_short(text)} is too large: correct it, or put it in quotes")
        return text

    def _check_start(self, event: CollectionStartEvent, *, is_key: bool) -> None:
        if event.tag is not None or event.anchor is not None:
            _refuse_properties(event)
        if is_key:
            _refuse(event, KEY, "a list or mapping cannot be a key: write a text, or put it in quotes")
        if len(self._open) == MAX_DEPTH:
            _refuse(event, TOO_DEEP, f"values are nested more than {MAX_DEPTH} deep: flatten them")

    def _bad_key(self, event: ScalarEvent, key: object) -> str:
        if type(key) is str:
            message = f"the key {_short(key)} is already given in this mapping: keep one of the two"
            self._note(event, DUPLICATE_KEY, message)
            return key
        text = event.value
        self._note(event, KEY, f"the key {_short(text)} is not read as a text: put it in quotes")
        return text

    def _note(self, event: Event, code: str, message: str) -> None:
        self.problems.append(YamlProblem(code, message, *place(event)))
        if len(self.problems) == MAX_PROBLEMS:
            raise StrictYamlError(())


def _refuse(event: Event, code: str, message: str) -> NoReturn:
    raise StrictYamlError((YamlProblem(code, message, *place(event)),))


def _refuse_properties(event: ScalarEvent | CollectionStartEvent) -> NoReturn:
    if event.anchor is not None:
        _refuse(event, ALIAS, "anchors (&name) are not used here: remove it, or quote the text")
    _refuse(event, TAG, "tags (!name) are not used here: remove it, or quote the text")


def _check_other(event: Event, documents: list[object]) -> None:
    """Refuse an alias, a second document, and the end of a stream without a document."""
    if type(event) is AliasEvent:
        _refuse(event, ALIAS, "aliases (*name) are not used here: write the value out, or quote the text")
    if type(event) is DocumentStartEvent and documents:
        _refuse(event, DOCUMENTS, "a second document begins here: put it into a file of its own")
    if type(event) is StreamEndEvent and not documents:
        message = "the file holds no YAML document: write one, or remove the file"
        raise StrictYamlError((YamlProblem(DOCUMENTS, message, 1, 1),))


def _stray_tabs(text: str) -> Iterator[YamlProblem]:
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


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
