"""Pages: every fact with its places, variants side by side, disputes, who uses the record."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

import kb
from mmkb.errors import NotFoundError
from mmkb.index.index import Index
from mmkb.views.detail import details
from mmkb.views.find import find
from mmkb.views.listing import Request, listing
from mmkb.views.table import Page, Table


def page(index: Index, name: str, kind: str | None = None) -> Page:
    (found,) = details(index, [name], kind)
    return found


def table(found: Page, title: str) -> Table:
    return next(table for table in found.tables if table.title == title)


def titles(found: Page) -> list[str]:
    return [table.title for table in found.tables]


def lines(found: Table) -> dict[object, tuple[object, ...]]:
    return {row[0].value: tuple(cell.value for cell in row[1:]) for row in found.rows}


def test_a_release(birds: Index) -> None:
    heron = page(birds, "heron")
    assert (heron.id, heron.title) == ("heron", "heron · Heron (model)")
    assert heron.paragraphs == (
        "A bird that describes ponds.",
        "also called Grey Heron, pond/heron-small, アオサギ",
    )
    facts = lines(table(heron, "facts"))
    assert facts["params"] == ("7B | 70B", (1,))
    assert facts["input"] == ("text+image", (1,))
    assert facts["context"] == ("4,096 tokens", (1,))
    assert facts["vision.encoder"] == ("iris", (1,))
    assert facts["family"] == ("wader", None)
    assert facts["access"] == ("open-weights", None)
    assert facts["openness.weights.base"] == ("open", (2,))
    assert facts["training.stages"] == ("an item a row: section stages", (3,))
    assert not {"id", "name", "summary", "aliases", "release", "price.input"} & facts.keys()


def test_evidence_is_numbered_and_what_was_read_comes_first(birds: Index) -> None:
    assert lines(table(page(birds, "heron"), "sources")) == {
        1: ("ash-2023-heron", "Table 1", "read", "2026-11-22", None, None),
        2: ("repo-pond-heron", "README.md, line 3", "read", "2026-11-23", None, "seen in the repository"),
        3: ("ash-2023-heron", None, "cited", None, None, None),
    }


def test_facts_carry_their_marks(birds: Index) -> None:
    marks = {row[0].value: (row[1].cited, row[1].disputed) for row in table(page(birds, "heron"), "facts").rows}
    assert marks["params"] == (False, False)
    assert marks["context"] == (False, True)
    stages = table(page(birds, "heron"), "stages")
    samples = [column.name for column in stages.columns].index("samples")
    assert [(row[samples].value, row[samples].cited) for row in stages.rows] == [(None, False), (558_000, True)]


def test_variants_stand_side_by_side_where_they_differ(birds: Index) -> None:
    variants = table(page(birds, "heron"), "variants")
    assert [column.name for column in variants.columns] == ["variant", "released", "params", "backbone"]
    assert lines(variants) == {
        "heron-7b": ("2023-05-10", 7_000_000_000, "wren-7b"),
        "heron-70b": ("2023-06", 70_000_000_000, "wren-70b"),
    }
    assert "variants" not in titles(page(birds, "iris"))


def test_a_variant_alone(birds: Index) -> None:
    large = page(birds, "heron-70b")
    assert large.title == "heron-70b · Heron (model)"
    assert "one of heron; `mmkb show heron` has all of it" in large.paragraphs
    assert lines(table(large, "facts"))["params"] == ("70B", (1,))
    assert "variants" not in titles(large)
    assert page(birds, "kite-s").title == "kite-s · Kite small (model)"


def test_a_term_shows_its_definition_and_the_records_that_use_it(birds: Index) -> None:
    term = page(birds, "feathers")
    assert term.title == "plumage · Plumage (term)"
    assert not any("on record" in note for note in table(term, "mmkb models input:video").notes)
    assert term.paragraphs == (
        "What keeps a bird warm. It is tuned to the season.",
        "also called feathers, 羽毛",
    )
    assert [row[0].value for row in table(term, "mmkb models input:video").rows] == ["kite"]
    assert lines(table(page(birds, "lora"), "used by"))["glossary"] == ("method", ("plumage",))


@pytest.mark.parametrize(
    ("command", "reason"), [("models (((", "this parenthesis is never closed"), ("models nosuch:1", "unknown field")]
)
def test_a_term_may_name_what_has_no_answer(command: str, reason: str, tmp_path: Path) -> None:
    term = kb.RECORDS["glossary/plumage.yaml"].replace("models input:video", command)
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "glossary/plumage.yaml": term}))
    (((said,),),) = (table(page(index, "plumage"), f"mmkb {command}").rows,)
    assert str(said.value).startswith(f"has no answer: {reason}")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("羽毛", [("glossary", "plumage", "plumage")]),
        ("heron", [("models", "heron", "heron")]),
        ("HERON", [("models", "heron", "heron")]),
        ("Grey heron", [("models", "heron", "heron")]),
        ("アオサギ", [("models", "heron", "heron")]),
        ("pond/heron-small", [("models", "heron", "heron-7b")]),
        ("Kite Small", [("models", "kite", "kite-s")]),
        ("Kite", [("models", "kite", "kite")]),
        ("2305.01234", [("sources", "ash-2023-heron", "ash-2023-heron")]),
        ("pond/heron", [("sources", "repo-pond-heron", "repo-pond-heron")]),
        ("pecks-val", [("instruments", "pecks", "pecks-val")]),
        ("moss-2024-c2", [("claims", "moss-2024-birds", "moss-2024-c2")]),
    ],
)
def test_a_name_leads_to_its_record(name: str, found: list[tuple[str, str, str]], birds: Index) -> None:
    assert find(birds, name) == found


def test_an_exact_id_goes_before_other_names(tmp_path: Path) -> None:
    files = {"models/a.yaml": "id: a\nname: A\naliases: [b]\n", "models/b.yaml": "id: b\nname: B\n"}
    index = kb.open_index(kb.write(tmp_path / "data", files))
    assert find(index, "b") == [("models", "b", "b")]


@pytest.mark.parametrize(
    ("name", "kind", "hint"),
    [
        ("moss-2024-birds", "claims", "mmkb claims source=moss-2024-birds"),
        ("pecks", "instruments", "mmkb instruments benchmark=pecks"),
    ],
)
def test_what_stands_for_many_rows_says_how_to_list_them(name: str, kind: str, hint: str, birds: Index) -> None:
    with pytest.raises(NotFoundError, match=f"'{name}' stands for several {kind}") as caught:
        find(birds, name, kind)
    assert caught.value.hint == hint


def test_a_source_shows_the_claims_it_makes(birds: Index) -> None:
    (page,) = details(birds, ["moss-2024-birds"])
    assert "2 claims" in [table.title for table in page.tables]
    assert [found.title for found in details(birds, ["moss-2024-birds"], "sources")] == [
        "moss-2024-birds · A Survey of Birds (source)"
    ]


def test_several_names_are_several_pages(birds: Index) -> None:
    assert [found.id for found in details(birds, ["iris", "mha", "iris"])] == ["iris", "mha", "iris"]


def test_disputes(birds: Index) -> None:
    heron = table(page(birds, "heron"), "disputes")
    assert lines(heron) == {
        "context": ("heron-70b", "2048", "moss-2024-birds", "§2", "version", None),
        "vision.tokens": ("heron-7b, heron-70b", "256", "moss-2024-birds", None, "counts after pooling", None),
    }
    assert list(lines(table(page(birds, "heron-7b"), "disputes"))) == ["vision.tokens"]
    assert "disputes" not in titles(page(birds, "wren-70b"))


@pytest.mark.parametrize(
    ("name", "kind", "users"),
    [
        ("wren", None, {("models", "backbone"): ("heron", "kite"), ("claims", "about"): ("moss-2024-birds",)}),
        ("wren-70b", None, {("models", "backbone"): ("heron",), ("claims", "about"): ("moss-2024-birds",)}),
        ("iris", None, {("models", "vision.encoder"): ("heron",)}),
        ("free", None, {("models", "license"): ("heron", "iris", "wren")}),
        ("mha", None, {("attention", "generalizes"): ("gqa",), ("models", "attention.mechanism"): ("wren",)}),
        ("ash-2023-heron", "sources", {("models", "paper"): ("heron",)}),
        ("moss-2024-c1", None, {("questions", "claims"): ("q1",)}),
        ("open-birds", None, {("questions", "tables"): ("q1",)}),
    ],
)
def test_who_uses_it(name: str, kind: str | None, users: dict[tuple[str, str], tuple[str, ...]], birds: Index) -> None:
    used = table(page(birds, name, kind), "used by")
    found = {(row[0].value, row[1].value): row[2].value for row in used.rows}
    assert cast("object", found) == users


def test_nobody_uses_it(birds: Index) -> None:
    assert "used by" not in titles(page(birds, "oracle-bird"))
    assert "used by" not in titles(page(birds, "repo-pond-heron"))


def test_a_model_shows_its_stages_and_results(birds: Index) -> None:
    assert {"stages", "2 results"} <= set(titles(page(birds, "heron")))
    assert {"stages", "1 result"} <= set(titles(page(birds, "heron-70b")))
    assert "1 result" in titles(page(birds, "kite"))
    assert "1 result" not in titles(page(birds, "kite-s"))  # the source names no size
    results = table(page(birds, "heron-7b"), "1 result")
    assert [cell.value for cell in results.rows[0]][:3] == ["heron-7b", "pecks-val", "62.4%"]


PAIRED = """\
id: glue
name: Glue
reported:
  - {what: parameters, value: 4M, source: s, at: p. 1}
  - {what: memory, value: 4M, source: s, at: p. 1}
  - {what: memory, value: 9M, source: t, at: p. 2}
