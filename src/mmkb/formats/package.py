"""Descriptions of an exported folder: a Frictionless data package, and schema.org with the terms of Croissant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mmkb.views.relation import Attribute, Relation, Whole

Sums = Mapping[str, tuple[int, str]]
_MEDIA = {"parquet": "application/x-parquet", "csv": "text/csv", "json": "application/json"}
_TYPES = {"integer": "integer", "number": "number", "bool": "boolean", "date": "date", "text": "string"}
_CROISSANT = {"integer": "sc:Integer", "number": "sc:Float", "bool": "sc:Boolean", "date": "sc:Date", "text": "sc:Text"}
LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
_PLAIN = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject",
    "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField",
    "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField",
    "transform",
)  # fmt: skip
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _PLAIN},
}
"""The context that readers of Croissant 1.1 expect; they warn about any other."""


def datapackage(whole: Whole, suffix: str, sums: Sums) -> dict[str, Any]:
    """Return the data package: every file with its schema, keys and checksum."""
    about = whole.about
    licence = {"name": about.licence, "path": LICENCES.get(about.licence, "")} if about.licence else None
    package = {
        "profile": "data-package",
        "name": "mmkb",
        "title": about.name,
        "version": about.version,
        "created": f"{about.date}T00:00:00Z" if about.date else None,
        "description": about.attribution,
        "keywords": list(whole.keywords),
        "licenses": [licence] if licence else None,
        "resources": [_resource(relation, suffix, sums[relation.name]) for relation in whole.relations],
    }
    return {key: value for key, value in package.items() if value}


def dataset(whole: Whole, suffix: str, sums: Sums) -> dict[str, Any]:
    """Return the data set as schema.org describes it, with files and fields in the terms of Croissant 1.1."""
    about = whole.about
    licence = LICENCES.get(about.licence, about.licence) if about.licence else None
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "mmkb",
        "description": about.name,
        "version": about.version,
        "datePublished": about.date,
        "license": licence,
        "creditText": about.attribution,
        "citeAs": about.attribution,
        "keywords": list(whole.keywords),
        "distribution": [_file(relation, suffix, sums[relation.name]) for relation in whole.relations],
        "recordSet": [_record_set(relation, suffix) for relation in whole.relations],
    }
    return {key: value for key, value in described.items() if value}


def _resource(relation: Relation, suffix: str, size_and_sum: tuple[int, str]) -> dict[str, Any]:
    size, digest = size_and_sum
    schema: dict[str, Any] = {"fields": [_field(entry) for entry in relation.attributes], "missingValues": [""]}
    if relation.key:
        schema["primaryKey"] = list(relation.key)
    keys = [
        {"fields": [entry.name], "reference": {"resource": entry.target[0], "fields": [entry.target[1]]}}
        for entry in relation.attributes
        if entry.target and not entry.many
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": relation.name,
        "path": f"{relation.name}.{suffix}",
        "description": relation.help,
        "profile": "tabular-data-resource",
        "format": suffix,
        "mediatype": _MEDIA[suffix],
        **({"encoding": "utf-8"} if suffix != "parquet" else {}),
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": schema,
    }


def _field(entry: Attribute) -> dict[str, Any]:
    described = {
        "name": entry.name,
        "type": "array" if entry.many else _TYPES[entry.kind],
        "description": entry.meaning,
    }
    return {key: value for key, value in described.items() if value}


def _file(relation: Relation, suffix: str, size_and_sum: tuple[int, str]) -> dict[str, Any]:
    size, digest = size_and_sum
    name = f"{relation.name}.{suffix}"
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": relation.help,
        "contentUrl": name,
        "contentSize": f"{size} B",
        "encodingFormat": _MEDIA[suffix],
        "sha256": digest,
    }


def _record_set(relation: Relation, suffix: str) -> dict[str, Any]:
    key = [{"@id": f"{relation.name}/{name}"} for name in relation.key]
    return {
        "@type": "cr:RecordSet",
        "@id": relation.name,
        "name": relation.name,
        "description": relation.help,
        **({"key": key} if key else {}),
        "field": [_croissant(relation.name, entry, suffix) for entry in relation.attributes],
    }


def _croissant(relation: str, entry: Attribute, suffix: str) -> dict[str, Any]:
    extract = {"jsonPath": f"$[*].{entry.name}"} if suffix == "json" else {"column": entry.name}
    is_text = entry.many and suffix == "csv"  # a list stands in its cell as JSON
    described = {
        "@type": "cr:Field",
        "@id": f"{relation}/{entry.name}",
        "name": entry.name,
        # Croissant's `references` would say what a field names, but readers take that as an order to join the files, and
        # fail where record sets refer to themselves or to sets that refer further. The data package has the foreign keys.
        "description": entry.meaning,
        "dataType": _CROISSANT["text" if is_text else entry.kind],
        "isArray": entry.many and not is_text,
        "source": {"fileObject": {"@id": f"{relation}.{suffix}"}, "extract": extract},
    }
    return {name: value for name, value in described.items() if value}
