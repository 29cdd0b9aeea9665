"""Descriptions of an exported folder: a Frictionless data package, and schema.org with the terms of Croissant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mmkb.views.relation import Attribute, Relation, Whole

Sums = Mapping[str, tuple[int, str]]
_MEDIA = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv", "json": "application/json"}
_TYPES = {"integer": "integer", "number": "number", "bool": "boolean", "text": "string"}
_CROISSANT = {"integer": "sc:Integer", "number": "sc:Float", "bool": "sc:Boolean", "text": "sc:Text"}
_LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}


def datapackage(whole: Whole, suffix: str, sums: Sums) -> dict[str, Any]:
    """Return the data package: every file with its schema, keys and checksum."""
    about = whole.about
    licence = {"name": about.licence, "path": _LICENCES.get(about.licence, "")} if about.licence else None
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
    """Return the data set as schema.org describes it, with files and fields in the terms of Croissant 1.0."""
    about = whole.about
    licence = _LICENCES.get(about.licence, about.licence) if about.licence else None
    described = {
        "@context": {
            "@language": "en",
            "@vocab": "https://schema.org/",
            "sc": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/",
            "dct": "http://purl.org/dc/terms/",
            "conformsTo": "dct:conformsTo",
            "recordSet": "cr:recordSet",
            "field": "cr:field",
            "fileObject": "cr:fileObject",
            "extract": "cr:extract",
            "source": "cr:source",
            "column": "cr:column",
            "repeated": "cr:repeated",
            "references": "cr:references",
            "key": "cr:key",
            "jsonPath": "cr:jsonPath",
            "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        },
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "mmkb",
        "description": about.name,
        "version": about.version,
        "datePublished": about.date,
        "license": licence,
        "creditText": about.attribution,
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
    described = {"name": entry.name, "type": "array" if entry.many else _TYPES[entry.kind], "description": entry.help}
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
    described = {
        "@type": "cr:Field",
        "@id": f"{relation}/{entry.name}",
        "name": entry.name,
        "description": entry.help,
        "dataType": _CROISSANT[entry.kind],
        "repeated": entry.many,
        "source": {"fileObject": {"@id": f"{relation}.{suffix}"}, "extract": extract},
        "references": {"field": {"@id": "/".join(entry.target)}} if entry.target else None,
    }
    return {name: value for name, value in described.items() if value}
