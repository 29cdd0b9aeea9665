"""Rules about values that cannot be, or that hardly can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from mmkb.corpus.corpus import Corpus, Place, leaves
from mmkb.corpus.finding import Finding
from mmkb.corpus.read import ReadFile
from mmkb.corpus.rules.cycles import on_cycles
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.kinds import PARTS
from mmkb.schema.unfold import flatten, score, unfold
from mmkb.schema.values import ABSENT, date_span

PROSE = {"summary": 3, "caveat": 3, "because": 3, "finding": 3, "statement": 3, "says": 3, "note": 10}
"""Keys that hold sentences, with the number of records in which the same sentence is boilerplate."""
_ALIKE = ("evidence.because", "groups.rows.because", "license_limits.says")
_NEEDED = {
    "image-understanding": ("input", {"image", "document"}),
    "ocr": ("input", {"image", "document"}),
    "video-understanding": ("input", {"video"}),
    "audio-understanding": ("input", {"audio", "speech"}),
    "speech-understanding": ("input", {"audio", "speech"}),
    "3d-understanding": ("input", {"3d", "depth", "image"}),
    "text-generation": ("output", {"text", "code"}),
    "image-generation": ("output", {"image"}),
    "video-generation": ("output", {"video"}),
    "audio-generation": ("output", {"audio", "speech"}),
    "speech-generation": ("output", {"audio", "speech"}),
}
"""Tasks that a model can do only if it takes, or makes, one of these modalities."""


def out_of_bounds(corpus: Corpus) -> Iterator[Finding]:
    """A score lies within its metric's bounds.

    A percentage on a metric from 0 to 1, or the reverse, is caught here too: quote the value as printed and refer to
    the instrument whose unit it has.
    """
    instruments = corpus.records.get("instruments", {})
    for file, document in corpus.of("results"):
        for g, group in enumerate(document["groups"]):
            for r, row in enumerate(group["rows"]):
                named = instruments.get(row["instrument"])
                number = score(row["value"])
                place = ("groups", g, "rows", r, "value")
                if number is None:
                    yield corpus.at(file, place, "MM401", f"{row['value']!r} holds no number")
                elif named and not _within(number, named.row):
                    bounds = f"{named.row.get('minimum', '')}..{named.row.get('maximum', '')}"
                    yield corpus.at(file, place, "MM401", f"{row['value']} is outside {bounds} of {row['instrument']}")


def released_after_source(corpus: Corpus) -> Iterator[Finding]:
    """A paper cannot describe a model that is released more than a year later: one of the two dates is wrong."""
    for file, document in corpus.of("models"):
        for row in (row for kind, row in unfold("models", document) if kind == "models"):
            paper = corpus.records.get("sources", {}).get(row.get("paper", ""))
            if paper is None or row.get("released") in (None, *ABSENT):
                continue
            published = date.fromisoformat(date_span(paper.row.get("date", paper.row["year"]))[1])
            if date.fromisoformat(date_span(row["released"])[0]) > published + timedelta(days=366):
                yield corpus.at(
                    file,
                    ("released",),
                    "MM402",
                    f"released {row['released']}, over a year after its paper of {published.year}",
                )
                break


def older_than_parts(corpus: Corpus) -> Iterator[Finding]:
    """A model cannot be released before the models it is built from."""
    for file, document in corpus.of("models"):
        for row in (flatten(row) for kind, row in unfold("models", document) if kind == "models"):
            for part in _parts(row):
                other = corpus.models.get(part, {})
                if _last_day(row) and _first_day(other) and _last_day(row) < _first_day(other):
                    message = f"released {row['released']}, before its part {part} ({other['released']})"
                    yield corpus.at(file, ("released",), "MM403", message)
                    break


def built_from_itself(corpus: Corpus) -> Iterator[Finding]:
    """What a model is built from cannot be built from it in turn."""
    circular = on_cycles({id_: list(_parts(row)) for id_, row in corpus.models.items()})
    for file, document in corpus.of("models"):
        for row in (row for kind, row in unfold("models", document) if kind == "models"):
            if row["id"] in circular:
                yield corpus.at(file, ("id",), "MM404", f"{row['id']} is built from itself")
                break


def boilerplate(corpus: Corpus) -> Iterator[Finding]:
    """A sentence that stands in many records says nothing about any of them: write what holds for this one.

    Why a value was inferred, or how a result's instrument follows, may stand in many, since one reasoning serves many
    records; and so may what makers say beside a licence, since they say it in the same words.
    """
    texts = [
        (leaf.value, file, leaf.place)
        for file, document in corpus.of()
        if file.folder != "sources"
        for leaf in leaves(document)
        if leaf.path.rpartition(".")[2] in PROSE
        and leaf.path not in _ALIKE
        and isinstance(leaf.value, str)
        and len(leaf.value) > 24
    ]
    files = Counter(text for text, _ in {(text, file.path) for text, file, _ in texts})
    reported: set[tuple[str, str]] = set()
    for text, file, place in texts:
        if files[text] >= PROSE[str(place[-1])] and (text, file.path) not in reported:
            reported.add((text, file.path))
            yield corpus.at(file, place, "MM405", f"the same text stands in {files[text]} records: {text[:40]!r}…")


def head_counts(corpus: Corpus) -> Iterator[Finding]:
    """Query heads are a multiple of key/value heads, and the mechanism agrees with both counts.

    With mha there are as many of both, with mqa there is one key/value head, gqa lies between.
    """
    for file, document in corpus.of("models"):
        for row in (flatten(row) for kind, row in unfold("models", document) if kind == "models"):
            heads, kv_heads = row.get("attention.heads"), row.get("attention.kv_heads")
            if not isinstance(heads, int) or not isinstance(kv_heads, int) or not kv_heads:
                continue
            mechanism = row.get("attention.mechanism")
            implied = "mha" if kv_heads == heads else "mqa" if kv_heads == 1 else "gqa"
            if heads % kv_heads:
                yield corpus.at(
                    file,
                    ("id",),
                    "MM406",
                    f"{row['id']}: {heads} heads cannot share {kv_heads} key/value heads",
                )
            elif mechanism in ("mha", "mqa", "gqa") and mechanism != implied:
                yield corpus.at(
                    file,
                    ("id",),
                    "MM406",
                    f"{row['id']}: {heads} and {kv_heads} heads are {implied}, not {mechanism}",
                )


def score_twice(corpus: Corpus) -> Iterator[Finding]:
    """The same model, instrument, protocol and value from one source is one result, however often it is printed."""
    for file, document in corpus.of("results"):
        seen: set[tuple[object, ...]] = set()
        for kind, row in unfold("results", document):
            key = (
                row["model"],
                row["instrument"],
                row["value"],
                row.get("printed_as"),
                row.get("version"),
                str(sorted(row["protocol"].items())),
            )
            if kind == "results" and key in seen:
                yield corpus.at(
                    file,
                    ("id",),
                    "MM407",
                    f"{row['model']} on {row['instrument']}: {row['value']} stands twice",
                )
            seen.add(key)


def without_licence(corpus: Corpus) -> Iterator[Finding]:
    """Weights that anyone can have come under some licence: record it.

    Where nobody states one it is `not-stated`, with the pages that should have it as evidence.
    """
    for file, document in corpus.of("models"):
        for row in (flatten(row) for kind, row in unfold("models", document) if kind == "models"):
            grades = {row.get("openness.weights.base"), row.get("openness.weights.tuned")}
            if "open" in grades and "license" not in row:
                yield corpus.at(file, ("id",), "MM408", f"{row['id']} has open weights but no licence", "add license:")
                break


def sees_nothing(corpus: Corpus) -> Iterator[Finding]:
    """A model with a vision encoder takes images or video."""
    for file, place, row in _model_rows(corpus):
        encoder = row.get("vision.encoder")
        if isinstance(encoder, list) and not {"image", "video"} & set(row.get("input", ["image"])):
            yield corpus.at(file, place, "MM411", f"{row['id']} has a vision encoder but takes no image")


def task_without_modality(corpus: Corpus) -> Iterator[Finding]:
    """What a variant does fits what it takes and makes: nothing is understood that does not go in.

    Write the tasks at the variants where they differ in modality; a variant that lists none has those of its release.
    """
    for file, place, row in _model_rows(corpus):
        for task in row.get("task", []):
            if task not in _NEEDED:
                continue
            side, needed = _NEEDED[task]
            has = row.get(side)
            if isinstance(has, list) and not needed & set(has):
                wanted = " or ".join(sorted(needed))
                yield corpus.at(file, place, "MM424", f"{row['id']} has the task {task}, yet no {wanted} as {side}")


def _model_rows(corpus: Corpus) -> Iterator[tuple[ReadFile, Place, dict[str, Any]]]:
    """Yield every variant, flattened, with the place of its id."""
    for file, document in corpus.of("models"):
        rows = [row for kind, row in unfold("models", document) if kind == "models"]
        for number, row in enumerate(rows):
            yield file, ("variants", number, "id") if document.get("variants") else ("id",), flatten(row)


def _within(number: float, instrument: Mapping[str, Any]) -> bool:
    low, high = instrument.get("minimum"), instrument.get("maximum")
    return (low is None or number >= low) and (high is None or number <= high)


def _parts(row: Mapping[str, Any]) -> Iterator[str]:
    for path in PARTS:
        value = row.get(path, [])
        yield from (part for part in (value if isinstance(value, list) else [value]) if part not in ABSENT)


def _first_day(row: Mapping[str, Any]) -> str:
    return _day(row, 0)


def _last_day(row: Mapping[str, Any]) -> str:
    return _day(row, 1)


def _day(row: Mapping[str, Any], end: int) -> str:
    released = row.get("released")
    return "" if released is None or released in ABSENT else date_span(released)[end]


RULES = (
    Rule("MM401", "score outside its bounds", out_of_bounds),
    Rule("MM402", "released long after its paper", released_after_source),
    Rule("MM403", "older than its parts", older_than_parts),
    Rule("MM404", "built from itself", built_from_itself),
    Rule("MM405", "boilerplate", boilerplate),
    Rule("MM406", "head counts disagree", head_counts),
    Rule("MM407", "score stands twice", score_twice),
    Rule("MM408", "open weights without a licence", without_licence),
    Rule("MM411", "vision encoder without images", sees_nothing),
    Rule("MM424", "task without its modality", task_without_modality),
)
