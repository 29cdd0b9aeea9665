"""Every formula against a number that somebody published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.formulas.compute import training_flops
from mmkb.formulas.dtypes import BYTES, GIB, byte_count, human_bytes
from mmkb.formulas.finetune import (
    activation_bytes,
    checkpointed_bytes,
    hours,
    lora_parameters,
    training_bytes,
    tuning_flops,
)
from mmkb.formulas.kv_cache import (
    Layers,
    as_multi_head,
    cached_numbers,
    growth,
    largest_context,
    numbers_per_token,
    state_numbers,
)
from mmkb.formulas.matrices import Factors, FeedForward, Matrix, adapted, attention_matrices, feed_forward_matrices
from mmkb.formulas.memory import weight_bytes
from mmkb.formulas.pictures import (
    Size,
    canvas,
    hd,
    longest_side,
    merged,
    on_grid,
    overlapping,
    sliced,
    smart_resized,
    split,
    tiled,
    tiles,
)
from mmkb.formulas.serving import blended, hourly

LLAMA_2_70B = (Layers(80, heads=64, kv_heads=8, head_dim=128),)
MISTRAL_7B = (Layers(32, heads=32, kv_heads=8, head_dim=128, span="window", window=4096),)
DEEPSEEK_V2 = Layers(60, heads=128, kv_heads=128, head_dim=128, latent_dim=512, rope_dim=64)
GPT_3 = attention_matrices((Layers(96, heads=96, kv_heads=96, head_dim=128),), 12288)
SPANS = st.sampled_from(["all", "window", "chunk", "state", "shared", "image", "source", "none"])
LAYERS = st.builds(
    Layers,
    count=st.integers(1, 80),
    heads=st.integers(1, 64),
    kv_heads=st.integers(1, 64),
    head_dim=st.integers(1, 256),
    span=SPANS,
    window=st.none() | st.integers(1, 5000),
    latent_dim=st.none() | st.integers(1, 600),
    rope_dim=st.integers(0, 64),
    index_dim=st.integers(0, 128),
    state=st.integers(0, 10**6),
)


def test_llama_2_70b_at_4096_tokens() -> None:
    """80 layers, 8 of 64 heads kept: 1.25 GiB against 10 GiB in 16 bits."""
    assert cached_numbers(LLAMA_2_70B, 4096) * BYTES["fp16"] == 1.25 * GIB
    assert cached_numbers(as_multi_head(LLAMA_2_70B), 4096) * BYTES["fp16"] == 10 * GIB


def test_latent_attention_keeps_latent_and_rotary_key() -> None:
    """DeepSeek-V2 keeps 512 + 64 numbers per token and layer, as its paper's §2.1 has it (4.5 d_h with d_h = 128)."""
    assert numbers_per_token(DEEPSEEK_V2) == 576 == 4.5 * 128
    assert cached_numbers([DEEPSEEK_V2], 1000) == 576 * 60 * 1000
    assert numbers_per_token(Layers(1, latent_dim=512, rope_dim=64, index_dim=128)) == 704


@pytest.mark.parametrize(("tokens", "seen"), [(100, 100), (4096, 4096), (32768, 4096)])
def test_a_window_caps_the_cache(tokens: int, seen: int) -> None:
    assert cached_numbers(MISTRAL_7B, tokens) == 2 * 8 * 128 * 32 * seen


@pytest.mark.parametrize(
    ("span", "kept"),
    [
        ("all", 1000),
        ("window", 100),
        ("chunk", 100),
        ("image", 50),
        ("source", 70),
        ("state", 0),
        ("shared", 0),
        ("none", 0),
    ],
)
def test_each_span_keeps_its_own_tokens(span: str, kept: int) -> None:
    layers = Layers(3, heads=8, kv_heads=4, head_dim=2, span=span, window=100)
    full = Layers(2, heads=8, kv_heads=8, head_dim=2)
    assert cached_numbers([layers, full], 1000, 50, 70) == 2 * 4 * 2 * 3 * kept + 2 * 8 * 2 * 2 * 1000


def test_states_do_not_grow_and_may_be_unknown() -> None:
    states = [Layers(3, span="state", state=10), Layers(2, heads=1, kv_heads=1, head_dim=1, state=5)]
    assert state_numbers(states) == 40
    assert growth(states) == 2 * 2
    assert state_numbers([*states, Layers(1, span="state", state=None)]) is None


