"""Rules about who measured a reported value, and why it differs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from mmkb.corpus.corpus import Corpus, Place
from mmkb.corpus.finding import Finding
from mmkb.corpus.read import ReadFile
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.unfold import merge, score
from mmkb.schema.values import footnote

_BY_THE_MAKER = re.compile(
    r"\breported by (?:the|its|their)(?: model'?s?'?)? (?:authors?|makers?|developers?)|\bcopied from\b"
)

_FILE_AND_LINE = re.compile(r"([^\s,]+), .*?(line \d+)")

_DIGITS = 3
"""Numbers of fewer digits agree by chance."""
_ORIGINALS = 100
"""So many originals of one number are compared with each number that may be taken over."""


def points_at_itself(corpus: Corpus) -> Iterator[Finding]:
    """`because` says why a value differs from a rival, so it cannot name the place at which the value itself stands."""
    for file, place, group, row in _rows(corpus):
        found = _FILE_AND_LINE.match(group["at"])
        parts = found.groups() if found else (group["at"],)
        if all(re.search(rf"{re.escape(part)}(?!\d)", row.get("because", "")) for part in parts):
            yield corpus.at(
                file, (*place, "because"), "MM601", f"because names {group['at']!r}, the row's own place", "say why"
            )


def measurer_denied(corpus: Corpus) -> Iterator[Finding]:
    """What a source prints as reported by the model's own authors, it did not measure: `measured_by: copied`."""
    for file, place, group, row in _rows(corpus):
        detail = merge(group.get("protocol", {}), row.get("protocol", {})).get("detail", "")
        measured_by = row.get("measured_by", group["measured_by"])
        if _BY_THE_MAKER.search(detail) and measured_by != "copied":
            message = f"{detail!r}, yet measured_by: {measured_by}"
            yield corpus.at(file, (*place, "model"), "MM602", message, "write measured_by: copied")


def copied_from_nowhere(corpus: Corpus) -> Iterator[Finding]:
    """`copied_from` says where a copied value comes from, so it stands beside `measured_by: copied` alone."""
    for file, place, group, row in _rows(corpus):
        if "copied_from" in row and row.get("measured_by", group["measured_by"]) != "copied":
            yield corpus.at(
                file, (*place, "copied_from"), "MM603", "copied_from without copied", "write measured_by: copied"
            )


def copied_unshown(corpus: Corpus) -> Iterator[Finding]:
    """That a number is a copy has to be shown: by its origin under `copied_from`, or by `because`.

    Say there what shows it: the words of the source, equal digits elsewhere, the other cells of its printed line.
    """
    for file, place, group, row in _rows(corpus):
        measured_by = row.get("measured_by", group["measured_by"])
        if measured_by == "copied" and "because" not in row and "copied_from" not in {**group, **row}:
            yield corpus.at(
                file, (*place, "value"), "MM607", "copied, which nothing shows", "add copied_from: or because:"
            )


def mark_unexplained(corpus: Corpus) -> Iterator[Finding]:
    """A mark behind a printed value points to a note that its reader does not see: say under `protocol` what it means.

    `detail` says it in words, or that the source does not; some marks are `chain_of_thought`, or training images `seen`.
    """
    for file, place, group, row in _rows(corpus):
        protocol = merge(group.get("protocol", {}), row.get("protocol", {}))
        if (mark := footnote(row["value"])) and not {"detail", "chain_of_thought", "seen"} & set(protocol):
            message = f"{mark} of {row['value']!r} is not explained"
            yield corpus.at(file, (*place, "value"), "MM604", message, "add protocol: {detail: what it means}")


def slip_unexplained(corpus: Corpus) -> Iterator[Finding]:
    """`primary: false` calls a number a slip of its source and keeps it out of every comparison, which needs a reason."""
    for file, place, _, row in _rows(corpus):
        if row.get("primary") is False and "because" not in row:
            yield corpus.at(file, (*place, "primary"), "MM605", "a slip without its reason", "add because:")


def taken_over(corpus: Corpus) -> Iterator[Finding]:
    """A number that another source prints as the model's maker or the benchmark's did, digit for digit, was taken over.

    That is `copied`, with `copied_from` where it is known, and confirms nothing. Of three digits or more, with no other protocol
    or version stated; where a source says that it measured itself, a waiver says where.
    """
    theirs: dict[tuple[str, str, float | None], list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    sources = {file.path: document["source"] for file, document in corpus.of("results")}
    others = []
    for file, place, group, row in _rows(corpus):
        if _digits(row["value"]) < _DIGITS:
            continue
        stated = merge(group.get("protocol", {}), row.get("protocol", {})) | {"version": row.get("version")}
        measured_by = row.get("measured_by", group["measured_by"])
        number = row["model"], row["instrument"], score(row["value"])
        if measured_by in ("self", "benchmark") and row.get("primary") is not False:
            if len(theirs[number]) < _ORIGINALS:
                theirs[number].append((sources[file.path], stated))
        elif measured_by == "other-developer":
            others.append((file, place, row["value"], number, stated))
    for file, place, value, number, stated in others:
        own = sources[file.path]
        if alike := [source for source, other in theirs[number] if source != own and not _differ(stated, other)]:
            message = f"{value!r} equals what {alike[0]} measured"
            yield corpus.at(file, (*place, "value"), "MM606", message, "write measured_by: copied")


def _digits(printed: str) -> int:
    """Return how many digits the first number of a printed value has, without leading zeros."""
    found = re.search(r"\d[\d.,]*", printed)
    return len(re.sub(r"\D", "", found[0]).lstrip("0")) if found else 0


def _differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two protocols state different things; `detail` is in words, which differ for the same thing."""
    both = {key for key in one if one[key] is not None and other.get(key) is not None} - {"detail"}
    return any(one[key] != other[key] for key in both)


def _rows(corpus: Corpus) -> Iterator[tuple[ReadFile, Place, Mapping[str, Any], Mapping[str, Any]]]:
    """Yield every row of results with its file, place and group."""
    for file, document in corpus.of("results"):
        for g, group in enumerate(document["groups"]):
            for r, row in enumerate(group["rows"]):
                yield file, ("groups", g, "rows", r), group, row


RULES = (
    Rule("MM601", "because points at its own place", points_at_itself),
    Rule("MM602", "measurer denied by the detail", measurer_denied),
    Rule("MM603", "copied from, yet not copied", copied_from_nowhere),
    Rule("MM604", "printed mark unexplained", mark_unexplained),
    Rule("MM605", "slip unexplained", slip_unexplained),
    Rule("MM606", "taken over, yet not copied", taken_over),
    Rule("MM607", "copied, which nothing shows", copied_unshown),
)
