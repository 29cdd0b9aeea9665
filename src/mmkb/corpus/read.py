"""Reading one file: strict YAML, then its class; everything wrong is a finding with its place."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mmkb.corpus.files import content_below
from mmkb.corpus.finding import Bound, Finding, Place, bounded
from mmkb.corpus.locate import located
from mmkb.corpus.strict_yaml import load
from mmkb.corpus.yaml_text import MAX_BYTES, TOO_LARGE, StrictYamlError
from mmkb.errors import did_you_mean
from mmkb.schema.fields import RECORDS, catalogue, is_required
from mmkb.schema.values import LARGEST
from mmkb.suggest import near

_CODES = {"extra_forbidden": "MM101", "missing": "MM102"}
"""The codes of pydantic's errors; all others are MM103."""
MOST_PAIRS = 1_000_000
"""What is supported is looked at for each variant: so often at most."""
MOST_ITEMS = {"variants": 200, "aliases": 100}
"""Whatever refers to a record is linked to each of its variants under each of their names."""
AMENDS = "amends"
"""The key that stands in the place of `id` in a record that holds only what differs from the one below its layer."""
_EMPTY = "leave the key out, or write undisclosed, not-stated or not-applicable where its sources bear it"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What reading a file gave: the document, or the findings that keep it out."""

    path: str
    folder: str
    document: dict[str, Any] | None
    findings: tuple[Finding, ...] = ()
    amendment: dict[str, Any] | None = None
    """What the file changes in the record below it; without layers below, there is none, as the finding says."""


def read_file(data: str | os.PathLike[str], path: str) -> ReadFile:
    """Read the file at `path` below the folder `data`. Never raises for anything in the file."""
    folder, _, name = path.partition("/")
    if name and not name.endswith(".yaml"):
        is_folder = os.path.isdir(os.path.join(data, path))  # noqa: PTH112, PTH118 `data` may be text
        return ReadFile(path, folder, None, (_misnamed(path, folder, name, is_folder=is_folder),))
    try:
        raw = content_below(data, path, MAX_BYTES)
    except OSError as problem:
        return ReadFile(path, folder, None, (unreadable(path, problem),))
    try:
        document = load(raw)
    except StrictYamlError as error:
        wrong = (Finding(path, one.line, one.column, one.code, one.message) for one in error.problems)
        return ReadFile(path, folder, None, tuple(bounded(wrong)))
    if not isinstance(document, dict):
        return ReadFile(path, folder, None, (Finding(path, 1, 1, "MM103", "a record is a mapping of keys to values"),))
    if AMENDS in document:
        findings = tuple(located(raw, _unfit_above(path, document)))
        if findings:
            return ReadFile(path, folder, None, findings)
        message = f"{document[AMENDS]} is not below this layer, so nothing can be amended"
        alone = Finding(path, 1, 1, "MM108", message, "correct the id, or write the whole record with id:", (AMENDS,))
        amendment = {"id" if key == AMENDS else key: value for key, value in document.items()}
        return ReadFile(path, folder, None, tuple(located(raw, [alone])), amendment)
    findings = tuple(located(raw, faults(path, folder, document)))
    return ReadFile(path, folder, None if findings else document, findings)


def unfit(path: str, folder: str, class_: type[BaseModel], document: dict[str, Any]) -> Iterator[Finding]:
    """Yield what keeps a document of `folder` from being one of a class."""
    unusable = list(_without_value(path, document, class_))
    if unusable:
        yield from bounded(unusable)
        return
    try:
        class_.model_validate(document)
    except ValidationError as error:
        yield from _invalid(path, folder, error)


def _misnamed(path: str, folder: str, name: str, *, is_folder: bool) -> Finding:
    if is_folder:
        hint = f"move its records into {folder}/, or give it a name that starts with a dot"
        return Finding(path, 1, 1, "MM105", "is a folder: no record in it is read", hint)
    if name.startswith(("b'", 'b"')):
        return Finding(path, 1, 1, "MM105", "is no record: its name is not UTF-8", "rename the file")
    hint = f"name it {name.rsplit('.', 1)[0]}.yaml, or move it out of {folder}/"
    return Finding(path, 1, 1, "MM105", "is no record: its name does not end in .yaml", hint)


def unreadable(path: str, problem: OSError) -> Finding:
    """Return the finding that a file cannot be read, and why."""
    if problem.errno == errno.EFBIG:
        return Finding(path, 1, 1, TOO_LARGE, str(problem.strerror), "split it into several files")
    return Finding(path, 1, 1, "MM106", f"cannot be read: {problem.strerror}")


def _unfit_above(path: str, document: dict[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with an amendment whatever it is laid over."""
    amended = document[AMENDS]
    if not isinstance(amended, str):
        yield Finding(path, 1, 1, "MM103", f"amends: {amended!r} is no id", "name the record below", (AMENDS,))
    elif amended != _stem(path):
        hint = f"rename the file to {amended}.yaml, or write amends: {_stem(path)}"
        yield Finding(path, 1, 1, "MM104", f"amends {amended!r} is not the file's name", hint, (AMENDS,))
    if "id" in document:
        hint = "keep amends: to change some of the record below, or id: to replace it"
        yield Finding(path, 1, 1, "MM101", "a record has id: or amends:, not both", hint, ("id",))
    yield from bounded(_without_value(path, document))


