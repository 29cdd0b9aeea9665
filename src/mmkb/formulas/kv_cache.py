"""The key/value cache of decoding, for every way of sharing keys and values.

Per layer and token, h query heads of dimension d_h keep 2·h·d_h numbers with multi-head attention (Vaswani et al. 2017,
arXiv:1706.03762, §3.2), 2·d_h with multi-query attention (Shazeer 2019, arXiv:1911.02150), 2·g·d_h with grouped-query
attention in g groups (Ainslie et al. 2023, arXiv:2305.13245, §2.2), and d_c + d_rope with multi-head latent attention
(DeepSeek-AI 2024, arXiv:2405.04434, §2.1). A layer with a sliding window of w tokens keeps at most w of them (Jiang et al.
2023, arXiv:2310.06825, §2); a layer that cross-attends to an image keeps the image's tokens instead of the text's.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """What the cache depends on. `latent_dim` is set for multi-head latent attention alone.

    `window_layers` of the `layers` see at most `window` tokens (all of them when only `window` is set);
    `cross_layers` of the `layers` attend to image tokens.
    """

    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    window: int | None = None
    window_layers: int | None = None
    latent_dim: int | None = None
    rope_dim: int = 0
    cross_layers: int = 0


def numbers_per_layer(shape: Shape) -> int:
    """Return how many numbers one layer keeps for one token."""
    if shape.latent_dim is not None:
        return shape.latent_dim + shape.rope_dim
    return 2 * shape.kv_heads * shape.head_dim


def cached_numbers(shape: Shape, tokens: int, image_tokens: int = 0) -> int:
    """Return how many numbers a sequence of `tokens` text tokens and `image_tokens` cross-attended ones keeps."""
    windowed = _window_layers(shape)
    full = shape.layers - shape.cross_layers - windowed
    seen = full * tokens + windowed * min(tokens, shape.window or tokens) + shape.cross_layers * image_tokens
    return numbers_per_layer(shape) * seen


def as_multi_head(shape: Shape) -> Shape:
    """Return the shape with keys and values of its own for every query head, and nothing else that saves cache."""
    return Shape(shape.layers, shape.heads, shape.heads, shape.head_dim, cross_layers=shape.cross_layers)


def _window_layers(shape: Shape) -> int:
    if not shape.window:
        return 0
    return shape.layers - shape.cross_layers if shape.window_layers is None else shape.window_layers
