"""Results as the Hugging Face Hub keeps them in `.eval_results/` of a model's repository."""

from __future__ import annotations

import re
from typing import Any

from mmkb.corpus.strict_yaml import load
from mmkb.corpus.yaml_text import StrictYamlError
from mmkb.importers.draft import Draft, File, MalformedError, Measured
from mmkb.importers.parse import kind, number_of, part
from mmkb.schema.values import date_span

_DATASET = re.compile(r"[\w.-]+/[\w.-]+")
_KINDS = {"date": str, "source": dict, "notes": str, "verifyToken": str}
"""What else the Hub knows of a result."""


def read(file: File) -> Draft:
    """Return the results; raises MalformedError with the line or the number of the entry."""
    try:
        entries = load(file.text.encode())
    except StrictYamlError as error:
        first = error.problems[0]
        raise MalformedError(file.name, first.message, f"{first.line}:{first.column}") from None
    if not isinstance(entries, list):
        raise MalformedError(file.name, f"holds {kind(entries)}, not a list of results", "1:1")
    draft = Draft()
    for number, entry in enumerate(entries, start=1):
        place = f"entry {number}: "
        if not isinstance(entry, dict):
            raise MalformedError(file.name, f"{place}is {kind(entry)}, not an object")
        dataset = part(file, entry, "dataset", dict, place=place)
        if dataset is None:
            raise MalformedError(file.name, f"{place}dataset is missing")
        named = [part(file, dataset, key, str, place=f"{place}dataset.") for key in ("id", "task_id", "revision")]
        if not (named[0] and named[1]):
            raise MalformedError(file.name, f"{place}dataset needs an id and a task_id")
        if not _DATASET.fullmatch(named[0]):
            raise MalformedError(
                file.name, f"{place}dataset.id is {named[0]!r}, which names no data set: write owner/name"
            )
        for key, wanted in _KINDS.items():
            part(file, entry, key, wanted, place=place)
        _check_day(file, entry, place)
        task = f"{named[0]}#{named[1]}"
        value = number_of(file, entry.get("value"), f"{place}value")
        earlier = next((one for one in entries[: number - 1] if {**one, "value": 0} == {**entry, "value": 0}), None)
        if earlier is not None and earlier["value"] != entry["value"]:
            message = f"{place}{task} is already given, as {earlier['value']}"
            raise MalformedError(file.name, message, hint="keep one of the two")
        draft.results.append(Measured((task,), value, file.name))
    return draft


def _check_day(file: File, entry: dict[str, Any], place: str) -> None:
    """Raise MalformedError where the day of a result is none; a time behind it is passed over."""
    day = entry.get("date")
    try:
        if day is not None:
            date_span(day.partition("T")[0])
    except ValueError as problem:
        raise MalformedError(file.name, f"{place}date: {str(problem).partition(':')[0]}") from None
