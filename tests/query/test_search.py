"""Search by names and words: the best hit comes first, and it says what matched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from mmkb.errors import NotFoundError, UsageError
from mmkb.index.index import Index
from mmkb.query import search as searching
from mmkb.query.search import Hit, holding, nearness, search
from mmkb.views.searching import search_table

BEST = [
    # text, kind and id of the best hit, the field and the text that matched
    ("heron", "models heron", "id", "heron"),
    ("HERON", "models heron", "id", "heron"),
    ("  heron ", "models heron", "id", "heron"),
    ("heron-70b", "models heron", "id", "heron-70b"),
    ("heron 70b", "models heron", "id", "heron-70b"),
    ("Grey Heron", "models heron", "alias", "Grey Heron"),
    ("pond/heron-small", "models heron", "alias", "pond/heron-small"),
    ("kite small", "models kite", "name", "Kite small"),
    ("hero", "models heron", "id", "heron"),
    ("orac", "models oracle-bird", "id", "oracle-bird"),
    ("heorn", "models heron", "id", "heron"),
    ("wrem", "models wren", "id", "wren"),
    ("oracel bird", "models oracle-bird", "id", "oracle-bird"),
    ("アオサギ", "models heron", "alias", "アオサギ"),
    ("アオサ", "models heron", "alias", "アオサギ"),
    ("ﾏﾙﾁﾍｯﾄﾞ", "attention mha", "alias", "マルチヘッド"),
    ("2305.01234", "sources ash-2023-heron", "arxiv", "2305.01234"),
    ("arXiv:2305.01234v2", "sources ash-2023-heron", "arxiv", "2305.01234"),
    ("https://doi.org/10.5555/wren.1", "sources ash-2022-wren", "doi", "10.5555/wren.1"),
    ("greyheron", "models heron", "alias", "Grey Heron"),
    # all words stand in one title, or in the names of one record, however near another name is
    ("herons twice", "sources ash-2023-heron", "name", "Herons Look Twice"),
    ("kite large", "models kite", "name", "Kite large"),
    ("10.5555/wren.1", "sources ash-2022-wren", "doi", "10.5555/wren.1"),
    ("doi:10.5555/wren.1", "sources ash-2022-wren", "doi", "10.5555/wren.1"),
    ("dx.doi.org/10.5555/wren.1", "sources ash-2022-wren", "doi", "10.5555/wren.1"),
    ("https://arxiv.org/abs/2305.01234", "sources ash-2023-heron", "arxiv", "2305.01234"),
    ("http://www.arxiv.org/pdf/2305.01234v3.pdf", "sources ash-2023-heron", "arxiv", "2305.01234"),
    ("arxiv.org/html/2305.01234v1", "sources ash-2023-heron", "arxiv", "2305.01234"),
    ("https://doi.org/10.48550/arXiv.2305.01234", "sources ash-2023-heron", "arxiv", "2305.01234"),
    ("pond/heron", "sources repo-pond-heron", "repository", "pond/heron"),
    ("https://github.com/Pond/Heron", "sources repo-pond-heron", "repository", "pond/heron"),
    ("github.com/pond/heron.git", "sources repo-pond-heron", "repository", "pond/heron"),
    ("git@github.com:pond/heron.git", "sources repo-pond-heron", "repository", "pond/heron"),
    ("https://github.com/pond/heron/tree/main/docs", "sources repo-pond-heron", "repository", "pond/heron"),
    ("https://huggingface.co/pond/heron-small", "models heron", "alias", "pond/heron-small"),
    ("pond/heron", "sources repo-pond-heron", "repository", "pond/heron"),
    ("look twice", "sources ash-2023-heron", "name", "Herons Look Twice"),
    ("pecks-error", "instruments pecks", "id", "pecks-error"),
    ("lora", "tuning lora", "id", "lora"),
    ("films above", "models kite", "summary", "Watches films from above."),
    ("fish", "benchmarks pecks", "caveat", "It shows birds only, so it says little about fish."),
    ("see well", "claims moss-2024-c2", "statement", "Herons see well."),
    ("kept at home", "questions q1", "question", "Which birds can be kept at home?"),
]


@pytest.mark.parametrize(("text", "best", "field", "matched"), BEST)
def test_best_hit(text: str, best: str, field: str, matched: str, birds: Index) -> None:
    hit = search(birds, text)[0]
    assert (f"{hit.kind} {hit.id}", hit.field, hit.text) == (best, field, matched)


def _named(folder: Path, **kinds: list[str]) -> Index:
    files = {f"{kind}/{name}.yaml": f"id: {name}\nname: {name}\n" for kind, names in kinds.items() for name in names}
    return kb.open_index(kb.write(folder, files))


def test_a_name_that_shares_no_three_letters_is_near_beside_one_that_does(tmp_path: Path) -> None:
    index = _named(tmp_path, models=["kestrelz", "keatrols"])
    assert [hit.id for hit in search(index, "kestrels")] == ["kestrelz", "keatrols"]


def test_a_typo_is_found_in_a_kind_however_many_names_of_another_are_nearer(tmp_path: Path) -> None:
    nearer = [f"kestrel{first}{second}" for first in "abcdefghijkl" for second in "abcdefghijkl"]
    index = _named(tmp_path, models=nearer, tuning=["kastrols"])
    assert [hit.id for hit in search(index, "kestrels", "tuning")] == ["kastrols"]


def test_every_text_of_the_catalogue_is_read(tmp_path: Path) -> None:
    """A kind that gets a summary is found by it: no list of kinds has to be kept."""
    records = {
        path: f"{record}summary: Told of quokka{number}x.\n"
        for number, (path, record) in enumerate(kb.RECORDS.items())
        if path.split("/")[0] in ("sources", "questions", "tables", "attention", "risks")
    }
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, **records}))
    for number, path in enumerate(kb.RECORDS):
        if path in records:
            kind, name = path.removesuffix(".yaml").split("/")
            hits = search(index, f"quokka{number}x")
            assert [(hit.kind, hit.id, hit.field) for hit in hits] == [(kind, name, "summary")]


def test_of_two_texts_that_match_the_more_telling_one_is_shown(tmp_path: Path) -> None:
    path = "benchmarks/pecks.yaml"
    told = kb.RECORDS[path] + "summary: It shows birds that peck.\n"
    hit = search(kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, path: told})), "it shows birds")[0]
    assert (hit.id, hit.field) == ("pecks", "caveat")


@pytest.mark.parametrize("text", ["", "   ", "zzzzqqqq", "\u3000"])
def test_nothing_is_near(text: str, birds: Index) -> None:
    assert search(birds, text) == []


@pytest.mark.parametrize("text", ["w " * 600, "x" * 1_001])
def test_a_text_is_limited(text: str, birds: Index) -> None:
    with pytest.raises(UsageError, match="more than 1,000"):
        search(birds, text)


def test_a_sentence_is_found_by_all_of_its_words_and_by_no_fewer(birds: Index) -> None:
    assert [hit.id for hit in search(birds, "describes ponds")] == ["heron"]
    assert search(birds, "describes deserts") == []


def test_many_words_are_answered(birds: Index) -> None:
    assert search(birds, " ".join(f"{number:x}" for number in range(300))) == []


def test_a_whole_name_needs_no_scan(birds: Index) -> None:
    statements: list[str] = []
    birds.connection.set_trace_callback(statements.append)
    assert search(birds, "heron")[0].id == "heron"
    birds.connection.set_trace_callback(None)
    assert len([statement for statement in statements if not statement.startswith("--")]) == 1


@pytest.mark.parametrize(
    ("names", "text", "typos"),
    [
        (["llava"], "lava", False),  # four letters of five
        (["gemma", "gemara-and-more"], "gema", True),  # it begins a name, but one that is far longer
        (["gemma"], "gema", True),  # nothing holds it
        (["gpt-4", "gpt4roi"], "gpt4", False),  # the same but for a joiner
        (["blue-heron"], "blue heorn", True),  # two words
    ],
)
def test_typos_are_looked_for_unless_a_word_makes_up_most_of_a_name(
    names: list[str], text: str, typos: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def noting(wanted: str, name: str) -> float:
        compared.append(name)
        return nearness(wanted, name)

    monkeypatch.setattr(searching, "nearness", noting)
    hits = search(_named(tmp_path, models=names), text)
    assert bool(compared) == typos
    assert names[0] in [hit.id for hit in hits]


def test_hits_are_ordered_one_a_record_and_near_the_best(birds: Index) -> None:
    hits = search(birds, "heron")
    assert [hit.id for hit in hits] == ["heron", "repo-pond-heron", "ash-2023-heron"]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0
    assert min(scores) >= 0.8


@pytest.mark.parametrize(
    ("kind", "ids"), [("sources", ["repo-pond-heron", "ash-2023-heron"]), ("models", ["heron"]), ("tuning", [])]
)
def test_kind_narrows(kind: str, ids: list[str], birds: Index) -> None:
    assert [hit.id for hit in search(birds, "heron", kind)] == ids


def test_limit_keeps_the_best(birds: Index) -> None:
    assert [hit.id for hit in search(birds, "heron", limit=1)] == ["heron"]


def test_the_table_says_which_field_matched(birds: Index) -> None:
    table = search_table(birds, "grey heron")
    assert [column.name for column in table.columns] == ["kind", "id", "name", "matched", "text", "score"]
    assert [cell.value for cell in table.rows[0]] == ["models", "heron", "Heron", "alias", "Grey Heron", 0.99]
    assert (table.title, table.total, table.query) == ("1 found", 1, "grey heron")


@pytest.mark.parametrize(
    ("wanted", "near", "far"),
    [
        ("heron", "heron", "heron-7b"),
        ("heron", "heron-7b", "grey heron"),
        ("heron", "grey heron", "herno"),
        ("llava", "llava-1.5", "video-llava"),
        ("llava", "lava", "lovely"),
        ("qwen2 vl", "qwen2-vl", "qwen2-vl-7b"),
    ],
)
def test_nearness_orders(wanted: str, near: str, far: str) -> None:
    assert nearness(wanted, near) > nearness(wanted, far)


@given(st.text(min_size=1), st.text())
def test_nearness_is_a_share(wanted: str, name: str) -> None:
    assert 0 <= nearness(wanted, name) <= 1
    assert nearness(wanted, wanted) == 1


@given(st.text())
def test_any_text_can_be_searched(birds: Index, text: str) -> None:
    assert all(0.4 <= hit.score <= 1 for hit in search(birds, text))


def test_a_beginning_names_better_than_an_end() -> None:
    scores = [holding("heron", name) for name in ("heron", "heron blue", "blue heron", "herno")]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_what_is_much_worse_than_the_best_is_left_out() -> None:
    hits = [Hit("models", id_, id_, "id", id_, score) for id_, score in (("c", 0.79), ("b", 0.8), ("a", 1.0))]
    assert [hit.id for hit in searching._best(hits, 9)] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "2305.0123",
        "2305.01235",
        "arXiv:2305.01235v2",
        "10.5555/wren.2",
        "https://doi.org/10.5555/wren",
        "https://github.com/pond/herons",
        "https://huggingface.co/pond/heron-large",
    ],
)
def test_an_identifier_is_found_exactly_or_not_at_all(text: str, birds: Index) -> None:
    with pytest.raises(NotFoundError, match=r"no record with the (arXiv id|DOI|repository)"):
        search(birds, text)


def test_an_identifier_is_looked_for_in_the_kind_that_is_asked_for(birds: Index) -> None:
    assert search(birds, "2305.01234", "sources")
    with pytest.raises(NotFoundError):
        search(birds, "2305.01234", "models")
