"""The weight matrices of a transformer that adapters are put on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mmkb.formulas.kv_cache import Layers

ATTENTION = ("q", "k", "v", "o")
FEED_FORWARD = ("gate", "up", "down")
TARGETS = (*ATTENTION, *FEED_FORWARD)
ATTENDING = frozenset({"all", "window", "chunk", "shared", "image", "source"})
"""The spans of layers that have the four matrices of attention."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Matrices of one size, `copies` of them; `parts` are the targets it holds: several where it is fused."""

    parts: frozenset[str]
    d_in: int
    d_out: int
    copies: int


@dataclass(frozen=True, slots=True)
class FeedForward:
    """Feed-forward parts that are alike: how many there are (layers, or layers times experts), their size, their gate."""

    copies: int
    size: int
    gated: bool


def attention_matrices(
    groups: Iterable[Layers], hidden: int, *, fused: bool = False, query_gate: bool = False
) -> list[Matrix]:
    """Return the projections of queries, keys, values and output; with `fused` the first three are one matrix.

    With `query_gate` the projection of queries makes a gate of the same width too.
    """
    found = []
    for layers in groups:
        if layers.span not in ATTENDING:
            continue
        inner, keys = layers.heads * layers.head_dim, layers.kv_heads * layers.head_dim
        queries = inner * (2 if query_gate else 1)
        found += [Matrix(frozenset("qkv"), hidden, queries + 2 * keys, layers.count)] if fused else [
            Matrix(frozenset("q"), hidden, queries, layers.count),
            Matrix(frozenset("k"), hidden, keys, layers.count),
            Matrix(frozenset("v"), hidden, keys, layers.count),
        ]  # fmt: skip
        found.append(Matrix(frozenset("o"), inner, hidden, layers.count))
    return found


def feed_forward_matrices(parts: Iterable[FeedForward], hidden: int, *, fused: bool = False) -> list[Matrix]:
    """Return the matrices into, out of and, where there is one, for the gate of each part; `fused`: gate and up are one."""
    found = []
    for part in parts:
        if part.gated and fused:
            found.append(Matrix(frozenset({"gate", "up"}), hidden, 2 * part.size, part.copies))
        else:
            names = ("gate", "up") if part.gated else ("up",)
            found += [Matrix(frozenset({name}), hidden, part.size, part.copies) for name in names]
        found.append(Matrix(frozenset({"down"}), part.size, hidden, part.copies))
    return found


def adapted(matrices: Iterable[Matrix], targets: Collection[str]) -> list[Matrix]:
    """Return the matrices that hold one of the targets."""
    return [matrix for matrix in matrices if matrix.parts & frozenset(targets)]
