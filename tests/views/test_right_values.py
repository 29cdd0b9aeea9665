"""Calculations on the data in the repository: values known from public reports, and everything counted a second way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from consumers import DATA
from mmkb.corpus.folder import DataFolder
from mmkb.corpus.strict_yaml import load
from mmkb.errors import UsageError
from mmkb.formulas.dtypes import GIB
from mmkb.index.index import Index
from mmkb.index.open import build_file
from mmkb.schema.unfold import variants
from mmkb.schema.values import quantity
from mmkb.views.calculated import Several
from mmkb.views.finetune import finetune
from mmkb.views.kv_cache import kv_cache
from mmkb.views.memory import memory
from mmkb.views.pictures import Pictures
from mmkb.views.room import Room
from mmkb.views.table import Table

ALL = ("q", "k", "v", "o", "gate", "up", "down")
"""What adapters are put on, whatever makes queries, keys and values."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("index") / "index.sqlite"
    build_file(DATA, path)
    opened = Index(DataFolder(DATA, "the shipped data", path))
    yield opened
    opened.close()


def rows(table: Table) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in table.rows]


def first(table: Table) -> dict[str, Any]:
    return rows(table)[0]


@pytest.mark.parametrize(
    ("name", "tokens", "given", "expected"),
    [
        ("gemma-3-4b", 131072, {}, 2_805_989_376),  # ollama/ollama#17037
        ("gemma-2-9b", 32768, {}, 6_341_787_648),
        ("gemma-2-27b", 32768, {}, 6_945_767_424),
        ("qwen3-4b", 1, {}, 147_456),  # LMCache/LMCache#688
        ("qwen3-32b", 1, {}, 262_144),
        ("gpt-oss-20b", 32768, {}, 808_452_096),  # NVIDIA/Model-Optimizer#2482
        ("gemma-3-12b", 32768, {}, 2_483_027_968),
        ("llama-3.1-405b", 131072, {}, 67_645_734_912),  # huggingface/blog#2345
        ("olmo-3-7b", 131072, {}, 18_790_481_920),
        ("minimax-text-01", 131072, {"kv_heads": [8]}, 5_368_709_120),  # InfiniTensor/InfiniLM#572
        ("gemma-3n-e4b", 32768, {"head_dim": [256]}, 285_212_672),  # unslothai/unsloth#5225
        ("llama-4-scout", 32768, {}, 2_818_572_288),  # vllm-project/vllm#19351
        ("starcoder2-15b", 16384, {}, 335_544_320),
        ("glm-4-9b-chat-1m", 1048576, {}, 85_899_345_920),  # zai-org/GLM-4#149
        ("mamba-2-2.7b", 4096, {}, 0),  # NVIDIA/Model-Optimizer#1377
    ],
)
def test_caches_of_public_reports(name: str, tokens: int, given: Several, expected: int, index: Index) -> None:
    assert first(kv_cache(index, [name], tokens=[tokens], given=given))["cache"] == expected


def test_chunks_bound_the_cache_and_states_are_no_cache(index: Index) -> None:
    assert "at most" in first(kv_cache(index, ["llama-4-scout"], given={}))["remark"]
    assert "no key/value cache" in first(kv_cache(index, ["mamba-2-2.7b"], given={}))["remark"]


def test_a_picture_is_in_the_sequence(index: Index) -> None:
    """LLaVA-1.5 puts 576 tokens of a picture into the sequence (haotian-liu/LLaVA#497)."""
    found = first(kv_cache(index, ["llava-1.5-7b"], tokens=[1000], pictures=Pictures(1), given={}))
    assert (found["tokens"], found["cache"]) == (1576, 826_277_888)


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("llava-1.5-7b", 24 * 24),
        (
            "llava-1.6-vicuna-7b",
            24 * 24 + 48 * 32 + 32,
        ),  # 2 × 2 tiles of 24 × 24 patches, a third of the height is padding
        ("llava-onevision-7b", 27 * 27 + 108 * 73 + 73),  # 4 × 3 tiles of 27 × 27 patches without padding
        ("minicpm-v-2.6", 64 * (3 * 2 + 1)),
        ("minicpm-o-2.6", 64 * (3 * 2 + 1)),
        ("minicpm-v-4.5", 64 * (3 * 2 + 1)),
        ("qwen2-vl-7b", 48 * 32),  # one token for 28 × 28 pixels
        ("qwen2.5-vl-72b", 48 * 32),
        ("qwen3-vl-8b", 42 * 28),  # one token for 32 × 32 pixels
        ("qwen3.5-27b", 42 * 28),
        ("qwen3-omni", 42 * 28),
        ("internvl3-8b", 256 * (3 * 2 + 1)),
        ("pixtral-12b", 43 * (64 + 1)),  # shrunk to 1,024 × 683 pixels, patches of 16, a break a row
        ("mistral-small-3.1-24b-instruct", 32 * (48 + 1)),
        ("gemma-3-27b", 256),
        ("gemma-3n-e4b", 256),
        ("llama-4-scout", 144 * (4 * 3 + 1)),
    ],
)
def test_a_picture_of_1344_by_896(name: str, tokens: int, index: Index) -> None:
    """Worked by hand from each family's own rule."""
    found = first(kv_cache(index, [name], tokens=[1], pictures=Pictures(1, (1344, 896)), given={}))
    assert found["tokens"] == 1 + tokens
    assert "vision" not in str(found["remark"])