def slowly(groups: list[Layers], tokens: int, image: int, source: int) -> int:
    """Count one number after the other what each layer keeps, token by token."""
    numbers = 0
    for group in groups:
        for _ in range(group.count):
            kept: list[int] = []
            if group.span in ("all", "window", "chunk"):
                for token in range(tokens):
                    kept.append(token)
                    if group.span != "all" and group.window is not None and len(kept) > group.window:
                        kept.pop(0)
            elif group.span in ("image", "source"):
                kept = list(range(image if group.span == "image" else source))
            for _ in kept:
                if group.latent_dim is None:
                    numbers += sum(2 * group.head_dim for _ in range(group.kv_heads))
                else:
                    numbers += group.latent_dim + group.rope_dim
                numbers += group.index_dim
    return numbers


@given(
    st.lists(
        LAYERS.map(
            lambda layers: Layers(
                **{**{s: getattr(layers, s) for s in layers.__slots__}, "count": layers.count % 3 + 1}
            )
        ),
        max_size=3,
    ),
    st.integers(0, 60),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_the_sum_is_what_a_loop_over_layers_and_tokens_counts(
    groups: list[Layers], tokens: int, image: int, source: int
) -> None:
    assert cached_numbers(groups, tokens, image, source) == slowly(groups, tokens, image, source)


@given(st.lists(LAYERS, min_size=1, max_size=4), st.integers(0, 10**9), st.integers(0, 100))
def test_the_largest_context_fits_and_one_token_more_does_not(groups: list[Layers], numbers: int, image: int) -> None:
    def taken(tokens: int) -> int:
        return cached_numbers(groups, tokens, image) + (state_numbers(groups) or 0)

    most = largest_context(groups, numbers, image)
    if most is None:
        assert taken(10**12) == taken(10**13) <= numbers
    elif most == 0:
        assert taken(1) > numbers
    else:
        assert taken(most) <= numbers < taken(most + 1)


@given(st.integers(1, 64), st.integers(1, 7), st.integers(0, 10**6))
def test_sharing_never_costs(layers: int, groups: int, tokens: int) -> None:
    shape = [Layers(layers, heads=8 * groups, kv_heads=groups, head_dim=64)]
    assert cached_numbers(as_multi_head(shape), tokens) == 8 * cached_numbers(shape, tokens)


def test_as_multi_head_keeps_nothing_that_saves_but_what_other_layers_see() -> None:
    groups = [Layers(6, 8, 2, 4, "window", 100), Layers(3, 8, 2, 4, "image"), Layers(1, 8, 2, 4, "shared"), DEEPSEEK_V2]
    assert as_multi_head(groups) == (
        Layers(6, 8, 8, 4, "all"), Layers(3, 8, 8, 4, "image"), Layers(1, 8, 8, 4, "all"), Layers(60, 128, 128, 128),
    )  # fmt: skip


@pytest.mark.parametrize(("rank", "printed"), [(1, 4.7e6), (8, 37.7e6)])
def test_lora_on_gpt_3(rank: int, printed: float) -> None:
    """Low-rank adaptation of GPT-3 175B on W_q and W_v: 4.7M at rank 1, 37.7M at rank 8, as the LoRA paper prints."""
    assert lora_parameters(adapted(GPT_3, ("q", "v")), rank) == pytest.approx(printed, abs=0.05e6)


def test_rank_2_on_all_four_matrices_equals_rank_4_on_two() -> None:
    assert lora_parameters(GPT_3, 2) == lora_parameters(adapted(GPT_3, ("q", "v")), 4)


def test_attention_has_four_matrices_or_two() -> None:
    grouped = (Layers(3, heads=4, kv_heads=2, head_dim=8), Layers(5, span="state"), Layers(5, span="none"))
    assert attention_matrices(grouped, 50) == [
        Matrix(frozenset("q"), 50, 32, 3), Matrix(frozenset("k"), 50, 16, 3), Matrix(frozenset("v"), 50, 16, 3),
        Matrix(frozenset("o"), 32, 50, 3),
    ]  # fmt: skip
    assert attention_matrices(grouped, 50, fused=True) == [
        Matrix(frozenset("qkv"), 50, 64, 3), Matrix(frozenset("o"), 32, 50, 3),
    ]  # fmt: skip
    gated = attention_matrices(grouped, 50, query_gate=True)
    assert (gated[0].d_out, gated[-1].d_in) == (64, 32)


def test_latent_attention_has_factors() -> None:
    layers = (Layers(3, heads=4, kv_heads=4, latent_dim=16, rope_dim=5), Layers(2, span="none"))
    whole = attention_matrices(layers, 50, factors=Factors(query_latent=20, nope=7, value=9))
    assert whole == [
        Matrix(frozenset({"q", "q_a"}), 50, 20, 3), Matrix(frozenset({"q", "q_b"}), 20, 4 * 12, 3),
        Matrix(frozenset({"k", "v", "kv_a"}), 50, 16 + 5, 3), Matrix(frozenset({"k", "v", "kv_b"}), 16, 4 * 16, 3),
        Matrix(frozenset("o"), 4 * 9, 50, 3),
    ]  # fmt: skip
    direct = attention_matrices(layers, 50, factors=Factors(query_latent=0, nope=7, value=9))
    assert direct == [Matrix(frozenset("q"), 50, 4 * 12, 3), *whole[2:]]


def test_a_gate_is_a_third_matrix_or_half_of_one() -> None:
    up, down = Matrix(frozenset({"up"}), 50, 200, 7), Matrix(frozenset({"down"}), 200, 50, 7)
    assert feed_forward_matrices([FeedForward(7, 200, gated=False)], 50) == [up, down]
    gated = [FeedForward(7, 200, gated=True)]
    assert feed_forward_matrices(gated, 50) == [Matrix(frozenset({"gate"}), 50, 200, 7), up, down]
    assert feed_forward_matrices(gated, 50, fused=True) == [Matrix(frozenset({"gate", "up"}), 50, 400, 7), down]


def test_qlora_of_65b_fits_48_gb() -> None:
    """QLoRA tunes a 65B model on one 48 GB card (Dettmers et al. 2023, abstract), where full tuning needs over 780 GB."""
    attention = attention_matrices((Layers(80, heads=64, kv_heads=64, head_dim=128),), 8192)
    adapters = lora_parameters([*attention, *feed_forward_matrices([FeedForward(80, 22016, gated=True)], 8192)], 64)
    assert training_bytes(65e9, "qlora", adapters) < 48e9
    assert training_bytes(65e9, "full", 65e9) > 780e9


def test_activations_of_gpt_3() -> None:
    """At 2,048 tokens 5·a·s/h is 80 for GPT-3 175B, as Korthikanti et al. 2022, §5, say: 34 + 80 bytes a token and unit."""
    one = activation_bytes(1, 12288, 96, 2048, 1, "full")
    assert one == 2048 * 12288 * (34 + 80)
    assert activation_bytes(96, 12288, 96, 2048, 4, "full") == 96 * 4 * one
    assert activation_bytes(96, 12288, 96, 2048, 4, "flash") == 96 * 4 * 2048 * 12288 * 34
    assert checkpointed_bytes(96, 12288, 2048, 4) == 2 * 96 * 4 * 2048 * 12288


def test_frozen_weights_need_no_gradient() -> None:
    assert [tuning_flops(7e9, 1e6, method) / 7e15 for method in ("full", "lora", "qlora")] == [6, 4, 4]


def test_hours_of_a_run() -> None:
    assert hours(3600 * 312e12, 312e12, 0.5) == 2


def test_six_n_d() -> None:
    """GPT-3: 175B parameters, 300B tokens, 3.14e23 FLOP (Brown et al. 2020, Table D.1)."""
    assert training_flops(175e9, 300e9) == pytest.approx(3.14e23, rel=0.01)


def test_visual_tokens_of_llava_1_5() -> None:
    assert merged(336, 14) == 576
    assert merged(896, 14, 4) == 256  # Gemma 3


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


def test_a_patch_that_does_not_fit_is_left_out() -> None:
    assert merged(350, 16) == 21**2


def test_bytes_per_number() -> None:
    assert BYTES == {"fp32": 4, "fp16": 2, "bf16": 2, "fp8": 1, "int8": 1, "int4": 0.5}


@pytest.mark.parametrize(
    ("text", "count"),
    [("24GiB", 24 * GIB), ("80GB", 80e9), ("1.5 TB", 1.5e12), ("512mib", 2**29), ("7B", 7), ("0.5KiB", 512)],
)
def test_sizes_as_people_write_them(text: str, count: float) -> None:
    assert byte_count(text) == count


@pytest.mark.parametrize("text", ["", "24", "24G", "-1GB", "1e3GB", "GiB", "24 GiB!", "1" * 30 + "GB", "BiB"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size"):
        byte_count(text)


QWEN = {"unit": 28, "least": 4 * 28 * 28, "most": 16384 * 28 * 28}


@pytest.mark.parametrize(
    ("size", "tokens"),
    [
        ((224, 224), 64),
        ((1344, 896), 48 * 32),
        ((300, 300), 11 * 11),
        ((1372, 1204), 49 * 43),  # 8,428 patches of 14, as the example in transformers' tests of Qwen2-VL has about it
        ((28, 28), 4),
        ((10, 400), 13),
        ((8000, 8000), 16384),
    ],
)
def test_sides_are_rounded_to_units(size: tuple[int, int], tokens: int) -> None:
    assert smart_resized(size, **QWEN) == tokens


@given(st.integers(1, 9000), st.integers(1, 9000))
def test_a_rounded_picture_keeps_its_limits(width: int, height: int) -> None:
    tokens = smart_resized((width, height), unit=28, least=3136, most=1003520)
    assert tokens * 28 * 28 <= 1003520 or min(width, height) * 200 < max(width, height)
    assert tokens >= 1


@pytest.mark.parametrize(
    ("size", "tokens"),
    [((1024, 1024), 64 * 65), ((512, 512), 32 * 33), ((2048, 1024), 32 * 65), ((1, 1), 2), ((17, 16), 3)],
)
def test_the_longest_side_of_pixtral(size: tuple[int, int], tokens: int) -> None:
    """Rows of patches with a break after each (Agrawal et al. 2024, §2.1)."""
    assert longest_side(size, 16, 1024) == tokens


@pytest.mark.parametrize(
    ("size", "count"),
    [((448, 448), 1), ((896, 448), 2), ((448, 1344), 3), ((800, 1300), 6), ((1792, 1344), 12), ((1000, 1000), 9)],
)
def test_tiles_of_the_nearest_shape(size: tuple[int, int], count: int) -> None:
    """An 800 × 1300 picture becomes 2 × 3 tiles in Figure 4 of InternVL-1.5 (Chen et al. 2024)."""
    assert tiles(size, 448, 12) == count


def test_a_thumbnail_stands_beside_several_tiles() -> None:
    assert tiled(6, 256, thumbnail=True) == 7 * 256
    assert tiled(6, 256, thumbnail=False) == 6 * 256
    assert tiled(1, 256, thumbnail=True) == 256


@pytest.mark.parametrize(
    ("size", "side", "most", "count"),
    [
        ((560, 560), 560, 4, 1),
        ((100, 100), 560, 4, 1),
        ((561, 300), 560, 4, 2),  # one tile would shrink it
        ((1120, 560), 560, 4, 2),
        ((1344, 896), 560, 4, 4),  # 2 × 2 shrinks it to 0.83, 2 × 1 to 0.63
        ((2000, 500), 560, 4, 4),  # 4 × 1 holds it
        ((4000, 100), 560, 4, 4),
        ((500, 1600), 560, 4, 3),
        ((1344, 896), 336, 16, 12),  # Llama 4: 4 × 3 holds it just so
    ],
)
def test_a_canvas_scales_a_picture_least(size: tuple[int, int], side: int, most: int, count: int) -> None:
    assert canvas(size, side, most) == count


@pytest.mark.parametrize(
    ("size", "slices"),
    [
        ((448, 448), 0),
        ((300, 600), 0),  # of one area
        ((800, 500), 2),  # of two areas: 2 × 1
        ((1344, 1344), 9),  # 640 tokens of a picture of 1.8 megapixels, as the makers say of MiniCPM-V 2.6
        ((1344, 896), 6),
        ((896, 1344), 6),
        ((1300, 1000), 6),  # of seven areas, but 3 × 2 is nearer than any seven
        ((8000, 8000), 9),
        ((4480, 448), 9),  # of ten areas, but nine at most
    ],
)
def test_slices_are_as_many_as_areas(size: tuple[int, int], slices: int) -> None:
    assert sliced(size, 448, 9, 64) == 64 * (slices + 1)


@pytest.mark.parametrize(
    ("size", "side", "longest", "tiles_"),
    [
        ((1000, 1000), 364, 1456, 16),
        ((50, 50), 364, 1456, 16),  # small pictures are enlarged
        ((1920, 1080), 364, 1456, 12),  # 1456 × 820
        ((1080, 1920), 364, 1456, 12),
        ((800, 200), 364, 1456, 4),  # 1456 × 364
        ((801, 201), 364, 1456, 8),  # 1456 × 365 has another row
        ((1001, 250), 364, 1456, 4),  # 363 pixels, made even
        ((3000, 400), 384, 1536, 4),
    ],
)
def test_a_picture_is_brought_to_its_longest_side_and_cut(size: Size, side: int, longest: int, tiles_: int) -> None:
    assert split(size, side, longest) == tiles_


@pytest.mark.parametrize(
    ("size", "most", "columns", "rows"),
    [
        ((336, 336), 16, 4, 4),  # small pictures are stretched
        ((1344, 1344), 4, 2, 2),
        ((1920, 1080), 16, 5, 3),
        ((1080, 1920), 16, 3, 5),
        ((8000, 50), 16, 16, 1),
        ((50, 8000), 16, 1, 16),  # 2,653 tokens, which vLLM calls the most
        ((4001, 1000), 4, 4, 1),
        ((3010, 1003), 5, 3, 1),  # 1008 × 335
    ],
)
def test_a_picture_fills_as_many_tiles_as_its_shape_lets(size: Size, most: int, columns: int, rows: int) -> None:
    assert hd(size, 336, 28, most) == (columns * rows + 1) * 144 + 1 + (rows + 1) * 12


def test_a_picture_is_stretched_to_full_pixels() -> None:
    """Four tiles wide and a pixel too high for one, before the pixel is cut off."""
    assert hd((134401, 33601), 336, 28, 8) == (4 * 1 + 1) * 144 + 1 + 2 * 12


@pytest.mark.parametrize(
    ("size", "columns", "rows"),
    [
        ((336, 336), 1, 1),
        ((337, 336), 2, 1),
        ((1920, 1080), 4, 3),
        ((1080, 1920), 3, 4),
        ((4000, 1000), 6, 2),
        ((3000, 3000), 3, 3),  # on 3 × 4 no larger
        ((100, 336), 1, 1),  # narrower than what overlaps
        ((112, 500), 1, 2),
    ],
)
def test_tiles_overlap(size: Size, columns: int, rows: int) -> None:
    whole, canvas_ = 12 * 13 + 2, (8 * rows + 4) * (8 * columns + 4 + 1) + 2
    assert overlapping(size, 336, 224, 28, 12) == whole + canvas_


def test_patches_of_tiles_that_overlap_are_rounded_up() -> None:
    """With 27 patches a side, of which two by two are merged (SigLIP at 378 pixels)."""
    assert overlapping((378, 378), 378, 266, 28, 8) == 2 * (14 * 15 + 2)
    assert overlapping((644, 378), 378, 266, 28, 8) == 14 * 15 + 2 + 14 * (23 + 1) + 2


GRIDS = [(2, 1), (1, 2), (2, 2), (1, 3), (3, 1)]


@pytest.mark.parametrize(
    ("size", "tokens"),
    [
        ((672, 672), 576 + 48 * 48 + 48),  # 2,928, the most of LLaVA-NeXT with these grids
        ((336, 336), 576 + 24 * 24 + 24),
        ((1000, 300), 576 + 72 * 22 + 22),
        ((640, 480), 576 + 48 * 36 + 36),
    ],
)
def test_a_picture_on_a_grid_without_its_padding(size: tuple[int, int], tokens: int) -> None:
    assert on_grid(size, 336, 14, GRIDS) == tokens


@pytest.mark.parametrize(
    ("size", "tokens"),
    [
        ((384, 384), 729 + 27 * 27 + 27),
        ((1152, 1152), 729 + 81 * 81 + 81),  # nine tiles
        ((1344, 896), 729 + 73 * 108 + 73),  # 4 × 3 tiles without padding: 1.096 times as wide as nine
        ((2304, 2304), 729 + 81 * 81 + 81),  # 36 tiles, made as many as nine
    ],
)
def test_patches_of_many_tiles_are_made_fewer(size: tuple[int, int], tokens: int) -> None:
    """LLaVA-OneVision takes at most about 729 × (9 + 1) tokens of a picture, on grids of up to 6 × 6 tiles."""
    grids = [(columns, rows) for columns in range(1, 7) for rows in range(1, 7)]
    assert on_grid(size, 384, 14, grids, 9) == tokens


def test_prices_of_a_million_tokens() -> None:
    assert blended(2, 10, 0.25) == 4
    assert hourly(3.6, 1000) == 1
