"""One record from several layers: an amendment is laid over what is below, and it stays known who wrote what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from mmkb.corpus.finding import Place
from mmkb.schema.paths import covers
from mmkb.schema.unfold import flatten, own_rows

ADDED = ("evidence", "disputes", "waivers")
"""The lists to which an amendment adds; every other list without ids takes the place of the one below."""

Leaves = dict[str, dict[str, Any]]
"""The values of each row of a record, by the row's id and by path."""


class Piece(NamedTuple):
    """What one layer, given by its number, writes at one place of its file."""

    layer: int
    place: Place
    value: Any


Pieces = tuple[Piece, ...]
"""What layers write at one place of a record, the lowest first; what the last does not say, those before it say."""


class Merged(NamedTuple):
    """A record as several layers write it: `own` is all but the lists that are added to, whose items stand in `added`."""

    kind: str
    own: Pieces
    added: Mapping[str, Pieces]

    @classmethod
    def begin(cls, kind: str, layer: int, document: Mapping[str, Any]) -> Merged:
        """Return the record as one layer has it."""
        return cls(kind, (Piece(layer, (), _without_added(document)),), _added(layer, document))

    def plus(self, layer: int, amendment: Mapping[str, Any]) -> Merged:
        """Return the record with an amendment over it, with all evidence that was there, whether or not it still holds."""
        added = _added(layer, amendment)
        return Merged(
            self.kind,
            (*self.own, Piece(layer, (), _without_added(amendment))),
            {key: (*self.added.get(key, ()), *added.get(key, ())) for key in (*self.added, *added)},
        )

    def settled(self, below: Merged) -> Merged:
        """Return a valid record whose evidence from `below` supports only values that are as they were there.

        A dispute from below whose rival value is now the record's own is none any more.
        """
        before, after = below._leaves(), self._leaves()
        whole = flatten({**_value(below.own), "variants": []})
        changed = {id_: _differing(before.get(id_, whole), leaves) for id_, leaves in after.items()}
        old = {key: len(pieces) for key, pieces in below.added.items()}
        added = dict(self.added)
        for key, narrowed in (("evidence", _still_holds), ("disputes", _still_disputed)):
            pieces = added.get(key, ())
            kept = [
                piece._replace(value=value)
                for piece in pieces[: old.get(key, 0)]
                for value in narrowed(piece.value, changed, after)
            ]
            added[key] = (*kept, *pieces[old.get(key, 0) :])
        return Merged(self.kind, self.own, {key: pieces for key, pieces in added.items() if pieces})

    @property
    def document(self) -> dict[str, Any]:
        """Return the record as one document."""
        found: dict[str, Any] = _value(self.own)
        added = {key: [piece.value for piece in pieces] for key, pieces in self.added.items() if key not in found}
        return {**found, **added}

    @property
    def layers(self) -> tuple[int, ...]:
        """Return the numbers of the layers that wrote it, the lowest first."""
        return tuple(dict.fromkeys(piece.layer for piece in self.own))

    def source(self, place: Place) -> Piece:
        """Return where what stands at `place` of the document was written; of what no layer wrote, where it would stand."""
        if len(place) > 1 and place[0] in self.added:
            piece = self.added[str(place[0])][int(place[1])]
            return piece._replace(place=(*piece.place, *place[2:]))
        pieces = self.own
        for step in place:
            inside = _inside(pieces)
            if step not in inside:
                break
            pieces = inside[step]
        return pieces[-1]

    def layer_of(self, id_: str, path: str) -> int:
        """Return the layer that wrote the value which the row called `id_` has at `path`."""
        keys = tuple(path.split("."))
        found = _value(self.own).get("variants", ()) if self.kind == "models" else ()
        for number, variant in enumerate(found):
            if variant["id"] == id_ and _has(variant, keys):
                return self.source(("variants", number, *keys)).layer
        return self.source(keys).layer

    def _leaves(self) -> Leaves:
        return {row["id"]: flatten(row) for row in own_rows(self.kind, _value(self.own))}


