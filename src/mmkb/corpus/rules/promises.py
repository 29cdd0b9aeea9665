"""Rules about what a piece of evidence promises: its state, its place, the sizes it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from mmkb.corpus.corpus import Corpus
from mmkb.corpus.finding import Finding
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.disputed import texts
from mmkb.schema.fields import catalogue
from mmkb.schema.kinds import EVIDENCED
from mmkb.schema.paths import covers
from mmkb.schema.unfold import flatten, own_rows
from mmkb.schema.values import ABSENT, quantity

_SIZE = re.compile(r"(?<![\d.x])(\d+(?:\.\d+)?)[bB](?![A-Za-z0-9])")
_OTHER_SIZE = re.compile(r"\d[bB]\d|\d\d[mM](?![A-Za-z])|\dx\d")
_NOT_STATED = "not-stated"
_WHOLE_PAGE = re.compile(
    r"(?:[^\s\",]*/)?(?:README[^/\s\",]*|[^/\s\",]*MODEL[_-]?CARD(?:S/)?[^/\s\",]*)", re.IGNORECASE
)


def unclear_state(corpus: Corpus) -> Iterator[Finding]:
    """Evidence is read, or inferred with the reason under `because`, or neither, which is cited.

    What stands at the place is read; what follows from it is inferred. The two exclude each other.
    """
    for file, number, entry in corpus.evidence(*EVIDENCED):
        place = ("evidence", number, "source")
        if "read" in entry and "inferred" in entry:
            yield corpus.at(file, place, "MM308", "read and inferred at once", "keep one, or split the evidence")
        elif "inferred" in entry and not ("because" in entry and "at" in entry):
            yield corpus.at(file, place, "MM308", "inferred, but not from where and why", "add at: and because:")
        elif "because" in entry and "inferred" not in entry:
            yield corpus.at(file, place, "MM308", "because belongs to inferred", "add inferred:, or write a note")


def size_not_narrowed(corpus: Corpus) -> Iterator[Finding]:
    """A place that names one size speaks of that size: narrow the evidence to it by `variants`.

    What is taken to hold for the other sizes as well is a piece of its own, inferred from the same place.
    """
    for file, document in corpus.of("models"):
        rows = own_rows("models", document)
        of_size = cache(partial(_rows_of_size, rows))
        for number, entry in enumerate(document.get("evidence", [])):
            sizes = _sizes(entry.get("at", ""))
            if len(sizes) != 1 or "inferred" in entry:
                continue
            (size,) = sizes
            meant = of_size(size)
            others = [id_ for id_ in entry.get("variants") or (row["id"] for row in rows) if id_ not in meant]
            if meant and others:
                yield corpus.at(
                    file,
                    ("evidence", number, "at"),
                    "MM309",
                    f"{entry['at']!r} speaks of {size}B, the evidence also of {', '.join(sorted(set(others))[:3])}",
                    "narrow it by variants:",
                )


def whole_page(corpus: Corpus) -> Iterator[Finding]:
    """Nobody finds a value in a whole README or card: name the heading, the lines or the key, or drop `read`.

    Where a value is not stated, the whole page is the place.
    """
    for file, number, entry in corpus.evidence(*EVIDENCED):
        whole = ("read" in entry or "inferred" in entry) and _WHOLE_PAGE.fullmatch(entry.get("at", ""))
        if whole and not _in_vain(file.folder, file.document or {}, entry):
            yield corpus.at(
                file,
                ("evidence", number, "at"),
                "MM310",
                f"{entry['at']!r} names a whole page",
                "add the heading, the lines or the key",
            )


def repeated(corpus: Corpus) -> Iterator[Finding]:
    """One place says a thing once: evidence with the same source, place and field for the same variant and stage is repeated."""
    for file, document in corpus.of(*EVIDENCED):
        seen: set[tuple[object, ...]] = set()
        rows = [row["id"] for row in own_rows(file.folder, document)]
        for number, entry in enumerate(document.get("evidence", [])):
            said = {
                (entry["source"], entry.get("at"), field, id_, stage)
                for field in entry["supports"]
                for id_ in entry.get("variants") or rows
                for stage in entry.get("stages", [None])
            }
            if said & seen:
                field = min(str(key[2]) for key in said & seen)
                message = f"{field} stands with this source and place already"
                yield corpus.at(file, ("evidence", number, "source"), "MM311", message, "keep one of the two")
            seen |= said


def partial_nothing(corpus: Corpus) -> Iterator[Finding]:
    """`partial` names lists that are not whole: fields with several values that the record or variant has."""
    for file, document in corpus.of(*EVIDENCED):
        lists = {field.path for field in catalogue()[file.folder] if field.many}
        for row in own_rows(file.folder, document):
            for path in row.get("partial", []):
                if path not in lists or path not in flatten(row):
                    yield corpus.at(
                        file, ("id",), "MM312", f"{row['id']}: partial names {path!r}, which is no list here"
                    )


def looked_nowhere(corpus: Corpus) -> Iterator[Finding]:
    """`not-stated` says that somebody looked: evidence names the source and the place where the value was not found."""
    for file, document in corpus.of(*EVIDENCED):
        placed = [entry for entry in document.get("evidence", []) if "at" in entry]
        for row in own_rows(file.folder, document):
            groups = [group for entry in placed if _speaks_of(entry, row) for group in entry["supports"]]
            for path, value in flatten(row).items():
                if _NOT_STATED in texts(value) and not any(covers(group, path) for group in groups):
                    message = f"{path} of {row['id']} is not stated, but where was it looked for?"
                    yield corpus.at(file, ("id",), "MM313", message, "add evidence with source: and at:")


def openness_as_a_whole(corpus: Corpus) -> Iterator[Finding]:
    """What can be had is read component by component: `supports` names those of which the place says it.

    That the code is released says nothing of training, inference and evaluation; each has its own place, or is inferred.
    """
    for file, document in corpus.of("models"):
        of = {row["id"]: flatten(row) for row in own_rows("models", document)}
        for number, entry in enumerate(document.get("evidence", [])):
            for position, group in enumerate(entry["supports"] if "read" in entry else []):
                paths = {path for id_ in entry.get("variants", of) for path in of.get(id_, ()) if covers(group, path)}
                if group.startswith("openness") and len(paths) > 1:
                    message = f"{group} is read as a whole, and stands for {', '.join(sorted(paths)[:3])}"
                    yield corpus.at(
                        file,
                        ("evidence", number, "supports", position),
                        "MM326",
                        message,
                        "name what the place says, and a place for each of the others",
                    )


def _in_vain(folder: str, document: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Return whether all that a piece of evidence supports is not stated."""
    found = {
        item
        for row in own_rows(folder, document)
        if _speaks_of(entry, row)
        for path, value in flatten(row).items()
        if any(covers(group, path) for group in entry["supports"])
        for item in texts(value)
    }
    return found == {_NOT_STATED}


