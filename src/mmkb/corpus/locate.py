"""Say where in a YAML text a value stands, for findings that know only its path."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
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

from mmkb.corpus.files import content
from mmkb.corpus.finding import Finding, Place
from mmkb.corpus.yaml_text import MAX_BYTES, MAX_DEPTH, PARSER_ERRORS, StrictYamlError, decode, events, place


def located(data: bytes, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings of the YAML text `data` with line and column; it is parsed once, if one of them needs it."""
    found = list(findings)
    places = locate(data, [finding.place for finding in found if finding.place is not None])
    return [finding if finding.place is None else finding.at(*places[finding.place]) for finding in found]


def located_in(path: str | os.PathLike[str], findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings on a file with line and column; it is read again, since keeping all files would take too much."""
    try:
        data = content(path, MAX_BYTES)
    except OSError:
        data = b""
    return located(data, findings)


def locate(data: bytes, wanted: Collection[Place]) -> dict[Place, tuple[int, int]]:
    """Return the line and column (1-based) of what each of `wanted` leads to in the YAML text `data`.

    That is the key of a mapping entry, or the item of a list; the first of duplicate keys counts. A path to something
    missing gives its deepest existing ancestor; a text that cannot be parsed, is nested too deep, or has a list or
    mapping as a key gives (1, 1). Raises nothing.
    """
    if not wanted:
        return {}
    ways = {place: [place[:length] for length in range(len(place), -1, -1)] for place in wanted}
    places: dict[Place, tuple[int, int] | None] = {step: None for steps in ways.values() for step in steps}
    try:
        stream = events(decode(data))
        for event in stream:
            if isinstance(event, NodeEvent):
                _record(event, (), stream, places)
    except (StrictYamlError, _NotLoadableError, *PARSER_ERRORS):
        return dict.fromkeys(ways, (1, 1))
    return {place: next((seen for step in steps if (seen := places[step])), (1, 1)) for place, steps in ways.items()}


class _NotLoadableError(Exception):
    """The document has a shape that is never loaded, so nothing can ask for a place in it."""


def _record(event: Event, path: Place, stream: Iterator[Event], places: dict[Place, tuple[int, int] | None]) -> None:
    """Record the place of `path`, which starts at `event`, and of what is below it, where it is wanted and not known."""
    if len(path) > MAX_DEPTH:
        raise _NotLoadableError
    _note(event, path, places)
    if type(event) is SequenceStartEvent:
        for index, item in enumerate(takewhile(lambda event: type(event) is not SequenceEndEvent, stream)):
            _record(item, (*path, index), stream, places)
    elif type(event) is MappingStartEvent:
        for key in takewhile(lambda event: type(event) is not MappingEndEvent, stream):
            if type(key) is not ScalarEvent:
                raise _NotLoadableError
            _note(key, (*path, key.value), places)
            _record(next(stream), (*path, key.value), stream, places)


def _note(event: Event, path: Place, places: dict[Place, tuple[int, int] | None]) -> None:
    if path in places and places[path] is None:
        places[path] = place(event)
