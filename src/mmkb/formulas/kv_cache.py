"""The key/value cache of decoding, for every way of sharing keys and values and every kind of layer.

Per layer and token, h query heads of dimension d_h keep 2·h·d_h numbers with multi-head attention (Vaswani et al. 2017,
arXiv:1706.03762, §3.2), 2·d_h with multi-query attention (Shazeer 2019, arXiv:1911.02150), 2·g·d_h with grouped-query
attention in g groups (Ainslie et al. 2023, arXiv:2305.13245, §2.2), and d_c + d_rope with multi-head latent attention
(DeepSeek-AI 2024, arXiv:2405.04434, §2.1); the indexer of DeepSeek sparse attention adds one key of its own (DeepSeek-V3.2).
A layer with a sliding window of w tokens keeps at most w of them (Jiang et al. 2023, arXiv:2310.06825, §2), one that
attends in chunks at most a chunk. A layer that cross-attends keeps the tokens it looks at (an image's, a source text's)
instead of its own; one that reads another layer's cache keeps nothing; a recurrent layer keeps a state of fixed size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Layers:
    """Layers that are alike, and what each of them keeps.

    `span` is what a layer's cache holds: `all` tokens, a `window` or `chunk` of them, those of the `image` or of the `source`
    that it cross-attends to, or none of its own (`state`, `shared`, `none`). `latent_dim` is set for multi-head latent
    attention alone. `state` counts the numbers that a layer keeps however long the text is; None where nobody says.
    """

    count: int
    heads: int = 0
    kv_heads: int = 0
    head_dim: int = 0
    span: str = "all"
    window: int | None = None
    latent_dim: int | None = None
    rope_dim: int = 0
    index_dim: int = 0
    state: int | None = 0


def numbers_per_token(layers: Layers) -> int:
    """Return how many numbers one layer keeps for each token that it keeps."""
    if layers.latent_dim is not None:
        return layers.latent_dim + layers.rope_dim + layers.index_dim
    return 2 * layers.kv_heads * layers.head_dim + layers.index_dim


def tokens_kept(layers: Layers, tokens: int, image_tokens: int = 0, source_tokens: int = 0) -> int:
    """Return how many tokens the cache of one layer holds, at most, after `tokens` of text."""
    match layers.span:
        case "all":
            return tokens
        case "window" | "chunk":
            return tokens if layers.window is None else min(tokens, layers.window)
        case "image":
            return image_tokens
        case "source":
            return source_tokens
        case _:
            return 0


def cached_numbers(groups: Iterable[Layers], tokens: int, image_tokens: int = 0, source_tokens: int = 0) -> int:
    """Return how many numbers the keys and values of one sequence take, states of fixed size left out."""
    return sum(
        layers.count * numbers_per_token(layers) * tokens_kept(layers, tokens, image_tokens, source_tokens)
        for layers in groups
    )


def state_numbers(groups: Sequence[Layers]) -> int | None:
    """Return how many numbers the states of one sequence take, or None where a layer's is not known."""
    known = [layers.count * layers.state for layers in groups if layers.state is not None]
    return sum(known) if len(known) == len(groups) else None


def growth(groups: Iterable[Layers]) -> int:
    """Return by how many numbers the cache grows with the first tokens, before any window is full."""
    return cached_numbers(groups, 1)


def as_multi_head(groups: Iterable[Layers]) -> tuple[Layers, ...]:
    """Return the layers that attend with keys and values of their own for every query head, and nothing else that saves."""
    whole = {"window": "all", "chunk": "all", "shared": "all"}
    return tuple(
        replace(
            layers,
            kv_heads=layers.heads,
            span=whole.get(layers.span, layers.span),
            window=None,
            latent_dim=None,
            rope_dim=0,
            index_dim=0,
        )
        for layers in groups
    )


def largest_context(groups: Sequence[Layers], numbers: float, image_tokens: int = 0) -> int | None:
    """Return the most tokens whose cache and states take no more than `numbers`, 0 where not even one fits.

    None says that there is no most: nothing grows any more. A state that is not known counts as nothing.
    """

    def fits(tokens: int) -> bool:
        return cached_numbers(groups, tokens, image_tokens) + states <= numbers

    states = sum(layers.count * (layers.state or 0) for layers in groups)
    if not fits(1):
        return 0
    if not any(layers.span == "all" and numbers_per_token(layers) for layers in groups) and fits(_FOREVER):
        return None
    low, high = 1, 2
    while fits(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


_FOREVER = 2**60
