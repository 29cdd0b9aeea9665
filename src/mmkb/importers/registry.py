"""The formats that are imported, by name, and which one a file has."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from mmkb.errors import UsageError, did_you_mean
from mmkb.importers.draft import Draft, File
from mmkb.importers.parse import json_of
from mmkb.suggest import near

MEBIBYTE = 1 << 20


class Importer(NamedTuple):
    """A format: the module that reads it, how many bytes a file of it may have, what it becomes."""

    module: str
    most: int
    gives: str


IMPORTERS: dict[str, Importer] = {
    "bibtex": Importer("bibtex", 16 * MEBIBYTE, "sources"),
    "csl-json": Importer("csl", 16 * MEBIBYTE, "sources"),
    "ris": Importer("ris", 16 * MEBIBYTE, "sources"),
    "config": Importer("config", 4 * MEBIBYTE, "models"),
    "safetensors-index": Importer("safetensors", 64 * MEBIBYTE, "models"),
    "card": Importer("card", 4 * MEBIBYTE, "models"),
    "eval-results": Importer("eval_results", 4 * MEBIBYTE, "results"),
    "eee": Importer("every_eval_ever", 64 * MEBIBYTE, "results"),
    "lm-eval": Importer("harness", 64 * MEBIBYTE, "results"),
    "lmms-eval": Importer("harness", 64 * MEBIBYTE, "results"),
    "csv": Importer("table", 16 * MEBIBYTE, "results"),
}
_SUFFIXES = {
    ".bib": "bibtex", ".ris": "ris", ".csv": "csv", ".md": "card", ".yaml": "eval-results", ".yml": "eval-results",
    ".jsonl": "eee",
}  # fmt: skip
_KEYS = (
    ("model_type", "config"),
    ("weight_map", "safetensors-index"),
    ("evaluation_results", "eee"),
    ("results", "lm-eval"),
    ("title", "csl-json"),
    ("items", "csl-json"),
)


def named(name: str) -> Importer:
    """Return the importer called `name`; raises UsageError."""
    if name not in IMPORTERS:
        hint = did_you_mean(near(name, list(IMPORTERS))) or f"one of: {', '.join(IMPORTERS)}"
        raise UsageError(f"no format called {name!r} is imported", hint)
    return IMPORTERS[name]


def recognised(path: Path, text: str) -> str:
    """Return the name of the format of a file: by the suffix, of JSON by its keys. Raises UsageError."""
    if found := _SUFFIXES.get(path.suffix.lower()):
        return found
    if path.name == "config.json":
        return "config"
    if path.suffix.lower() == ".json":
        value = json_of(File(path.name, text))
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict):
            for key, name in _KEYS:
                if key in first:
                    return name
    raise UsageError(f"{path}: no format that is imported is recognised", f"name it by --as: {', '.join(IMPORTERS)}")


def read(importer: Importer, file: File) -> Draft:
    """Return what an importer makes of a file; raises MalformedError."""
    function: Callable[[File], Draft] = import_module(f"mmkb.importers.{importer.module}").read
    return function(file)
