"""The folder of an export as readers of Croissant see it: valid, and every record set read record by record."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import mlcroissant
import pytest

from mmkb.formats.days import with_days
from mmkb.formats.whole_folder import Suffix, write
from mmkb.index.index import Index
from mmkb.views.whole import whole

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:rdflib",
    "ignore::DeprecationWarning:mlcroissant",
    "ignore:DataFrame is highly fragmented",  # how mlcroissant makes frames of many columns
)


def _silent(*_: object) -> None:
    """Report no progress."""


@pytest.mark.parametrize("suffix", ["parquet", "json", "csv"])
def test_every_record_set_is_read(
    suffix: Suffix, birds: Index, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    everything = whole(birds)
    write(everything, tmp_path, suffix, _silent)
    caplog.set_level(logging.WARNING, "absl")
    dataset = mlcroissant.Dataset(jsonld=tmp_path / "metadata.json")
    assert str(dataset.metadata.ctx.conforms_to.value) == "http://mlcommons.org/croissant/1.1"
    assert dataset.metadata.issues.errors == set()
    for relation in (with_days(everything) if suffix == "parquet" else everything).relations:
        found = list(dataset.records(relation.name))
        names = [f"{relation.name}/{entry.name}" for entry in relation.attributes]
        assert all(list(record) == names for record in found), relation.name
        assert [_first(record[names[0]]) for record in found] == [row[0] for row in relation.rows()], relation.name
    assert [record.getMessage() for record in caplog.records if "context" in record.getMessage()] == []


def test_lists_are_arrays_where_the_file_has_lists(birds: Index, tmp_path: Path) -> None:
    write(whole(birds), tmp_path, "parquet", _silent)
    dataset = mlcroissant.Dataset(jsonld=tmp_path / "metadata.json")
    kite = next(record for record in dataset.records("models") if record["models/id"] == b"kite-s")
    assert kite["models/input"] == [b"text", b"image", b"video"]
    assert kite["models/params"] == 3_000_000_000
    (tmp_path / "csv").mkdir()
    write(whole(birds), tmp_path / "csv", "csv", _silent)
    dataset = mlcroissant.Dataset(jsonld=tmp_path / "csv" / "metadata.json")
    kite = next(record for record in dataset.records("models") if record["models/id"] == b"kite-s")
    assert json.loads(kite["models/input"]) == ["text", "image", "video"]


def test_a_field_says_what_its_values_name(birds: Index, tmp_path: Path) -> None:
    write(whole(birds), tmp_path, "json", _silent)
    sets = {entry["name"]: entry for entry in json.loads((tmp_path / "metadata.json").read_text())["recordSet"]}
    field = next(entry for entry in sets["results"]["field"] if entry["name"] == "instrument")
    assert field["description"].endswith("Names instruments/id.")


def _first(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else value
