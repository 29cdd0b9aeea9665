"""JSON Schema 2020-12 of a kind's files, for editors."""

from __future__ import annotations

from typing import Any

from mmkb.schema.fields import RECORDS


def json_schema(folder: str) -> dict[str, Any]:
    """Return the JSON Schema of the files in `folder`, with descriptions, vocabularies and patterns."""
    schema = RECORDS[folder].model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://mmkb.invalid/schema/{folder}.json",
        **_without_titles(schema),
        "title": f"mmkb {folder}",
    }


def _without_titles(node: Any) -> Any:  # noqa: ANN401 JSON can be anything
    """Drop the titles that pydantic makes of field names: an editor would show them instead of the descriptions."""
    if isinstance(node, list):
        return [_without_titles(item) for item in node]
    if isinstance(node, dict):
        return {
            key: _without_titles(value)
            for key, value in node.items()
            if not (key == "title" and isinstance(value, str))
        }
    return node
