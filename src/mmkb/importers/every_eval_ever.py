"""Logs of Every Eval Ever: aggregate results, one log in a file or one a line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mmkb.importers.draft import Draft, File, MalformedError, Measured
from mmkb.importers.parse import json_of, kind, part

_MEASURERS = {
    "first_party": "self",
    "third_party": "third-party",
    "collaborative": "third-party",
    "other": "third-party",
}
_PROTOCOL = {"setting": str, "shots": int, "samples": int, "frames": int, "detail": str}


def read(file: File) -> Draft:
    """Return the results of every log; raises MalformedError with the number of the log."""
    draft = Draft()
    logs = _logs(file)
    if not logs:
        raise MalformedError(file.name, "holds no log", "1:1")
    for number, log in enumerate(logs, start=1):
        place = f"log {number}: "
        if not isinstance(log, dict):
            raise MalformedError(file.name, f"{place}is {kind(log)}, not an object")
        results = part(file, log, "evaluation_results", list, place=place)
        if results is None:
            hint = "import a log of Every Eval Ever"
            raise MalformedError(file.name, f"{place}evaluation_results is missing", hint=hint)
        model = part(file, log, "model_info", dict, place=place) or {}
        named = [part(file, model, key, str, place=f"{place}model_info.") for key in ("id", "name")]
        source = part(file, log, "source_metadata", dict, place=place) or {}
        said = part(file, source, "evaluator_relationship", str, place=f"{place}source_metadata.")
        if said is not None and said not in _MEASURERS:
            message = f"{place}source_metadata.evaluator_relationship is {said!r}, not one of {', '.join(_MEASURERS)}"
            raise MalformedError(file.name, message)
        measurer = _MEASURERS.get(said or "", "third-party")
        for order, result in enumerate(results, start=1):
            if not isinstance(result, dict):
                raise MalformedError(file.name, f"{place}result {order} is {kind(result)}, not an object")
            draft.results.append(_result(file, result, named[0] or named[1], measurer, f"{place}result {order}: "))
    return draft


def _logs(file: File) -> list[Any]:
    """Return the logs: a file is one of them, a list, or has one a line."""
    numbered = [(number, line) for number, line in enumerate(file.text.split("\n"), start=1) if line.strip()]
    if len(numbered) > 1 and all(line.lstrip()[0] == "{" and line.rstrip()[-1] == "}" for _, line in numbered):
        return [json_of(replace(file, text=line), line=number) for number, line in numbered]
    whole = json_of(file)
    return whole if isinstance(whole, list) else [whole]


def _result(file: File, result: dict[str, Any], model: str | None, measurer: str, place: str) -> Measured:
    name = part(file, result, "evaluation_name", str, place=place)
    details = part(file, result, "score_details", dict, place=place) or {}
    score = part(file, details, "score", int, float, place=f"{place}score_details.")
    if not name:
        raise MalformedError(file.name, f"{place}evaluation_name is missing")
    if score is None:
        raise MalformedError(file.name, f"{place}score_details.score of {name} is missing")
    metric = part(file, result, "metric_config", dict, place=place) or {}
    least, most = (
        part(file, metric, key, int, float, place=f"{place}metric_config.") for key in ("min_score", "max_score")
    )
    if least is not None and most is not None and least >= most:
        raise MalformedError(file.name, f"{place}metric_config goes from {least} to {most}")
    if (most is not None and score > most) or (least is not None and score < least):
        raise MalformedError(file.name, f"{place}score_details.score is {score}, outside of metric_config's scale")
    data = part(file, result, "source_data", dict, place=place) or {}
    names = (name, part(file, data, "dataset_name", str, place=f"{place}source_data."))
    more = part(file, details, "details", dict, place=f"{place}score_details.") or {}
    return Measured(
        tuple(dict.fromkeys(one for one in names if one)),
        part(file, more, "printed", str, place=f"{place}score_details.details.") or str(score),
        file.name,
        model=model or None,
        metric=part(file, metric, "metric_name", str, place=f"{place}metric_config.") or "",
        most=most,
        measured_by=measurer,
        protocol=_protocol(file, result, place),
    )


def _protocol(file: File, result: dict[str, Any], place: str) -> dict[str, Any]:
    """Return what a log says of how the value was obtained; its details are texts."""
    config = part(file, result, "generation_config", dict, place=place) or {}
    place += "generation_config."
    stated = part(file, config, "additional_details", dict, place=place) or {}
    found: dict[str, Any] = {}
    for key, wanted in _PROTOCOL.items():
        text = part(file, stated, key, str, place=f"{place}additional_details.")
        if text is None:
            continue
        if wanted is int and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise MalformedError(file.name, f"{place}additional_details.{key} is {text!r}, which is no count")
        found[key] = wanted(text)
    arguments = part(file, config, "generation_args", dict, place=place) or {}
    reasoning = part(file, arguments, "reasoning", bool, place=f"{place}generation_args.")
    return found if reasoning is None else {**found, "chain_of_thought": reasoning}
