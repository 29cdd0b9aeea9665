"""Evidence that says what another piece says already, taken out of a record."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from typing import Any

from mmkb.corpus.finding import Place
from mmkb.corpus.tree import Collection, Entry, Scalar, Tree
from mmkb.schema.kinds import EVIDENCED
from mmkb.schema.unfold import own_rows

_OWN = ("supports", "variants")


def dropped(folder: str, document: dict[str, Any], tree: Tree) -> Iterator[tuple[Place, list[str]]]:
    """Take fields out of the evidence that repeats them, and pieces of which nothing is left; yield place and fields of each.

    A piece repeats a field of another that holds for the same variants and more, has the same source and place, and says all
    that the piece says of itself (read, inferred, why, a note). One with a comment stays. The record must be valid.
    """
    if folder not in EVIDENCED or "evidence" not in document:
        return
    pieces: list[dict[str, Any]] = document["evidence"]
    nodes = _list(tree.root, "evidence")
    rows = {row["id"] for row in own_rows(folder, document)}
    numbers = {id(piece): number for number, piece in enumerate(pieces)}
    for whole, (other, piece) in product((True, False), list(permutations(pieces, 2))):
        at, there = (
            next((place for place, one in enumerate(pieces) if one is wanted), None) for wanted in (piece, other)
        )
        fields = [name for name in piece["supports"] if name in other["supports"]]
        if at is None or there is None or not fields or whole != (fields == piece["supports"]):
            continue
        if _commented(nodes.entries[at]) or not (
            _says(other).items() >= _says(piece).items() and _of(other, rows) >= _of(piece, rows)
        ):
            continue
        if whole:
            del pieces[at], nodes.entries[at]
        else:
            piece["supports"] = [name for name in piece["supports"] if name not in fields]
            names = _list(nodes.entries[at].value, "supports")
            names.entries = [
                one for one in names.entries if isinstance(one.value, Scalar) and one.value.text not in fields
            ]
        yield ("evidence", numbers[id(piece)], "source"), fields


def _says(piece: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in piece.items() if key not in _OWN}


def _of(piece: dict[str, Any], rows: set[str]) -> set[str]:
    return set(piece.get("variants") or rows)


def _list(node: object, key: str) -> Collection:
    assert isinstance(node, Collection)
    found = next(entry.value for entry in node.entries if entry.key == key)
    assert isinstance(found, Collection)
    return found


def _commented(entry: Entry) -> bool:
    return bool(entry.above or entry.beside or (isinstance(entry.value, Collection) and entry.value.commented))
