"""Rules about evidence and disputes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mmkb.corpus.corpus import Corpus, Place
from mmkb.corpus.finding import Finding
from mmkb.corpus.rules.rule import Rule
from mmkb.errors import did_you_mean
from mmkb.schema.fields import catalogue
from mmkb.schema.kinds import EVIDENCED
from mmkb.schema.paths import covers
from mmkb.schema.unfold import flatten, own_rows, stages_with, unfold
from mmkb.suggest import near

_STAGES = "training.stages"


def without_evidence(corpus: Corpus) -> Iterator[Finding]:
    """Every fact names its source: add the field, or a group above it, to `supports` of a piece of evidence.

    A fact that no source states is left out of the record.
    """
    for file, document in corpus.of(*EVIDENCED):
        facts = [field.path for field in catalogue()[file.folder] if field.fact]
        missing: dict[str, list[str]] = {}
        for row in own_rows(file.folder, document):
            leaves = flatten(row)
            entries = list(_entries(document, row["id"]))
            supported = {group for entry in entries if "stages" not in entry for group in entry["supports"]}
            for path in facts:
                if path in leaves and not any(covers(group, path) for group in supported):
                    stages = stages_with(row, path)
                    bare = stages - {number for entry in entries if _says(entry, path) for number in entry["stages"]}
                    for what in [path] if bare == stages else [f"{path} of stage {number}" for number in sorted(bare)]:
                        missing.setdefault(what, []).append(row["id"])
        for path, ids in missing.items():
            whose = "" if ids == [document["id"]] else f" of {', '.join(ids[:4])}{' …' if len(ids) > 4 else ''}"
            place = _place(document, path.split(" ")[0], ids[0])
            yield corpus.at(file, place, "MM301", f"{path}{whose} has no evidence")


def supports_nothing(corpus: Corpus) -> Iterator[Finding]:
    """Evidence for a field that is not set is left over from an edit: set the field, or drop it from `supports`."""
    for file, document in corpus.of(*EVIDENCED):
        set_ = {row["id"]: flatten(row) for row in own_rows(file.folder, document)}
        for number, entry in enumerate(document.get("evidence", [])):
            rows = [leaves for id_, leaves in set_.items() if id_ in (entry.get("variants") or set_)]
            for position, group in enumerate(entry["supports"]):
                if not any(covers(group, path) for leaves in rows for path in leaves):
                    place = ("evidence", number, "supports", position)
                    yield corpus.at(
                        file,
                        place,
                        "MM302",
                        f"evidence supports {group!r}, which is not set",
                        _near_field(file.folder, group),
                    )


def unknown_variant(corpus: Corpus) -> Iterator[Finding]:
    """Evidence and disputes narrow to variants of their own record only."""
    for file, document in corpus.of("models"):
        known = [row["id"] for row in own_rows("models", document)]
        for key in ("evidence", "disputes"):
            for number, entry in enumerate(document.get(key, [])):
                for position, id_ in enumerate(entry.get("variants") or []):
                    if id_ not in known:
                        place = (key, number, "variants", position)
                        yield corpus.at(
                            file,
                            place,
                            "MM303",
                            f"no variant called {id_!r} here",
                            did_you_mean(near(id_, known)),
                        )


def source_without_locator(corpus: Corpus) -> Iterator[Finding]:
    """A source can be found: it has an arXiv id, a DOI, an address, a repository, or a venue."""
    for file, document in corpus.of("sources"):
        if not any(key in document for key in ("arxiv", "doi", "url", "repository", "venue")):
            yield corpus.at(
                file, ("id",), "MM304", "source cannot be found", "add arxiv, doi, url, repository or venue"
            )


def read_nowhere(corpus: Corpus) -> Iterator[Finding]:
    """`read` is a promise about a place: say where, or drop `read`."""
    for file, document in corpus.of(*EVIDENCED):
        for key in ("evidence", "disputes"):
            for number, entry in enumerate(document.get(key, [])):
                if "read" in entry and "at" not in entry:
                    yield corpus.at(
                        file, (key, number, "read"), "MM305", "read, but not where", "add at:, or drop read:"
                    )


def read_at_no_commit(corpus: Corpus) -> Iterator[Finding]:
    """What was read in a repository stands in one commit of it: later ones have other lines, or the file no longer."""
    read = {
        entry["source"]
        for _, document in corpus.of(*EVIDENCED)
        for entry in (*document.get("evidence", []), *document.get("disputes", []))
        if "read" in entry or "inferred" in entry
    }
    for _, document in corpus.of("results"):
        if any("read" in group for group in document["groups"]):
            read.add(document["source"])
    for file, document in corpus.of("sources"):
        if "repository" in document and "revision" not in document and document["id"] in read:
            message = f"{document['repository']} was read, but at no commit"
            yield corpus.at(
                file, ("repository",), "MM330", message, "add revision: with the commit or tag that was read"
            )


def dispute_agrees(corpus: Corpus) -> Iterator[Finding]:
    """A dispute holds a rival value: one equal to the record's own is evidence, not a dispute."""
    for file, document in corpus.of(*EVIDENCED):
        rows = {row["id"]: flatten(row) for row in own_rows(file.folder, document)}
        for number, dispute in enumerate(document.get("disputes", [])):
            for id_ in dispute.get("variants") or rows:
                if id_ in rows and rows[id_].get(dispute["field"]) == dispute["value"]:
                    place = ("disputes", number, "value")
                    yield corpus.at(
                        file,
                        place,
                        "MM306",
                        f"the dispute repeats the value of {id_}",
                        "move it to evidence, or narrow its variants",
                    )
                    break


