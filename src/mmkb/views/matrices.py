"""The matrices of a model that adapters can be put on, as far as its record tells them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from mmkb.errors import UsageError
from mmkb.formulas.kv_cache import Layers
from mmkb.formulas.matrices import (
    ATTENDING,
    ATTENTION,
    FEED_FORWARD,
    LATENT,
    Factors,
    FeedForward,
    Matrix,
    adapted,
    attention_matrices,
    feed_forward_matrices,
)
from mmkb.views.anatomy import Anatomy


def matrices(model: Anatomy, targets: Collection[str]) -> tuple[list[Matrix], list[str]]:
    """Return the matrices that hold the targets, of all layers and both stacks, and what is to be said of them.

    Raises UsageError that names the field that is missing.
    """
    hidden, found, said = model.need("hidden"), [], []
    if set(targets) & set(ATTENTION):
        groups = _stacks(model)
        fused = "qkv" in model.fused
        gate = bool(model.numbers.get("query_gate"))
        factors = _factors(model, groups, targets)
        found += attention_matrices(groups, hidden, fused=fused, query_gate=gate, factors=factors)
        said += _said_of_attention(model, groups, targets, fused=fused)
    if set(targets) & set(FEED_FORWARD):
        parts, remarks = _feed_forward(model)
        found += feed_forward_matrices(parts, hidden, fused="gate-up" in model.fused)
        said += remarks + _said_of_gates(model, targets)
    return adapted(found, targets), said


def _stacks(model: Anatomy) -> tuple[Layers, ...]:
    """Return the layers of the decoder, its cross-attention and, where there are two stacks, the encoder."""
    groups = model.layers()
    if model.numbers.get("style") != "encoder-decoder":
        return groups
    return (*groups, replace(groups[0], count=model.need("encoder_layers")))


def _factors(model: Anatomy, groups: Sequence[Layers], targets: Collection[str]) -> Factors | None:
    """Return the sizes of what latent attention is made of, or None for any other attention."""
    if all(layers.latent_dim is None for layers in groups):
        _refuse(model, targets, LATENT, "attention has no latent")
        return None
    factors = Factors(model.need("query_latent_dim"), model.need("nope_dim"), model.need("value_dim"))
    if not factors.query_latent:
        _refuse(model, targets, ("q_a", "q_b"), "queries are made without a latent")
    return factors


def _refuse(model: Anatomy, targets: Collection[str], names: Collection[str], why: str) -> None:
    """Raise UsageError where one of the targets has a name that no matrix of the model has."""
    named = [name for name in targets if name in names]
    if named:
        raise UsageError(f"{model.id}: {why}, so there is no {', '.join(named)}", "adapt q, k, v or o")


def _feed_forward(model: Anatomy) -> tuple[list[FeedForward], list[str]]:
    """Return the feed-forward parts: of layers, of experts in a mixture, of shared experts, which are one part as wide."""
    layers = model.numbers.get("ffn_layers") or model.need("layers")
    if model.numbers.get("style") == "encoder-decoder":
        layers += model.need("encoder_layers")
    gated = _gated(model.numbers.get("activation"))
    if not model.numbers.get("experts"):
        return [FeedForward(layers, model.need("ffn"), gated)], []
    experts = model.need("experts")
    dense, shared = (model.numbers.get(name) for name in ("dense_layers", "shared_experts"))
    mixed = layers - (dense or 0)
    parts = [FeedForward(mixed * experts, model.need("ffn"), gated)]
    if shared:
        parts.append(FeedForward(mixed, shared * model.need("ffn"), gated))
    if dense:
        parts.append(FeedForward(dense, model.need("dense_ffn"), gated))
    said = [f"{experts} experts in each of {mixed} layers"]
    if dense is None:
        said.append("at most: whether layers are without experts is not recorded (architecture.dense_layers)")
    if shared is None:
        said.append("at least: whether experts are shared is not recorded (architecture.shared_experts)")
    return parts, said


def _gated(activation: str | None) -> bool:
    """Return whether an activation has a gate, as SwiGLU and GEGLU have; where it is not known, as most have."""
    return activation is None or "GLU" in activation.upper()


def _said_of_attention(model: Anatomy, groups: Sequence[Layers], targets: Collection[str], *, fused: bool) -> list[str]:
    said = []
    without = sum(layers.count for layers in groups if layers.span not in ATTENDING)
    if without:
        said.append(f"{without} of {model.numbers['layers']} layers have no such attention and are left out")
    if fused and set(targets) & {"q", "k", "v"}:
        said.append("q, k and v are one matrix")
    if any(layers.latent_dim is not None for layers in groups) and set(targets) & {"q", "k", "v"}:
        made = "q is q_a and q_b, " if model.numbers.get("query_latent_dim") else ""
        said.append(f"latent attention: {made}k and v are kv_a and kv_b")
    if model.numbers.get("style") == "encoder-decoder":
        said.append("encoder, decoder and cross-attention")
    return said


def _said_of_gates(model: Anatomy, targets: Collection[str]) -> list[str]:
    activation = model.numbers.get("activation")
    if "gate" in targets and activation is None:
        return ["at most: whether there is a gate is not recorded (architecture.activation)"]
    if "gate" in targets and not _gated(activation):
        return [f"no gate: the activation is {activation}"]
    if "gate-up" in model.fused and {"gate", "up"} & set(targets):
        return ["gate and up are one matrix"]
    return []