def _without_added(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in ADDED or not isinstance(value, list)}


def _added(layer: int, document: Mapping[str, Any]) -> dict[str, Pieces]:
    return {
        key: tuple(Piece(layer, (key, number), item) for number, item in enumerate(document[key]))
        for key in ADDED
        if isinstance(document.get(key), list)
    }


def _value(pieces: Pieces) -> Any:  # noqa: ANN401 a document can hold anything
    last = pieces[-1].value
    if len(pieces) == 1:
        return last
    inside = {step: _value(below) for step, below in _inside(pieces).items()}
    return inside if isinstance(last, dict) else list(inside.values())


def _inside(pieces: Pieces) -> dict[str | int, Pieces]:
    """Return what stands in a mapping by key, in a list by number; items of several layers are joined by their ids."""
    last = pieces[-1].value
    if isinstance(last, list):
        items: dict[object, Pieces] = {}
        for layer, place, value in pieces:
            for number, item in enumerate(value):
                name = item["id"] if len(pieces) > 1 else number
                if name in items and items[name][-1].layer == layer:
                    name = (name, number)  # one id twice in one file, which a rule finds
                items[name] = _over(items.get(name, ()), Piece(layer, (*place, number), item))
        return dict(enumerate(items.values()))
    found: dict[str | int, Pieces] = {}
    for layer, place, value in pieces if isinstance(last, dict) else ():
        for key, item in value.items():
            found[key] = _over(found.get(key, ()), Piece(layer, (*place, key), item))
    return found


def _over(below: Pieces, piece: Piece) -> Pieces:
    """Return what is below together with what joins it, or the piece alone, which replaces it."""
    return (*below, piece) if below and _joins(below[-1].value, piece.value) else (piece,)


def _joins(below: object, above: object) -> bool:
    if isinstance(below, dict):
        return isinstance(above, dict)
    return _named(below) and _named(above)


def _named(value: object) -> bool:
    """Return whether it is a list whose items have ids."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in value)
    )


def _has(value: object, keys: Collection[str]) -> bool:
    for key in keys:
        if not isinstance(value, dict):
            return True  # a list of parts: it is written as a whole
        if key not in value:
            return False
        value = value[key]
    return True


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(path for path in {**before, **after} if before.get(path) != after.get(path))


def _still_holds(
    entry: Mapping[str, Any], changed: Mapping[str, frozenset[str]], after: Leaves
) -> Iterator[Mapping[str, Any]]:
    """Yield what is left of a piece of evidence: of each row the values that are as they were when it was written."""
    lost = {
        id_: frozenset(path for path in changed[id_] if any(covers(group, path) for group in entry["supports"]))
        for id_ in entry.get("variants") or changed
        if id_ in changed
    }
    if not any(lost.values()):
        yield entry
        return
    for gone in dict.fromkeys(lost.values()):
        ids = [id_ for id_, paths in lost.items() if paths == gone]
        there = dict.fromkeys(path for id_ in ids for path in after[id_] if path not in gone)
        supports: list[str] = []
        for group in entry["supports"]:
            inside = [path for path in there if covers(group, path)]
            supports += inside if any(covers(group, path) for path in gone) else [group]
        if supports:
            yield {**entry, "supports": supports, **({"variants": ids} if len(ids) < len(changed) else {})}


def _still_disputed(
    entry: Mapping[str, Any], changed: Mapping[str, frozenset[str]], after: Leaves
) -> Iterator[Mapping[str, Any]]:
    """Yield a dispute for the rows that still say otherwise."""
    of = [id_ for id_ in entry.get("variants") or after if id_ in after]
    apart = [
        id_ for id_ in of if entry["field"] not in changed[id_] or after[id_].get(entry["field"]) != entry["value"]
    ]
    if len(apart) == len(of):
        yield entry
    elif apart:
        yield {**entry, "variants": apart}
