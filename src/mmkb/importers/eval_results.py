"""Results as the Hugging Face Hub keeps them in `.eval_results/` of a model's repository."""

from __future__ import annotations

from mmkb.corpus.strict_yaml import load
from mmkb.corpus.yaml_text import StrictYamlError
from mmkb.importers.draft import Draft, File, MalformedError, Measured
from mmkb.importers.parse import part


def read(file: File) -> Draft:
    """Return the results; raises MalformedError with the line or the number of the entry."""
    try:
        entries = load(file.text.encode())
    except StrictYamlError as error:
        first = error.problems[0]
        raise MalformedError(file.name, first.message, f"{first.line}:{first.column}") from None
    if not isinstance(entries, list):
        raise MalformedError(file.name, "holds no list of results", "1:1")
    draft = Draft()
    for number, entry in enumerate(entries, start=1):
        place = f"entry {number}: "
        if not isinstance(entry, dict):
            raise MalformedError(file.name, f"{place}is no mapping")
        dataset = part(file, entry, "dataset", dict, place=place)
        value = entry.get("value")
        if dataset is None or not isinstance(dataset.get("id"), str) or not isinstance(dataset.get("task_id"), str):
            raise MalformedError(file.name, f"{place}dataset needs an id and a task_id")
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise MalformedError(file.name, f"{place}value is no number")
        task = f"{dataset['id']}#{dataset['task_id']}"
        draft.results.append(Measured((task,), str(value), file.name))
    return draft
