"""A record that is being written: its text with comments, and what is put into it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from mmkb.corpus.emit import emit
from mmkb.corpus.strict_yaml import load
from mmkb.corpus.tree import Collection, Entry, Scalar, grown, planted
from mmkb.errors import UsageError
from mmkb.schema.fields import RECORDS

Place = tuple[str | int, ...]


class Sheet:
    """One record of a folder, from its file or new.

    `document` is what it says by now; `changed` says whether anything was put into it.
    """

    def __init__(self, folder: str, document: dict[str, Any], text: bytes | None = None) -> None:
        self.folder = folder
        self.id = str(document["id"])
        self.document = deepcopy(document)
        self.tree = planted(document) if text is None else grown(text)
        self.is_new = self.changed = text is None

    @property
    def path(self) -> str:
        """Return where the record lies below the data folder."""
        return f"{self.folder}/{self.id}.yaml"

    def put(self, place: Place, value: object) -> None:
        """Set a value that is not there yet; mappings on the way to it are made."""
        *way, last = place
        self._mapping(way).entries.append(Entry(str(last), planted(value).root))
        self._said(way)[last] = deepcopy(value)
        self.changed = True

    def append(self, place: Place, value: object) -> None:
        """Add an item to the list at `place`, which is made where there is none."""
        *way, last = place
        holder = self._mapping(way)
        entry = next((entry for entry in holder.entries if entry.key == last), None)
        if entry is None:
            entry = Entry(str(last), Collection(is_mapping=False, block=True))
            holder.entries.append(entry)
        if isinstance(entry.value, Scalar):
            raise UsageError(f"{self.path}: {last} is no list", "mmkb check says what is wrong")
        entry.value.entries.append(Entry("", planted(value).root))
        self._said(way).setdefault(last, []).append(deepcopy(value))
        self.changed = True

    def text(self) -> str:
        """Return the record's text; raises UsageError where it would be no record."""
        text = emit(self.tree, self.folder)
        try:
            RECORDS[self.folder].model_validate(load(text.encode()))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise UsageError(f"{self.path} would be no record: {where}: {first['msg']}", "correct the file") from None
        return text

    def _said(self, way: list[str | int]) -> Any:  # noqa: ANN401 a document can hold anything
        """Return what the document holds at the end of `way`."""
        found: Any = self.document
        for step in way:
            found = found[step] if isinstance(step, int) else found.setdefault(step, {})
        return found

    def _mapping(self, way: list[str | int]) -> Collection:
        """Return the collection at the end of `way`."""
        node = self.tree.root
        for step in way:
            assert isinstance(node, Collection)
            if isinstance(step, int):
                node = node.entries[step].value
                continue
            entry = next((entry for entry in node.entries if entry.key == step), None)
            if entry is None:
                entry = Entry(step, Collection(is_mapping=True))
                node.entries.append(entry)
            node = entry.value
        if not isinstance(node, Collection):
            raise UsageError(f"{self.path}: {'.'.join(map(str, way))} holds a word, not a mapping")
        return node
