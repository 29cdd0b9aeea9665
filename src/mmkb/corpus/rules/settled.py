"""Rules about what a place can settle: a script, a repository's licence file, a paper of another month, a number in thousands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mmkb.corpus.corpus import Corpus, Place
from mmkb.corpus.finding import Finding
from mmkb.corpus.read import ReadFile
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.unfold import variants
from mmkb.schema.values import ABSENT, date_span, quantity

_SCRIPT = re.compile(
    r"(?:^|(?<!configs)/)(?:[^,/\"]*\.sh|(?:pre)?train[^,/\"]*(?:/[^,\"]*)?\.(?:py|md|ya?ml))(?:,|$)"
    r"|heading \"[^\"]*\b(?:pre-?)?train(?:ing)?\b",
    re.IGNORECASE,
)
_BOUNDS = ("context", "vision.frames")
_LICENCE_FILE = re.compile(r"(?:[^,\"]*/)?licen[cs]e(?:\.txt|\.md)?(?:, lines? [\d-]+)?", re.IGNORECASE)
_ONE_LINE = re.compile(r".*, (?:line \d+|(?:entry|key|row) .+)")
_MONTHLY = re.compile(r"(\d\d)(\d\d)\.\d")
_THOUSANDS = (1.024, 1.024**2)
"""What lies between 128,000 and 131,072, and between 1,000,000 and 1,048,576."""


def setting_as_bound(corpus: Corpus) -> Iterator[Finding]:
    """A training script says what a model was trained with, not what it can take.

    How long its context is, and how many frames it sees, is inferred from there: give `inferred` and `because`.
    """
    for file, place, entry in _read(corpus):
        for field in _BOUNDS:
            if field in entry["supports"] and _SCRIPT.search(entry.get("at", "")):
                message = f"{field} is read at {entry['at']!r}, which says what it was trained with"
                yield corpus.at(file, place, "MM316", message, "write inferred: and because:")


def licence_of_code(corpus: Corpus) -> Iterator[Finding]:
    """The licence file of a repository is that of its code; that it holds for the weights too is inferred.

    Terms written for models name what they cover and are read there; a licence for software (approved by the OSI) does not.
    """
    licences = corpus.records.get("licenses", {})
    for file, place, entry in _read(corpus):
        if not ("license" in entry["supports"] and _LICENCE_FILE.fullmatch(entry.get("at", ""))):
            continue
        only = entry.get("variants")
        named = {str(row.get("license")) for row in variants(file.document or {}) if not only or row["id"] in only}
        if named and all(id_ in licences and licences[id_].row.get("osi") is True for id_ in named):
            message = f"{entry['at']!r} is the licence of a repository"
            yield corpus.at(file, place, "MM317", message, "write inferred: and because:")


def released_elsewhere(corpus: Corpus) -> Iterator[Finding]:
    """A preprint of another month is not where the day of release stands, unless someone saw it there.

    Name the list, the news or the card that states the day.
    """
    for file, document in corpus.of("models"):
        for number, entry in enumerate(document.get("evidence", [])):
            source = corpus.records.get("sources", {}).get(entry["source"])
            found = _MONTHLY.match(source.row.get("arxiv", "")) if source else None
            if not found or "released" not in entry["supports"] or {"read", "inferred"} & set(entry):
                continue
            month = f"20{found[1]}-{found[2]}"
            only = entry.get("variants")
            for row in variants(document):
                day = row.get("released")
                if day in (None, *ABSENT) or (only and row["id"] not in only):
                    continue
                low, high = date_span(str(day))
                if not low[:7] <= month <= high[:7]:
                    message = f"{row['id']}, released {day}, cites a preprint of {month} for it"
                    yield corpus.at(file, ("evidence", number, "source"), "MM318", message)
                    break


def days_at_one_line(corpus: Corpus) -> Iterator[Finding]:
    """One line or entry states one day of release: variants that came out on other days have theirs at another place.

    Narrow the evidence to the variants of that day by `variants`, and name the place of the others.
    """
    for file, place, entry in _read(corpus):
        if "released" not in entry["supports"] or not _ONE_LINE.fullmatch(entry.get("at", "")):
            continue
        only = entry.get("variants")
        rows = [row for row in variants(file.document or {}) if not only or row["id"] in only]
        days = {str(day): row["id"] for row in rows if (day := row.get("released")) not in (None, *ABSENT)}
        if len(days) > 1:
            said = " and ".join(f"{id_} on {day}" for day, id_ in sorted(days.items())[:2])
            yield corpus.at(file, place, "MM322", f"{entry['at']!r} cannot state {said}", "narrow it by variants:")


def thousands(corpus: Corpus) -> Iterator[Finding]:
    """One context printed in thousands and one in powers of two are the same: 128k beside 131,072.

    Within a release, and beside the model it starts from, write the number of the configuration.
    """
    for file, document in corpus.of("models"):
        rows = list(variants(document))
        for number, row in enumerate(rows):
            beside = [corpus.models.get(str(row.get(path)), {}) for path in ("base", "backbone")]
            for other in (*rows, *beside):
                ours, theirs = _tokens(row), _tokens(other)
                if ours and theirs and any(abs(theirs / ours - ratio) < 1e-6 for ratio in _THOUSANDS):
                    place: Place = ("variants", number, "id") if document.get("variants") else ("context",)
                    message = f"{row['id']} has a context of {ours:,.0f}, {other['id']} of {theirs:,.0f}"
                    yield corpus.at(file, place, "MM422", message)
                    break


def _read(corpus: Corpus) -> Iterator[tuple[ReadFile, Place, Mapping[str, Any]]]:
    """Yield every read piece of evidence of a model with its file and place."""
    for file, document in corpus.of("models"):
        for number, entry in enumerate(document.get("evidence", [])):
            if "read" in entry:
                yield file, ("evidence", number, "at"), entry


def _tokens(row: Mapping[str, Any]) -> float | None:
    context = row.get("context")
    return None if context is None or context in ABSENT else quantity(context)


RULES = (
    Rule("MM316", "setting of a script as a bound", setting_as_bound),
    Rule("MM317", "licence of code as that of weights", licence_of_code),
    Rule("MM318", "release day at a preprint of another month", released_elsewhere),
    Rule("MM322", "several days of release at one line", days_at_one_line),
    Rule("MM422", "context in thousands beside one in powers of two", thousands),
)
