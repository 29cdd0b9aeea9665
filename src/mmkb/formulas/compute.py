"""Training compute."""

from __future__ import annotations


def training_flops(params: float, tokens: float) -> float:
    """Return 6·N·D floating-point operations for N parameters and D tokens (Kaplan et al. 2020, arXiv:2001.08361, §2.1).

    With a mixture of experts N counts the parameters used for one token.
    """
    return 6 * params * tokens