@pytest.mark.parametrize(("name", "of_text", "crossing", "tile"), [
    ("llama-3.2-11b-vision", 32, 8, 40 * 40 + 1), ("llama-3.2-90b-vision", 80, 20, 40 * 40 + 1),
])  # fmt: skip
def test_tiles_that_layers_cross_attend_to(name: str, of_text: int, crossing: int, tile: int, index: Index) -> None:
    """Llama 3.2 Vision fits the picture into 2 × 2 tiles, whose tokens are not in the sequence."""
    found = first(kv_cache(index, [name], tokens=[1], pictures=Pictures(1, (1344, 896)), given={}))
    assert found["tokens"] == 1
    assert found["cache"] == (of_text + crossing * 4 * tile) * 2 * 8 * 128 * 2


def test_frames_and_several_pictures_of_llava_onevision(index: Index) -> None:
    """196 tokens a frame and 729 a picture of several, as its page says."""
    for pictures, tokens in ((Pictures(frames=32), 32 * 196), (Pictures(4, (1344, 896)), 4 * 729)):
        table = kv_cache(index, ["llava-onevision-7b"], tokens=[1], pictures=pictures, given={})
        assert first(table)["tokens"] == 1 + tokens


def test_a_shape_is_not_taken_from_a_release(index: Index) -> None:
    """Flamingo-3B stands on a Chinchilla of 1.4B, and only the 70B is recorded."""
    with pytest.raises(UsageError, match=r"attention\.layers, .* are not recorded"):
        kv_cache(index, ["flamingo-3b"], given={})


def test_an_encoder_has_no_cache(index: Index) -> None:
    found = first(kv_cache(index, ["bert-base"], given={}))
    assert (found["cache"], found["per_token"]) == (None, None)
    assert "an encoder" in found["remark"]
    stored = first(memory(index, ["bert-base"], room=Room(24 * GIB), given={}))
    assert stored["cache"] == 0


def test_what_is_nominal_is_not_what_is_held(index: Index) -> None:
    """GLM-4V-9B has nearly 14B parameters with its encoder (zai-org/GLM-4#673): it does not fit 24 GiB in 16 bits."""
    given = {"layers": [40], "heads": [32], "kv_heads": [2], "head_dim": [128]}
    found = first(memory(index, ["glm-4v-9b"], room=Room(24 * GIB, headroom=0), dtypes=["bf16"], given=given))
    assert found["weights"] == pytest.approx(28e9, rel=0.02)
    assert not found["fits"]


@pytest.mark.parametrize(
    ("name", "rank", "targets", "expected"),
    [
        ("mixtral-8x7b", 16, ALL, 240_123_904),  # huggingface/peft#1594
        ("qwen3-30b-a3b", 8, ALL[:4], 6_684_672),  # ml-explore/mlx-lm#571
        ("flan-t5-xl", 8, ("q", "v"), 4_718_592),
        ("opt-6.7b", 8, ALL[4:], 10_485_760),  # hiyouga/LlamaFactory#6081
        ("chatglm2-6b", 8, ALL[:3], 1_949_696),  # hiyouga/LlamaFactory#750
        ("llama-3-8b", 8, ("q", "v"), 3_407_872),
        ("gemma-7b", 8, ("q", "v"), 3_211_264),
        ("gemma-2b", 8, ("q", "v"), 921_600),
        ("llama-2-7b", 8, ("q", "v"), 4_194_304),
    ],
)
def test_adapters_of_public_reports(
    name: str, rank: int, targets: tuple[str, ...], expected: int, index: Index
) -> None:
    assert (
        first(finetune(index, [name], methods=["lora"], rank=rank, targets=targets, given={}))["trainable"] == expected
    )