def _without_value(path: str, document: dict[str, Any], class_: type[BaseModel] | None = None) -> Iterator[Finding]:
    for place, message, hint in _unusable(document):
        if hint == _EMPTY and isinstance(place[-1], int):
            hint = "remove the item, or write its value"
        elif hint == _EMPTY and class_ and is_required(class_, place):
            hint = "write its value"
        yield Finding(path, 1, 1, "MM103", f"{_dotted(place)}: {message}", hint, place)


def faults(path: str, folder: str, document: dict[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with a document, by place."""
    wrong = list(unfit(path, folder, RECORDS[folder], document))
    if wrong:
        yield from wrong
        return
    for place, count in _crowded(document):
        message = f"{_dotted(place)}: {count} items, more than {MOST_ITEMS[str(place[-1])]}"
        yield Finding(path, 1, 1, "MM107", message, "split the record", place)
    if _pairs(document) > MOST_PAIRS:
        message = f"variants times what their evidence supports are {_pairs(document)}, more than {MOST_PAIRS}"
        yield Finding(path, 1, 1, "MM107", message, "split the record", ("evidence",))
    if document["id"] != _stem(path):
        hint = f"rename the file to {document['id']}.yaml, or write id: {_stem(path)}"
        yield Finding(path, 1, 1, "MM104", f"id {document['id']!r} is not the file's name", hint, ("id",))


def _unusable(value: object, place: Place = ()) -> Iterator[tuple[Place, str, str]]:
    """Yield where no value stands after a key or in a list, or a number so large that reckoning with it fails."""
    if value is None:
        yield place, "has no value", _EMPTY
    elif isinstance(value, (int, float)) and abs(value) > LARGEST:
        yield place, f"{value:.3g} is larger than any count or measure", "correct it"
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from _unusable(item, (*place, key))


def _crowded(document: dict[str, Any]) -> Iterator[tuple[Place, int]]:
    """Yield the lists that are too long, with their lengths."""
    parts = [(document, ()), *((variant, ("variants", number)) for number, variant in enumerate(_variants(document)))]
    for part, place in parts:
        for key, most in MOST_ITEMS.items():
            if isinstance(part.get(key), list) and len(part[key]) > most:
                yield (*place, key), len(part[key])


def _variants(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the variants; in a saved table the key says yes or no."""
    found = document.get("variants")
    return found if isinstance(found, list) else []


def _pairs(document: dict[str, Any]) -> int:
    pieces = [piece for key in ("evidence", "disputes") for piece in document.get(key, [])]
    said = sum(1 + len(piece.get("supports", ())) + len(piece.get("variants") or ()) for piece in pieces)
    return said * (len(_variants(document)) or 1)


def _invalid(path: str, folder: str, error: ValidationError) -> Iterator[Finding]:
    bound = Bound()
    for detail in error.errors(include_url=False):
        finding = Finding(path, 1, 1, _CODES.get(detail["type"], "MM103"), "", place=detail["loc"])
        if bound.admits(finding):  # only now, since a suggestion compares many names
            message, hint = _words(folder, detail)
            yield replace(finding, message=message, hint=hint)
    yield from bound.rest()


def _words(folder: str, detail: ErrorDetails) -> tuple[str, str | None]:
    """Return what one of pydantic's errors means, and what to do."""
    where = _dotted(detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            names = {part for field in catalogue()[folder] for part in field.path.split(".")} | set(
                RECORDS[folder].model_fields
            )
            key = str(detail["loc"][-1])
            return f"unknown key {where!r}", did_you_mean(near(key, sorted(names)))
        case "missing":
            return f"missing key {where!r}", None
        case "literal_error":
            allowed = vocabulary(detail)
            hint = did_you_mean(near(str(detail["input"]), allowed)) or f"one of: {', '.join(allowed)}"
            return f"{where}: {detail['input']!r} is not in its vocabulary", hint
        case "value_error":
            return f"{where}: {detail['ctx']['error']}", None
        case _:
            return f"{where}: {detail['input']!r} {detail['msg'].removeprefix('Input ')}", None


def vocabulary(detail: ErrorDetails) -> list[str]:
    """Return the words that pydantic would have taken."""
    return str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")


def _dotted(place: Place) -> str:
    return ".".join(map(str, place))
