"""A YAML text as a tree that keeps what loading drops: comments, and how each value is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

from mmkb.corpus.strict_yaml import is_text, load
from mmkb.corpus.yaml_text import decode, events

_COMMENT = re.compile("#[^\r\n]*")
_BREAK = re.compile(r"[\r\n]")
_MARKS = re.compile(r"[-\s]*")


@dataclass(slots=True)
class Scalar:
    """A scalar by its text without quotes; one that is no text (a number, a truth value) as it was written.

    `quoted` is the text with the quotes that it was written in, on one line; `folded` are the lines of a folded text.
    """

    text: str
    is_text: bool = True
    quoted: str = ""
    folded: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Collection:
    """A mapping, or a list whose entries have no keys. `block` says that each entry has lines of its own."""

    is_mapping: bool
    entries: list[Entry] = field(default_factory=list)
    block: bool = False
    foot: list[str] = field(default_factory=list)
    """Comments below the last entry."""

    @property
    def opened(self) -> bool:
        """Return whether its entries, or those of something inside, have lines of their own."""
        return self.block or any(isinstance(entry.value, Collection) and entry.value.opened for entry in self.entries)

    @property
    def commented(self) -> bool:
        """Return whether there is a comment anywhere inside, so that it cannot be written on one line."""
        return bool(self.foot) or any(
            entry.above or entry.beside or (isinstance(entry.value, Collection) and entry.value.commented)
            for entry in self.entries
        )


@dataclass(slots=True)
class Entry:
    """One entry of a mapping or list, with the comments on the lines above it and behind it."""

    key: str
    value: Node
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


Node = Scalar | Collection


@dataclass(slots=True)
class Tree:
    """A whole document, with the comments above its first entry and below its last."""

    root: Node
    head: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)


def grown(data: bytes) -> Tree:
    """Return the tree of the YAML text `data`; raises StrictYamlError for what `load` refuses."""
    load(data)
    text = decode(data)
    return _Reader(text).read(events(text))


def planted(document: Any) -> Tree:  # noqa: ANN401 a document can hold anything
    """Return the tree of a document that was never written: what fits on a line will stand on one."""
    return Tree(_planted(document))


def _planted(value: Any) -> Node:  # noqa: ANN401 a document can hold anything
    if isinstance(value, dict):
        return Collection(True, [Entry(key, _planted(inner)) for key, inner in value.items()])
    if isinstance(value, list):
        return Collection(False, [Entry("", _planted(inner)) for inner in value])
    if isinstance(value, str):
        return Scalar(value)
    words: dict[object, str] = {None: "null", True: "true", False: "false"}
    return Scalar(words[value] if value is None or isinstance(value, bool) else repr(value), is_text=False)


class _Reader:
    """Builds the tree from the parser's events and hangs each comment on the entry that it belongs to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen = 0  # up to here the text has been searched for comments
        self.pending: list[tuple[int, str]] = []  # comments on lines of their own, with their columns
        self.last: Entry | None = None  # what a comment behind it would speak of
        self.result = Tree(Scalar(""))
        self.open: list[tuple[Collection, int]] = []

    def read(self, stream: Iterator[Event]) -> Tree:
        """Return the tree of the one document in `stream`."""
        key: str | None = None
        event: Any  # its marks are None in yaml's types only
        for event in stream:
            if isinstance(event, StreamStartEvent):
                continue
            start = event.start_mark
            self.collect(start.index)
            end = event.end_mark.index
            kind = type(event)
            if kind in (DocumentStartEvent, DocumentEndEvent):
                self.seen = max(self.seen, end)
            elif kind in (MappingEndEvent, SequenceEndEvent):
                self.close(start.column, end)
            elif kind is ScalarEvent and self.in_mapping and key is None:
                key = event.value
                self.begin(Entry(key, Scalar("")))
                self.seen = end
            elif kind in (MappingStartEvent, SequenceStartEvent, ScalarEvent):
                self.place(event, is_item=key is None)
                key = None
                if kind is ScalarEvent:
                    self.seen = end
        self.collect(len(self.text))
        self.result.foot = [text for _, text in self.pending]
        return self.result

    @property
    def in_mapping(self) -> bool:
        return bool(self.open) and self.open[-1][0].is_mapping

    def begin(self, entry: Entry) -> None:
        """Add an entry to the innermost collection; the comments that wait stand above it."""
        entry.above = [text for _, text in self.pending]
        self.pending = []
        self.open[-1][0].entries.append(entry)
        self.last = entry

    def place(self, event: Any, *, is_item: bool) -> None:  # noqa: ANN401 the event's classes share no base with these marks
        """Put the value that begins at `event` where it belongs: at the root, into a list, or behind its key."""
        node = self.node(event)
        if not self.open:
            self.result.root = node
            self.result.head, self.pending = [text for _, text in self.pending], []
        elif is_item:
            self.begin(Entry("", node))
        else:
            entry = self.open[-1][0].entries[-1]
            entry.value = node
            if isinstance(node, Scalar):  # nothing inside it that they could stand above
                entry.above += [text for _, text in self.pending]
                self.pending = []
        if isinstance(node, Collection):
            self.open.append((node, event.start_mark.column))
            if event.flow_style:
                self.seen = event.end_mark.index
        elif event.style in ("|", ">"):
            self.behind_header(event)

    def node(self, event: Any) -> Node:  # noqa: ANN401 see above
        if isinstance(event, ScalarEvent):
            written = self.written(event)
            return _scalar(event.value, event.style or "", written)
        return Collection(type(event) is MappingStartEvent, block=not event.flow_style)

    def written(self, event: Any) -> str:  # noqa: ANN401 see above
        return self.text[event.start_mark.index : event.end_mark.index]

    def behind_header(self, event: Any) -> None:  # noqa: ANN401 see above
        """Keep the comment behind the `>-` of a text on lines of its own."""
        header = _BREAK.split(self.written(event), maxsplit=1)[0]
        if (found := _COMMENT.search(header)) and self.last:
            self.last.beside.append(found[0].rstrip())

    def close(self, column: int, end: int) -> None:
        """End the innermost collection, at whose end the text goes on in `column`."""
        done, begins = self.open.pop()
        if done.block:
            while self.pending and self.pending[0][0] >= begins and self.pending[0][0] > column:
                done.foot.append(self.pending.pop(0)[1])
            return
        self.seen = end
        if done.entries:
            done.foot, self.pending = [text for _, text in self.pending], []
        if self.open:
            self.last = self.open[-1][0].entries[-1]

    def collect(self, upto: int) -> None:
        """Hang the comments before `upto` on what stands before them on their line, or let them wait for the next entry."""
        if upto <= self.seen:
            return
        for found in _COMMENT.finditer(self.text, self.seen, upto):
            begin = max(self.text.rfind("\n", 0, found.start()), self.text.rfind("\r", 0, found.start())) + 1
            before = self.text[begin : found.start()]
            comment = found[0].rstrip()
            if self.last is None or _MARKS.fullmatch(before):
                self.pending.append((len(before), comment))
            else:
                self.last.beside.append(comment)
        self.seen = upto


def _scalar(text: str, style: str, written: str) -> Scalar:
    if style in ("'", '"') and "\n" not in written and "\r" not in written:
        return Scalar(text, quoted=written)
    if style == ">":
        return Scalar(text, folded=[line.strip() for line in written.strip().splitlines()[1:]])
    return Scalar(text, is_text=bool(style) or is_text(text))
