"""One entry of the field catalogue, free of pydantic: what queries, columns and help know of a field."""

from __future__ import annotations

import json

from mmkb.schema.struct import Struct

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Literal

    FieldType = Literal["text", "id", "ref", "enum", "quantity", "integer", "number", "date", "bool"]

LAYER = "layer"
"""The field that every kind has where records come from several layers of data."""
ORDERED: frozenset[FieldType] = frozenset({"quantity", "integer", "number", "date"})
_MODALITIES = ("input", "output", "modality", "modalities")
NUMERIC: frozenset[FieldType] = frozenset({"quantity", "integer", "number"})

_OPERATORS: dict[FieldType, str] = {
    "text": ": = != ~",
    "id": ": = != ~",
    "ref": ": = != ~",
    "enum": ": = !=",
    "bool": ": = !=",
    "quantity": ": .. = != < <= > >=",
    "integer": ": .. = != < <= > >=",
    "number": ": .. = != < <= > >=",
    "date": ": .. = != < <= > >=",
}


class Field(Struct):
    """A field of one kind.

    `path` is its dotted place in a record, `name` the shortest unambiguous name, `target` the kind a reference
    points to (`*`: any), `groups` words that stand for several enum values, `fact` whether its value needs evidence,
    `derived` whether it is computed from other fields and never written in a record, `within` the path of the list of
    which it is a part of each item (`reported` for the measure and for its value), else empty.
    """

    __slots__ = (
        "derived",
        "example",
        "fact",
        "groups",
        "help",
        "kind",
        "many",
        "name",
        "path",
        "target",
        "type",
        "unit",
        "values",
        "within",
    )

    def __init__(
        self,
        kind: str,
        path: str,
        name: str,
        type: FieldType,  # noqa: A002
        many: bool = False,
        unit: str | None = None,
        help: str = "",  # noqa: A002
        example: str | None = None,
        target: str | None = None,
        values: Sequence[str] = (),
        groups: Mapping[str, Sequence[str]] | None = None,
        fact: bool = False,
        derived: bool = False,
        within: str = "",
    ) -> None:
        self.kind = kind
        self.path = path
        self.name = name
        self.type: FieldType = type
        self.many = many
        self.unit = unit
        self.help = help
        self.example = example
        self.target = target
        self.values = tuple(values)
        self.groups = {group: tuple(words) for group, words in (groups or {}).items()}
        self.fact = fact
        self.derived = derived
        self.within = within

    @property
    def operators(self) -> str:
        """Return the operators that apply, separated by spaces."""
        return _OPERATORS[self.type]

    @property
    def label(self) -> str:
        """Return the heading of a column of this field."""
        return self.name.replace("_", " ")

    @property
    def joint(self) -> str:
        """Return what stands between several values: modalities are read as one thing, `text+image`."""
        return "+" if self.name in _MODALITIES else ", "

    def to_json(self) -> str:
        """Return the field as one JSON object."""
        return json.dumps({part: getattr(self, part) for part in self.__slots__}, ensure_ascii=False)


class Fields:
    """The fields of one kind, found by path, short name or unambiguous ending; `-` and `_` are alike."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.all: tuple[Field, ...] = tuple(fields)
        self._by_path = {_plain(entry.path): entry for entry in self.all}
        self._by_name = {_plain(entry.name): entry for entry in self.all}

    @classmethod
    def from_json(cls, texts: Iterable[str]) -> Fields:
        """Return the fields that `Field.to_json` wrote."""
        # One list is read in half the time of its items.
        return cls(Field(**raw) for raw in json.loads(f"[{','.join(texts)}]"))

    def get(self, name: str) -> Field | None:
        """Return the field called `name`, or None when there is none or several could be meant."""
        plain = _plain(name)
        exact = self._by_name.get(plain) or self._by_path.get(plain)
        if exact is not None or self.below(name):
            return exact
        endings = self.ending_in(name)
        return endings[0] if len(endings) == 1 else None

    def ending_in(self, name: str) -> list[Field]:
        """Return the fields whose path ends in the dotted `name`."""
        ending = "." + _plain(name)
        return [entry for path, entry in self._by_path.items() if path.endswith(ending)]

    def below(self, group: str) -> list[Field]:
        """Return the fields below the group `group`: `attention` holds `attention.heads` and others."""
        prefix = _plain(group) + "."
        return [entry for path, entry in self._by_path.items() if path.startswith(prefix)]

    def names(self) -> list[str]:
        """Return every short name and path, for suggestions and completion."""
        return list(dict.fromkeys([*(entry.name for entry in self.all), *(entry.path for entry in self.all)]))


def short_names(paths: Sequence[str], aliases: dict[str, str]) -> dict[str, str]:
    """Return for each path its alias or its shortest ending that no other path shares."""
    groups = {part for path in paths for part in path.split(".")[:-1]}
    taken = {path for path in paths if "." not in path} | set(aliases.values()) | groups
    names: dict[str, str] = {}
    for path in paths:
        parts = path.split(".")
        endings = [".".join(parts[start:]) for start in range(len(parts) - 1, -1, -1)]
        names[path] = aliases.get(path) or next(
            ending for ending in endings if ending == path or (ending not in taken and not _shared(ending, path, paths))
        )
    return names


def _shared(ending: str, path: str, paths: Sequence[str]) -> bool:
    return any(other != path and other.endswith("." + ending) for other in paths)


def _plain(name: str) -> str:
    return name.replace("-", "_").lower()
