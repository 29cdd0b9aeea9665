"""Memory for inference: weights."""

from __future__ import annotations

from mmkb.formulas.dtypes import BYTES


def weight_bytes(params: float, dtype: str) -> float:
    """Return the bytes that `params` parameters take in `dtype`; scales and zero points of quantization are left out."""
    return params * BYTES[dtype]
