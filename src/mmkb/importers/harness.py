"""Result files of lm-evaluation-harness and of lmms-eval, which writes the same."""

from __future__ import annotations

from typing import Any

from mmkb.importers.draft import HUB_CACHE, Draft, File, Left, MalformedError, Measured
from mmkb.importers.parse import is_of, kind, object_of, part

_FRACTIONS = frozenset(("acc", "acc_norm", "exact_match", "mc1", "mc2"))
"""Measures whose values these programs write as parts of one."""

_MOST_SHOTS = 100_000


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
            if "_stderr" in metric and is_of(value, int, float) and value < 0:
                raise MalformedError(file.name, f"results.{task}.{measure} is {value}, which is no error")
            if metric == "alias" or "_stderr" in metric or metric in ("sample_len", "submission", "samples"):
                continue
            if metric in _FRACTIONS and not isinstance(value, str):
                _check_fraction(file, value, f"results.{task}.{measure}")
            if not is_of(value, int, float):
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
    """Return the model that was measured, as the run was asked for it; of one in the cache of the Hub the repository."""
    name = _asked_for(file, whole)
    cached = HUB_CACHE.search(name or "")
    return f"{cached[1]}/{cached[2]}" if cached else name


def _asked_for(file: File, whole: dict[str, Any]) -> str | None:
    config = part(file, whole, "config", dict) or {}
    if name := part(file, whole, "model_name", str):
        return str(name)
    arguments = part(file, config, "model_args", str, dict, place="config.")
    if isinstance(arguments, str):
        arguments = dict(pair.split("=", 1) for pair in arguments.split(",") if "=" in pair)
    named = (part(file, arguments or {}, key, str, place="config.model_args.") for key in ("pretrained", "model"))
    runs = part(file, config, "model", str, place="config.")  # early the model, later the program that runs it
    return next((name for name in named if name), None) or (runs if runs and "/" in runs else None)


def _check_fraction(file: File, value: object, place: str) -> None:
    """Raise MalformedError for what no part of one is, and no percentage, which some programs write instead."""
    if value is not None and not (is_of(value, int, float) and 0 <= value <= 100):  # type: ignore[operator]
        said = value if is_of(value, int, float) else kind(value)
        raise MalformedError(file.name, f"{place} is {said}, which is no part of one and no percentage")


def _protocol(file: File, whole: dict[str, Any], task: str) -> dict[str, Any]:
    """Return how many examples were shown: of this task, or of all tasks in a file of an early version."""
    number = part(file, part(file, whole, "n-shot", dict) or {}, task, int, place="n-shot.")
    if number is None:
        number = part(file, part(file, whole, "config", dict) or {}, "num_fewshot", int, place="config.")
    own = part(file, part(file, whole, "configs", dict) or {}, task, dict, place="configs.") or {}
    configured = part(file, own, "num_fewshot", int, place=f"configs.{task}.")
    if number is None:
        number = configured
    elif configured not in (None, number):
        message = f"{task} was shown {number} examples by n-shot, and {configured} by configs"
        raise MalformedError(file.name, message)
    if number is None:
        return {}
    if not 0 <= number < _MOST_SHOTS:
        raise MalformedError(file.name, f"the shots of {task} are {number}, which is no count")
    return {"setting": "few-shot" if number else "zero-shot", "shots": number}
