"""Mending what can mean one thing only: words and keys with a slip, names in the place of ids, repeated evidence, the layout."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ValidationError

from mmkb.corpus.corpus import Corpus, leaves
from mmkb.corpus.emit import emit
from mmkb.corpus.files import content
from mmkb.corpus.finding import Finding, Place
from mmkb.corpus.format import LAYOUT, files_in, misplaced
from mmkb.corpus.locate import located
from mmkb.corpus.read import AMENDS, vocabulary
from mmkb.corpus.repeated import dropped
from mmkb.corpus.strict_yaml import load
from mmkb.corpus.tree import Collection as Node
from mmkb.corpus.tree import Scalar, Tree, grown, planted
from mmkb.corpus.yaml_text import MAX_BYTES, StrictYamlError
from mmkb.schema.fields import RECORDS, class_inside, references
from mmkb.schema.text import fold
from mmkb.schema.values import ABSENT
from mmkb.suggest import slip_of

_NAMES = ("name", "arxiv", "doi")
_PASSES = 3
"""A key that is mended shows what is wrong inside it; records are no deeper."""


@dataclass(slots=True)
class Mended:
    """Texts before and after by path, of the files that change, and what is mended in them, at its place before."""

    changed: dict[str, tuple[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def mend(data: str, corpus: Corpus, wanted: Callable[[str], bool], paths: Collection[str] = ()) -> Mended:
    """Return what mending the records of the folder `data` comes to; `paths` narrow it to some files and folders below.

    `corpus` has all valid records, whose names may stand for their ids; `wanted` says of a code whether it is mended. A file
    that cannot be read or is no YAML stays as it is. What a file says changes nowhere but where a finding says so.
    """
    names = _Names(corpus, data)
    mended = Mended()
    for path in files_in(data, paths):
        try:
            raw = content(os.path.join(data, path), MAX_BYTES)  # noqa: PTH118 `data` is text
            record = _Record(path, raw)
        except (OSError, StrictYamlError):
            continue
        if isinstance(record.document, dict):
            record.mend(names, wanted)
        text = record.text()
        before = raw.decode()
        found = located(raw, record.findings)
        if not found and text != before and wanted(LAYOUT):
            found = [replace(misplaced(path, before, text), message="is in canonical layout now", hint=None)]
        if found:
            mended.changed[path] = before, text
            mended.findings += sorted(found, key=lambda finding: (finding.line, finding.column))
    return mended


class _Names:
    """The ids of all records by kind, and of each other name the ids that it may mean."""

    def __init__(self, corpus: Corpus, data: str) -> None:
        self.corpus = corpus
        self.files = {path.rpartition("/")[2].removesuffix(".yaml") for path in files_in(data)}

    def id(self, kind: str, value: str) -> str | None:
        """Return the id of the one record that a name means; None for an id, also that of a file that is not valid yet."""
        if value in ABSENT or value in self.files or value in self.corpus.records.get(kind, {}):
            return None
        found = self._named.get((kind, fold(value)), set())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], set[str]]:
        named: dict[tuple[str, str], set[str]] = defaultdict(set)
        for kind, ids in self.corpus.records.items():
            for id_, record in ids.items():
                for name in (id_, *(record.row.get(key) for key in _NAMES), *record.row.get("aliases", ())):
                    if name:
                        named[kind, fold(name)].add(id_)
        return named


class _Record:
    """One file as a tree with comments and as what it says, both mended alike."""

    def __init__(self, path: str, raw: bytes) -> None:
        self.path = path
        self.folder = path.partition("/")[0]
        self.tree: Tree = grown(raw)
        self.document: Any = load(raw)
        self.findings: list[Finding] = []
        self._renamed: list[tuple[Place, str]] = []

    def mend(self, names: _Names, wanted: Callable[[str], bool]) -> None:
        if wanted("MM201"):
            self._references(names)
        for _ in range(_PASSES):
            if not self._words(wanted):
                break
        if wanted("MM311") and AMENDS not in self.document and not self._errors():
            for place, fields in dropped(self.folder, self.document, self.tree):
                self._say(place, "MM311", f"{', '.join(fields)} stood with this source and place already")

    def text(self) -> str:
        text = emit(self.tree, self.folder)
        if load(text.encode()) != self.document:
            raise AssertionError(f"mending {self.path} would change what it says")
        return text

    def _say(self, place: Place, code: str, message: str) -> None:
        for renamed, before in self._renamed:
            if place[: len(renamed)] == renamed:
                place = (*renamed[:-1], before, *place[len(renamed) :])
        self.findings.append(Finding(self.path, 1, 1, code, message, place=place))

    def _references(self, names: _Names) -> None:
        targets = references(self.folder)
        for path, place, value in list(leaves(self.document)):
            id_ = names.id(targets[path], value) if path in targets and isinstance(value, str) else None
            if id_ is not None and self._put(place, id_):
                self._say(place, "MM201", f"{path}: {value!r} is {id_!r} now")

    def _words(self, wanted: Callable[[str], bool]) -> bool:
        """Mend words and keys once; return whether there were any."""
        found = False
        for detail in self._errors():
            place: Place = detail["loc"]
            if detail["type"] == "literal_error" and wanted("MM103"):
                word = slip_of(str(detail["input"]), vocabulary(detail))
                if word is not None and self._put(place, word):
                    self._say(place, "MM103", f"{'.'.join(map(str, place))}: {detail['input']!r} is {word!r} now")
                    found = True
            elif detail["type"] == "extra_forbidden" and wanted("MM101") and (key := self._rename(place)):
                self._say(place, "MM101", f"key {place[-1]!r} is {key!r} now")
                self._renamed.append(((*place[:-1], key), str(place[-1])))
                found = True
        return found

    def _errors(self) -> list[Any]:
        try:
            RECORDS[self.folder].model_validate(self.document)
        except ValidationError as error:
            return list(error.errors(include_url=False))
        return []

    def _put(self, place: Place, value: str) -> bool:
        """Put a word into the place of another; return whether one stands there."""
        holder, node = self._held(place[:-1])
        entry = _entry(node, place[-1])
        if entry is None or not isinstance(entry.value, Scalar):
            return False
        holder[place[-1]] = value
        entry.value = planted(value).root
        return True

    def _rename(self, place: Place) -> str | None:
        """Give a key its right name and return it, if it can be one only."""
        holder, node = self._held(place[:-1])
        entry = _entry(node, place[-1])
        of = _class_at(RECORDS[self.folder], place[:-1])
        if entry is None or of is None:
            return None
        key = slip_of(str(place[-1]), [name for name in of.model_fields if name not in holder])
        if key is not None:
            holder[key] = holder.pop(place[-1])
            entry.key = key
        return key

    def _held(self, way: Place) -> tuple[Any, Any]:
        """Return what stands at the end of `way`, in the document and in the tree; None where the way leads nowhere."""
        holder, node = self.document, self.tree.root
        for step in way:
            entry = _entry(node, step)
            if entry is None:
                return None, None
            holder, node = holder[step], entry.value
        return holder, node


def _entry(node: object, step: str | int) -> Any:  # noqa: ANN401 an Entry, whose value is set
    if not isinstance(node, Node):
        return None
    if isinstance(step, int):
        return node.entries[step] if not node.is_mapping and step < len(node.entries) else None
    return next((entry for entry in node.entries if node.is_mapping and entry.key == step), None)


def _class_at(of: type[BaseModel] | None, way: Place) -> type[BaseModel] | None:
    for step in way:
        if isinstance(step, str) and of is not None:
            of = class_inside(of, step) if step in of.model_fields else None
    return of
