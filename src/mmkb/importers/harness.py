"""Result files of lm-evaluation-harness and of lmms-eval, which writes the same."""

from __future__ import annotations

from typing import Any

from mmkb.importers.draft import Draft, File, Left, MalformedError, Measured
from mmkb.importers.parse import object_of, part

_FRACTIONS = frozenset(("acc", "acc_norm", "exact_match", "mc1", "mc2"))
"""Measures whose values these programs write as parts of one."""


def read(file: File) -> Draft:
    """Return one result per task and measure; errors of measurement and groups' aliases are none."""
    whole = object_of(file)
    results = part(file, whole, "results", dict)
    if results is None:
        raise MalformedError(file.name, "results is missing", hint="import the results_….json of a run")
    model = _model(file, whole)
    draft = Draft()
    for task in results:
        measures = part(file, results, task, dict, place="results.") or {}
        for measure, value in measures.items():
            metric, _, filtered = measure.partition(",")
            if metric == "alias" or metric.endswith("_stderr") or metric in ("sample_len", "submission", "samples"):
                continue
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                draft.left.append(Left(f"{task} {measure}", "its value is no number"))
                continue
            draft.results.append(
                Measured(
                    (f"{task} {metric} {filtered}", f"{task} {metric}", task), str(value), file.name, model,
                    metric=metric, most=1 if metric in _FRACTIONS and value <= 1 else None, protocol=_protocol(file, whole, task),
                )
            )  # fmt: skip
    return draft


def _model(file: File, whole: dict[str, Any]) -> str | None:
    """Return the model that was measured, as the run was asked for it."""
    if name := part(file, whole, "model_name", str):
        return str(name)
    config = part(file, whole, "config", dict) or {}
    arguments = config.get("model_args")
    if isinstance(arguments, str):
        arguments = dict(pair.split("=", 1) for pair in arguments.split(",") if "=" in pair)
    name = arguments.get("pretrained") or arguments.get("model") if isinstance(arguments, dict) else None
    kind = config.get("model")  # an early run names the model here, a later one the program that runs it
    name = name or (kind if isinstance(kind, str) and "/" in kind else None)
    return name if isinstance(name, str) else None


def _protocol(file: File, whole: dict[str, Any], task: str) -> dict[str, Any]:
    """Return how many examples were shown: of this task, or of all tasks in a file of an early version."""
    number = part(file, part(file, whole, "n-shot", dict) or {}, task, int, place="n-shot.")
    if number is None:
        number = part(file, part(file, whole, "config", dict) or {}, "num_fewshot", int, place="config.")
    if number is None or number < 0:
        return {}
    return {"setting": "few-shot" if number else "zero-shot", "shots": number}
