"""The families of model configurations that transformers writes, and how each arranges its layers.

A configuration leaves out what its class sets by itself, above all in its nested parts: the numbers here are those of the
classes (huggingface/transformers, `src/transformers/models/*/configuration_*.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Config = Mapping[str, Any]
Spans = Callable[[Config, int], list[str]]
"""What each of so many layers keeps: `all`, `window`, `chunk`, `state`, `shared`, `image`."""


@dataclass(frozen=True, slots=True)
class Family:
    """How the configurations of one `model_type` are read.

    `spans` says what each layer keeps. `one_per_head`: where no number of key/value heads is given, there are as many
    as query heads. `gated` activations are multiplied with a second projection. `feeds` says that layers have a feed-forward
    part: Mamba's have none, and its `intermediate_size` is the width of the state. `takes` are the modalities beside text.
    """

    style: str = "decoder-only"
    spans: Spans | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    one_per_head: bool = False
    gated: bool = True
    feeds: bool = True
    mechanism: str | None = None
    linear: str | None = None
    takes: tuple[str, ...] = ()


def _all(_: Config, layers: int) -> list[str]:
    return ["all"] * layers


def _window(config: Config, layers: int) -> list[str]:
    return ["window" if config.get("sliding_window") else "all"] * layers


def _upper(config: Config, layers: int) -> list[str]:
    """Qwen2 and later: the window is off unless it is asked for, and then the lowest layers go without it."""
    if not (config.get("use_sliding_window") and config.get("sliding_window")):
        return ["all"] * layers
    first = config.get("max_window_layers") or 0
    return ["window" if number >= first else "all" for number in range(layers)]


def _every(period: int, other: str = "window", *, key: str = "sliding_window_pattern") -> Spans:
    """Return spans in which each `period`-th layer keeps all tokens."""

    def spans(config: Config, layers: int) -> list[str]:
        step = config.get(key) or period
        return [other if number % step else "all" for number in range(1, layers + 1)]

    return spans


def _jamba(config: Config, layers: int) -> list[str]:
    period, offset = config.get("attn_layer_period") or 8, config.get("attn_layer_offset", 4)
    return ["all" if number % period == offset else "state" for number in range(layers)]


def _state(_: Config, layers: int) -> list[str]:
    return ["state"] * layers


def _crossing(config: Config, layers: int) -> list[str]:
    crossing = config.get("cross_attention_layers") or ()
    return ["image" if number in crossing else "all" for number in range(layers)]


def _chunks(config: Config, layers: int) -> list[str]:
    """Llama 4: layers with rotary positions attend in chunks, every fourth has none and keeps everything."""
    rotary = config.get("no_rope_layers") or [number % 4 for number in range(1, layers + 1)]
    return ["chunk" if number < len(rotary) and rotary[number] else "all" for number in range(layers)]


_LLAMA = {
    "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "intermediate_size": 11008,
    "vocab_size": 32000, "max_position_embeddings": 2048,
}  # fmt: skip
_MISTRAL = {
    **_LLAMA, "num_key_value_heads": 8, "intermediate_size": 14336, "max_position_embeddings": 131072,
}  # fmt: skip
_QWEN2 = {
    "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
    "intermediate_size": 22016, "vocab_size": 151936, "max_position_embeddings": 32768,
}  # fmt: skip
_GEMMA3 = {
    "hidden_size": 2304, "num_hidden_layers": 26, "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
    "intermediate_size": 9216, "vocab_size": 262208, "max_position_embeddings": 131072, "sliding_window": 4096,
}  # fmt: skip
_QWEN3_NEXT = {
    "hidden_size": 2048, "num_hidden_layers": 48, "num_attention_heads": 16, "num_key_value_heads": 2, "head_dim": 256,
    "vocab_size": 151936, "max_position_embeddings": 32768, "linear_conv_kernel_dim": 4, "linear_key_head_dim": 128,
    "linear_value_head_dim": 128, "linear_num_key_heads": 16, "linear_num_value_heads": 32,
}  # fmt: skip

_SEES = ("image",)
_FILMS = ("image", "video")

FAMILIES: dict[str, Family] = {
    "llama": Family(spans=_all, defaults=_LLAMA, one_per_head=True),
    "mistral": Family(spans=_window, defaults=_MISTRAL),
    "ministral": Family(spans=_window),
    "mixtral": Family(spans=_window),
    "qwen2": Family(spans=_upper, defaults=_QWEN2),
    "qwen2_moe": Family(spans=_upper),
    "qwen3": Family(spans=_upper),
    "qwen3_moe": Family(spans=_upper),
    "qwen3_next": Family(
        spans=_every(4, "state", key="full_attention_interval"), defaults=_QWEN3_NEXT, linear="gated-delta-net"
    ),
    "gemma": Family(spans=_all),
    "gemma2": Family(spans=_every(2)),
    "gemma3_text": Family(spans=_every(6), defaults=_GEMMA3),
    "gemma3n_text": Family(spans=_every(5)),
    "gemma4_text": Family(spans=_every(6)),
    "phi": Family(spans=_all, one_per_head=True, gated=False),
    "phi3": Family(spans=_window, one_per_head=True),
    "falcon": Family(spans=_all, gated=False),
    "deepseek_v2": Family(spans=_all, mechanism="mla"),
    "deepseek_v3": Family(spans=_all, mechanism="mla"),
    "gpt_oss": Family(spans=_every(2)),
    "opt": Family(spans=_all, one_per_head=True, gated=False),
    "gpt2": Family(spans=_all, one_per_head=True, gated=False),
    "gpt_neox": Family(spans=_all, one_per_head=True, gated=False),
    "olmo2": Family(spans=_all, one_per_head=True),
    "mamba": Family(spans=_state, linear="mamba", feeds=False),
    "falcon_mamba": Family(spans=_state, linear="mamba", feeds=False),
    "jamba": Family(spans=_jamba, linear="mamba"),
    "mllama_text_model": Family(spans=_crossing),
    "llama4_text": Family(spans=_chunks),
    "whisper": Family("encoder-decoder", spans=_all, one_per_head=True, gated=False, takes=("audio",)),
    "clip": Family("dual-encoder", takes=_SEES),
    "siglip": Family("dual-encoder", takes=_SEES),
    "llava": Family(takes=_SEES),
    "llava_next": Family(takes=_SEES),
    "llava_next_video": Family(takes=_FILMS),
    "llava_onevision": Family(takes=_FILMS),
    "vipllava": Family(takes=_SEES),
    "idefics": Family(takes=_SEES),
    "idefics2": Family(takes=_SEES),
    "idefics3": Family(takes=_SEES),
    "smolvlm": Family(takes=_FILMS),
    "qwen2_vl": Family(takes=_FILMS),
    "qwen2_5_vl": Family(takes=_FILMS),
    "qwen3_vl": Family(takes=_FILMS),
    "qwen3_vl_moe": Family(takes=_FILMS),
    "blip-2": Family(takes=_SEES),
    "instructblip": Family(takes=_SEES),
    "paligemma": Family(takes=_SEES),
    "mllama": Family(takes=_SEES),
    "llama4": Family(takes=_SEES),
    "gemma3": Family(takes=_SEES),
    "gemma3n": Family(takes=("image", "audio")),
    "gemma4": Family(takes=_SEES),
}
"""The families by `model_type`. One without `spans` has its language model in a nested part, or none."""

TEXT_OF = {
    "llava": "llama", "llava_next": "llama", "vipllava": "llama", "llava_next_video": "llama", "llava_onevision": "qwen2",
    "idefics": "llama", "idefics2": "mistral", "idefics3": "llama", "smolvlm": "llama", "gemma3": "gemma3_text",
    "gemma3n": "gemma3n_text", "gemma4": "gemma4_text", "paligemma": "gemma", "mllama": "mllama_text_model",
    "llama4": "llama4_text", "qwen2_vl": "qwen2", "qwen2_5_vl": "qwen2", "qwen3_vl": "qwen3", "qwen3_vl_moe": "qwen3_moe",
    "blip-2": "opt", "instructblip": "llama", "qwen2_vl_text": "qwen2", "qwen2_5_vl_text": "qwen2", "qwen3_vl_text": "qwen3",
    "qwen3_vl_moe_text": "qwen3_moe",
}  # fmt: skip
"""The family of the language model inside, where its own part does not say; and what some of these call themselves."""
FLAT = frozenset(("idefics", "qwen2_vl", "qwen2_5_vl"))
"""Those that may write the numbers of their language model beside the part of the vision encoder."""
ENCODERS = {
    "clip_vision_model": "clip", "siglip_vision_model": "siglip", "siglip2_vision_model": "siglip",
}  # fmt: skip
"""The family of models that a vision encoder belongs to."""
