"""Say where in a YAML text a value stands, for findings that know only its path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from mmkb.corpus.strict_yaml import MAX_DEPTH, PARSER_ERRORS, StrictYamlError, decode, events, place

Path = tuple[str | int, ...]
Places = dict[Path, tuple[int, int]]


def locate(data: bytes, path: Sequence[str | int]) -> tuple[int, int]:
    """Return the line and column (1-based) of what `path` leads to in the YAML text `data`.

    That is the key of a mapping entry, or the item of a list. A path to something missing gives its
    deepest existing ancestor; a text that cannot be parsed gives (1, 1). Raises nothing.
    """
    places = locate_all(data)
    ancestors = (tuple(path[:length]) for length in range(len(path), -1, -1))
    return next((places[ancestor] for ancestor in ancestors if ancestor in places), (1, 1))


def locate_all(data: bytes) -> Places:
    """Return the line and column (1-based) of every path in the YAML text `data`, parents first.

    The first of duplicate keys counts, and () is the value of the document. A text that cannot be parsed,
    is nested too deep, or has a list or mapping as a key gives an empty dict. Raises nothing.
    """
    places: Places = {}
    try:
        stream = events(decode(data))
        for event in stream:
            if isinstance(event, NodeEvent):
                _record(event, (), stream, places)
    except (StrictYamlError, _NotLoadableError, *PARSER_ERRORS):
        return {}
    return places


class _NotLoadableError(Exception):
    """The document has a shape that is never loaded, so nothing can ask for a place in it."""


def _record(event: Event, path: Path, stream: Iterator[Event], places: Places) -> None:
    """Record `path`, which starts at `event`, and whatever is below it, unless it already has a place."""
    if len(path) > MAX_DEPTH:
        raise _NotLoadableError
    places.setdefault(path, place(event))
    if type(event) is SequenceStartEvent:
        for index, item in enumerate(takewhile(lambda event: type(event) is not SequenceEndEvent, stream)):
            _record(item, (*path, index), stream, places)
    elif type(event) is MappingStartEvent:
        for key in takewhile(lambda event: type(event) is not MappingEndEvent, stream):
            if type(key) is not ScalarEvent:
                raise _NotLoadableError
            places.setdefault((*path, key.value), place(key))
            _record(next(stream), (*path, key.value), stream, places)
