"""The field catalogue and the JSON Schemas that are read off the classes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import kb
from mmkb.corpus.strict_yaml import load
from mmkb.schema.field import ORDERED, Field, Fields, short_names
from mmkb.schema.fields import RECORDS, catalogue, references
from mmkb.schema.json_schema import json_schema
from mmkb.schema.kinds import FOLDERS, KINDS

ALL = [field for fields in catalogue().values() for field in fields]
each_field = pytest.mark.parametrize("field", ALL, ids=lambda field: f"{field.kind}.{field.path}")
each_kind = pytest.mark.parametrize("kind", KINDS)
each_folder = pytest.mark.parametrize("folder", FOLDERS)


@each_field
def test_a_field_explains_itself(field: Field) -> None:
    assert field.help.endswith((".", ")"))
    assert (field.target is not None) == (field.type == "ref")
    assert bool(field.values) == (field.type == "enum")
    assert field.target in (None, "*", *KINDS)
    assert all(set(words) <= set(field.values) for words in field.groups.values())
    assert (".." in field.operators.split()) == (field.type in ORDERED)
    assert ":" in field.operators.split()


@each_field
def test_a_field_survives_json(field: Field) -> None:
    assert Fields.from_json([field.to_json(), ALL[0].to_json()]).all == (field, ALL[0])


@each_kind
def test_names_are_unique_and_lead_to_their_field(kind: str) -> None:
    fields = Fields(catalogue()[kind])
    assert len({field.name for field in fields.all}) == len({field.path for field in fields.all}) == len(fields.all)
    for field in fields.all:
        assert fields.get(field.name) is field
        assert fields.get(field.name.upper().replace("_", "-")) is field
        assert fields.get(field.path) is field


@each_kind
def test_no_short_name_is_a_group(kind: str) -> None:
    """`attention` is the one alias that is, on purpose: `attention:gqa` asks for the mechanism."""
    fields = Fields(catalogue()[kind])
    assert {field.name for field in fields.all} & groups(fields) <= {"attention"}


def groups(fields: Fields) -> set[str]:
    parts = [field.path.split(".") for field in fields.all]
    return {".".join(part[:length]) for part in parts for length in range(1, len(part))}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("params", "params"),
        ("kv-heads", "attention.kv_heads"),
        ("heads", "attention.heads"),
        ("Attention.Heads", "attention.heads"),
        ("attention", "attention.mechanism"),
        ("encoder", "vision.encoder"),
        ("weights.encoder", "openness.weights.encoder"),
        ("documents.architecture", "openness.documents.architecture"),
        ("tokens", None),
        ("openness", None),
        ("weights", None),
        ("no_such", None),
        ("", None),
    ],
)
def test_a_field_is_found_by_its_path_or_an_unambiguous_ending(name: str, path: str | None) -> None:
    found = Fields(catalogue()["models"]).get(name)
    assert (found.path if found else None) == path


def test_short_names() -> None:
    paths = ["size", "a.size", "a.b.deep", "c.deep", "c.only", "a.x"]
    assert short_names(paths, {"a.x": "nick"}) == {
        "size": "size",
        "a.size": "a.size",
        "a.b.deep": "b.deep",
        "c.deep": "c.deep",
        "c.only": "only",
        "a.x": "nick",
    }


@each_kind
def test_default_columns_and_sorts_exist(kind: str) -> None:
    fields = Fields(catalogue()[kind])
    for name in (*KINDS[kind].columns, *(name.removeprefix("-") for name in KINDS[kind].sort)):
        assert fields.get(name) is not None, name
    assert set(RECORDS) == set(FOLDERS)


def test_references_tell_the_kind_of_their_target() -> None:
    found = references("models")
    assert found["license"] == "licenses"
    assert found["vision.encoder"] == "models"
    assert found["variants.training.stages.data"] == "datasets"
    assert found["evidence.source"] == "sources"
    assert references("datasets")["built_from"] == "*"


@each_folder
def test_json_schema_is_valid_and_explains_its_keys(folder: str) -> None:
    schema = json_schema(folder)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert "id" in schema["else"]["required"], "a record without `amends` has an id"
    assert not any("title" in part for name, part in schema["properties"].items() if name != "id")


@pytest.mark.parametrize("path", kb.RECORDS)
def test_json_schema_takes_what_reading_takes(path: str) -> None:
    Draft202012Validator(json_schema(path.partition("/")[0])).validate(load(kb.RECORDS[path].encode()))


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("models/heron.yaml", {"input": ["txet"]}),
        ("models/heron.yaml", {"input": "text"}),
        ("models/heron.yaml", {"context": "4 thousand"}),
        ("models/heron.yaml", {"context": -1}),
        ("models/heron.yaml", {"paramz": "7B"}),
        ("models/heron.yaml", {"vision": {"eyes": 2}}),
        ("models/heron.yaml", {"released": "May 2023"}),
        ("models/heron.yaml", {"released": 1815}),
        ("models/heron.yaml", {"id": "Heron"}),
        ("models/heron.yaml", {"evidence": [{"source": "x", "supports": []}]}),
        ("models/heron.yaml", {"waivers": [{"rule": "402", "because": "x"}]}),
        ("licenses/free.yaml", {"osi": "yes"}),
        ("licenses/free.yaml", {"commercial": "maybe"}),
        ("sources/ash-2023-heron.yaml", {"arxiv": "hep-th/1"}),
        ("sources/ash-2023-heron.yaml", {"arxiv": "٢٣٠٧.٠٩٢٨٨"}),
        ("sources/ash-2023-heron.yaml", {"doi": "10.1234/x},note={\\input{secret}},x={"}),
        ("sources/ash-2023-heron.yaml", {"doi": "10.1234/a b"}),
        ("sources/ash-2023-heron.yaml", {"doi": "10.1234/a\n"}),
        ("sources/ash-2023-heron.yaml", {"url": "https://x.invalid/{a}"}),
        ("sources/ash-2023-heron.yaml", {"url": 'https://x.invalid/"'}),
        ("sources/ash-2023-heron.yaml", {"url": "https://x.invalid/\x1b"}),
        ("sources/ash-2023-heron.yaml", {"url": "javascript:alert(1)"}),
        ("licenses/free.yaml", {"url": "javascript:alert(1)"}),
        ("sources/ash-2023-heron.yaml", {"authors": []}),
        ("results/ash-2023-heron.yaml", {"groups": []}),
    ],
)
def test_json_schema_and_reading_refuse_the_same(path: str, change: dict[str, Any]) -> None:
    folder = path.partition("/")[0]
    record = {**yaml.safe_load(kb.RECORDS[path]), **change}
    assert not Draft202012Validator(json_schema(folder)).is_valid(record)
    with pytest.raises(ValueError, match=next(iter(change))):
        RECORDS[folder].model_validate(load(kb.RECORDS[path].encode()) | change)  # type: ignore[operator]


@pytest.mark.parametrize(
    "change",
    [
        {"doi": "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1"},
        {"doi": "10.48550/arXiv.2307.09288"},
        {"url": "https://ja.wikipedia.org/wiki/大規模言語モデル#x_(y)?a=b&c=%20~[1]"},
    ],
)
def test_addresses_as_they_are(change: dict[str, str]) -> None:
    path = "sources/ash-2023-heron.yaml"
    record = load(kb.RECORDS[path].encode()) | change  # type: ignore[operator]
    assert Draft202012Validator(json_schema("sources")).is_valid(record)
    RECORDS["sources"].model_validate(record)


@pytest.mark.parametrize("word", ["undisclosed", "not-stated", "not-applicable"])
@pytest.mark.parametrize("key", ["params", "input", "license", "released"])
def test_a_fact_can_be_absent_in_words(key: str, word: str) -> None:
    record = {"id": "x", "name": "X", key: word}
    Draft202012Validator(json_schema("models")).validate(record)
    RECORDS["models"].model_validate(record)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_is_finite(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        RECORDS["models"].model_validate({"id": "x", "name": "X", "price": {"input": number}})
