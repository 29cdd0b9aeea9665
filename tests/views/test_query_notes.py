"""What an answer says of its query: values that nothing has, and countries that nobody names."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.index.index import Index
from mmkb.rows.columns import distinct
from mmkb.schema.field import Field
from mmkb.views import query_notes
from mmkb.views.listing import Request, listing
from mmkb.views.stats import counts, timeline


@pytest.mark.parametrize(
    ("kind", "query", "said"),
    [
        ("models", "country:Finnland", "no country on record holds 'Finnland'; did you mean 'Finland'?"),
        ("models", "country:Japan,Finlan heron", None),
        ("models", "not country:Japann", "no country on record holds 'Japann'; did you mean 'Japan'?"),
        ("models", "country!=Japann", "no country on record holds 'Japann'; did you mean 'Japan'?"),
        ("models", "backbone.developer:Marsch", "no developer on record holds 'Marsch'"),
        ("models", "country:unknown", None),
        ("models", "country~Japann", None),
        ("models", "heronn", None),
        ("developers", "country:Atlantis", "no country on record holds 'Atlantis'"),
    ],
)
def test_a_value_that_nothing_has_is_said_to_be_none(kind: str, query: str, said: str | None, birds: Index) -> None:
    notes = listing(birds, Request(kind, query)).notes
    assert [note for note in notes if "on record holds" in note][:1] == ([] if said is None else [notes[-1]])
    assert said is None or notes[-1].startswith(said)


def test_a_field_of_very_many_values_is_not_looked_through(birds: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    known = len(distinct(birds, index_field(birds), 100))
    for most, said in ((known, 1), (known - 1, 0)):
        monkeypatch.setattr(query_notes, "_MOST", most)
        assert len([*query_notes.query_notes(birds, "models", "country:Finnland")]) == said


def index_field(index: Index) -> Field:
    field = index.fields("models").get("country")
    assert field is not None
    return field


def test_counts_and_the_timeline_say_it_too(birds: Index) -> None:
    for table in (counts(birds, "models", "country:Finnland", ["year"]), timeline(birds, "country:Finnland")):
        assert table.notes[-1] == "no country on record holds 'Finnland'; did you mean 'Finland'?"


@pytest.mark.parametrize(
    ("query", "said"), [("country:Japan", True), ("country:multinational", False), ("heron", False)]
)
def test_makers_without_named_countries_are_pointed_to(query: str, said: bool, tmp_path: Path) -> None:
    nomads = "id: nomads\nname: Nomads\ncountry: [multinational]\n" + kb.EVIDENCE % "country"
    index = kb.open_index(kb.write(tmp_path / "data", kb.RECORDS | {"developers/nomads.yaml": nomads}))
    for kind in ("models", "developers"):
        pointed = any("country:multinational" in note for note in listing(index, Request(kind, query)).notes)
        assert pointed is (said and kind == "developers")
