"""Saved tables, the catalogue of fields, and the public library on top of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb import KnowledgeBase, open_kb
from mmkb.errors import NotFoundError, QueryError, UsageError
from mmkb.index.index import Index
from mmkb.schema.fields import catalogue
from mmkb.schema.kinds import KINDS
from mmkb.views.catalogue import fields_table, kind_named
from mmkb.views.saved import saved_table


def saved(tmp_path: Path, text: str) -> Index:
    return kb.open_index(kb.write(tmp_path / "data", kb.RECORDS | {"tables/t.yaml": f"id: t\nname: T\n{text}"}))


def test_a_saved_table_is_its_listing_with_title_and_caption(birds: Index) -> None:
    table = saved_table(birds, "open-birds")
    assert (table.title, table.caption) == ("Open birds", "Birds whose weights can be had.")
    assert [column.name for column in table.columns] == ["name", "params", "license"]
    assert [row[0].value for row in table.rows] == ["Heron", "Kite", "Iris"]
    assert table.notes == ("after moss-2024-birds, Table 1",)
    assert table.query == "input:image access:open"


def test_the_least_saved_table_lists_its_kind(tmp_path: Path) -> None:
    table = saved_table(saved(tmp_path, "kind: licenses\n"), "t")
    assert [column.name for column in table.columns] == list(KINDS["licenses"].columns)
    assert (table.total, table.caption, table.notes) == (3, None, ())


def test_a_saved_table_can_unfold_variants(tmp_path: Path) -> None:
    table = saved_table(saved(tmp_path, "kind: models\nquery: heron\nvariants: true\nsort: [params]\n"), "t")
    assert [row[0].value for row in table.rows] == ["heron-7b", "heron-70b"]


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("kind: birds\n", UsageError, "saved table t: no kind called 'birds'"),
        ("kind: models\ncolumns: [parms]\n", UsageError, "unknown column 'parms'"),
        ("kind: models\nquery: 'parms:7B'\n", QueryError, "unknown field 'parms'"),
    ],
)
def test_a_table_that_makes_no_sense(text: str, error: type[Exception], message: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=message):
        saved_table(saved(tmp_path, text), "t")


@pytest.mark.parametrize(("id_", "hint"), [("open-brids", "did you mean 'open-birds'"), ("zzzzzz", "`mmkb tables`")])
def test_an_unknown_table_is_not_found(id_: str, hint: str, birds: Index) -> None:
    with pytest.raises(NotFoundError, match="no saved table called") as caught:
        saved_table(birds, id_)
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_catalogue_has_a_row_per_field(kind: str, birds: Index) -> None:
    table = fields_table(birds, kind)
    assert [row[1].value for row in table.rows] == [field.path for field in catalogue()[kind]]
    assert all(row[6].value for row in table.rows)


def test_the_catalogue_shows_types_and_vocabularies(birds: Index) -> None:
    rows = {row[0].value: row for row in fields_table(birds, "models").rows}
    assert rows["input"][2].value == "list of enum"
    assert rows["license"][2].value == "ref → licenses"
    assert rows["params"][3].value == "parameters"
    assert "image" in str(rows["input"][5].value)
    assert "proprietary" in str(rows["access"][5].value)
    assert str(rows["access"][6].value).endswith("(derived)")
    assert rows["params"][7].value == "params:7B"


def test_a_column_is_spread_into_one_for_each_value(tmp_path: Path) -> None:
    saved = (
        "id: t\nname: T\nkind: models\nquery: has:modality released:2023..\n"
        "columns: [id, output]\nspread: output\nsort: [id]\n"
    )
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "tables/t.yaml": saved}))
    table = saved_table(index, "t")
    assert [column.name for column in table.columns] == ["id", "image", "text"]
    assert [(row[0].value, row[1].value, row[2].shown) for row in table.rows] == [
        ("heron", False, "✓"),
        ("kite", True, "✓"),
        ("oracle-bird", False, "✓"),
    ]


def test_what_is_spread_is_a_column(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="spread: 'outptu' is no column of this table") as found:
        saved_table(saved(tmp_path, "kind: models\ncolumns: [id, output]\nspread: outptu\n"), "t")
    assert found.value.hint == "did you mean 'output'?"


@pytest.mark.parametrize(("name", "kind"), [("models", "models"), ("model", "models"), ("Licence", "licenses")])
def test_a_kind_is_found_in_singular_and_plural(name: str, kind: str) -> None:
    assert kind_named(name).name == kind


@pytest.mark.parametrize(("name", "hint"), [("modles", "did you mean 'models'"), ("zzzzzz", "one of: models, ")])
def test_an_unknown_kind(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match="no kind called") as caught:
        kind_named(name)
    assert hint in (caught.value.hint or "")


def test_the_library_answers_as_the_views_do(tmp_path: Path) -> None:
    data = kb.write(tmp_path / "data")
    with open_kb(str(data)) as found:
        assert isinstance(found, KnowledgeBase)
        assert found.folder.why == "--data"
        assert found.models("input:video", columns=["id"], limit=1).total == 1
        assert found.show("heron")[0].id == "heron"
        assert found.search("heorn").rows[0][1].value == "heron"
        assert found.table("open-birds").title == "Open birds"
        assert found.fields("models").kind == "fields"