"""


def test_what_is_a_pair_stays_one(tmp_path: Path) -> None:
    """A measure stands beside its value, and no value that several measures share is lost."""
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "tuning/glue.yaml": PAIRED}))
    (glue,) = details(index, ["glue"])
    measured = table(glue, "reported")
    assert [tuple(cell.value for cell in row) for row in measured.rows] == [
        (1, "parameters", "4M", "s", "p. 1"),
        (2, "memory", "4M", "s", "p. 1"),
        (3, "memory", "9M", "t", "p. 2"),
    ]
    assert lines(table(glue, "facts"))["reported"] == ("an item a row, below", None)


def test_lists_that_differ_name_their_variants(birds: Index, tmp_path: Path) -> None:
    own = kb.RECORDS["models/heron.yaml"].replace(
        "released: 2023-06}", "released: 2023-06, training: {stages: [{name: all}]}}"
    )
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/heron.yaml": own}))
    ((stages,),) = (page_.tables for page_ in details(index, ["heron"], only=["stages"]))
    assert [(row[0].value, row[2].value) for row in stages.rows] == [
        ("heron-7b", "alignment"),
        ("heron-7b", "instruction"),
        ("heron-70b", "all"),
    ]
    assert table(page(birds, "heron"), "stages").columns[0].name == "number"


def test_a_benchmark_shows_its_instruments(birds: Index) -> None:
    assert len(table(page(birds, "pecks", "benchmarks"), "2 instruments").rows) == 2


def test_absent_values_are_said(birds: Index) -> None:
    facts = lines(table(page(birds, "oracle-bird"), "facts"))
    assert facts["params"] == ("undisclosed", (1,))
    assert lines(table(page(birds, "iris"), "facts"))["backbone"] == ("n/a", (1,))


@pytest.mark.parametrize(
    ("name", "kind", "message", "hint"),
    [
        ("heorn", None, "no record called 'heorn'", "did you mean 'heron'"),
        ("heron", "sources", "no source called 'heron'", "Heron code"),
        ("mha", "models", "no model called 'mha'", "try: mmkb search mha"),
        ("qqqqqqqq", None, "no record called 'qqqqqqqq'", "try: mmkb search qqqqqqqq"),
        ("heron.1", None, "no record called 'heron.1'", "heron"),
    ],
)
def test_an_unknown_name_is_not_found(name: str, kind: str | None, message: str, hint: str, birds: Index) -> None:
    with pytest.raises(NotFoundError) as caught:
        details(birds, ["iris", name] if kind is None else [name], kind)
    assert caught.value.message == message
    assert hint in (caught.value.hint or "")
    assert caught.value.exit_code == 1


def test_formulas_come_with_what_their_symbols_stand_for(tmp_path: Path) -> None:
    files = {"attention/shared.yaml": "id: shared\nname: Shared\nrole: mechanism\nkv_cache: 2·g·d_head\n"}
    index = kb.open_index(kb.write(tmp_path, files))
    told = "symbols: d_head dimension of a head, g key/value heads"
    assert table(page(index, "shared"), "facts").notes == (told,)
    assert listing(index, Request("attention", columns=("kv_cache",))).notes == (told,)
    assert listing(index, Request("attention", columns=("role",))).notes == ()


def test_users_of_a_term_are_counted_among_those_of_whom_it_is_known(tmp_path: Path) -> None:
    term = kb.RECORDS["glossary/plumage.yaml"].replace("models input:video", "models context:4096")
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "glossary/plumage.yaml": term}))
    known = len(index.rows("SELECT DISTINCT record FROM models JOIN rows USING (rid) WHERE context IS NOT NULL"))
    (releases,) = index.rows("SELECT count(DISTINCT record) FROM rows WHERE kind = 'models'")[0]
    assert 0 < known < releases
    notes = table(page(index, "plumage"), "mmkb models context:4096").notes
    assert f"{known} of {releases} releases have context on record; of the others nothing is said" in notes
