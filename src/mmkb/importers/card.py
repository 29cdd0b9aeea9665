"""A model card: the front matter of a README.md as the Hugging Face Hub reads it, and the heading."""

from __future__ import annotations

import re
from typing import Any

from mmkb.corpus.strict_yaml import load
from mmkb.corpus.yaml_text import StrictYamlError
from mmkb.importers.draft import Draft, Fact, File, Left, MalformedError, Measured
from mmkb.importers.parse import kind, number_of, part

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*\r?$", re.MULTILINE)
_NO_NAME = re.compile(r"<[^>]*>|[*_`#]+|!?\[|\]\([^)]*\)|\bmodel card(?: for(?: model id\b)?| of)?\b", re.IGNORECASE)
"""What a heading has beside the name of the model."""
_PIPELINES: dict[str, tuple[str, list[str], list[str]]] = {
    "text-generation": ("language-model", ["text"], ["text"]),
    "image-text-to-text": ("multimodal-llm", ["text", "image"], ["text"]),
    "visual-question-answering": ("multimodal-llm", ["text", "image"], ["text"]),
    "video-text-to-text": ("multimodal-llm", ["text", "video"], ["text"]),
    "audio-text-to-text": ("multimodal-llm", ["text", "audio"], ["text"]),
    "automatic-speech-recognition": ("speech-model", ["audio"], ["text"]),
    "zero-shot-image-classification": ("vision-language-encoder", ["text", "image"], ["embedding"]),
}
_TUNED = (None, "finetune")
_LANGUAGES = dict(
    pair.split(":")
    for pair in (
        *("ar:Arabic", "bg:Bulgarian", "bn:Bengali", "ca:Catalan", "cs:Czech", "da:Danish", "de:German", "el:Greek"),
        *("en:English", "es:Spanish", "et:Estonian", "fa:Persian", "fi:Finnish", "fr:French", "he:Hebrew", "hi:Hindi"),
        *("hr:Croatian", "hu:Hungarian", "id:Indonesian", "it:Italian", "ja:Japanese", "ko:Korean", "lt:Lithuanian"),
        *(
            "lv:Latvian",
            "ms:Malay",
            "nl:Dutch",
            "no:Norwegian",
            "pl:Polish",
            "pt:Portuguese",
            "ro:Romanian",
            "ru:Russian",
        ),
        *("sk:Slovak", "sl:Slovenian", "sr:Serbian", "sv:Swedish", "sw:Swahili", "ta:Tamil", "te:Telugu", "th:Thai"),
        *("tl:Tagalog", "tr:Turkish", "uk:Ukrainian", "ur:Urdu", "vi:Vietnamese", "zh:Chinese"),
    )
)
"""The codes of ISO 639-1 that cards use most."""


def read(file: File) -> Draft:
    """Return the facts and results of a card; raises MalformedError with its line."""
    front = _FRONT.match(file.text)
    if front is None:
        raise MalformedError(
            file.name, "no front matter between lines of ---", "1:1", "import the README.md of a model"
        )
    try:
        found = load(front[1].encode())
    except StrictYamlError as error:
        first = error.problems[0]
        raise MalformedError(file.name, first.message, f"{first.line + 1}:{first.column}") from None
    if not isinstance(found, dict):
        raise MalformedError(file.name, f"the front matter is {kind(found)}, not a mapping", "2:1")
    draft = Draft()
    if heading := _HEADING.search(_CODE.sub("", file.text[front.end() :])):
        draft.title = " ".join(_NO_NAME.sub(" ", heading[1]).split())[:100] or None
    _license(file, found, draft)
    _base(file, found, draft)
    _languages(file, found, draft)
    _task(file, found, draft)
    for name in _texts(file, found, "datasets"):
        draft.left.append(Left(f"data set {name}", "the card does not say in which stage of training it was used"))
    draft.results = list(_results(file, found))
    return draft


def _texts(file: File, front: dict[str, Any], key: str) -> list[str]:
    """Return the texts under a key that may hold one or several."""
    value = front.get(key)
    given = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(one, str) for one in given):
        raise MalformedError(file.name, f"{key} is neither a text nor a list of texts")
    return given


def _license(file: File, front: dict[str, Any], draft: Draft) -> None:
    names = _texts(file, front, "license")
    if names == ["other"]:
        names = _texts(file, front, "license_name") or names
    if len(names) == 1:
        draft.parts.append(Fact("license", names[0], file.at("license")))
    elif names:
        draft.left.append(
            Left(f"licences {', '.join(names)}", "a model has one licence: say which holds for the weights")
        )


def _base(file: File, front: dict[str, Any], draft: Draft) -> None:
    bases = _texts(file, front, "base_model")
    relation = part(file, front, "base_model_relation", str)
    if len(bases) == 1 and relation in _TUNED:
        draft.parts.append(Fact("base", bases[0], file.at("base_model")))
    elif bases:
        why = f"it is {relation} of it" if relation else "a model is tuned from one base"
        draft.left.append(Left(f"base model {', '.join(bases)}", why))


def _languages(file: File, front: dict[str, Any], draft: Draft) -> None:
    codes = _texts(file, front, "language")
    if unknown := [code for code in codes if code.lower() not in _LANGUAGES]:
        draft.left.append(Left(f"languages {', '.join(unknown[:5])}", "their codes are not in the table"))
    elif codes:
        names = list(dict.fromkeys(_LANGUAGES[code.lower()] for code in codes))
        draft.facts.append(Fact("languages", names, file.at("language")))


def _task(file: File, front: dict[str, Any], draft: Draft) -> None:
    pipeline = part(file, front, "pipeline_tag", str)
    if pipeline is None:
        return
    if pipeline not in _PIPELINES:
        draft.left.append(Left(f"pipeline_tag {pipeline}", "what such a model takes and makes is not in the table"))
        return
    for path, value in zip(("type", "input", "output"), _PIPELINES[pipeline], strict=True):
        draft.facts.append(Fact(path, value, file.at("pipeline_tag"), f"what the task {pipeline} takes and makes"))


def _results(file: File, front: dict[str, Any]) -> list[Measured]:
    """Return the results of the model index, as the maker of the card reports them."""
    found = []
    for model in part(file, front, "model-index", list) or []:
        results = part(file, model, "results", list, place="model-index.") if isinstance(model, dict) else None
        if results is None:
            raise MalformedError(file.name, "an entry of model-index has no results")
        part(file, model, "name", str, place="model-index.")
        for result in results:
            if not isinstance(result, dict):
                raise MalformedError(file.name, "a result of model-index is no mapping")
            dataset = part(file, result, "dataset", dict, place="model-index.") or {}
            place = "model-index.dataset."
            names = tuple(name for key in ("name", "type") if (name := part(file, dataset, key, str, place=place)))
            for metric in part(file, result, "metrics", list, place="model-index.") or []:
                if not isinstance(metric, dict) or metric.get("value") is None:
                    raise MalformedError(file.name, "a metric of model-index has no value")
                place = "model-index.metrics."
                value = number_of(file, metric["value"], f"{place}value")
                type_ = part(file, metric, "type", str, place=place) or ""
                called = part(file, metric, "name", str, place=place) or type_
                found.append(
                    Measured(
                        tuple(f"{name} {word}".strip() for name in names for word in (called, "")),
                        value, file.at("model-index"), metric=type_, measured_by="self",
                    )
                )  # fmt: skip
    return found
