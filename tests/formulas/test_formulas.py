"""Every formula against a number that somebody published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.formulas.compute import training_flops
from mmkb.formulas.dtypes import BYTES, GIB, human_bytes
from mmkb.formulas.finetune import Matrices, lora_parameters, training_bytes
from mmkb.formulas.kv_cache import Shape, as_multi_head, cached_numbers, numbers_per_layer
from mmkb.formulas.memory import visual_tokens, weight_bytes

LLAMA_2_70B = Shape(layers=80, heads=64, kv_heads=8, head_dim=128)
MISTRAL_7B = Shape(layers=32, heads=32, kv_heads=8, head_dim=128, window=4096)
DEEPSEEK_V2 = Shape(layers=60, heads=128, kv_heads=128, head_dim=128, latent_dim=512, rope_dim=64)
GPT_3 = Matrices(layers=96, hidden=12288, heads=96, kv_heads=96, head_dim=128)


def test_llama_2_70b_at_4096_tokens() -> None:
    """80 layers, 8 of 64 heads kept: 1.25 GiB against 10 GiB in 16 bits."""
    cached = cached_numbers(LLAMA_2_70B, 4096) * BYTES["fp16"]
    assert cached == 1.25 * GIB
    assert cached_numbers(as_multi_head(LLAMA_2_70B), 4096) * BYTES["fp16"] == 10 * GIB


def test_latent_attention_keeps_latent_and_rotary_key() -> None:
    """DeepSeek-V2 keeps 512 + 64 numbers per token and layer, as its paper's §2.1 has it (4.5 d_h with d_h = 128)."""
    assert numbers_per_layer(DEEPSEEK_V2) == 576 == 4.5 * 128
    assert cached_numbers(DEEPSEEK_V2, 1000) == 576 * 60 * 1000


@pytest.mark.parametrize(("tokens", "seen"), [(100, 100), (4096, 4096), (32768, 4096)])
def test_a_window_caps_the_cache(tokens: int, seen: int) -> None:
    assert cached_numbers(MISTRAL_7B, tokens) == 2 * 8 * 128 * 32 * seen


def test_some_layers_may_have_the_window() -> None:
    shape = Shape(layers=10, heads=8, kv_heads=8, head_dim=2, window=100, window_layers=6)
    assert cached_numbers(shape, 1000) == 2 * 8 * 2 * (4 * 1000 + 6 * 100)


def test_cross_attention_layers_keep_image_tokens() -> None:
    shape = Shape(layers=40, heads=32, kv_heads=8, head_dim=128, cross_layers=8)
    assert cached_numbers(shape, 1000, 1601) == 2 * 8 * 128 * (32 * 1000 + 8 * 1601)
    assert cached_numbers(shape, 1000) == 2 * 8 * 128 * 32 * 1000


@given(st.integers(1, 64), st.integers(1, 7), st.integers(0, 10**6))
def test_sharing_never_costs(layers: int, groups: int, tokens: int) -> None:
    shape = Shape(layers=layers, heads=8 * groups, kv_heads=groups, head_dim=64)
    assert cached_numbers(as_multi_head(shape), tokens) == 8 * cached_numbers(shape, tokens)


@pytest.mark.parametrize(("rank", "printed"), [(1, 4.7e6), (8, 37.7e6)])
def test_lora_on_gpt_3(rank: int, printed: float) -> None:
    """Low-rank adaptation of GPT-3 175B on W_q and W_v: 4.7M at rank 1, 37.7M at rank 8, as the LoRA paper prints."""
    assert lora_parameters(GPT_3, rank, ("q", "v")) == pytest.approx(printed, abs=0.05e6)


def test_rank_2_on_all_four_matrices_equals_rank_4_on_two() -> None:
    assert lora_parameters(GPT_3, 2, ("q", "k", "v", "o")) == lora_parameters(GPT_3, 4, ("q", "v"))