def _speaks_of(entry: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return row["id"] in entry.get("variants", [row["id"]])


def _sizes(at: str) -> set[str]:
    """Return the sizes in billions that the file or key of a place names; a folder counts where the file names none."""
    for part in reversed(at.split("/")):
        if _OTHER_SIZE.search(part):
            return set()
        if sizes := set(_SIZE.findall(part)):
            return sizes
    return set()


def _rows_of_size(rows: Sequence[Mapping[str, Any]], size: str) -> set[str]:
    return {row["id"] for row in rows if _of_size(row, size)}


def _of_size(row: Mapping[str, Any], size: str) -> bool:
    """Return whether a variant is of the size that a place names, by its id or its parameters."""
    params = row.get("params")
    if f"{size}b" in row["id"].split("-"):
        return True
    return params is not None and params not in ABSENT and quantity(params) == float(size) * 1e9


RULES = (
    Rule("MM308", "state of the evidence unclear", unclear_state),
    Rule("MM309", "evidence of one size for others", size_not_narrowed),
    Rule("MM310", "place is a whole page", whole_page),
    Rule("MM311", "evidence repeated", repeated),
    Rule("MM312", "partial names no list", partial_nothing),
    Rule("MM313", "not stated, but looked for nowhere", looked_nowhere),
    Rule("MM326", "what can be had read as a whole", openness_as_a_whole),
)
