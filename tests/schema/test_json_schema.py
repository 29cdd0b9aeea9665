"""The JSON Schema of records holds nothing but the standard's keywords, and nothing in a record may be null."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consumers import DATA, node_module, program, run
from mmkb.corpus.files import sweep
from mmkb.schema.json_schema import json_schema
from mmkb.schema.kinds import FOLDERS

KEYWORDS = {
    "$schema", "$id", "$defs", "$ref", "$comment", "title", "description", "examples", "default", "type", "enum", "const",
    "anyOf", "properties", "required", "additionalProperties", "items", "maxItems", "minItems", "pattern", "minimum", "maximum",
    "maxLength", "minLength", "exclusiveMinimum", "format", "if", "then", "else",
}  # fmt: skip


def schemas_in(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all schemas inside it; what stands in `properties` and `$defs` are names, no keywords."""
    if isinstance(schema, list):
        for item in schema:
            yield from schemas_in(item)
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key in ("properties", "$defs"):
                yield from schemas_in(list(value.values()))
            elif key in ("anyOf", "items", "if", "then", "else"):
                yield from schemas_in(value)


@pytest.mark.parametrize("folder", FOLDERS)
def test_only_standard_keywords_and_no_null(folder: str) -> None:
    for schema in schemas_in(json_schema(folder)):
        assert schema.keys() <= KEYWORDS
        assert schema.get("type") != "null"
        assert "default" not in schema or schema["default"] is not None
        assert len(schema.get("anyOf", [0, 0])) > 1


def test_a_comment_keeps_what_the_catalogue_knows() -> None:
    properties = json_schema("models")["properties"]
    assert properties["params"]["$comment"] == "a fact, which needs evidence; in parameters"
    assert "$comment" not in properties["name"]


def test_a_quantity_says_in_words_what_it_takes() -> None:
    said = json_schema("models")["properties"]["params"]
    assert said["anyOf"][0]["type"] == "string"  # editors complain of the first that does not fit
    assert said["description"].startswith("Parameters in all; often the round size. Write a number ")
    assert not any("description" in one for one in said["anyOf"]), "an editor would show it instead"


def test_ajv_takes_every_schema_in_strict_mode_and_every_record(tmp_path: Path) -> None:
    for folder in FOLDERS:
        (tmp_path / f"{folder}.json").write_text(json.dumps(json_schema(folder)), encoding="utf-8")
    script, modules = Path(__file__).parents[1] / "node" / "strict.js", node_module("ajv-formats").parent
    found = json.loads(run([program("node"), str(script), str(tmp_path), str(DATA), str(modules)], tmp_path))
    assert found["faults"] == []
    assert found["schemas"] == len(FOLDERS)
    assert found["records"] == len(sweep(DATA)) > 1000
