"""Trainable parameters and memory of tuning.

Low-rank adaptation of a d_in × d_out matrix at rank r trains r·(d_in + d_out) parameters (Hu et al. 2021,
arXiv:2106.09685, §4.1). Mixed-precision training with Adam keeps 16 bytes per trained parameter: 2 for the weight, 2 for
its gradient, 12 for the optimizer (Rajbhandari et al. 2019, arXiv:1910.02054, §3.1). QLoRA keeps the base model in 4-bit
NormalFloat, and with double quantization 0.127 bits per parameter of constants (Dettmers et al. 2023, arXiv:2305.14314, §3).
Activations are left out: they depend on batch, length and recomputation.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

TRAINED_BYTES = 16
FROZEN_BYTES = {"lora": 2.0, "qlora": (4 + 0.127) / 8}
TARGETS = ("q", "k", "v", "o", "gate", "up", "down")


@dataclass(frozen=True, slots=True)
class Matrices:
    """The sizes of a transformer's matrices. `ffn` is needed for the feed-forward targets alone."""

    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int | None = None

    def sides(self, target: str) -> tuple[int, int]:
        """Return d_in and d_out of a target matrix. Raises ValueError where the feed-forward size is missing."""
        queries, keys = self.heads * self.head_dim, self.kv_heads * self.head_dim
        attention = {
            "q": (self.hidden, queries),
            "k": (self.hidden, keys),
            "v": (self.hidden, keys),
            "o": (queries, self.hidden),
        }
        if target in attention:
            return attention[target]
        if self.ffn is None:
            raise ValueError(f"target {target!r} needs the feed-forward size")
        return (self.ffn, self.hidden) if target == "down" else (self.hidden, self.ffn)


def lora_parameters(matrices: Matrices, rank: int, targets: Collection[str]) -> int:
    """Return the parameters that adapters of `rank` on `targets` of every layer train."""
    return matrices.layers * sum(rank * sum(matrices.sides(target)) for target in targets)


def training_bytes(params: float, method: str, trainable: float) -> float:
    """Return weights, gradients and optimizer states in bytes for `full`, `lora` or `qlora`, activations left out."""
    if method == "full":
        return params * TRAINED_BYTES
    return params * FROZEN_BYTES[method] + trainable * TRAINED_BYTES
