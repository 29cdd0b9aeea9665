"""Pieces of evidence, and the state of a fact that several of them support."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from mmkb.schema.values import STATES
from mmkb.schema.vocabulary import State

Stages = Mapping[tuple[str, str], Collection[int]]
"""The numbers of the stages of a variant that state a field, by its id and the path."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence: its number, the variants, training stages and fields it holds for, its state."""

    place: int
    variants: Collection[str]
    stages: Collection[int]
    supports: Collection[str]
    state: State


def stages_of(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Stages:
    """Return from the rows of a record, (kind, leaves), which of its stages state what."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for kind, leaves in rows:
        for id_, leaf in product(leaves.get("of", ()), leaves) if kind == "stages" else ():
            numbers[id_, f"training.stages.{leaf}"].append(leaves["order"])
    return numbers


def state(pieces: Collection[Piece], stages: Iterable[int] | None) -> State:
    """Return the strongest state of the pieces that support a fact; of one of several stages that of the weakest stage."""
    of_each = (
        [piece.state for piece in pieces if not piece.stages or stage in piece.stages] for stage in stages or (0,)
    )
    return min((max(states, key=STATES.index, default="cited") for states in of_each), key=STATES.index)
