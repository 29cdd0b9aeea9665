"""A record that is being written: its text with comments, and what is put into it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from mmkb.corpus.amend import ADDED
from mmkb.corpus.emit import emit
from mmkb.corpus.read import AMENDS
from mmkb.corpus.skeleton import without_example
from mmkb.corpus.strict_yaml import load
from mmkb.corpus.tree import Collection, Entry, Scalar, Tree, grown, planted
from mmkb.corpus.yaml_text import StrictYamlError
from mmkb.errors import UsageError
from mmkb.schema.fields import RECORDS

Place = tuple[str | int, ...]


class Sheet:
    """One record of a folder, from its file, new, or an amendment of one in a layer below.

    `document` is what the record says by now; `changed` says whether anything was put into it.
    """

    def __init__(
        self, folder: str, document: dict[str, Any], text: bytes | None = None, *, amends: bool = False
    ) -> None:
        self.folder = folder
        self.id = str(document["id"])
        self.document = deepcopy(document)
        self.tree = grown(text) if text is not None else planted({AMENDS: self.id} if amends else document)
        self.changed = False

    @property
    def path(self) -> str:
        """Return where the record lies below the data folder."""
        return f"{self.folder}/{self.id}.yaml"

    def put(self, place: Place, value: object, *, comment: str | None = None) -> None:
        """Set a value that is not there yet; mappings on the way to it are made. A number in a place is that of the document."""
        *way, last = place
        self._uncomment(str(place[0]))
        self._mapping(way).entries.append(Entry(str(last), planted(value).root, above=[comment] if comment else []))
        self._said(way)[last] = deepcopy(value)
        self.changed = True

    def append(self, place: Place, value: object) -> None:
        """Add an item to the list at `place`, which is made where there is none."""
        *way, last = place
        self._uncomment(str(place[0]))
        holder, said = self._mapping(way), self._said(way).setdefault(last, [])
        entry = next((entry for entry in holder.entries if entry.key == last), None)
        if entry is None:
            below = [] if last in ADDED else said  # an amendment replaces such a list, so it begins with what is below
            entry = Entry(str(last), Collection(is_mapping=False, entries=_items(below), block=isinstance(value, dict)))
            holder.entries.append(entry)
        if isinstance(entry.value, Scalar):
            raise UsageError(f"{self.path}: {last} is no list", "mmkb check says what is wrong")
        entry.value.entries += _items([value])
        said.append(deepcopy(value))
        self.changed = True

    def text(self) -> str:
        """Return the record's text; raises UsageError where it would be no record."""
        try:
            RECORDS[self.folder].model_validate(self.document)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise UsageError(f"{self.path} would be no record: {where}: {first['msg']}", "correct the file") from None
        text = emit(self.tree, self.folder)
        try:
            load(text.encode())
        except StrictYamlError:
            raise UsageError(
                f"{self.path}: the file has a character that cannot stand in a record", "remove it"
            ) from None
        return text

    def written(self) -> dict[str, str]:
        """Return the text of each field of the record, with its comments, in canonical layout."""
        root = self.tree.root
        assert isinstance(root, Collection)
        return {
            entry.key: emit(Tree(Collection(is_mapping=True, entries=[entry])), self.folder) for entry in root.entries
        }

    def _uncomment(self, name: str) -> None:
        """Take the lines away by which a skeleton shows a field that gets a value now."""
        root = self.tree.root
        assert isinstance(root, Collection)
        for holder in (self.tree, root):
            holder.foot = without_example(holder.foot, self.folder, name)
        for entry in root.entries:
            entry.above = without_example(entry.above, self.folder, name)

    def _said(self, way: list[str | int]) -> Any:  # noqa: ANN401 a document can hold anything
        """Return what the document holds at the end of `way`."""
        found: Any = self.document
        for step in way:
            found = found[step] if isinstance(step, int) else found.setdefault(step, {})
        return found

    def _mapping(self, way: list[str | int]) -> Collection:
        """Return the collection at the end of `way`, made where there is none."""
        node = self.tree.root
        for depth, step in enumerate(way):
            if not isinstance(node, Collection):
                break
            found = self._item(node, self._said(way[: depth + 1])) if isinstance(step, int) else _under(node, step)
            if found is None:
                holds_items = any(isinstance(after, int) for after in way[depth + 1 : depth + 2])
                found = Entry(str(step), Collection(is_mapping=not holds_items, block=holds_items))
                node.entries.append(found)
            node = found.value
        if not isinstance(node, Collection):
            raise UsageError(
                f"{self.path}: {'.'.join(map(str, way))} holds a word, not a mapping", "correct the record"
            )
        return node

    def _item(self, items: Collection, said: dict[str, Any]) -> Entry:
        """Return the item of a list that says `said`: by its id, of which an amendment may have none yet, or by its number."""
        if "id" not in said:
            number = next(number for number, group in enumerate(self.document["groups"]) if group is said)
            return items.entries[number]
        for entry in items.entries:
            own = _under(entry.value, "id") if isinstance(entry.value, Collection) else None
            if own and isinstance(own.value, Scalar) and own.value.text == said["id"]:
                return entry
        items.entries += _items([{"id": said["id"]}])
        return items.entries[-1]


def _under(node: Collection, key: str) -> Entry | None:
    return next((entry for entry in node.entries if entry.key == key), None)


def _items(values: list[Any]) -> list[Entry]:
    return [Entry("", planted(value).root) for value in values]
