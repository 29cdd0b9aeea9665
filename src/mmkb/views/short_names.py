"""The short names of the numbers that calculations take, and the fields that they stand for."""

from __future__ import annotations

_ATTENTION = (
    "mechanism", "layers", "encoder_layers", "hidden", "heads", "kv_heads", "head_dim", "span", "window", "latent_dim",
    "rope_dim", "query_latent_dim", "nope_dim", "value_dim", "index_dim", "state", "query_gate",
)  # fmt: skip
_ARCHITECTURE = (
    "style", "activation", "ffn", "ffn_layers", "experts", "shared_experts", "dense_layers", "dense_ffn",
)  # fmt: skip
OF_BACKBONE = {
    **{name: f"attention.{name}" for name in _ATTENTION},
    **{name: f"architecture.{name}" for name in _ARCHITECTURE},
}
FIELDS = {
    "type": "type",
    **OF_BACKBONE,
    "params": "params",
    "exact_params": "exact_params",
    "active_params": "active_params",
    "context": "context",
    "resolution": "vision.resolution",
    "patch": "vision.patch",
    "visual_tokens": "vision.tokens",
    **{
        name: f"vision.{name}"
        for name in (
            *("rule", "merge", "min_pixels", "max_pixels", "tile", "max_tiles", "thumbnail"),
            *("frame_merge", "frame_tokens", "several_tokens"),
        )
    },
    "training_tokens": "training.tokens",
    "flops": "training.flops",
    "gpu_hours": "training.gpu_hours",
    "spent": "training.cost",
}

LISTS = ("connector", "architecture.fused", "vision.grids", "input")
GROUPS = "attention.groups.span"
GIVEN = frozenset(
    {"params", "layers", "hidden", "heads", "kv_heads", "head_dim", "ffn", "visual_tokens", "training_tokens"}
)
"""The numbers that can be given."""
SIZES = frozenset(
    {"params", "exact_params", "active_params", "context", "training_tokens", "flops", "gpu_hours", "spent"}
)
"""The numbers that say nothing of layers and pictures."""


def path_of(name: str) -> str:
    """Return the dotted field of the short name of a number."""
    return FIELDS.get(name, name)
