"""JSON Schema 2020-12 of a kind's files, for editors: keywords of the standard only, so that strict validators take it."""

from __future__ import annotations

from typing import Any

from mmkb.schema.fields import RECORDS

_AMENDS = (
    "The id of the record in a layer below of which this one says only what differs; it stands in the place of id."
)
_NULL = {"type": "null"}


def json_schema(folder: str) -> dict[str, Any]:
    """Return the JSON Schema of the files in `folder`, with descriptions, vocabularies and patterns.

    An optional key is left out where there is nothing to say: no key takes null. What the catalogue knows of a field
    beyond the standard's keywords (that it is a fact, its unit, its short name) stands in `$comment`. What a record must
    have is asked of a whole one alone: one that amends another has a part of it.
    """
    schema = _standard(RECORDS[folder].model_json_schema())
    properties = schema["properties"]
    must = schema.pop("required")
    whole = {**dict.fromkeys(must, True), **_joined(properties, schema.get("$defs", {})), "id": properties["id"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://mmkb.invalid/schema/{folder}.json",
        **schema,
        "title": f"mmkb {folder}",
        "properties": {**properties, "id": True, "amends": {**properties["id"], "description": _AMENDS}},
        "if": {"required": ["amends"], "properties": {"amends": True}},
        "then": {"properties": {"id": False}},
        "else": {"required": must, "properties": whole},
    }


def _joined(properties: dict[str, Any], classes: dict[str, Any]) -> dict[str, Any]:
    """Return what items must have of the lists that layers join by ids, and leave their classes with the id alone."""
    found = {}
    for name, listed in properties.items():
        item = classes.get(listed.get("items", {}).get("$ref", "").rpartition("/")[2], {})
        must = item.get("required", [])
        if "id" in must and len(must) > 1:
            asked = {"type": "object", "required": must, "properties": dict.fromkeys(must, True)}
            found[name] = {"type": "array", "items": asked}
            item["required"] = ["id"]
    return found


def _standard(node: Any) -> Any:  # noqa: ANN401 JSON can be anything
    """Return a part of the schema that pydantic wrote without nulls, titles and keywords of our own.

    Pydantic makes titles of the names of fields; an editor would show them instead of the descriptions. So it does with
    what describes a way to write a value, which is therefore said behind what the field is.
    """
    if isinstance(node, list):
        return [_standard(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _standard(value) for key, value in node.items() if not _dropped(key, value)}
    either = plain.pop("anyOf", None)
    if either is not None:
        known = [one for one in either if one != _NULL]
        if help_ := plain.get("description"):
            ways = dict.fromkeys(way for one in known if (way := one.pop("description", None)))
            plain["description"] = " ".join([help_, *(f"{way[0].upper()}{way[1:]}." for way in ways)])
        plain = {**known[0], **plain} if len(known) == 1 else {"anyOf": known, **plain}
    comment = _comment(node)
    return {**plain, "$comment": comment} if comment else plain


def _dropped(key: str, value: object) -> bool:
    return key.startswith("x-") or (key == "title" and isinstance(value, str)) or (key == "default" and value is None)


def _comment(node: dict[str, Any]) -> str:
    parts = ["a fact, which needs evidence" if node.get("x-fact") else ""]
    parts += [
        f"in {node['x-unit']}" if "x-unit" in node else "",
        f"called {node['x-alias']}" if "x-alias" in node else "",
    ]
    return "; ".join(part for part in parts if part)
