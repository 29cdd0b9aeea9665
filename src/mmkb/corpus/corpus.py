"""All valid files of a data folder together, as the rules see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from mmkb.corpus.finding import Finding
from mmkb.corpus.finding import Place as Place
from mmkb.corpus.read import ReadFile
from mmkb.errors import did_you_mean
from mmkb.schema.unfold import flatten, unfold
from mmkb.suggest import near

_LISTS = {
    "models": ("models", "variants"),
    "benchmarks": ("instruments", "instruments"),
    "claims": ("claims", "claims"),
}
"""By folder, the kind of the items that have ids of their own, and the key of their list."""


class Leaf(NamedTuple):
    """One scalar of a document: its dotted path without list numbers, its place with them, its value."""

    path: str
    place: Place
    value: Any


class Named(NamedTuple):
    """Something with an id: the file, the place of the id in it, and the row that unfolds from it."""

    file: ReadFile
    place: Place
    row: Mapping[str, Any]


COMPARISONS = 1_000_000
"""With how many names wrong ones are compared in one check; when they are used up, findings suggest nothing."""


Beyond = Callable[[str], Collection[str]]


@dataclass
class Corpus:
    """The valid files, with what rules look up again and again.

    `beyond` has the names of a kind (`*`: of any) in data that these do not lie on but could.
    """

    files: Sequence[ReadFile]
    comparisons: int = COMPARISONS
    beyond: Beyond = field(default=lambda kind: ())  # noqa: ARG005 nothing, whatever the kind

    def of(self, *folders: str) -> Iterator[tuple[ReadFile, dict[str, Any]]]:
        """Yield the files of some folders (all when none is named) with their documents."""
        for file in self.files:
            if file.document is not None and (not folders or file.folder in folders):
                yield file, file.document

    def evidence(self, *folders: str) -> Iterator[tuple[ReadFile, int, dict[str, Any]]]:
        """Yield every piece of evidence in some folders with its file and its number there."""
        for file, document in self.of(*folders):
            yield from ((file, number, entry) for number, entry in enumerate(document.get("evidence", [])))

    @cached_property
    def records(self) -> dict[str, dict[str, Named]]:
        """Every id by kind: files, variants, instruments, claims; the first one wins where an id stands twice."""
        found: dict[str, dict[str, Named]] = defaultdict(dict)
        for kind, id_, named in self.identities():
            found[kind].setdefault(id_, named)
        return found

    def identities(self) -> Iterator[tuple[str, str, Named]]:
        """Yield (kind, id, where) for everything that has an id."""
        for file, document in self.of():
            yield file.folder, document["id"], Named(file, ("id",), document)
            kind, key = _LISTS.get(file.folder, ("", ""))
            for number, item in enumerate(document.get(key, [])):
                yield kind, item["id"], Named(file, (key, number, "id"), item)

    @cached_property
    def models(self) -> dict[str, dict[str, Any]]:
        """The flattened rows of all models by id, and under a release's id its first row."""
        rows: dict[str, dict[str, Any]] = {}
        for _, document in self.of("models"):
            for kind, row in unfold("models", document):
                if kind == "models":
                    flat = flatten(row)
                    rows[row["id"]] = flat
                    rows.setdefault(document["id"], flat)
        return rows

    def suggest(self, word: str, names: Collection[str]) -> str | None:
        """Return the hint that offers those of `names` that `word` may be a slip for, as long as comparing is cheap."""
        if len(names) > self.comparisons:
            return None
        self.comparisons -= len(names)
        return did_you_mean(near(word, names))

    def elsewhere(self, kind: str, name: str) -> str | None:
        """Return the hint for a name that only the data beyond these have."""
        return 'it comes with mmkb: put extends = ["shipped"] into mmkb.toml' if name in self.beyond(kind) else None

    def at(self, file: ReadFile, place: Place, code: str, message: str, hint: str | None = None) -> Finding:
        """Return a finding at `place` of `file`; line and column are found for all findings of a file at once."""
        return Finding(file.path, 1, 1, code, message, hint, place)


def leaves(value: Any, path: str = "", place: Place = ()) -> Iterator[Leaf]:  # noqa: ANN401 a document can hold anything
    """Yield every scalar of a document with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else str(key), (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, path, (*place, number))
    elif value is not None:
        yield Leaf(path, place, value)
