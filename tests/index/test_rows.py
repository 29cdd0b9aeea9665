"""What the index keeps of a row: typed values, names, words, disputes, references to rows of one kind."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.index.index import Index

MODEL = """\
id: m
name: M
aliases: [Em]
released: 2023-05
backbone: s
variants: [{id: m-s, params: 7B, aliases: [Small Em]}, {id: m-l, params: 70B}]
disputes: [{field: released, value: 2024, source: s, at: p. 4, because: a later paper}]
"""
SOURCE = "id: s\ntype: repository\ntitle: S\nauthors: [A]\nyear: 2023\nrepository: a/s\n"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    opened = kb.open_index(kb.write(tmp_path / "data", {"sources/s.yaml": SOURCE, "models/m.yaml": MODEL}))
    assert opened.notes == ()
    return opened


def test_values_are_typed(index: Index) -> None:
    assert index.rows('SELECT id, params, released, "released:first", "released:last" FROM models ORDER BY rid') == [
        ("m-s", 7_000_000_000, "2023-05", "2023-05-01", "2023-05-31"),
        ("m-l", 70_000_000_000, "2023-05", "2023-05-01", "2023-05-31"),
    ]


def test_names_say_whether_they_are_those_of_the_whole_record(index: Index) -> None:
    whole = dict(index.rows("SELECT folded, max(whole) FROM names WHERE kind = 'models' GROUP BY folded"))
    assert whole == {"m": 1, "em": 1, "m-s": 0, "m-l": 0, "small em": 0}
    assert index.rows("SELECT field FROM names WHERE kind = 'sources' AND folded = 'a/s'") == [("repository",)]


def test_words_are_those_of_the_row_and_of_its_record(index: Index) -> None:
    words = {id_: text.split("\n") for id_, text in index.rows("SELECT id, words FROM models")}
    assert {id_: ("em" in lines, "small em" in lines, "m" in lines) for id_, lines in words.items()} == {
        "m-s": (True, True, True),
        "m-l": (True, False, True),
    }


def test_a_dispute_is_kept_as_it_is_written(index: Index) -> None:
    kept = index.rows("SELECT DISTINCT field, value, source, at, because, read FROM rivals")
    assert kept == [("released", "2024", "s", "p. 4", "a later paper", None)]


def test_a_reference_leads_to_a_record_of_its_own_kind_alone(index: Index) -> None:
    assert index.rows("SELECT DISTINCT target_kind, target FROM refs WHERE field = 'backbone'") == [("models", None)]