def test_adapters_of_latent_attention_are_on_its_factors(index: Index) -> None:
    """DeepSeek-V3: 61 layers of q_a, q_b, kv_a, kv_b and o, worked by hand from its configuration."""
    q_a, q_b, kv_a, kv_b = 7168 + 1536, 1536 + 128 * 192, 7168 + 576, 512 + 128 * 256
    for targets, sizes in ((ALL[:4], q_a + q_b + kv_a + kv_b + 16384 + 7168), (("q", "v"), q_a + q_b + kv_a + kv_b),
                           (("q_b", "kv_b"), q_b + kv_b)):  # fmt: skip
        found = first(finetune(index, ["deepseek-v3"], methods=["lora"], rank=8, targets=targets, given={}))
        assert found["trainable"] == 8 * 61 * sizes


def test_no_gate_and_one_matrix_are_said(index: Index) -> None:
    def said(name: str, targets: tuple[str, ...]) -> str:
        return str(first(finetune(index, [name], methods=["lora"], targets=targets, given={}))["remark"])

    assert "no gate" in said("opt-6.7b", ALL[4:])
    assert "one matrix" in said("chatglm2-6b", ALL[:3])
    assert "8 experts in each of 32 layers" in said("mixtral-8x7b", ALL)


def explained(index: Index, name: str, **asked: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return formulas and inputs of the page that explains a cache."""
    from mmkb.commands.kv_cache import answer

    pages = answer(index, [name], explain=True, **asked)
    assert isinstance(pages, tuple)
    (page,) = pages
    return rows(page.tables[1]), rows(page.tables[2])


def test_an_answer_is_explained_by_what_it_needed(index: Index) -> None:
    formulas, inputs = explained(index, "llava-onevision-7b", image="1344x896", kv_heads=2)
    assert [row["what"] for row in formulas] == ["numbers per token", "as_mha", "cache", "grid", "frames"]
    values = {row["field"]: row["value"] for row in inputs}
    assert values["attention.layers of qwen2-7b-instruct"] == "28"
    assert (values["vision.tile"], values["attention.kv_heads"]) == ("384", "2")
    assert values["vision.grids"].startswith("1x1, 1x2")
    assert not {"params", "context", "architecture.activation"} & set(values)
    formulas, inputs = explained(index, "deepseek-v3")
    assert "latent attention" in [row["what"] for row in formulas]
    assert "vision.rule" not in {row["field"] for row in inputs}


@pytest.mark.parametrize("name", ["qwen3.5-9b", "gemma-3-27b", "llama-3.2-90b-vision", "internvl3-8b", "minicpm-v-2.6"])
def test_every_input_has_its_source(name: str, index: Index) -> None:
    _, inputs = explained(index, name, images=1)
    assert len(inputs) > 5
    assert [row["field"] for row in inputs if row["source"] is None] == []


# Everything a second time, from the files: layer by layer, matrix by matrix, with code of its own.


def recorded() -> Iterator[dict[str, Any]]:
    """Yield every variant of every model as the file has it."""
    for path in sorted((DATA / "models").glob("*.yaml")):
        document = load(path.read_bytes())
        assert isinstance(document, dict)
        yield from variants(document)


def number(value: object) -> int | None:
    return int(quantity(value)) if isinstance(value, (int, str)) and str(value)[:1].isdigit() else None


def each_layer(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what each layer of a model is, one mapping a layer."""
    attention = {key: value for key, value in row.get("attention", {}).items() if key != "groups"}
    groups = row.get("attention", {}).get("groups") or [{"count": number(attention.get("layers")) or 0}]
    for group in groups:
        for _ in range(group["count"]):
            layer = {**attention, **{key: value for key, value in group.items() if key != "count"}}
            layer["span"] = group.get("span") or (
                "all" if "groups" in row.get("attention", {}) else attention.get("span", "all")
            )
            yield layer


def key_heads(layer: Mapping[str, Any]) -> int:
    """Return the key/value heads of a layer; a mechanism may say them."""
    by_mechanism = {"mha": layer["heads"], "mqa": 1}
    return int(layer["kv_heads"] if "kv_heads" in layer else by_mechanism[layer["mechanism"]])


def kept_by(layer: Mapping[str, Any], tokens: int) -> int:
    """Return how many numbers one layer keeps of so many tokens."""
    if layer["span"] in ("state", "none", "shared", "image"):
        return 0
    one = sum(number(layer.get(part)) or 0 for part in ("latent_dim", "rope_dim", "index_dim"))
    if number(layer.get("latent_dim")) is None:
        one += key_heads(layer) * (number(layer["head_dim"]) or 0) * 2
    limit = number(layer.get("window")) if layer["span"] in ("window", "chunk") else None
    return one * sum(1 for token in range(tokens) if limit is None or token >= tokens - limit)


def state_of(row: Mapping[str, Any]) -> int | None:
    """Return how many numbers the states of all layers take; None where the size of one is not recorded."""
    states = [
        0 if layer["span"] == "none" else number(layer.get("state", None if layer["span"] == "state" else 0))
        for layer in each_layer(row)
    ]
    known = [state for state in states if state is not None]
    return sum(known) if len(known) == len(states) else None


TOKENS = 300


def whole(rows_: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every variant; one without layers of its own has those of the one checkpoint that its backbone names."""
    for id_, row in rows_.items():
        named = row.get("backbone")
        lent = rows_.get(named if isinstance(named, str) else "")
        if lent is None or number(row.get("attention", {}).get("layers")) is not None:
            yield id_, row
        else:
            parts = ("attention", "architecture")
            yield id_, {**row, **{part: {**lent.get(part, {}), **row.get(part, {})} for part in parts}}


def test_the_cache_of_every_variant_is_what_a_loop_over_its_layers_counts(index: Index) -> None:
    """Every row is compared, or says why it has no cache or what is missing."""
    own = dict(whole({row["id"]: row for row in recorded()}))
    found = {row["model"]: row for row in rows(kv_cache(index, ["has:id"], tokens=[TOKENS], dtype="int8", given={}))}
    assert set(found) == set(own)
    compared = 0
    for id_, row in own.items():
        if found[id_]["cache"] is None:
            assert str(found[id_]["remark"]).startswith(("no cache: ", "not calculated: attention.")), id_
            continue
        counted = sum(kept_by(layer, TOKENS) for layer in each_layer(row))
        if row.get("architecture", {}).get("style") == "encoder-decoder":
            counted *= 2
        assert found[id_]["cache"] == counted, id_
        assert found[id_]["state"] == state_of(row), id_
        compared += 1
    assert compared > 850


def test_what_has_layers_has_a_cache_unless_nobody_knows_its_key_value_heads(index: Index) -> None:
    own = {row["id"]: row["attention"] for row in recorded() if "attention" in row}
    table = kv_cache(index, ["has:layers"], given={})
    assert len(table.rows) > 500
    left = {row["model"]: row["remark"] for row in rows(table) if str(row["remark"]).startswith("not calculated")}
    assert set(left.values()) <= {"not calculated: attention.kv_heads is not recorded (give it by --kv-heads N)"}
    assert {id_ for id_ in left if "kv_heads" in own[id_]} == set()
    assert len(left) < 5


def test_windows_bite(index: Index) -> None:
    """The same for a text that is longer than most windows, of the models that have one."""
    own = {row["id"]: row for row in recorded() if "attention" in row}
    found = [
        row for row in rows(kv_cache(index, ["has:window"], tokens=[9000], dtype="int8", given={})) if row["cache"]
    ]
    assert len(found) > 20
    for row in found:
        assert row["cache"] == sum(kept_by(layer, 9000) for layer in each_layer(own[row["model"]])), row["model"]


def factors_of(layer: Mapping[str, Any], hidden: int) -> Iterator[tuple[str, int, int]]:
    """Yield the factors of one layer of latent attention, as the configurations of DeepSeek name their sizes."""
    heads, rope, nope, value = (int(layer[name]) for name in ("heads", "rope_dim", "nope_dim", "value_dim"))
    if int(layer["query_latent_dim"]):
        yield "q_a", hidden, int(layer["query_latent_dim"])
        yield "q_b", int(layer["query_latent_dim"]), heads * (nope + rope)
    else:
        yield "q", hidden, heads * (nope + rope)
    yield "kv_a", hidden, int(layer["latent_dim"]) + rope
    yield "kv_b", int(layer["latent_dim"]), heads * (nope + value)
    yield "o", heads * value, hidden


def matrices_of(row: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Yield name, input and output of every adapted matrix, one after the other, where the file says enough."""
    attention, architecture = row["attention"], row.get("architecture", {})
    hidden, gated = int(attention["hidden"]), "GLU" in str(architecture.get("activation")).upper()
    fused = architecture.get("fused", [])
    layers = list(each_layer(row))
    two = architecture.get("style") == "encoder-decoder"
    if two:
        layers = layers * 2 + layers[:1] * int(attention["encoder_layers"])
    for layer in layers:
        if layer["span"] in ("state", "none"):
            continue
        if number(layer.get("latent_dim")) is not None:
            yield from factors_of(layer, hidden)
            continue
        queries, keys = int(layer["heads"]) * int(layer["head_dim"]), key_heads(layer) * int(layer["head_dim"])
        wide = queries * 2 if attention.get("query_gate") else queries
        if "qkv" in fused:
            yield "qkv", hidden, wide + keys + keys
        else:
            yield "q", hidden, wide
            yield "k", hidden, keys
            yield "v", hidden, keys
        yield "o", queries, hidden
    parts = int(architecture.get("ffn_layers", attention["layers"])) + (int(attention["encoder_layers"]) if two else 0)
    for number_ in range(parts):
        dense = number_ < int(architecture.get("dense_layers", 0))
        size = int(architecture["dense_ffn"] if dense else architecture["ffn"])
        sizes = [size] if dense else [size] * int(architecture.get("experts", 1))
        if not dense and int(architecture.get("shared_experts", 0)):
            sizes.append(size * int(architecture["shared_experts"]))
        for size in sizes:
            if gated and "gate-up" in fused:
                yield "gate-up", hidden, size * 2
            else:
                yield from ([("gate", hidden, size)] if gated else [])
                yield "up", hidden, size
            yield "down", size, hidden


def test_the_adapters_of_every_variant_are_what_a_list_of_its_matrices_adds_up_to(index: Index) -> None:
    own = dict(whole({row["id"]: row for row in recorded()}))
    table = finetune(index, ["has:id"], methods=["lora"], rank=3, targets=ALL, given={"params": [1e9]})
    compared = 0
    for found in rows(table):
        remark = str(found["remark"])
        if found["trainable"] is None:
            assert "not recorded" in remark, found["model"]
        elif "whether there is a gate" not in remark:
            listed = list(matrices_of(own[found["model"]]))
            assert found["trainable"] == sum(3 * (d_in + d_out) for _, d_in, d_out in listed), found["model"]
            compared += 1
    assert compared > 400


KNOWN = (
    *(
        "qwen3-8b",
        "qwen3-32b",
        "qwen3-30b-a3b",
        "qwen3-235b-a22b",
        "qwen3-next-80b-a3b",
        "qwen3.5-27b",
        "qwen3.5-35b-a3b",
    ),
    *(
        "qwen3.5-397b-a17b",
        "qwen3.5-9b",
        "qwen3.5-4b",
        "qwen3.5-2b",
        "qwen3.5-0.8b",
        "kimi-vl",
        "qwen3-coder-30b-a3b-instruct",
        "qwen2.5-72b",
        "qwen2.5-vl-7b",
        "qwen3-vl-8b",
        "qwen3-coder-480b-a35b-instruct",
        "gemma-2-9b",
        "gemma-3-27b",
        "gemma-3n-e4b",
        "gemma-3n-e2b",
    ),
    *(
        "gemma-4-e4b",
        "gemma-4-31b",
        "gemma-4-26b-a4b",
        "llama-3.1-8b",
        "llama-3.1-405b",
        "llama-3.3-70b",
        "llama-4-scout",
    ),
    *(
        "llama-4-maverick",
        "llama-3.2-3b",
        "llama-3.2-11b-vision",
        "llama-3.2-90b-vision",
        "gpt-oss-20b",
        "gpt-oss-120b",
        "deepseek-v3-base",
        "deepseek-r1-671b",
    ),
    *("deepseek-v3.2-chat", "kimi-k2", "kimi-k2.5", "glm-5-744b", "minimax-text-01", "mixtral-8x7b", "olmo-3-32b"),
    *(
        "mistral-7b-v0.1",
        "starcoder2-15b",
        "phi-4-14b",
        "phi-3-medium",
        "mistral-small-3.1-24b-instruct",
        "ministral-3-14b",
        "pixtral-12b-2409",
        "glm-4.5-355b",
        "glm-4.6",
        "minimax-m2",
        "olmo-2-13b",
        "internvl3-78b",
        "minicpm-v-4.5",
        "molmo-7b-o",
        "llava-onevision-72b",
        "nemotron-h-56b-base",
        "falcon-h1-34b",
        "jamba-v0.1",
        "mamba-2-2.7b",
    ),
    *("rwkv-4-pile-169m", "flan-t5-xl", "deepseek-v2-236b", "glm-4-9b-chat-1m"),
)
"""The best-known open models of 2024 to 2026, and one of each architecture there is."""


@pytest.mark.parametrize("name", KNOWN)
def test_the_layers_of_well_known_models_are_whole(name: str, index: Index) -> None:
    (found,) = rows(kv_cache(index, [name], given={}))
    assert found["cache"] is not None
    assert found["state"] is not None
    assert "not recorded" not in str(found["remark"])
