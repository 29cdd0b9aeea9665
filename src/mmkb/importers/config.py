"""A `config.json` of transformers: layers, heads, context, vocabulary, and how the model sees."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mmkb.importers.config_part import Part
from mmkb.importers.draft import Draft, Fact, File, Left, MalformedError
from mmkb.importers.families import ENCODERS, FAMILIES, FLAT, TEXT_OF, Family
from mmkb.importers.parse import object_of, part

_MOST_LAYERS = 10_000
_TYPES = {
    "full_attention": "all",
    "sliding_attention": "window",
    "chunked_attention": "chunk",
    "linear_attention": "state",
}
_GATED = {"silu": "SwiGLU", "swish": "SwiGLU", "gelu_pytorch_tanh": "GEGLU", "gelu": "GEGLU"}
_COUNTS = "kind by the counts of heads"


def read(file: File) -> Draft:
    """Return the facts of a configuration; raises MalformedError, also for a family that is not in the table."""
    config = object_of(file)
    model_type = part(file, config, "model_type", str)
    if model_type is None:
        raise MalformedError(file.name, "model_type is missing", hint="import the config.json of a transformers model")
    family = FAMILIES.get(model_type)
    if family is None:
        known = ", ".join(sorted(FAMILIES))
        raise MalformedError(
            file.name, f"model_type {model_type!r} is not in the table of families", hint=f"known: {known}"
        )
    return _Reading(file, config, model_type, family).draft


class _Reading(Part):
    """One configuration on its way to facts."""

    def __init__(self, file: File, config: dict[str, Any], model_type: str, family: Family) -> None:
        super().__init__(file, config, family)
        self.whole(model_type, config)
        if family.spans is None and family.style == "decoder-only":
            self.inside(model_type, config)
        if self.family.spans is not None:
            self.language_model()
        tower = part(file, config, "mm_vision_tower", str)
        if tower is not None:
            self.draft.parts.append(Fact("vision.encoder", tower, file.at("mm_vision_tower")))
        vision = part(file, config, "vision_config", dict)
        if vision is not None:
            self.vision(model_type, config, vision)

    def whole(self, model_type: str, config: dict[str, Any]) -> None:
        """Note what the class says: what it takes and how it is arranged."""
        takes, makes = ["text", *self.family.takes], "text"
        if model_type == "whisper":
            takes, type_ = ["audio"], "speech-model"
        elif self.family.style == "dual-encoder":
            type_, makes = "vision-language-encoder", "embedding"
        else:
            type_ = "multimodal-llm" if self.family.takes else "language-model"
        for path, value in (("type", type_), ("input", takes), ("output", [makes])):
            self.add(path, value, f"what models of the type {model_type} take and make", "model_type")
        self.add(
            "architecture.style", self.family.style, f"how models of the type {model_type} are arranged", "model_type"
        )
        self.add("architecture.tied", part(self.file, config, "tie_word_embeddings", bool))

    def inside(self, model_type: str, config: dict[str, Any]) -> None:
        """Go to the part of the language model."""
        key = next((key for key in ("text_config", "llm_config") if config.get(key) is not None), "")
        if key:
            self.config = part(self.file, config, key, dict)
            self.key = key
            self.name_of("backbone", self.config)
        elif model_type not in FLAT and "mm_vision_tower" not in self.config:  # as LLaVA's own code writes it
            raise MalformedError(self.file.name, "text_config is missing", hint="a configuration of this type has one")
        own = part(self.file, self.config, "model_type", str, place=f"{key}." if key else "")
        called = TEXT_OF.get(own or model_type, own or "") if own != model_type else TEXT_OF[model_type]
        if called not in FAMILIES:
            self.draft.left.append(Left("attention", f"the language model's type {called!r} is not in the table"))
            return
        self.family = FAMILIES[called]

    def name_of(self, path: str, config: dict[str, Any]) -> None:
        name = part(self.file, config, "_name_or_path", str)
        if name and "/" in name:
            self.draft.parts.append(Fact(path, name, self.file.at(self.key)))

    def language_model(self) -> None:
        for path, key in (
            ("attention.layers", "num_hidden_layers"),
            ("attention.hidden", "hidden_size"),
            ("architecture.vocabulary", "vocab_size"),
        ):
            self.add(path, *self.known(key))
        self.add("attention.encoder_layers", self.number("encoder_layers"))
        self.context()
        self.heads()
        self.layers()
        if self.family.feeds:
            self.feed_forward()

    def context(self) -> None:
        name = "rope_scaling" if self.config.get("rope_scaling") else "rope_parameters"
        scaling = self.part(name, dict) or {}
        kind = next(
            (found for key in ("rope_type", "type") if (found := part(self.file, scaling, key, str, place=f"{name}."))),
            None,
        )
        if kind in (None, "default", "llama3", "longrope", "proportional", "mrope"):
            self.add("context", *self.known("max_position_embeddings"))
        else:
            self.draft.left.append(Left("context", f"positions are scaled ({kind}), so the file does not say how far"))

    def heads(self) -> None:
        heads, why = self.known("num_attention_heads")
        self.add("attention.heads", heads, why)
        if heads is None:
            return
        if self.family.mechanism == "mla":
            self.add("attention.mechanism", "mla", "what the class of the configuration computes", "model_type")
            for path, key in (
                ("latent_dim", "kv_lora_rank"),
                ("rope_dim", "qk_rope_head_dim"),
                ("head_dim", "v_head_dim"),
                ("index_dim", "index_head_dim"),
            ):
                self.add(f"attention.{path}", self.number(key))
            return
        kv_heads, why = self.key_value_heads(heads)
        self.add("attention.kv_heads", kv_heads, why)
        if kv_heads is not None:
            self.add("attention.mechanism", "mha" if kv_heads == heads else "mqa" if kv_heads == 1 else "gqa", _COUNTS)
        head_dim, why = self.known("head_dim")
        hidden, _ = self.known("hidden_size")
        if head_dim is None and hidden is not None and hidden % heads == 0:
            head_dim, why = hidden // heads, "hidden size / heads"
        self.add("attention.head_dim", head_dim, why)

    def key_value_heads(self, heads: int) -> tuple[int | None, str | None]:
        if "multi_query" in self.config:  # Falcon
            if self.part("new_decoder_architecture", bool):
                return self.number("num_kv_heads"), None
            return (1, "multi_query is set") if self.part("multi_query", bool) else (heads, "multi_query is not set")
        found, why = self.known("num_key_value_heads")
        if found is not None and found > heads:
            raise self.malformed("num_key_value_heads", f"is {found}, more than the {heads} heads")
        if found is None and self.family.one_per_head:
            return heads, "no key/value heads given, so one per head"
        return found, why

    def spans(self, layers: int) -> list[str]:
        """Return what each layer keeps, by the list of the configuration or by the rule of its class."""
        types = self.part("layer_types", list)
        assert self.family.spans is not None
        if types is None:
            found = self.family.spans({**self.family.defaults, **self.config}, layers)
        elif len(types) != layers or not all(isinstance(kind, str) and kind in _TYPES for kind in types):
            message = f"layer_types does not say of each of {layers} layers which it is: {', '.join(_TYPES)}"
            raise MalformedError(self.file.name, message)
        else:
            found = [_TYPES[kind] for kind in types]
        shared = self.number("num_kv_shared_layers") or 0
        if shared > layers:
            raise self.malformed("num_kv_shared_layers", f"is {shared}, more than the {layers} layers")
        return [*found[: layers - shared], *["shared"] * shared]

    def layers(self) -> None:
        layers, _ = self.known("num_hidden_layers")
        if layers is None:
            return
        if layers > _MOST_LAYERS:
            raise self.malformed("num_hidden_layers", f"is {layers}, more than any model has")
        try:
            counted = Counter(self.spans(layers))
        except (TypeError, KeyError):
            raise MalformedError(self.file.name, "what says how its layers alternate is of the wrong type") from None
        length, why = self.known("attention_chunk_size" if "chunk" in counted else "sliding_window")
        if {"window", "chunk"} & set(counted):
            self.add("attention.window", length, why)
            if length is None:
                self.draft.left.append(Left("attention.groups", "the length of the window is not stated"))
                return
        groups = [{"count": count, **self.kind(span)} for span, count in counted.items()]
        if len(groups) > 1:
            self.add("attention.groups", groups, "the list of layers")
        elif only := {key: value for key, value in groups[0].items() if key != "count"}:
            for name, value in only.items():
                self.add(f"attention.{name}", value, "all layers are alike")

    def kind(self, span: str) -> dict[str, Any]:
        if span == "all":
            return {}
        if span != "state" or self.family.linear is None:
            return {"span": span}
        state = self.state()
        return {"span": "state", "mechanism": self.family.linear, **({"state": state} if state else {})}

    def state(self) -> int | None:
        """Return how many numbers a layer with a state keeps: the state and the last inputs of its convolution."""
        if self.family.linear == "gated-delta-net":
            names = ("num_key_heads", "key_head_dim", "num_value_heads", "value_head_dim", "conv_kernel_dim")
            found = [self.known(f"linear_{name}")[0] for name in names]
            if None in found:
                return None
            keys, key, values, value, kernel = (number or 0 for number in found)
            return values * key * value + kernel * (2 * keys * key + values * value)
        alike = (
            ("hidden_size",),
            ("mamba_d_state", "state_size"),
            ("mamba_d_conv", "conv_kernel"),
            ("mamba_expand", "expand"),
        )
        found = [next((number for key in keys if (number := self.known(key)[0])), None) for keys in alike]
        if None in found:
            return None
        hidden, size, kernel, expand = (number or 0 for number in found)
        return expand * hidden * (size + kernel)

    def feed_forward(self) -> None:
        width, why = self.known("intermediate_size")
        act = self.part("hidden_act", str) or self.part("hidden_activation", str)
        if self.family.gated and act in _GATED:
            self.add("architecture.activation", _GATED[act], f"gated, with {act}")
        experts = self.number("num_experts")
        if experts is None or experts == 1:
            self.add("architecture.ffn", width, why)
            return
        own = self.number("moe_intermediate_size")
        self.add("architecture.ffn", own or width, None if own else why)
        self.add("architecture.experts", experts)
        active = self.number("num_experts_per_tok")
        if active is not None and active > experts:
            raise self.malformed("num_experts_per_tok", f"is {active}, more than the {experts} experts")
        self.add("architecture.active_experts", active)
        shared = self.number("n_shared_experts")
        if shared is None and self.number("shared_expert_intermediate_size"):
            self.add("architecture.shared_experts", 1, "one shared expert has a width of its own")
        else:
            self.add("architecture.shared_experts", shared)
        dense = self.number("first_k_dense_replace")
        if dense is not None:
            layers, _ = self.known("num_hidden_layers")
            if layers is not None and dense > layers:
                raise self.malformed("first_k_dense_replace", f"is {dense}, more than the {layers} layers")
            self.add("architecture.dense_layers", dense)
            self.add("architecture.dense_ffn", width, why)

    def vision(self, model_type: str, config: dict[str, Any], vision: dict[str, Any]) -> None:
        """Note the picture's size and its patches, and which encoder reads them."""
        self.config, self.key = vision, "vision_config"
        size, patch = self.number("image_size"), self.number("patch_size")
        if size and patch and patch > size:
            raise self.malformed("patch_size", f"is {patch}, more than the picture's {size}")
        self.add("vision.resolution", size)
        self.add("vision.patch", patch)
        self.add("vision.merge", self.number("spatial_merge_size"))
        self.add("vision.frame_merge", self.number("temporal_patch_size"))
        self.add("vision.tokens", self.number("mm_tokens_per_image", config), None, "mm_tokens_per_image")
        chosen = part(self.file, config, "vision_feature_select_strategy", str) or "default"
        if model_type in ("llava", "vipllava") and chosen == "default" and size and patch:
            self.add("vision.tokens", (size // patch) ** 2, "one token per patch")
        self.name_of("vision.encoder", vision)
        kind = part(self.file, vision, "model_type", str)
        if kind in ENCODERS and self.family.style == "decoder-only" and size and patch:
            shape = {"family": ENCODERS[kind], "resolution": size, "patch": patch}
            self.draft.parts.append(Fact("vision.encoder", shape, self.file.at(self.key)))
