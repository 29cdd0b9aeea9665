"""Calculations on records: whose numbers they take, what a picture adds, what counts how often."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.errors import UsageError
from mmkb.formulas.dtypes import GIB
from mmkb.index.index import Index
from mmkb.views import calculate
from mmkb.views.table import Table

ANATOMY = "attention: {mechanism: mha, layers: 10, hidden: 64, heads: 8, kv_heads: 4, head_dim: 8%s}\n"
SEEING = "vision: {encoder: [eye], resolution: 28, patch: 14}\nconnector: [%s]\n"
RECORDS = {
    "plain": ANATOMY % "" + "params: 1000\n",
    "crossing": ANATOMY % ", cross_layers: 2" + "params: 1000\nvision: {tokens: 5}\n",
    "tokens-known": ANATOMY % "" + "params: 1000\nvision: {tokens: 5}\n",
    "by-patches": ANATOMY % "" + "params: 1000\n" + SEEING % "mlp",
    "resampled": ANATOMY % "" + "params: 1000\n" + SEEING % "q-former",
    "on-plain": "params: 3000\nbackbone: plain\n",
    "on-plain-unsized": "backbone: plain\n",
    "own-layers": "params: 3000\nbackbone: plain\nattention: {layers: 3, heads: 2, kv_heads: 2, head_dim: 2}\n",
    "experts": "params: 1000\nactive_params: 100\ntraining: {tokens: 50, flops: 60000}\n",
    "on-both": "params: 3000\nbackbone: sized\n",
    "sized": "variants: [{id: sized-a, attention: {layers: 3}}, {id: sized-b, attention: {layers: 4}}]\n",
}
ONE = {"tokens": 1, "batch": 1, "images": 0}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    files = {f"models/{id_}.yaml": f"id: {id_}\nname: {id_}\n{rest}" for id_, rest in RECORDS.items()}
    opened = kb.open_index(kb.write(tmp_path / "data", files))
    assert opened.notes == ()
    return opened


def row(table: Table) -> dict[str, object]:
    (only,) = table.rows
    return {column.name: cell.value for column, cell in zip(table.columns, only, strict=True)}


def cache(index: Index, name: str, **asked: int) -> dict[str, object]:
    wanted = {**ONE, **asked}
    return row(calculate.kv_cache(index, [name], dtype="fp16", given={}, **wanted))


def memory(index: Index, name: str, dtype: str = "fp16", budget: float = 1.0, **asked: int) -> dict[str, object]:
    wanted = {**ONE, **asked}
    return row(calculate.memory(index, [name], dtypes=[dtype], budget=budget, given={}, **wanted))


def test_the_cache_grows_with_tokens_and_batch(index: Index) -> None:
    token = 2 * 4 * 8 * 10 * 2
    assert cache(index, "plain")["per_token"] == cache(index, "plain")["cache"] == token
    assert cache(index, "plain", tokens=7, batch=3)["cache"] == token * 7 * 3
    assert cache(index, "plain", tokens=7, batch=3)["as_mha"] == 2 * token * 7 * 3


def test_layers_that_see_images_keep_their_tokens_instead_of_the_text(index: Index) -> None:
    layer = 2 * 4 * 8 * 2
    found = cache(index, "crossing", tokens=100, images=3)
    assert (found["per_token"], found["cache"]) == (layer * 8, layer * (8 * 100 + 2 * 15))
    assert cache(index, "crossing", tokens=100)["cache"] == layer * 8 * 100
    assert cache(index, "tokens-known", tokens=100, images=3)["cache"] == layer * 10 * 100
    assert (
        cache(index, "plain", tokens=100, images=3)["cache"] == layer * 10 * 100
    )  # how many tokens a picture has is not asked


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


def test_weights_of_4_bits_have_a_cache_of_8(index: Index) -> None:
    numbers = 2 * 4 * 8 * 10
    assert [memory(index, "plain", dtype)["cache"] for dtype in ("fp16", "int8", "int4")] == [
        2 * numbers,
        numbers,
        numbers,
    ]
    assert memory(index, "plain", "int4")["weights"] == 500


def test_a_budget_is_in_gib(index: Index) -> None:
    total = 2 * 1000 + 2 * 4 * 8 * 10 * 2
    assert [memory(index, "plain", budget=total * share / GIB)["fits"] for share in (0.99, 1, 1.05)] == [
        False,
        True,
        True,
    ]


def test_anatomy_is_the_backbones_where_the_model_has_none_of_its_own(index: Index) -> None:
    assert cache(index, "on-plain")["cache"] == cache(index, "plain")["cache"]
    assert memory(index, "on-plain")["weights"] == 2 * 3000
    assert cache(index, "own-layers")["layers"] == 3
    with pytest.raises(UsageError, match="params is not recorded"):
        memory(index, "on-plain-unsized")
    with pytest.raises(UsageError, match=r"attention\.heads is not recorded"):
        cache(index, "on-both")
    with pytest.raises(UsageError, match=r"attention\.heads is not recorded"):
        cache(index, "sized-a")


def test_a_backbone_of_several_sizes_lends_nothing(index: Index) -> None:
    given = {"heads": 1, "kv_heads": 1, "head_dim": 1}
    with pytest.raises(UsageError, match=r"attention\.layers is not recorded"):
        calculate.kv_cache(index, ["on-both"], tokens=1, batch=1, dtype="fp16", images=0, given=given)


def test_what_is_given_goes_before_what_is_recorded(index: Index) -> None:
    table = calculate.kv_cache(index, ["plain"], tokens=1, batch=1, dtype="fp16", images=0, given={"layers": 1})
    assert row(table)["cache"] == 2 * 4 * 8 * 2


def test_compute_counts_the_parameters_used_for_a_token(index: Index) -> None:
    found = row(calculate.cost(index, ["experts"], tokens=None, given={}))
    assert (found["params"], found["tokens"], found["compute"]) == (100, 50, 6 * 100 * 50)
    assert found["reported_by_computed"] == 2.0
    assert row(calculate.cost(index, ["plain"], tokens=5, given={}))["compute"] == 6 * 1000 * 5


def test_full_tuning_trains_every_parameter(index: Index) -> None:
    full = row(calculate.finetune(index, ["plain"], method="full", rank=8, targets=["q"], given={}))
    assert (full["trainable"], full["memory"]) == (1000, 16 * 1000)
    lora = row(calculate.finetune(index, ["plain"], method="lora", rank=2, targets=["q"], given={}))
    assert lora["trainable"] == 10 * 2 * (64 + 64)
