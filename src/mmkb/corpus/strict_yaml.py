"""Read one YAML document with YAML 1.2 core meaning, refusing whatever YAML can surprise with.

Values are built straight from the parser's events: `no` and `2024-05-13` are strings, `012` is twelve,
and anchors, tags, duplicate keys and second documents are findings instead of behaviour.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice
from sys import intern
from typing import Any, NoReturn

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

from mmkb.corpus.yaml_text import (
    ALIAS,
    DOCUMENTS,
    DUPLICATE_KEY,
    KEY,
    MAX_DEPTH,
    PARSER_ERRORS,
    SYNTAX,
    TAG,
    TOO_DEEP,
    StrictYamlError,
    YamlProblem,
    decode,
    events,
    place,
    stray_tabs,
    syntax_problem,
)

MAX_NUMBER_LENGTH = 300
MAX_PROBLEMS = 1000
_NAME = 40
"""Up to this length texts are kept once: keys, ids and words of vocabularies stand in many records."""

_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_number_match = re.compile(
    r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
).fullmatch
_BASES = {"0o": 8, "0x": 16}
_NUMBER_STARTS = frozenset(".+-0123456789")
_SPECIAL_STARTS = _NUMBER_STARTS | {word[:1] for word in _WORDS}


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
        raise StrictYamlError((*builder.problems, syntax_problem(text, error))) from None
    problems = builder.problems
    if "\t" in text:
        problems = sorted(
            [*problems, *islice(stray_tabs(text), MAX_PROBLEMS)], key=lambda problem: (problem.line, problem.column)
        )
    if problems:
        raise StrictYamlError(tuple(problems))
    return value


def is_text(plain: str) -> bool:
    """Return whether a scalar without quotes is a text: neither a number nor a truth value nor nothing."""
    return plain not in _WORDS and _number_match(plain) is None


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


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
