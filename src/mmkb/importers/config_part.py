"""A part of a `config.json`: its counts by the names that classes give them, its values of a kind, the facts of them."""

from __future__ import annotations

from typing import Any

from mmkb.importers.draft import Draft, Fact, File, MalformedError
from mmkb.importers.families import Family
from mmkb.importers.parse import part

_MOST = 10**12
_SAME = {
    "num_hidden_layers": ("n_layer", "num_layers", "decoder_layers"),
    "hidden_size": ("n_embd", "d_model"),
    "num_attention_heads": ("n_head", "decoder_attention_heads"),
    "intermediate_size": ("ffn_dim", "n_inner", "decoder_ffn_dim", "ffn_hidden_size"),
    "max_position_embeddings": ("n_positions", "max_target_positions"),
    "num_experts": ("num_local_experts", "n_routed_experts"),
    "num_experts_per_tok": ("top_k_experts",),
}
_DEFAULT = "the default of the configuration class"


class Part:
    """What is read now of a configuration, under which key it stands in the file, and the draft for its facts."""

    def __init__(self, file: File, config: dict[str, Any], family: Family) -> None:
        self.file = file
        self.draft = Draft()
        self.family, self.key = family, ""
        self.config = config

    def add(self, path: str, value: object, because: str | None = None, key: str | None = None) -> None:
        """Note a fact; one without a value is none."""
        if value is not None:
            self.draft.facts.append(Fact(path, value, self.file.at(self.key if key is None else key), because))

    def number(self, key: str, holder: dict[str, Any] | None = None) -> int | None:
        """Return a count by the key or one that means the same; zero and null are none."""
        config = self.config if holder is None else holder
        place = f"{self.key}." if self.key and holder is None else ""
        for name in (key, *_SAME.get(key, ())):
            found: int | None = part(self.file, config, name, int, place=place)
            if found is not None:
                if not 0 <= found <= _MOST:
                    raise MalformedError(self.file.name, f"{place}{name} is {found}, which is no count")
                return found or None
        return None

    def part(self, key: str, kind: type) -> Any:  # noqa: ANN401 JSON again
        """Return what stands under a key of the part that is read; raises MalformedError where it is not of this kind."""
        return part(self.file, self.config, key, kind, place=f"{self.key}." if self.key else "")

    def malformed(self, key: str, message: str) -> MalformedError:
        """Return the error that the value of a key cannot be."""
        return MalformedError(self.file.name, f"{self.key}.{key} {message}" if self.key else f"{key} {message}")

    def known(self, key: str) -> tuple[int | None, str | None]:
        """Return a count, and why it is what it is where the configuration leaves it to its class."""
        found = self.number(key)
        if found is None and key in self.family.defaults:
            return self.family.defaults[key], _DEFAULT
        return found, None
