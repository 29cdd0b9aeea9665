"""Memory for inference: weights, cache, visual tokens."""

from __future__ import annotations

from mmkb.formulas.dtypes import BYTES


def weight_bytes(params: float, dtype: str) -> float:
    """Return the bytes that `params` parameters take in `dtype`; scales and zero points of quantization are left out."""
    return params * BYTES[dtype]


def visual_tokens(resolution: int, patch: int) -> int:
    """Return the tokens of a square picture cut into patches, one token each, as with a linear or MLP connector.

    LLaVA-1.5 cuts 336 × 336 pixels into patches of 14 (Liu et al. 2023, arXiv:2310.03744): 576 tokens.
    """
    return (resolution // patch) ** 2
