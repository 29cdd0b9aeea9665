"""Trainable parameters, memory and compute of tuning.

Low-rank adaptation of a d_in × d_out matrix at rank r trains r·(d_in + d_out) parameters (Hu et al. 2021,
arXiv:2106.09685, §4.1). Mixed-precision training with Adam keeps 16 bytes per trained parameter: 2 for the weight, 2 for
its gradient, 12 for the optimizer (Rajbhandari et al. 2019, arXiv:1910.02054, §3.1). QLoRA keeps the base model in 4-bit
NormalFloat, and with double quantization 0.127 bits per parameter of constants (Dettmers et al. 2023, arXiv:2305.14314, §3).
Activations in 16 bits take s·b·h·(34 + 5·a·s/h) bytes per layer for b sequences of s tokens, hidden size h and a heads, and
2·s·b·h with full recomputation (Korthikanti et al. 2022, arXiv:2205.05198, §4.1 and §5), for layers with a feed-forward
size of 4·h. The second term is the matrices of attention: their §5 recomputes these alone, and so does FlashAttention, which
never writes them to memory (Dao et al. 2022, arXiv:2205.14135, §3.1).
"""

from __future__ import annotations

from collections.abc import Iterable

from mmkb.formulas.matrices import Matrix

TRAINED_BYTES = 16
FROZEN_BYTES = {"lora": 2.0, "qlora": (4 + 0.127) / 8}
METHODS = ("full", "lora", "qlora")
ATTENTION = ("flash", "full")
"""Whether the matrices of attention, of which the memory grows with the square of the tokens, are recomputed or kept."""


def lora_parameters(matrices: Iterable[Matrix], rank: int) -> int:
    """Return the parameters that adapters of `rank` on the matrices train."""
    return sum(rank * (matrix.d_in + matrix.d_out) * matrix.copies for matrix in matrices)


def training_bytes(params: float, method: str, trainable: float) -> float:
    """Return weights, gradients and optimizer states in bytes for `full`, `lora` or `qlora`, activations left out."""
    if method == "full":
        return params * TRAINED_BYTES
    return params * FROZEN_BYTES[method] + trainable * TRAINED_BYTES


def activation_bytes(layers: int, hidden: int, heads: int, tokens: int, batch: int, attention: str) -> float:
    """Return the bytes of the activations that the backward pass needs, the matrices of attention among them where `full`."""
    matrices = 5 * heads * tokens / hidden if attention == "full" else 0
    return layers * tokens * batch * hidden * (34 + matrices)


def checkpointed_bytes(layers: int, hidden: int, tokens: int, batch: int) -> float:
    """Return the bytes of activations when only the input of each layer is kept, and the rest recomputed."""
    return 2 * layers * tokens * batch * hidden


def tuning_flops(params: float, tokens: float, method: str) -> float:
    """Return the floating-point operations of tuning on `tokens`.

    Training all parameters takes 6·N·D (Kaplan et al. 2020, arXiv:2001.08361, §2.1): 2·N·D forward, 2·N·D for the gradients
    of activations, 2·N·D for those of weights, which frozen weights do not need.
    """
    return (6 if method == "full" else 4) * params * tokens


def hours(flops: float, peak: float, utilization: float) -> float:
    """Return the hours of one accelerator of `peak` operations a second, of which it does the share `utilization`."""
    return flops / (peak * utilization) / 3600