def test_grouped_keys_make_smaller_adapters() -> None:
    grouped = Matrices(layers=32, hidden=4096, heads=32, kv_heads=8, head_dim=128, ffn=14336)
    assert lora_parameters(grouped, 1, ("k",)) == 32 * (4096 + 1024)
    assert lora_parameters(grouped, 1, ("down",)) == lora_parameters(grouped, 1, ("up",)) == 32 * (4096 + 14336)


def test_feed_forward_targets_need_their_size() -> None:
    with pytest.raises(ValueError, match="feed-forward"):
        lora_parameters(GPT_3, 1, ("up",))


def test_qlora_of_65b_fits_48_gb() -> None:
    """QLoRA tunes a 65B model on one 48 GB card (Dettmers et al. 2023, abstract), where full tuning needs over 780 GB."""
    llama = Matrices(layers=80, hidden=8192, heads=64, kv_heads=64, head_dim=128, ffn=22016)
    adapters = lora_parameters(llama, 64, ("q", "k", "v", "o", "gate", "up", "down"))
    assert training_bytes(65e9, "qlora", adapters) < 48e9
    assert training_bytes(65e9, "full", 65e9) > 780e9


def test_six_n_d() -> None:
    """GPT-3: 175B parameters, 300B tokens, 3.14e23 FLOP (Brown et al. 2020, Table D.1)."""
    assert training_flops(175e9, 300e9) == pytest.approx(3.14e23, rel=0.01)


def test_visual_tokens_of_llava_1_5() -> None:
    assert visual_tokens(336, 14) == 576


@pytest.mark.parametrize(("dtype", "expected"), [("fp16", 14e9), ("int8", 7e9), ("int4", 3.5e9)])
def test_weights(dtype: str, expected: float) -> None:
    assert weight_bytes(7e9, dtype) == expected


@pytest.mark.parametrize(
    ("count", "text"),
    [(1.25 * GIB, "1.25 GiB"), (2**40, "1 TiB"), (320 * 1024, "320 KiB"), (5 * 2**20, "5 MiB"), (12, "12 B")],
)
def test_human_bytes(count: float, text: str) -> None:
    assert human_bytes(count) == text


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("full", 16 * 1000),
        ("lora", 2 * 1000 + 16 * 10),
        ("qlora", 4.127 / 8 * 1000 + 16 * 10),
    ],
)
def test_frozen_weights_and_trained_parameters_add_up(method: str, expected: float) -> None:
    """2 bytes a frozen weight, or 4 bits and 0.127 bits of constants; 16 bytes a trained parameter."""
    assert training_bytes(1000, method, 10) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("target", "sides"),
    [
        ("q", (50, 4 * 8)),
        ("k", (50, 2 * 8)),
        ("v", (50, 2 * 8)),
        ("o", (4 * 8, 50)),
        ("gate", (50, 200)),
        ("up", (50, 200)),
        ("down", (200, 50)),
    ],
)
def test_sides_of_matrices(target: str, sides: tuple[int, int]) -> None:
    grouped = Matrices(layers=1, hidden=50, heads=4, kv_heads=2, head_dim=8, ffn=200)
    assert grouped.sides(target) == sides


def test_as_multi_head_keeps_nothing_but_layers_that_see_images() -> None:
    shape = Shape(layers=10, heads=8, kv_heads=2, head_dim=4, window=100, window_layers=6, cross_layers=3)
    assert as_multi_head(shape) == Shape(layers=10, heads=8, kv_heads=8, head_dim=4, cross_layers=3)
    assert cached_numbers(as_multi_head(DEEPSEEK_V2), 1) == 2 * 128 * 128 * 60


def test_a_window_is_in_the_layers_that_see_text() -> None:
    shape = Shape(layers=10, heads=8, kv_heads=8, head_dim=2, window=100, cross_layers=4)
    assert cached_numbers(shape, 1000, 50) == 2 * 8 * 2 * (6 * 100 + 4 * 50)


def test_a_patch_that_does_not_fit_is_left_out() -> None:
    assert visual_tokens(350, 16) == 21**2


def test_bytes_per_number() -> None:
    assert BYTES == {"fp32": 4, "fp16": 2, "bf16": 2, "fp8": 1, "int8": 1, "int4": 0.5}
