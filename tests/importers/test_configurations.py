"""Configurations of released models, held against the records, which people wrote from other places.

The files have the numbers of the published ones; the keys that no importer looks at are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.data import DATA, REAL
from mmkb.corpus.folder import DataFolder
from mmkb.importers.draft import File
from mmkb.importers.families import FAMILIES
from mmkb.importers.registry import IMPORTERS, read
from mmkb.importers.run import imported
from mmkb.index.index import Index
from mmkb.index.open import build_file

CONFIGURATIONS = sorted((REAL / "config").glob("*.json"))
OTHERWISE = {
    ("llava-1.5-7b", "context"): "2048",  # trained with less than its language model has positions for
    ("mistral-7b-v0.1", "context"): "8192",
    ("phi-3-mini-4k-instruct", "attention.window"): "2048",
    ("qwen2.5-vl-7b", "context"): "32768",
    ("qwen3-8b", "context"): "131072",
    ("qwen3-30b-a3b", "context"): "131072",
}
"""What the records have from other places, as they are to be read."""


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("shipped") / "index.sqlite"
    build_file(DATA, path)
    index = Index(DataFolder(DATA, "the shipped data", path))
    yield index
    index.close()


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: path.stem)
def test_a_configuration_says_what_the_record_says(path: Path, shipped: Index) -> None:
    plan = imported(shipped, [path], into=path.stem, source="hf:owner/name")
    assert plan.counts()["same"] >= 4
    rivals = {(said.record, said.field): said.recorded for said in plan.said if said.outcome == "differs"}
    assert rivals == {key: value for key, value in OTHERWISE.items() if key in rivals}
    assert not any(said.field == "name" for said in plan.said), "it is on record"


def facts(**config: object) -> dict[str, object]:
    import json

    draft = read(IMPORTERS["config"], File("config.json", json.dumps(config)))
    return {fact.path: fact.value for fact in draft.facts}


SMALL = {
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "vocab_size": 100,
}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"model_type": "llama"}, {"mechanism": "gqa", "head_dim": 8, "kv_heads": 2}),
        ({"model_type": "llama", "num_key_value_heads": 8}, {"mechanism": "mha"}),
        ({"model_type": "llama", "num_key_value_heads": 1}, {"mechanism": "mqa"}),
        ({"model_type": "llama", "num_key_value_heads": None}, {"kv_heads": 8, "mechanism": "mha"}),
        ({"model_type": "llama", "num_attention_heads": 7}, {"head_dim": None}),
        ({"model_type": "mistral", "sliding_window": 32}, {"span": "window", "window": 32, "groups": None}),
        ({"model_type": "mistral", "sliding_window": None}, {"span": None, "window": None}),
        ({"model_type": "qwen2", "sliding_window": 32, "use_sliding_window": False}, {"groups": None, "window": None}),
        (
            {"model_type": "qwen2", "sliding_window": 32, "use_sliding_window": True, "max_window_layers": 1},
            {"groups": [{"count": 1}, {"count": 3, "span": "window"}], "window": 32},
        ),
        ({"model_type": "gemma2", "sliding_window": 8}, {"groups": [{"count": 2, "span": "window"}, {"count": 2}]}),
        ({"model_type": "gemma2"}, {"groups": None, "window": None}),
        (
            {"model_type": "gemma3n_text", "sliding_window": 8, "num_kv_shared_layers": 2,
             "layer_types": ["sliding_attention", "full_attention"] * 2},
            {"groups": [{"count": 1, "span": "window"}, {"count": 1}, {"count": 2, "span": "shared"}]},
        ),
        (
            {"model_type": "llama4_text", "attention_chunk_size": 16},
            {"groups": [{"count": 3, "span": "chunk"}, {"count": 1}], "window": 16},
        ),
        (
            {"model_type": "mllama_text_model", "cross_attention_layers": [1]},
            {"groups": [{"count": 3}, {"count": 1, "span": "image"}]},
        ),
        (
            {"model_type": "jamba", "attn_layer_period": 4, "attn_layer_offset": 1, "mamba_d_state": 2, "mamba_d_conv": 3,
             "mamba_expand": 2},
            {"groups": [{"count": 3, "span": "state", "mechanism": "mamba", "state": 640}, {"count": 1}]},
        ),
        (
            {"model_type": "qwen3_next", "linear_num_key_heads": 1, "linear_num_value_heads": 2, "linear_key_head_dim": 4,
             "linear_value_head_dim": 8, "linear_conv_kernel_dim": 2},
            {"groups": [{"count": 3, "span": "state", "mechanism": "gated-delta-net", "state": 112}, {"count": 1}]},
        ),
        (
            {"model_type": "deepseek_v3", "kv_lora_rank": 16, "qk_rope_head_dim": 4},
            {"mechanism": "mla", "latent_dim": 16, "rope_dim": 4},
        ),
        ({"model_type": "falcon", "multi_query": False}, {"kv_heads": 8, "mechanism": "mha"}),
    ],
)  # fmt: skip
def test_attention_by_layers(config: dict[str, object], expected: dict[str, object]) -> None:
    found = facts(**{**SMALL, **config})
    assert {name: found.get(f"attention.{name}") for name in expected} == expected


@pytest.mark.parametrize(
    ("config", "shared", "because"),
    [
        ({"n_shared_experts": 2}, 2, None),
        ({"shared_expert_intermediate_size": 32}, 1, "one shared expert has a width of its own"),
        ({}, None, None),
    ],
)
def test_the_reason_for_a_shared_expert_is_of_nothing_else(
    config: dict[str, object], shared: int | None, because: str | None
) -> None:
    import json

    mixture = {"model_type": "qwen2_moe", "num_experts": 8, "intermediate_size": 128, "first_k_dense_replace": 1}
    text = json.dumps({**SMALL, **mixture, **config})
    found = {fact.path: fact for fact in read(IMPORTERS["config"], File("config.json", text)).facts}
    said = found.get("architecture.shared_experts")
    assert (said and said.value, said and said.because) == (shared, because)
    assert (found["architecture.dense_ffn"].value, found["architecture.dense_ffn"].because) == (128, None)


def test_what_mamba_calls_intermediate_is_no_feed_forward() -> None:
    own = {**SMALL, "model_type": "mamba", "intermediate_size": 128}
    assert "architecture.ffn" not in facts(**own)
    assert facts(**{**own, "model_type": "jamba"})["architecture.ffn"] == 128


@pytest.mark.parametrize("model_type", FAMILIES)
def test_every_family_is_read(model_type: str) -> None:
    own = {**SMALL, "model_type": model_type}
    found = facts(**own, text_config=SMALL, vision_config={"image_size": 28, "patch_size": 14})
    assert found["architecture.style"] == FAMILIES[model_type].style
    assert {"type", "input", "output"} <= set(found)
    assert found.get("attention.layers", 4) == 4
    assert found["vision.resolution"] == 28


def test_a_default_is_not_read_but_inferred() -> None:
    draft = read(IMPORTERS["config"], File("config.json", '{"model_type": "llama", "vocab_size": 5}'))
    because = {fact.path: fact.because for fact in draft.facts}
    assert because["attention.layers"] == "the default of the configuration class"
    assert because["architecture.vocabulary"] is None
