"""The JSON Schema of records holds nothing but the standard's keywords, and nothing in a record may be null."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consumers import program, run
from mmkb.schema.json_schema import json_schema
from mmkb.schema.kinds import FOLDERS

KEYWORDS = {
    "$schema", "$id", "$defs", "$ref", "$comment", "title", "description", "examples", "default", "type", "enum", "const",
    "anyOf", "properties", "required", "additionalProperties", "items", "maxItems", "minItems", "pattern", "minimum", "maximum",
    "maxLength", "minLength", "exclusiveMinimum", "format", "if", "then", "else",
}  # fmt: skip
STRICT = """
const Ajv = require("ajv/dist/2020"), schemas = JSON.parse(require("fs").readFileSync("schemas.json"));
for (const schema of schemas) new Ajv({strict: true, allErrors: true}).compile(schema);
console.log(schemas.length);
"""


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
    one = json_schema("models")["properties"]["params"]["anyOf"][0]
    assert one["type"] == "string"  # editors complain of the first that does not fit
    assert "as in 7B" in one["description"]


def test_ajv_takes_every_schema_in_strict_mode(tmp_path: Path) -> None:
    node = program("node")
    if subprocess.run([node, "-e", "require.resolve('ajv/dist/2020')"], capture_output=True, check=False).returncode:
        pytest.skip("ajv is not installed where node finds it (npm install --global ajv, NODE_PATH)")
    script = tmp_path / "strict.js"
    script.write_text(STRICT)
    (tmp_path / "schemas.json").write_text(json.dumps([json_schema(folder) for folder in FOLDERS]))
    assert run([node, str(script)], tmp_path).strip() == str(len(FOLDERS))
