"""Calculations on records: whose numbers they take, what a picture adds, what counts how often, what is said of a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import kb
from mmkb.commands.anatomy import room
from mmkb.corpus.folder import DataFolder
from mmkb.errors import NotFoundError, UsageError
from mmkb.formats import delimited_csv, rich_text
from mmkb.formulas.dtypes import GIB
from mmkb.formulas.pictures import Size
from mmkb.index.index import Index
from mmkb.index.open import build_file
from mmkb.views import calculated
from mmkb.views.calculated import Several
from mmkb.views.cards import Card, card_named
from mmkb.views.cost import cost
from mmkb.views.explain import explanation
from mmkb.views.finetune import Run, finetune
from mmkb.views.kv_cache import kv_cache
from mmkb.views.memory import memory as memory_of
from mmkb.views.pictures import Pictures, picture_size
from mmkb.views.room import Room
from mmkb.views.serving import Hardware, serving
from mmkb.views.table import Table

ANATOMY = "attention: {mechanism: mha, layers: 10, hidden: 64, heads: 8, kv_heads: 4, head_dim: 8%s}\n"
PLAIN = ANATOMY % ""
SEEING = "vision: {encoder: [eye], resolution: 28, patch: 14}\nconnector: [%s]\n"
RECORDS = {
    "plain": ANATOMY % "" + "params: 1000\n",
    "short": ANATOMY % "" + "params: 1000\ncontext: 20\nvision: {tokens: 5}\n",
    "crossing": ANATOMY % ", groups: [{count: 8}, {count: 2, span: image}]" + "params: 1000\nvision: {tokens: 5}\n",
    "crossing-somewhere": ANATOMY % "" + "connector: [cross-attention]\nvision: {tokens: 5}\n",
    "reading": PLAIN + "input: [text, audio]\n",
    "tokens-known": ANATOMY % "" + "params: 1000\nvision: {tokens: 5}\n",
    "by-patches": ANATOMY % "" + "params: 1000\n" + SEEING % "mlp",
    "resampled": ANATOMY % "" + "params: 1000\n" + SEEING % "q-former",
    "rounded": PLAIN + "vision: {rule: smart-resize, patch: 14, merge: 2, min_pixels: 3136, max_pixels: 78400, frame_merge: 2}\n",
    "by-use": PLAIN + "vision: {rule: smart-resize, patch: 14, merge: 2, min_pixels: 3136, max_pixels: 78400, "
    "frame_merge: 2, frame_tokens: 4, several_tokens: 7}\n",
    "shrunk": PLAIN + "vision: {rule: longest-side, patch: 16, resolution: 64}\n",
    "tiled": PLAIN + "vision: {rule: tiles, resolution: 448, tokens: 256, max_tiles: 6, thumbnail: true}\n",
    "tiled-somehow": PLAIN + "vision: {resolution: 448, tokens: 100, max_tiles: 4, thumbnail: true}\n",
    "on-grid": PLAIN + "vision: {rule: grid, resolution: 336, patch: 14, grids: [2x1, 1x2, 2x2]}\n",
    "on-no-grid": PLAIN + "vision: {rule: grid, resolution: 336, patch: 14}\n",
    "on-many": PLAIN + "vision: {rule: grid, tile: 28, resolution: 99, patch: 14, max_tiles: 1, grids: [2x2]}\n",
    "fitted": PLAIN + "vision: {rule: canvas, resolution: 560, tokens: 10, max_tiles: 4}\n",
    "fitted-whole": PLAIN + "vision: {rule: canvas, resolution: 336, tokens: 10, max_tiles: 16, thumbnail: true}\n",
    "cut": PLAIN + "vision: {rule: split, resolution: 40, tile: 10, tokens: 3, thumbnail: true}\n",
    "filled": PLAIN + "vision: {rule: hd, resolution: 336, patch: 14, merge: 2, max_tiles: 16}\n",
    "overlapped": PLAIN + "vision: {rule: overlap, resolution: 336, tile: 224, patch: 14, merge: 2, max_tiles: 12}\n",
    "sliced": PLAIN + "vision: {rule: slices, resolution: 1344, tile: 448, tokens: 64, max_tiles: 9}\n",
    "squared": PLAIN + "vision: {rule: resize, resolution: 56, patch: 14, merge: 2}\n",
    "on-plain": "params: 3000\nbackbone: plain\n",
    "on-plain-unsized": "backbone: plain\n",
    "own-layers": "params: 3000\nbackbone: plain\nattention: {layers: 3, heads: 2, kv_heads: 2, head_dim: 2}\n",
    "own-layers-alone": "backbone: plain\nattention: {layers: 3, heads: 2, kv_heads: 2}\n",
    **{
        f"said-{name}": f"attention: {{mechanism: {name}, layers: 3, heads: 8, head_dim: 4}}\n"
        for name in ("mha", "mqa", "gqa")
    },
    "reported": "params: 10\ntraining: {tokens: 5, gpu_hours: 8k, cost: 4.6M}\n",
    "experts": "params: 1000\nactive_params: 100\ntraining: {tokens: 50, flops: 60000}\n",
    "priced": "price: {input: 2, output: 10, as_of: 2026-07}\nopenness: {access: {api: open}, weights: {base: closed}}\n",
    "hosted": "openness: {weights: {base: open}}\nhosted: [{host: Nest, input: 1, output: 2, as_of: 2026-07}, "
    "{host: Twig, output: 4}, {host: Pond, input: 0.5, output: 1.5, as_of: 2026-08}]\n",
    "on-both": "params: 3000\nbackbone: sized\n",
    "on-one": "backbone: single\n",
    "sized": "variants: [{id: sized-a, attention: {layers: 3}}, {id: sized-b, attention: {layers: 4}}]\n",
    "single": "variants: [{id: single-70b, attention: {layers: 3, heads: 2, kv_heads: 2, head_dim: 2}}]\n",
    "bare": "input: [text, image]\n",
    "latent-somehow": "attention: {mechanism: mla, layers: 3, latent_dim: 8}\n",
    "half": ANATOMY % ""
    + "variants: [{id: half-a, params: 1000}, {id: half-b, params: 1000, attention: {layers: undisclosed}}]\n",
    "mixed": ANATOMY % ", window: 4, groups: [{count: 5, span: window}, {count: 2}, {count: 3, span: shared}]",
    "wide": ANATOMY % ", groups: [{count: 6, kv_heads: 2, head_dim: 16}, {count: 4, span: chunk, window: 3}]",
    "windowed": ANATOMY % ", window: 4, span: window",
    "windowed-somewhere": ANATOMY % ", window: 4",
    "recurrent": "attention: {mechanism: mamba, layers: 10, heads: not-applicable, span: state, state: 100}\n",
    "recurrent-sized": "params: 1000\nattention: {layers: 10, span: state, state: 100}\n",
    "hybrid": ANATOMY % ", groups: [{count: 9, mechanism: mamba, span: state, state: 50}, {count: 1}]",
    "hybrid-unsized": ANATOMY % ", groups: [{count: 9, span: state}, {count: 1}]" + "params: 1000\n",
    "latent": "attention: {mechanism: mla, layers: 2, hidden: 8, heads: 4, latent_dim: 16, rope_dim: 4, index_dim: 3}\n",
    "latent-whole": "attention: {mechanism: mla, layers: 2, hidden: 8, heads: 4, latent_dim: 16, rope_dim: 4, "
    "query_latent_dim: 6, nope_dim: 5, value_dim: 7}\n",
    "latent-direct": "attention: {mechanism: mla, layers: 2, hidden: 8, heads: 4, latent_dim: 16, rope_dim: 4, "
    "query_latent_dim: 0, nope_dim: 5, value_dim: 7}\n",
    "seeing": ANATOMY % "" + "params: 1000\ntype: vision-encoder\n",
    "encoder": ANATOMY % "" + "params: 1000\narchitecture: {style: encoder-only}\n",
    "two-stacks": ANATOMY % ", encoder_layers: 6" + "params: 1000\n"
    "architecture: {style: encoder-decoder, ffn: 100, activation: ReLU}\n",
    "counted-apart": PLAIN + "variants: [{id: counted-a, params: 1000}, {id: counted-b, params: 1000, exact_params: 1100}]\n",
    "counted": ANATOMY % "" + "params: 1000\nexact_params: 1100\n",
    "mixture": ANATOMY % "" + "architecture: "
    "{ffn: 30, activation: SwiGLU, experts: 8, shared_experts: 1, dense_ffn: 100, dense_layers: 2}\n",
    "mixture-shared": ANATOMY % "" + "architecture: "
    "{ffn: 30, activation: SwiGLU, experts: 8, shared_experts: 2, dense_layers: 0}\n",
    "mixture-unsaid": ANATOMY % "" + "architecture: {ffn: 30, activation: SwiGLU, experts: 8}\n",
    "fused": ANATOMY % "" + "architecture: {ffn: 100, activation: SwiGLU, fused: [qkv, gate-up]}\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    files = {f"models/{id_}.yaml": f"id: {id_}\nname: {id_}\n{rest}" for id_, rest in RECORDS.items()}
    files["cards/bare.yaml"] = "id: bare\nname: Bare\n"
    files["cards/dull.yaml"] = "id: dull\nname: Dull\nmemory: 1000000\n"
    files["cards/perch.yaml"] = "id: perch\nname: Perch 1\naliases: [P1]\nmemory: 1000000\npeak: 1M\n"
    folder = tmp_path_factory.mktemp("calculate")
    data = kb.write(folder / "data", files)
    build_file(data, folder / "index.sqlite")
    opened = Index(DataFolder(data, "a test", folder / "index.sqlite"))
    assert opened.notes == ()
    yield opened
    opened.close()


def rows(table: Table) -> list[dict[str, object]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in table.rows]


def row(table: Table) -> dict[str, object]:
    (only,) = rows(table)
    return only


def cache(
    index: Index, name: str, tokens: int = 1, batch: int = 1, images: int = 0, given: Several | None = None
) -> dict[str, object]:
    return row(kv_cache(index, [name], tokens=[tokens], batch=batch, pictures=Pictures(images), given=given or {}))


def memory(
    index: Index, name: str, dtype: str = "fp16", room: float = GIB, tokens: int = 1, batch: int = 1, images: int = 0
) -> dict[str, object]:
    return row(
        memory_of(
            index, [name], room=Room(room, headroom=0), dtypes=[dtype], tokens=[tokens], batch=batch,
            pictures=Pictures(images), given={},
        )
    )  # fmt: skip


def trained(index: Index, name: str, targets: str, rank: int = 2) -> tuple[object, object]:
    found = row(finetune(index, [name], methods=["lora"], rank=rank, targets=targets.split(), given={"params": [1e6]}))
    return found["trainable"], found["remark"]


TOKEN = 2 * 4 * 8 * 2
"""Bytes that a layer of `ANATOMY` keeps for a token."""


def test_the_cache_grows_with_tokens_and_batch(index: Index) -> None:
    assert cache(index, "plain")["per_token"] == cache(index, "plain")["cache"] == 10 * TOKEN
    assert cache(index, "plain", tokens=7, batch=3)["cache"] == 10 * TOKEN * 7 * 3
    assert cache(index, "plain", tokens=7, batch=3)["as_mha"] == 2 * 10 * TOKEN * 7 * 3


@pytest.mark.parametrize(
    ("name", "layers_and_tokens", "spans"),
    [
        ("mixed", 5 * 4 + 2 * 100, "5 window 4 + 2 all + 3 shared"),
        ("wide", 6 * 100 + 4 * 3, "6 all + 4 chunk 3"),
        ("windowed", 10 * 4, "10 window 4"),
        ("hybrid", 100, "9 state + 1 all"),
        ("two-stacks", 10 * 100 + 10 * 100, "10 all + 10 source"),
        ("crossing", 8 * 100, "8 all + 2 image"),
    ],
)
def test_each_group_of_layers_keeps_what_it_sees(name: str, layers_and_tokens: int, spans: str, index: Index) -> None:
    found = cache(index, name, tokens=100)
    assert (found["cache"], found["spans"]) == (layers_and_tokens * TOKEN, spans)


def test_a_window_that_binds_who_knows_which_layers_bounds_from_above(index: Index) -> None:
    found = cache(index, "windowed-somewhere", tokens=100)
    assert found["cache"] == 10 * TOKEN * 100
    assert "at most" in str(found["remark"])
    assert "attention.span" in str(found["remark"])
    assert "at most" in str(cache(index, "wide")["remark"])
    assert cache(index, "windowed")["remark"] is None


def test_states_stand_apart_from_the_cache(index: Index) -> None:
    assert (cache(index, "hybrid", tokens=9)["state"], cache(index, "hybrid", tokens=9)["cache"]) == (
        9 * 50 * 2,
        9 * TOKEN,
    )
    assert cache(index, "hybrid-unsized")["state"] is None
    alone = cache(index, "recurrent", tokens=9, batch=3)
    assert (alone["cache"], alone["state"], alone["heads"]) == (0, 10 * 100 * 2 * 3, None)
    assert "no key/value cache" in str(alone["remark"])
    assert "at least" in str(memory(index, "hybrid-unsized")["remark"])


def test_latent_attention_has_its_own_numbers(index: Index) -> None:
    found = cache(index, "latent", tokens=10)
    assert (found["cache"], found["kv_heads"], found["as_mha"]) == (2 * (16 + 4 + 3) * 10 * 2, None, None)


@pytest.mark.parametrize("name", ["encoder", "seeing"])
def test_an_encoder_keeps_no_cache(name: str, index: Index) -> None:
    found = cache(index, name)
    assert found["cache"] is None
    assert "no cache: an encoder" in str(found["remark"])
    assert (memory(index, name)["cache"], memory(index, name)["total"]) == (0, 2000)


def test_layers_that_see_images_keep_their_tokens_instead_of_the_text(index: Index) -> None:
    found = cache(index, "crossing", tokens=100, images=3)
    assert (found["per_token"], found["cache"]) == (TOKEN * 8, TOKEN * (8 * 100 + 2 * 15))
    assert cache(index, "tokens-known", tokens=100, images=3)["cache"] == TOKEN * 10 * 115
    unknown = cache(index, "crossing-somewhere", tokens=100, images=3)
    assert (unknown["cache"], "at least" in str(unknown["remark"])) == (TOKEN * 10 * 100, True)
    with pytest.raises(UsageError, match=r"vision\.tokens"):
        cache(index, "plain", images=1)
    with pytest.raises(UsageError, match=r"takes no pictures \(input: audio, text\)"):
        cache(index, "reading", images=1)
    assert cache(index, "reading", tokens=9, images=1, given={"visual_tokens": [5]})["tokens"] == 14


@pytest.mark.parametrize(
    ("name", "tokens"),
    [("plain", 100), ("tokens-known", 110), ("by-patches", 108), ("crossing", 100)],
)
def test_pictures_are_text_unless_layers_of_their_own_see_them(name: str, tokens: int, index: Index) -> None:
    images = 0 if name == "plain" else 2
    assert memory(index, name, tokens=100, images=images)["tokens"] == tokens


def test_a_resampler_does_not_tell_its_tokens(index: Index) -> None:
    with pytest.raises(UsageError, match=r"vision\.tokens is not recorded"):
        memory(index, "resampled", images=1)


@pytest.mark.parametrize(
    ("name", "size", "tokens", "said"),
    [
        ("rounded", (280, 140), 50, None),
        ("rounded", None, 100, "at most: of the largest picture"),
        ("shrunk", (128, 64), 2 * 5, None),
        ("shrunk", None, 4 * 5, "at most"),
        ("tiled", (896, 448), 3 * 256, None),
        ("tiled", None, 7 * 256, "at most"),
        ("tiled-somehow", None, 500, "at most: all tiles"),
        ("tiled-somehow", (9, 9), 500, "vision.rule"),
        ("on-grid", (672, 336), 576 + 24 * 48 + 24, None),
        ("on-grid", None, 576 + 48 * 48 + 48, "at most"),
        ("on-many", (56, 56), 4 + 2 * 2 + 2, None),
        ("fitted", (1344, 896), 40, None),
        ("fitted", None, 40, "at most"),
        ("fitted-whole", (1344, 896), 130, None),
        ("fitted-whole", (336, 336), 10, None),
        ("cut", (80, 40), 9 * 3, None),
        ("cut", None, 17 * 3, "at most"),
        ("filled", (1344, 1344), 2509, None),
        ("filled", None, 2653, "at most"),
        ("overlapped", (336, 336), 2 * 158, None),
        ("overlapped", None, 158 + 100 * 13 + 2, "at most"),
        ("sliced", (1344, 896), 7 * 64, None),
        ("sliced", None, 10 * 64, "at most"),
        ("squared", (9, 9), 4, None),
        ("squared", None, 4, None),
        ("tokens-known", (9, 9), 5, "vision.rule"),
    ],
)
def test_the_size_of_a_picture_decides_by_the_familys_rule(
    name: str, size: Size | None, tokens: int, said: str | None, index: Index
) -> None:
    found = row(kv_cache(index, [name], tokens=[1000], pictures=Pictures(2, size), given={}))
    assert found["tokens"] == 1000 + 2 * tokens
    assert (said in str(found["remark"])) if said else found["remark"] is None


def test_frames_may_be_merged(index: Index) -> None:
    found = row(kv_cache(index, ["rounded"], tokens=[10], pictures=Pictures(0, (280, 140), 5), given={}))
    assert found["tokens"] == 10 + 3 * 50
    found = row(kv_cache(index, ["squared"], tokens=[10], pictures=Pictures(1, None, 5), given={}))
    assert found["tokens"] == 10 + 6 * 4


@pytest.mark.parametrize(
    ("images", "frames", "tokens"), [(1, 0, 50), (3, 0, 3 * 7), (0, 5, 3 * 4), (1, 5, 50 + 3 * 4), (2, 1, 2 * 7 + 4)]
)
def test_several_pictures_and_frames_may_have_tokens_of_their_own(
    images: int, frames: int, tokens: int, index: Index
) -> None:
    found = row(kv_cache(index, ["by-use"], tokens=[10], pictures=Pictures(images, (280, 140), frames), given={}))
    assert (found["tokens"], found["remark"]) == (10 + tokens, None)
    given = {"visual_tokens": [9]}
    found = row(kv_cache(index, ["by-use"], tokens=[10], pictures=Pictures(2, (280, 140), 2), given=given))
    assert found["tokens"] == 10 + 9 * 3


def test_given_tokens_go_before_a_rule(index: Index) -> None:
    found = row(kv_cache(index, ["on-no-grid"], tokens=[1], pictures=Pictures(1), given={"visual_tokens": [7]}))
    assert found["tokens"] == 8
    with pytest.raises(UsageError, match=r"vision\.grids is not recorded"):
        kv_cache(index, ["on-no-grid"], pictures=Pictures(1), given={})


@pytest.mark.parametrize("text", ["", "336", "0x9", "9x-9", "9x9x9", "1e3x5", "10x3000", "1234567x1234567"])
def test_a_size_that_is_none(text: str) -> None:
    with pytest.raises(UsageError, match="--image"):
        picture_size(text)


def test_a_size_has_width_and_height() -> None:
    assert picture_size("1344x896") == picture_size("1344×896") == (1344, 896)
    assert Pictures(2, (3, 4), 1).said == ", 2 images of 3 × 4, 1 frame of 3 × 4"


def test_weights_of_4_bits_have_a_cache_of_8_unless_its_format_is_given(index: Index) -> None:
    numbers = 2 * 4 * 8 * 10
    assert [memory(index, "plain", dtype)["cache"] for dtype in ("fp16", "int8", "int4")] == [
        2 * numbers,
        numbers,
        numbers,
    ]
    assert memory(index, "plain", "int4")["weights"] == 500
    found = memory_of(index, ["plain"], room=Room(1), dtypes=["int4"], cache_dtype="fp32", tokens=[1], given={})
    assert row(found)["cache"] == 4 * numbers


def test_what_is_counted_goes_before_what_is_stated(index: Index) -> None:
    assert memory(index, "counted")["weights"] == 2200
    noted = memory_of(index, ["counted", "plain"], room=Room(1), dtypes=["fp16"], given={}).notes
    assert [note for note in noted if "stated size" in note] == [
        "stated size, not a count, taken for the parameters of plain"
    ]


def test_what_is_given_goes_before_what_is_counted(index: Index) -> None:
    found = memory_of(index, ["counted"], room=Room(1), dtypes=["fp16"], given={"params": [7]})
    assert row(found)["weights"] == 14
    assert not any("stated size" in note for note in found.notes)


def test_the_total_has_every_sequence_and_every_state(index: Index) -> None:
    assert memory(index, "plain", batch=3)["total"] == 2 * 1000 + 3 * 10 * TOKEN
    assert memory(index, "recurrent-sized", tokens=9)["cache"] == 10 * 100 * 2
    assert memory(index, "recurrent-sized", room=2 * 1000 + 10 * 100 * 2 - 1)["largest_context"] == 0


def test_without_layers_the_weights_are_the_least(index: Index) -> None:
    found = memory(index, "half-b", room=1999)
    assert (found["weights"], found["cache"], found["total"], found["fits"]) == (2000, None, 2000, False)
    assert "weights without cache; attention.layers is not recorded (give it by --layers N)" in str(found["remark"])
    assert memory(index, "half-b", room=2000)["fits"] is None


def test_what_fits_leaves_headroom(index: Index) -> None:
    total = 2 * 1000 + TOKEN * 10
    assert [memory(index, "plain", room=total * share)["fits"] for share in (0.99, 1, 1.05)] == [False, True, True]
    with_headroom = memory_of(index, ["plain"], room=Room(total, headroom=10), dtypes=["fp16"], tokens=[1], given={})
    assert row(with_headroom)["fits"] is False


def test_the_most_that_fits(index: Index) -> None:
    room = 2 * 1000 + TOKEN * 10 * 25
    found = memory(index, "plain", room=room, tokens=5, batch=2)
    assert (found["largest_context"], found["largest_batch"]) == (12, 5)
    assert memory(index, "plain", room=1000)["largest_context"] == 0
    assert memory(index, "tokens-known", room=room, tokens=5, images=2)["largest_context"] == 15
    fitted = row(kv_cache(index, ["plain"], tokens=[1], batch=2, fit=TOKEN * 10 * 25, given={}))
    assert fitted["largest_context"] == 12
    unbounded = kv_cache(index, ["windowed"], tokens=[1], fit=GIB, given={})
    assert row(unbounded)["largest_context"] is None
    assert "any" in [cell.shown for cell in unbounded.rows[0]]


@pytest.mark.parametrize(
    ("tokens", "images", "largest"), [(25, 0, 20), (12, 0, 12), (25, 2, 10), (15, 2, 5), (25, 5, 0)]
)
def test_the_most_that_fits_is_no_more_than_the_model_takes(
    tokens: int, images: int, largest: int, index: Index
) -> None:
    """Its context of 20 holds its text and its pictures of 5 tokens; memory has room for `tokens` of both."""
    room = 2 * 1000 + TOKEN * 10 * tokens
    assert memory(index, "short", room=room, images=images)["largest_context"] == largest


def test_anatomy_is_the_backbones_where_the_model_has_none_of_its_own(index: Index) -> None:
    assert cache(index, "on-plain")["cache"] == cache(index, "plain")["cache"]
    assert memory(index, "on-plain")["weights"] == 2 * 3000
    assert cache(index, "own-layers")["layers"] == 3
    with pytest.raises(UsageError, match="params is not recorded"):
        memory(index, "on-plain-unsized")
    with pytest.raises(UsageError, match=r"attention\.heads, attention\.kv_heads and attention\.head_dim are not"):
        cache(index, "sized-a")
    with pytest.raises(UsageError, match=r"attention\.head_dim is not recorded"):
        cache(index, "own-layers-alone")


@pytest.mark.parametrize("name", ["on-both", "on-one"])
def test_a_backbone_named_by_its_release_lends_nothing(name: str, index: Index) -> None:
    with pytest.raises(UsageError, match=r"attention\.layers is not recorded"):
        cache(index, name, given={"heads": [1], "kv_heads": [1], "head_dim": [1]})


def test_what_is_given_goes_before_what_is_recorded(index: Index) -> None:
    assert cache(index, "plain", given={"layers": [1]})["cache"] == TOKEN
    assert cache(index, "wide", tokens=1, given={"kv_heads": [1], "head_dim": [1]})["cache"] == 10 * 2 * 2
    with pytest.raises(UsageError, match="its layers differ"):
        cache(index, "mixed", given={"layers": [1]})


@pytest.mark.parametrize(("kv_heads", "mechanism"), [(1, "mqa"), (4, "gqa"), (8, "mha")])
def test_the_mechanism_follows_the_heads_that_are_given(kv_heads: int, mechanism: str, index: Index) -> None:
    assert cache(index, "plain", given={"kv_heads": [kv_heads]})["mechanism"] == mechanism
    assert cache(index, "plain")["mechanism"] == "mha"
    assert cache(index, "hybrid", given={"kv_heads": [kv_heads]})["mechanism"] == f"{mechanism} + mamba"


@pytest.mark.parametrize(("name", "kv_heads"), [("said-mha", 8), ("said-mqa", 1)])
def test_a_mechanism_says_how_many_heads_have_keys(name: str, kv_heads: int, index: Index) -> None:
    found = cache(index, name)
    assert (found["kv_heads"], found["cache"]) == (kv_heads, 3 * 2 * kv_heads * 4 * 2)
    with pytest.raises(UsageError, match=r"attention\.kv_heads"):
        cache(index, "said-gqa")


def test_every_choice_of_several_numbers_is_a_row(index: Index) -> None:
    found = rows(kv_cache(index, ["plain"], tokens=[1, 2], given={"kv_heads": [1, 8], "layers": [3]}))
    assert [entry["cache"] for entry in found] == [n * 3 * 2 * 8 * 2 * k for k in (1, 8) for n in (1, 2)]


def test_one_size_that_cannot_be_calculated_does_not_stop_the_others(index: Index) -> None:
    table = kv_cache(index, ["half"], tokens=[1], given={})
    assert [entry["cache"] for entry in rows(table)] == [10 * TOKEN, None]
    said = "not calculated: attention.layers is not recorded (give it by --layers N)"
    assert rows(table)[1]["remark"] == said
    assert f"half-b: {said}" in table.notes


def test_variants_with_the_same_layers_have_one_cache(index: Index) -> None:
    found = rows(kv_cache(index, ["counted-apart"], tokens=[1], given={}))
    assert [(entry["model"], entry["cache"]) for entry in found] == [("counted-apart", 10 * TOKEN)]
    stored = memory_of(index, ["counted-apart"], room=Room(1), dtypes=["fp16"], given={})
    assert [entry["weights"] for entry in rows(stored)] == [2000, 2200]


def test_a_query_stands_for_all_models_that_match(index: Index) -> None:
    found = rows(kv_cache(index, ["window:4"], given={}))
    assert [entry["model"] for entry in found] == ["mixed", "windowed-somewhere", "windowed"]
    with pytest.raises(NotFoundError, match="no model matches"):
        kv_cache(index, ["window:5"], given={})


def test_compute_counts_the_parameters_used_for_a_token(index: Index) -> None:
    found = row(cost(index, ["experts"], given={}))
    assert (found["params"], found["tokens"], found["compute"]) == (100, 50, 6 * 100 * 50)
    assert found["reported_by_computed"] == 2.0
    assert row(cost(index, ["plain"], tokens=[5], given={}))["compute"] == 6 * 1000 * 5
    assert row(cost(index, ["experts"], given={"params": [7]}))["compute"] == 6 * 7 * 50


def test_what_was_reported_stands_beside_what_is_computed(index: Index) -> None:
    found = row(cost(index, ["reported"], given={}))
    assert (found["gpu_hours"], found["spent"]) == (8000, 4_600_000)


def test_offers_stand_in_order_of_their_price(index: Index) -> None:
    table = serving(index, ["priced", "hosted", "plain"], share_out=0.5)
    found = [(entry["model"], entry["offered_by"], entry["blended"], entry["as_of"]) for entry in rows(table)]
    assert found == [
        ("hosted", "Pond", 1.0, "2026-08"),
        ("hosted", "Nest", 1.5, "2026-07"),
        ("priced", "its maker", 6.0, "2026-07"),
        ("hosted", "Twig", None, None),
    ]
    assert "priced costs 6 times what hosted costs at Pond; prices say nothing of quality" in table.notes
    assert "no price on record: plain" in table.notes


def test_prices_of_several_hosts_stand_at_all_their_places(tmp_path: Path) -> None:
    place = "{{source: s, at: {0}.toml, supports: [hosted], read: 2026-01-01}}"
    record = (
        "id: m\nname: M\nhosted: [{host: Pond, input: 1, output: 2}, {host: Nest, input: 3, output: 4}]\n"
        f"evidence: [{', '.join(map(place.format, ('pond', 'nest')))}]\n"
    )
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": record}))
    page = explanation(index, ["m"], serving(index, ["m"]), "serving", given={})
    assert [[cell.value for cell in row[1:5]] for row in page.tables[-1].rows] == [
        ["hosted.input", "1, 3", "s", "pond.toml"],
        ["hosted.input", "1, 3", "s", "nest.toml"],
        ["hosted.output", "2, 4", "s", "pond.toml"],
        ["hosted.output", "2, 4", "s", "nest.toml"],
    ]


def test_own_hardware_is_paid_by_the_hour(index: Index) -> None:
    table = serving(index, ["plain"], hardware=Hardware(price=3.6, throughput=500))
    (found,) = rows(table)
    assert (found["offered_by"], found["blended"], found["from"]) == ("own hardware", 2.0, "calculated")
    with pytest.raises(UsageError, match=r"no price of plain, short is on record\nown hardware has one by --price USD"):
        serving(index, ["plain", "short"])


_LAYERS = "attention.layers, attention.heads, attention.kv_heads and attention.head_dim"
_GIVE = "--layers N --heads N --kv-heads N --head-dim N"


@pytest.mark.parametrize(
    ("call", "images", "lacks", "remedy"),
    [
        (kv_cache, 0, f"{_LAYERS} are", f"give them by {_GIVE}"),
        (kv_cache, 1, f"{_LAYERS.replace(' and', ',')} and vision.tokens are",
         f"give them by {_GIVE}; give the tokens of a picture by --visual-tokens N"),
        (memory_of, 0, f"{_LAYERS.replace(' and', ',')} and params are", f"give them by {_GIVE} --params N"),
        (finetune, 0, f"params, attention.hidden, {_LAYERS} are", f"give them by --params N --hidden N {_GIVE}"),
        (cost, 0, "params and training.tokens are", "give them by --params N --tokens N"),
    ],
)  # fmt: skip
def test_all_that_is_missing_is_named_at_once_and_can_be_given(
    call: Callable[..., Table], images: int, lacks: str, remedy: str, index: Index
) -> None:
    options: dict[str, object] = {"pictures": Pictures(images)} if call in (kv_cache, memory_of) else {}
    options |= {"room": Room(1)} if call is memory_of else {}
    with pytest.raises(UsageError) as raised:
        call(index, ["bare"], given={}, **options)
    assert str(raised.value) == f"bare: {lacks} not recorded\n{remedy}"
    given = {name: [8] for name in ("params", "layers", "heads", "kv_heads", "head_dim", "hidden", "visual_tokens")}
    options |= {"tokens": [8]} if call is cost else {}
    assert {found["remark"] for found in rows(call(index, ["bare"], given=given, **options))} == {None}


def test_what_cannot_be_given_is_told_apart(index: Index) -> None:
    with pytest.raises(UsageError) as raised:
        cache(index, "latent-somehow")
    assert str(raised.value) == (
        "latent-somehow: attention.heads and attention.rope_dim are not recorded\n"
        "give them by --heads N; another checkpoint may have attention.rope_dim on record"
    )
    with pytest.raises(UsageError, match=r"rope_dim is not recorded\nanother checkpoint may have it on record"):
        cache(index, "latent-somehow", given={"heads": [4]})


def test_half_of_the_hardware_is_none(index: Index) -> None:
    from mmkb.commands.cost import answer

    with pytest.raises(UsageError, match="its price and its throughput"):
        answer(index, ["priced"], price=3)
    with pytest.raises(UsageError, match="--output-share"):
        answer(index, ["priced"], serving=True, output_share=101)


def test_the_methods_stand_side_by_side(index: Index) -> None:
    full, lora, qlora = rows(finetune(index, ["plain"], rank=2, targets=["q"], given={}))
    assert (full["trainable"], full["memory"]) == (1000, 16 * 1000)
    assert lora["trainable"] == qlora["trainable"] == 10 * 2 * (64 + 64)
    assert lora["memory"] == 2 * 1000 + 16 * 10 * 2 * 128
    assert full["activations"] == 10 * 2048 * 64 * 34
    assert full["with_checkpointing"] == 2 * 10 * 2048 * 64
    assert full["total"] == 16 * 1000 + 10 * 2048 * 64 * 34
    assert full["total_with_checkpointing"] == 16 * 1000 + 2 * 10 * 2048 * 64


def test_the_matrices_of_attention_are_kept_where_one_asks(index: Index) -> None:
    (kept,) = rows(finetune(index, ["plain"], methods=["full"], attention="full", given={}))
    assert kept["activations"] == 10 * 2048 * 64 * (34 + 5 * 8 * 2048 / 64)
    with pytest.raises(UsageError, match="no attention called 'sdpa'"):
        finetune(index, ["plain"], attention="sdpa", given={})


@pytest.mark.parametrize(("tokens", "said"), [(4096, None), (4097, "longer than its context of 4,096 tokens")])
def test_more_tokens_than_the_context_are_said_to_be_more(tokens: int, said: str | None, birds: Index) -> None:
    given = {"head_dim": [128]}
    for table in (
        finetune(birds, ["heron-7b"], methods=["full"], tokens=[tokens], given=given),
        memory_of(birds, ["heron-7b"], room=Room(GIB), dtypes=["fp16"], tokens=[tokens], given=given),
        kv_cache(birds, ["heron-7b"], tokens=[tokens], given=given),
    ):
        assert row(table)["remark"] == said


@pytest.mark.parametrize(
    ("name", "targets", "expected", "said"),
    [
        ("plain", "q k v o", 10 * (128 + 96 + 96 + 128), None),
        ("two-stacks", "q v", (10 + 10 + 6) * (128 + 96), "cross-attention"),
        ("two-stacks", "gate up down", 16 * 2 * 164, "no gate: the activation is ReLU"),
        ("hybrid", "q", 128, "9 of 10 layers"),
        ("mixed", "q", 10 * 128, None),
        ("mixture", "up", 8 * 9 * 94 + 2 * 164, "8 experts in each of 8 layers"),
        ("mixture", "gate up down", 3 * (8 * 9 * 94 + 2 * 164), "8 experts"),
        ("mixture-shared", "up", 10 * (8 * (64 + 30) + (64 + 60)), "8 experts in each of 10 layers"),
        ("mixture-unsaid", "up", 8 * 10 * 94, "at most: whether layers are without experts"),
        ("mixture-unsaid", "up", 8 * 10 * 94, "at least: whether experts are shared"),
        ("fused", "q k v", 10 * (64 + 64 + 64), "one matrix"),
        ("fused", "q", 10 * (64 + 64 + 64), "one matrix"),
        ("fused", "gate up", 10 * (64 + 200), "gate and up are one matrix"),
        ("latent-whole", "q", 2 * ((8 + 6) + (6 + 4 * 9)), "q is q_a and q_b, k and v are kv_a and kv_b"),
        ("latent-whole", "v", 2 * ((8 + 20) + (16 + 4 * 12)), "k and v are kv_a and kv_b"),
        ("latent-whole", "k v", 2 * ((8 + 20) + (16 + 4 * 12)), "latent attention"),
        ("latent-whole", "q_a kv_b o", 2 * ((8 + 6) + (16 + 4 * 12) + (28 + 8)), None),
        ("latent-direct", "q", 2 * (8 + 4 * 9), "latent attention: k and v are kv_a and kv_b"),
    ],
)  # fmt: skip
def test_adapters_are_counted_on_every_matrix(
    name: str, targets: str, expected: int, said: str | None, index: Index
) -> None:
    found, remark = trained(index, name, targets, rank=1)
    assert found == expected
    assert (said in str(remark)) if said else remark is None


@pytest.mark.parametrize(
    ("name", "targets", "field"),
    [
        ("plain", "up", r"architecture\.ffn"),
        ("latent", "q", r"attention\.query_latent_dim"),
        ("latent-direct", "q_a", "queries are made without a latent, so there is no q_a"),
        ("plain", "q_a kv_b", "attention has no latent, so there is no q_a, kv_b"),
        ("recurrent", "q", r"attention\.hidden"),
    ],
)
def test_what_adapters_need_is_named(name: str, targets: str, field: str, index: Index) -> None:
    with pytest.raises(UsageError, match=field):
        trained(index, name, targets)


def test_a_card_is_found_by_any_name(index: Index) -> None:
    assert card_named(index, "P1") == card_named(index, "perch") == Card("perch", 10**6, 10**6)
    assert room(index, None, "P1", 20).usable == 800_000
    assert "perch" in room(index, None, "P1", 20).said
    with pytest.raises(NotFoundError, match="no card called 'nest'"):
        card_named(index, "nest")
    with pytest.raises(UsageError, match="--fit and --card"):
        room(index, 1, "P1", 20)
    with pytest.raises(UsageError, match="--headroom"):
        room(index, None, None, 100)
    assert room(index, None, None, 0).usable == 24 * GIB


def test_a_card_without_memory_is_no_room(index: Index) -> None:
    with pytest.raises(UsageError, match="memory is not recorded"):
        card_named(index, "bare")


def test_what_tuning_holds_fits_or_does_not(index: Index) -> None:
    held = 16 * 1000 + 2 * 10 * 2048 * 64
    for size, fits in ((held, True), (held - 1, False)):
        table = finetune(index, ["plain"], methods=["full"], room=Room(size, 0), given={})
        assert row(table)["fits"] is fits


def test_a_run_takes_as_many_cards_as_hold_it_and_its_hours_are_theirs(index: Index) -> None:
    run = Run(tokens=36e6, peak=1e6, utilization=0.5, price=3)
    held = 16 * 1000 + 2 * 10 * 2048 * 64
    for size, cards in ((held, 1), (held - 1, 2), (held / 2.5, 3)):
        (entry,) = rows(finetune(index, ["plain"], methods=["full"], run=run, room=Room(size, 0), given={}))
        assert (entry["fits"], entry["cards"]) == (cards == 1, cards)
        assert (entry["hours"], entry["price"]) == (pytest.approx(120 / cards), pytest.approx(360))


def test_activations_that_are_not_known_are_said_not_to_count(index: Index) -> None:
    table = finetune(index, ["recurrent-sized"], methods=["full"], room=Room(GIB), given={})
    assert "counted without activations" in str(row(table)["remark"])


def test_a_card_without_peak_takes_no_time(index: Index) -> None:
    from mmkb.commands.finetune import answer

    with pytest.raises(UsageError, match="dull: peak is not recorded"):
        answer(index, ["plain"], card="dull", train_tokens=1e6)
    with pytest.raises(UsageError, match="--card"):
        answer(index, ["plain"], train_tokens=1e6)
    assert len(answer(index, ["plain"], card="dull", train_tokens=1e6, peak=1).rows) == 3  # type: ignore[union-attr]


def test_a_run_takes_hours_and_money(index: Index) -> None:
    run = Run(tokens=36e6, peak=1e6, utilization=0.5, price=3)
    found: list[Mapping[str, object]] = [*rows(finetune(index, ["experts"], methods=["full"], run=run, given={}))]
    assert [(entry["hours"], entry["price"]) for entry in found] == [(6 * 100 * 36e6 / 0.5e6 / 3600, 36.0)]
    unpriced = finetune(index, ["experts"], methods=["full"], run=Run(36e6, 1e6, 0.5), given={})
    assert "price" not in [column.name for column in unpriced.columns]


def test_what_one_question_may_ask_for_is_bounded(birds: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"head_dim": [8], "hidden": [64], "layers": list(range(1, 11)), "heads": list(range(1, 11))}
    assert len(kv_cache(birds, ["wren-7b"], tokens=[1], given=given).rows) == 100
    with pytest.raises(UsageError, match="110 choices of numbers, more than 100"):
        kv_cache(birds, ["wren-7b"], tokens=[1], given={**given, "heads": list(range(1, 12))})
    monkeypatch.setattr(calculated, "MOST_ROWS", 200)
    assert len(kv_cache(birds, ["wren-7b", "wren-70b"], tokens=[1], given=given).rows) == 200
    for tokens in ([1, 2, 3], range(1, 10**18)):
        with pytest.raises(UsageError, match="more than 200 rows"):
            kv_cache(birds, ["wren-7b"], tokens=tokens, given=given)


@pytest.mark.parametrize("explain", [False, True])
def test_a_terminal_says_a_remark_once(explain: bool, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    from mmkb.commands.kv_cache import answer

    monkeypatch.setenv("COLUMNS", "200")
    found = answer(index, ["wide", "plain"], tokens=100, explain=explain)
    table, written = (
        (found[0].tables[0], rich_text.render_pages(found))
        if isinstance(found, tuple)
        else (found, rich_text.render(found))
    )
    remarks = [entry["remark"] for entry in rows(table) if entry["remark"]]
    assert remarks
    for remark in remarks:
        assert " ".join(written.split()).count(str(remark)) == 1
    assert "remark" not in written
    assert "remark" in str(delimited_csv.render(table)).splitlines()[0]
