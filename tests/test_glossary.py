"""The records themselves: every word of the field leads to its term, terms find their users, duties come by date."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from consumers import DATA
from mmkb import KnowledgeBase, open_kb

pytestmark = pytest.mark.usefixtures("shared_cache")


@pytest.fixture(scope="module")
def records() -> Iterator[KnowledgeBase]:
    with open_kb(DATA) as opened:
        yield opened


@pytest.mark.parametrize(
    ("word", "id_"),
    [
        ("RoPE", "rope"),
        ("RMSNorm", "rmsnorm"),
        ("SwiGLU", "swiglu"),
        ("Q-Former", "q-former"),
        ("KV cache", "kv-cache"),
        ("MoE", "mixture-of-experts"),
        ("RLHF", "reinforcement-learning-from-human-feedback"),
        ("vision encoder", "vision-encoder"),
        ("アテンション機構", "attention-mechanism"),
        ("自己注意", "attention-mechanism"),
        ("ファインチューニング", "fine-tuning"),
        ("プロンプト設計", "prompt-design"),
        ("視覚的要素", "visual-component"),
        ("評価ベンチマーク", "benchmark"),
        ("データバイアス", "data-bias"),
        ("モデルの悪用", "model-misuse"),
        ("プロプライエタリ", "proprietary-model"),
        ("規制の含意", "regulation"),
        ("二段階の訓練", "two-stage-training"),
        ("ハルシネーション", "model-hallucination"),
        ("文脈内学習", "in-context-learning"),
        ("検索拡張生成", "retrieval-augmented-generation"),
    ],
)
def test_a_word_of_the_field_finds_its_term(word: str, id_: str, records: KnowledgeBase) -> None:
    found = records.search(word)
    best = [row["id"] for row in found.to_dicts() if float(str(row["score"])) >= 0.99]
    assert id_ in best
    assert records.search(word, kind="glossary").to_dicts()[0]["id"] == id_


def test_rope_is_found_first_and_shown(records: KnowledgeBase) -> None:
    assert records.search("RoPE").to_dicts()[0]["id"] == "rope"
    (page,) = records.show("rope")
    assert page.title == "rope · Rotary position embedding (term)"


def test_every_term_is_named_in_japanese_and_finds_who_uses_it(records: KnowledgeBase) -> None:
    terms = records.glossary(columns="id,japanese,used_by").to_dicts()
    assert len(terms) >= 60
    for term in terms:
        assert any(ord(letter) > 0x3000 for letter in str(term["japanese"])), term["id"]
        if term["used_by"]:
            kind, _, query = str(term["used_by"]).partition(" ")
            assert getattr(records, kind)(query, limit=1).total > 0, term["id"]


def test_the_duties_of_the_ai_act_from_august_2025(records: KnowledgeBase) -> None:
    found = records.rules('"AI Act" applies:2025-08', columns="id,article,exempt,threshold").to_dicts()
    articles = {str(row["article"]).partition("(")[0] for row in found}
    assert articles == {"Article 51", "Article 52", "Article 53", "Article 54", "Article 55"}
    assert "open-source" in str(next(row for row in found if row["id"] == "ai-act-gpai-documentation")["exempt"])
    assert "10^25" in str(next(row for row in found if row["id"] == "ai-act-systemic-classification")["threshold"])


def test_rules_come_in_order_of_the_day_from_which_they_apply(records: KnowledgeBase) -> None:
    days = [str(row["applies"]) for row in records.rules(columns="applies").to_dicts()]
    assert days == sorted(days)
    assert {"2025-02-02", "2025-08-02", "2026-08-02", "2027-08-02"} <= set(days)
