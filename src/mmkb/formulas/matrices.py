"""The weight matrices of a transformer that adapters are put on.

Multi-head latent attention makes queries, keys and values by factors (DeepSeek-AI 2024, arXiv:2405.04434, §2.1): `q_a` and
`kv_a` down to a latent, `q_b` and `kv_b` up to the heads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mmkb.formulas.kv_cache import Layers

LATENT = ("q_a", "q_b", "kv_a", "kv_b")
ATTENTION = ("q", "k", "v", "o", *LATENT)
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


@dataclass(frozen=True, slots=True)
class Factors:
    """What latent attention has beside its layers: the latent of queries (0: none), one head without rotary part, its values."""

    query_latent: int
    nope: int
    value: int


def attention_matrices(
    groups: Iterable[Layers],
    hidden: int,
    *,
    fused: bool = False,
    query_gate: bool = False,
    factors: Factors | None = None,
) -> list[Matrix]:
    """Return the projections of queries, keys, values and output; with `fused` the first three are one matrix.

    With `query_gate` the projection of queries makes a gate of the same width too. Layers of latent attention have
    `factors` instead.
    """
    found = []
    for layers in groups:
        if layers.span not in ATTENDING:
            continue
        if factors is not None:
            found += _latent_matrices(layers, hidden, factors)
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


def _latent_matrices(layers: Layers, hidden: int, factors: Factors) -> list[Matrix]:
    """Return the factors of latent attention, each under its own name and under those of what it helps to make."""
    latent, n = layers.latent_dim or 0, layers.count
    wide = layers.heads * (factors.nope + layers.rope_dim)
    keys_and_values = layers.heads * (factors.nope + factors.value)
    queries = [
        Matrix(frozenset({"q", "q_a"}), hidden, factors.query_latent, n),
        Matrix(frozenset({"q", "q_b"}), factors.query_latent, wide, n),
    ]
    return [
        *(queries if factors.query_latent else [Matrix(frozenset({"q"}), hidden, wide, n)]),
        Matrix(frozenset({"k", "v", "kv_a"}), hidden, latent + layers.rope_dim, n),
        Matrix(frozenset({"k", "v", "kv_b"}), latent, keys_and_values, n),
        Matrix(frozenset({"o"}), layers.heads * factors.value, hidden, n),
    ]


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
