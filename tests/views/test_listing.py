"""Lists: what folds, what marks a cell carries, how rows are ordered, what cannot be shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kb
from mmkb.errors import QueryError, UsageError
from mmkb.index.index import Index
from mmkb.schema.kinds import KINDS
from mmkb.views.cell_text import text
from mmkb.views.field_cells import worst
from mmkb.views.listing import MOST_NAMES, Request, listing
from mmkb.views.marks import legend, marked
from mmkb.views.table import UNKNOWN, Cell, Column, Table

if TYPE_CHECKING:
    from mmkb.rows.listed import Mark


def values(table: Table, column: str) -> list[object]:
    position = [found.name for found in table.columns].index(column)
    return [row[position].value for row in table.rows]


def cell(table: Table, row: str, column: str) -> Cell:
    position = [found.name for found in table.columns].index(column)
    return next(line for line in table.rows if line[0].value == row)[position]


def models(
    index: Index, query: str = "", columns: str = "id,params", sort: Sequence[str] = (), *, variants: bool = False
) -> Table:
    return listing(index, Request("models", query, columns.split(","), sort, variants=variants))


def test_variants_fold_into_their_release(birds: Index) -> None:
    table = models(birds, columns="id,name,params,output,released,backbone")
    assert values(table, "id") == ["oracle-bird", "kite", "heron", "wren", "iris"]
    assert (table.total, table.title, table.kind) == (5, "5 models", "models")
    assert cell(table, "heron", "params") == Cell((7_000_000_000, 70_000_000_000))
    assert cell(table, "heron", "released").value == ("2023-05-10", "2023-06")
    assert cell(table, "heron", "backbone").value == ("wren-7b", "wren-70b")
    assert cell(table, "kite", "name").value == "Kite"
    assert cell(table, "kite", "output").value == ("text", "image")
    assert cell(table, "kite", "backbone").value == "wren-7b"  # the same in both
    assert cell(table, "iris", "params").value == 300_000_000


def test_sizes_name_the_variants_that_matched(birds: Index) -> None:
    asked = models(birds, columns="id,sizes")
    sizes = cell(asked, "heron", "sizes")
    assert (sizes.value, sizes.shown) == (("heron-7b", "heron-70b"), "7b, 70b")
    assert cell(asked, "iris", "sizes") == UNKNOWN
    only = cell(models(birds, "params:7B", columns="id,sizes"), "heron", "sizes")
    assert (only.value, only.shown) == (("heron-7b",), "7b")


@pytest.mark.parametrize("asked", [["id"], ["id", "params"], ["sizes", "id"], ["name", "sizes", "params"]])
@pytest.mark.parametrize("query", ["", "id:iris"])
def test_the_columns_are_those_that_were_asked_for(query: str, asked: list[str], birds: Index) -> None:
    for cite in ("none", "paper", "cells"):
        table = listing(birds, Request("models", query, asked, cite=cite))
        assert [column.name for column in table.columns] == asked
        assert {len(row) for row in table.rows} == {len(asked)}


def test_where_nobody_chose_columns_sizes_come_with_rows_that_fold(birds: Index) -> None:
    assert listing(birds, Request("models")).columns[-1].name == "sizes"
    assert "sizes" not in [column.name for column in listing(birds, Request("models", "id:iris")).columns]


def test_rows_that_do_not_fold_have_no_sizes(birds: Index) -> None:
    with pytest.raises(UsageError, match="unknown column 'sizes' of models"):
        models(birds, columns="id,sizes", variants=True)


def test_sizes_keep_ids_that_do_not_start_like_the_release(tmp_path: Path) -> None:
    files = {"models/m.yaml": "id: m\nname: M\nvariants: [{id: m-s}, {id: other}]\n"}
    table = models(kb.open_index(kb.write(tmp_path / "data", files)), columns="id,sizes")
    assert cell(table, "m", "sizes").shown == "s, other"


@pytest.mark.parametrize(("other", "folded"), [("full, full", ("full", "full")), ("full, frozen", ("full", "frozen"))])
def test_a_folded_list_is_kept_where_all_sizes_share_it(other: str, folded: tuple[str, ...], tmp_path: Path) -> None:
    """Two stages train the connector in full: beside what they train else, each keeps its place."""
    stages = "training: {{stages: [{{name: a, connector: {}}}, {{name: b, connector: {}}}]}}"
    own, others = stages.format("full", "full"), stages.format(*other.split(", "))
    files = {"models/m.yaml": f"id: m\nname: M\n{own}\nvariants: [{{id: m-s}}, {{id: m-l, {others}}}]\n"}
    index = kb.open_index(kb.write(tmp_path / "data", files))
    assert cell(models(index, columns="id,stages.connector"), "m", "stages.connector").value == folded
    unfolded = values(models(index, columns="id,stages.connector", variants=True), "stages.connector")
    assert unfolded == [tuple(other.split(", ")), ("full", "full")]


def test_variants_unfold(birds: Index) -> None:
    table = models(birds, "heron or iris", "id,release,name,params", variants=True)
    assert values(table, "id") == ["heron-70b", "heron-7b", "iris"]
    assert values(table, "release") == ["heron", "heron", "iris"]
    assert values(table, "params") == [70_000_000_000, 7_000_000_000, 300_000_000]
    assert table.total == 3
    assert "sizes" not in [column.name for column in table.columns]


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        (["id"], "heron-70b heron-7b iris kite-l kite-s oracle-bird wren-70b wren-7b"),
        (["-id"], "wren-7b wren-70b oracle-bird kite-s kite-l iris heron-7b heron-70b"),
        (["params", "id"], "iris kite-s heron-7b wren-7b kite-l heron-70b wren-70b oracle-bird"),
        (["-params", "id"], "heron-70b wren-70b kite-l heron-7b wren-7b kite-s iris oracle-bird"),
        (["heads", "id"], "wren-7b wren-70b heron-70b heron-7b iris kite-l kite-s oracle-bird"),
        (["-heads", "-id"], "wren-70b wren-7b oracle-bird kite-s kite-l iris heron-7b heron-70b"),
        (["released", "id"], "iris wren-70b wren-7b heron-7b heron-70b kite-l kite-s oracle-bird"),
        ([], "oracle-bird kite-l kite-s heron-70b heron-7b wren-70b wren-7b iris"),
    ],
)
def test_sort(sort: list[str], ids: str, birds: Index) -> None:
    """Unknown and undisclosed values come last, whichever way."""
    assert values(models(birds, sort=sort, variants=True), "id") == ids.split()


def test_a_release_stands_where_its_first_variant_stands(birds: Index) -> None:
    assert values(models(birds, "has:params", sort=["params"]), "id") == ["iris", "kite", "heron", "wren"]
    assert values(models(birds, "has:params", sort=["-params"]), "id") == ["heron", "wren", "kite", "iris"]


@pytest.mark.parametrize(("limit", "shown"), [(None, 5), (0, 0), (2, 2), (9, 5)])
def test_a_limit_counts_releases_and_the_total_counts_all(limit: int | None, shown: int, birds: Index) -> None:
    table = listing(birds, Request("models", columns=["id"], limit=limit))
    assert (len(table.rows), table.total, table.title) == (shown, 5, "5 models")


@pytest.mark.parametrize("limit", [1, 2])
def test_a_limit_keeps_the_releases_that_stand_first(limit: int, tmp_path: Path) -> None:
    one, two = "variants: [{id: a-s, params: 1B}, {id: a-l, params: 9B}]", "variants: [{id: b-s, params: 2B}]"
    files = {"models/a.yaml": f"id: a\nname: A\n{one}\n", "models/b.yaml": f"id: b\nname: B\n{two}\n"}
    index = kb.open_index(kb.write(tmp_path / "data", files))
    table = listing(index, Request("models", columns=["id", "params"], sort=["params"], limit=limit))
    assert values(table, "id") == ["a", "b"][:limit]
    assert cell(table, "a", "params").value == (1_000_000_000, 9_000_000_000)
    assert table.total == 2


def test_a_limit_reads_no_more_rows_than_it_shows(birds: Index) -> None:
    read: list[int] = []

    def counted(sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
        rows = type(birds).rows(birds, sql, parameters)  # type: ignore[arg-type]
        read.append(len(rows) if ' FROM "results" ' in sql else 0)
        return rows

    with pytest.MonkeyPatch.context() as patch:
        birds.fields("results")
        patch.setattr(birds, "rows", counted)
        assert listing(birds, Request("results", limit=2)).total == 4
    assert max(read) == 2


def test_rows_share_the_cells_that_say_the_same(birds: Index) -> None:
    """A million rows have a few thousand values, and each cell takes memory."""
    table = listing(birds, Request("models", columns=["input", "license"], variants=True))
    for cells in zip(*table.rows, strict=True):
        assert len(set(map(id, cells))) == len({repr(cell) for cell in cells}) < len(cells)


@pytest.mark.parametrize(("query", "title"), [("kite", "1 model"), ("zzzz", "0 models"), ("input:image", "4 models")])
def test_the_title_counts(query: str, title: str, birds: Index) -> None:
    assert models(birds, query).title == title


@pytest.mark.parametrize(
    ("id_", "column", "status", "cited", "disputed", "shown"),
    [
        ("heron", "params", "known", False, False, "7B, 70B"),
        ("heron", "context", "known", False, True, "4,096≠"),
        ("heron", "vision.tokens", "known", False, True, "576≠"),
        ("heron", "family", "known", False, False, "wader"),
        ("heron", "price.input", "unknown", False, False, ""),
        ("heron", "access", "known", False, False, "open-weights"),
        ("kite", "params", "known", True, False, "3B, 13B°"),
        ("kite", "active_params", "known", True, False, "4B°"),
        ("oracle-bird", "params", "undisclosed", False, False, "undisclosed"),
        ("oracle-bird", "commercial", "unknown", False, False, ""),
        ("iris", "backbone", "not-applicable", False, False, "n/a"),
        ("wren", "attention", "known", False, True, "mha, gqa≠"),
    ],
)
def test_marks(id_: str, column: str, status: str, cited: bool, disputed: bool, shown: str, birds: Index) -> None:
    table = models(birds, columns=f"id,{column}")
    found = cell(table, id_, table.columns[1].name)
    assert (found.status, found.cited, found.disputed) == (status, cited, disputed)
    assert marked(found, table.columns[1]) == shown


def test_a_dispute_of_one_variant_marks_only_it(birds: Index) -> None:
    table = models(birds, "heron", "id,context", variants=True)
    assert [cell(table, id_, "context").disputed for id_ in ("heron-7b", "heron-70b")] == [False, True]


def test_a_folded_cell_carries_the_marks_of_all_its_sizes(tmp_path: Path) -> None:
    record = (
        "id: m\nname: M\ncontext: 4k\nvariants: [{id: m-s}, {id: m-l}]\nevidence:\n"
        "  - {source: s, at: p. 1, read: 2026-11-22, supports: [context], variants: [m-s]}\n"
        "  - {source: s, supports: [context], variants: [m-l]}\n"
        "disputes: [{field: context, value: 2k, source: s, because: x, variants: [m-s]}]\n"
    )
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": record}))
    assert index.notes == ()
    folded, sizes = models(index, columns="id,context"), models(index, columns="id,context", variants=True)
    assert (cell(folded, "m", "context").cited, cell(folded, "m", "context").disputed) == (True, True)
    found = {id_: cell(sizes, id_, "context") for id_ in ("m-s", "m-l")}
    assert {id_: (one.cited, one.disputed) for id_, one in found.items()} == {
        "m-s": (False, True),
        "m-l": (True, False),
    }


@pytest.mark.parametrize(
    ("field", "word", "shown"),
    [
        ("params", "undisclosed", "undisclosed°"),
        ("languages", "not-stated", "not stated°"),
        ("connector", "not-applicable", "n/a°"),
    ],
)
def test_a_value_or_list_that_is_absent_and_only_cited_says_both(
    field: str, word: str, shown: str, tmp_path: Path
) -> None:
    record = f"id: m\nname: M\n{field}: {word}\nevidence: [{{source: s, supports: [{field}]}}]\n"
    table = models(kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": record})), columns=f"id,{field}")
    assert cell(table, "m", field) == Cell(None, word, cited=True)  # type: ignore[arg-type]
    assert marked(cell(table, "m", field), table.columns[1]) == shown


def test_the_legend_explains_the_marks_that_are_used(birds: Index) -> None:
    assert legend([models(birds, "wren", "id,params")]) is None
    everything = legend([models(birds, columns="id,params,context,backbone,output")])
    assert everything is not None
    assert [everything.count(mark) for mark in ("° cited", "≠ a source disagrees", "undisclosed:", "n/a:")] == [1] * 4


@pytest.mark.parametrize(
    ("columns", "sort", "message", "hint"),
    [
        (["parms"], [], "unknown column 'parms' of models", "did you mean 'params'"),
        (["id"], ["-parms"], "unknown column 'parms' of models", "did you mean 'params'"),
        (["zzzz"], [], "unknown column 'zzzz' of models", "`mmkb fields models` lists them"),
        (["tokens"], [], "unknown column 'tokens' of models", "write one of vision.tokens, "),
        (["openness"], [], "unknown column 'openness' of models", ""),
        ([""], [], "unknown column '' of models", ""),
        (["id"], ["params desc"], "unknown column 'params desc'", "mmkb fields"),
    ],
)
def test_an_unknown_column_is_an_error(
    columns: list[str], sort: list[str], message: str, hint: str, birds: Index
) -> None:
    with pytest.raises(UsageError) as caught:
        listing(birds, Request("models", columns=columns, sort=sort))
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


def test_a_wrong_query_is_an_error(birds: Index) -> None:
    with pytest.raises(QueryError):
        models(birds, "parms:7B")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_listed_with_its_own_columns(kind: str, birds: Index) -> None:
    table = listing(birds, Request(kind))
    names = [column.name for column in table.columns]
    assert table.rows
    assert all(len(row) == len(names) for row in table.rows)
    assert len(set(names)) == len(names)
    assert names[: len(KINDS[kind].columns)] == [birds.fields(kind).get(name).name for name in KINDS[kind].columns]  # type: ignore[union-attr]
    assert table.screen is not None
    assert listing(birds, Request(kind, columns=["id"])).screen is None


@pytest.mark.parametrize(
    ("value", "column", "shown"),
    [
        (7_000_000_000, Column("params", "params", "quantity", "parameters"), "7B"),
        (128_000, Column("context", "context", "quantity", "tokens"), "128,000"),
        (2_000_000_000_000, Column("tokens", "tokens", "quantity", "tokens"), "2T"),
        (2023, Column("year", "year", "integer"), "2023"),
        (4096, Column("hidden", "hidden", "integer"), "4,096"),
        (2.50, Column("price", "price", "number"), "2.5"),
        (True, Column("osi", "osi", "bool"), "yes"),
        (False, Column("osi", "osi", "bool"), "no"),
        (("a", "b"), Column("x", "x", "text", many=True), "a, b"),
        ((1000, 2000), Column("x", "x", "integer", many=True), "1,000, 2,000"),
        (None, Column("x", "x", "text"), ""),
    ],
)
def test_what_people_read(value: object, column: Column, shown: str) -> None:
    assert text(Cell(value), column) == shown  # type: ignore[arg-type]


def test_one_mark_for_several_sizes() -> None:
    plain: Mark = ("known", "read", False, False)
    cited: Mark = ("known", "cited", False, False)
    other: Mark = ("known", "inferred", True, True)
    assert worst([plain, other]) == worst([other, plain]) == other
    assert worst([other, cited]) == ("known", "cited", True, True)
    assert worst([None, plain]) == plain
    assert worst([None, None]) is None


def test_names_of_columns_are_bounded(birds: Index) -> None:
    names = ["id"] * MOST_NAMES
    assert len(listing(birds, Request("models", columns=names, sort=names, limit=1)).columns) == MOST_NAMES
    for request in (Request("models", columns=[*names, "id"]), Request("models", sort=[*names, "id"])):
        with pytest.raises(UsageError, match="501 names of columns, more than 500"):
            listing(birds, request)


def test_words_that_do_not_say_it_all_are_explained_below(tmp_path: Path) -> None:
    """In the order of the vocabulary, whichever column has them first."""
    stages = "training: {stages: [{name: a, connector: partial, backbone: lora}, {name: b, backbone: scratch}]}\n"
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": f"id: m\nname: M\n{stages}"}))
    shown = listing(index, Request("stages"))
    assert shown.notes == ("scratch: trained from random values · partial: some weights of the module trained",)
    assert listing(index, Request("stages", columns=["model", "name"])).notes == ()


def test_marks_of_a_source_are_told_below_its_values(tmp_path: Path) -> None:
    path = "results/ash-2023-heron.yaml"
    marked_ = kb.RECORDS[path].replace('"62.4%"', '"62.4%♢"')
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, path: marked_}))
    note = "♢: a source's own marks, left out of the values; protocol.detail says what they mean"
    assert listing(index, Request("results")).notes == (note,)
    assert listing(index, Request("results", columns=["model", "score"])).notes == ()


@pytest.mark.parametrize(
    ("kind", "query", "sort", "ids"),
    [
        ("glossary", "rope", [], "rope rope-ladder europe"),
        ("glossary", "ROPE", ["id"], "europe rope rope-ladder"),
        ("glossary", "", [], "europe plumage rope rope-ladder"),
        ("models", "rope", [], "rope-7b europa"),
    ],
)
def test_what_a_word_names_stands_before_what_holds_it_in_another(
    kind: str, query: str, sort: list[str], ids: str, tmp_path: Path
) -> None:
    terms = {
        f"glossary/{id_}.yaml": f"id: {id_}\nname: {id_}\njapanese: [{id_}]\nsummary: A term, two.\n"
        + kb.EVIDENCE % "summary"
        for id_ in ("europe", "rope", "rope-ladder")
    }
    models = {
        "models/rope-7b.yaml": "id: rope-7b\nname: Rope\nreleased: 2020\n",
        "models/europa.yaml": "id: europa\nname: Europa\nsummary: Of European makers.\nreleased: 2024\n",
    }
    index = kb.open_index(kb.write(tmp_path / "data", kb.RECORDS | terms | models))
    shown = values(listing(index, Request(kind, query, ["id"], sort)), "id")
    assert shown == ids.split()
    assert values(listing(index, Request(kind, query, ["id"], sort, limit=1)), "id") == shown[:1]