def unknown_field(corpus: Corpus) -> Iterator[Finding]:
    """A dispute is about a field of the catalogue: `mmkb fields KIND` lists them; `stage` numbers a stage of the record."""
    for file, document in corpus.of(*EVIDENCED):
        paths = [field.path for field in catalogue()[file.folder]]
        stages = max((row["order"] for kind, row in unfold(file.folder, document) if kind == "stages"), default=0)
        for number, dispute in enumerate(document.get("disputes", [])):
            if not any(covers(dispute["field"], path) for path in paths):
                place = ("disputes", number, "field")
                yield corpus.at(
                    file,
                    place,
                    "MM307",
                    f"no field called {dispute['field']!r}",
                    _near_field(file.folder, dispute["field"]),
                )
            elif "stage" in dispute and not (covers(_STAGES, dispute["field"]) and dispute["stage"] <= stages):
                message = f"{dispute['field']} of stage {dispute['stage']} is nothing that this record has"
                yield corpus.at(
                    file, ("disputes", number, "stage"), "MM307", message, f"stages are numbered 1 to {stages}"
                )


def unknown_stage(corpus: Corpus) -> Iterator[Finding]:
    """`stages` of a piece of evidence numbers stages that say what it supports: fields of training stages, and no others."""
    for file, document in corpus.of("models"):
        rows = own_rows("models", document)
        for number, entry in enumerate(document.get("evidence", [])):
            if "stages" not in entry:
                continue
            place = ("evidence", number, "stages")
            others = [field for field in entry["supports"] if not covers(_STAGES, field)]
            if others:
                remedy = "move it to a piece of its own"
                yield corpus.at(file, place, "MM314", f"{others[0]} is no field of a training stage", remedy)
                continue
            paths = [field.path for field in catalogue()["models"] if _says(entry, field.path)]
            own = [row for row in rows if row["id"] in (entry.get("variants") or [row["id"]])]
            held = sorted({stage for row in own for path in paths for stage in stages_with(row, path)})
            for stage in entry["stages"]:
                if stage not in held:
                    message = f"stage {stage} says nothing of {', '.join(entry['supports'])}"
                    yield corpus.at(file, place, "MM314", message, f"stages that do: {', '.join(map(str, held))}")


def _says(entry: Mapping[str, Any], path: str) -> bool:
    return any(covers(group, path) for group in entry["supports"])


def _entries(document: Mapping[str, Any], id_: str) -> Iterator[Mapping[str, Any]]:
    return (entry for entry in document.get("evidence", []) if id_ in (entry.get("variants") or [id_]))


def _place(document: Mapping[str, Any], path: str, id_: str) -> Place:
    """Return the place of a field in the variant that sets it, or in the release."""
    first, *_ = keys = path.split(".")
    for number, variant in enumerate(document.get("variants", [])):
        if variant["id"] == id_ and first in variant:
            return ("variants", number, *keys)
    return tuple(keys)


def _near_field(folder: str, name: str) -> str | None:
    return did_you_mean(near(name, [field.path for field in catalogue()[folder]]))


RULES = (
    Rule("MM301", "fact without evidence", without_evidence),
    Rule("MM302", "evidence for a field that is not set", supports_nothing),
    Rule("MM303", "unknown variant", unknown_variant),
    Rule("MM304", "source cannot be found", source_without_locator),
    Rule("MM305", "read without a place", read_nowhere),
    Rule("MM306", "dispute repeats the value", dispute_agrees),
    Rule("MM307", "dispute about an unknown field", unknown_field),
    Rule("MM314", "evidence of an unknown stage", unknown_stage),
    Rule("MM330", "read in a repository without its commit", read_at_no_commit),
)
