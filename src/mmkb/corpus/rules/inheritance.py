"""Rules about what a checkpoint takes from its release though it belongs to what came after it, and about licences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mmkb.corpus.corpus import Corpus
from mmkb.corpus.finding import Finding
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.unfold import flatten, variants
from mmkb.schema.values import ABSENT, date_span

_OF_THE_TUNED = ("openness.data.tuned", "openness.weights.tuned")


def tuned_base(corpus: Corpus) -> Iterator[Finding]:
    """A base checkpoint that a variant of its release is tuned from carries nothing of that tuning.

    Neither the grades of tuned data and weights, unless it was tuned itself from another checkpoint, nor the stages of
    the variant: write them at the tuned variants, not at the release. A checkpoint that grades its tuned weights and no
    base weights is no base checkpoint, though another may be tuned from it.
    """
    for file, document in corpus.of("models"):
        rows = {row["id"]: flatten(row) for row in variants(document)}
        stages = {row["id"]: row.get("training", {}).get("stages") for row in variants(document)}
        for number, (id_, row) in enumerate(rows.items()):
            tuned = [other for other, theirs in rows.items() if theirs.get("base") == id_ and other != id_]
            if not tuned or _grades_only("tuned", row):
                continue
            place = ("variants", number, "id")
            for path in _OF_THE_TUNED:
                if _stated(path, row) and "base" not in row:
                    yield corpus.at(file, place, "MM412", f"{id_} is the base of {tuned[0]}, yet has {path}")
            alike = [other for other in tuned if stages[other] == stages[id_] and not _grades_only("base", rows[other])]
            if stages[id_] and alike:
                yield corpus.at(file, place, "MM412", f"{id_} is the base of {alike[0]}, yet has the same stages")


def _grades_only(which: str, row: Mapping[str, Any]) -> bool:
    """Return whether a checkpoint is, by the weights it grades, a `base` or a `tuned` one and not both."""
    other = "tuned" if which == "base" else "base"
    return _stated(f"openness.weights.{which}", row) and not _stated(f"openness.weights.{other}", row)


def _stated(path: str, row: Mapping[str, Any]) -> bool:
    return path in row and row[path] not in ABSENT


def replaced_licence(corpus: Corpus) -> Iterator[Finding]:
    """A checkpoint is under the version of a licence that was in force when it came out.

    A licence whose record says that it was replaced before that day is another version: name the record of the newer one.
    """
    licences = corpus.records.get("licenses", {})
    for file, document in corpus.of("models"):
        for row in variants(document):
            named = licences.get(str(row.get("license")))
            replaced = named.row.get("replaced") if named else None
            released = row.get("released")
            if released in (None, *ABSENT) or replaced in (None, *ABSENT):
                continue
            if date_span(str(released))[0] >= date_span(str(replaced))[1]:
                message = f"{row['id']}, released {released}, names {row['license']}, replaced {replaced}"
                yield corpus.at(file, ("id",), "MM413", message)


RULES = (
    Rule("MM412", "base with the facts of the tuned", tuned_base),
    Rule("MM413", "replaced version of a licence", replaced_licence),
)
