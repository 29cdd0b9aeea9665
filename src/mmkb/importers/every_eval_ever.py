"""Logs of Every Eval Ever: aggregate results, one log in a file or one a line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mmkb.importers.draft import Draft, File, MalformedError, Measured
from mmkb.importers.parse import json_of, part

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
    for number, log in enumerate(_logs(file), start=1):
        place = f"log {number}: "
        if not isinstance(log, dict) or not isinstance(log.get("evaluation_results"), list):
            raise MalformedError(
                file.name, f"{place}evaluation_results is missing", hint="import a log of Every Eval Ever"
            )
        model = part(file, log, "model_info", dict, place=place) or {}
        source = part(file, log, "source_metadata", dict, place=place) or {}
        measurer = _MEASURERS.get(str(source.get("evaluator_relationship")), "third-party")
        for result in log["evaluation_results"]:
            if not isinstance(result, dict):
                raise MalformedError(file.name, f"{place}a result is no object")
            draft.results.append(
                _result(file, result, str(model.get("id") or model.get("name") or ""), measurer, place)
            )
    return draft


def _logs(file: File) -> list[Any]:
    """Return the logs: a file is one of them, a list, or has one a line."""
    lines = [line for line in file.text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines):
        numbered = enumerate(file.text.splitlines(), start=1)
        return [json_of(replace(file, text=line), line=number) for number, line in numbered if line.strip()]
    whole = json_of(file)
    return whole if isinstance(whole, list) else [whole]


def _result(file: File, result: dict[str, Any], model: str, measurer: str, place: str) -> Measured:
    name = part(file, result, "evaluation_name", str, place=place)
    details = part(file, result, "score_details", dict, place=place) or {}
    score = details.get("score")
    if not name:
        raise MalformedError(file.name, f"{place}evaluation_name is missing")
    if isinstance(score, bool) or not isinstance(score, (int, float)):
        raise MalformedError(file.name, f"{place}score_details.score of {name} is no number")
    metric = part(file, result, "metric_config", dict, place=place) or {}
    data = part(file, result, "source_data", dict, place=place) or {}
    more = details.get("details")
    printed = more.get("printed") if isinstance(more, dict) else None
    most = metric.get("max_score")
    return Measured(
        tuple(dict.fromkeys(str(one) for one in (name, data.get("dataset_name")) if one)),
        printed if isinstance(printed, str) else str(score),
        file.name,
        model=model or None,
        metric=str(metric.get("metric_name") or ""),
        most=most if isinstance(most, (int, float)) and not isinstance(most, bool) else None,
        measured_by=measurer,
        protocol=_protocol(result),
    )


def _protocol(result: dict[str, Any]) -> dict[str, Any]:
    """Return what a log says of how the value was obtained; its details are texts."""
    config = result.get("generation_config")
    config = config if isinstance(config, dict) else {}
    stated = config.get("additional_details")
    found: dict[str, Any] = {}
    for key, kind in _PROTOCOL.items():
        text = stated.get(key) if isinstance(stated, dict) else None
        if kind is int and isinstance(text, str) and text.isascii() and text.isdigit():
            found[key] = int(text)
        elif kind is str and isinstance(text, str):
            found[key] = text
    arguments = config.get("generation_args")
    if isinstance(arguments, dict) and isinstance(arguments.get("reasoning"), bool):
        found["chain_of_thought"] = arguments["reasoning"]
    return found
