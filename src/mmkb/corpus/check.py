"""Checking a data folder: every finding of reading and of every rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from mmkb.corpus.check_ledgers import of_ledgers
from mmkb.corpus.corpus import Beyond, Corpus
from mmkb.corpus.finding import Finding, bounded
from mmkb.corpus.format import LAYOUT
from mmkb.corpus.layered import Together, read_layers
from mmkb.corpus.locate import located_in
from mmkb.corpus.read import ReadFile
from mmkb.corpus.rules import (
    anatomy,
    evidence,
    inheritance,
    layers,
    measured,
    places,
    plausible,
    promises,
    references,
    settled,
    text,
)
from mmkb.corpus.rules.rule import Rule
from mmkb.errors import UsageError, did_you_mean
from mmkb.progress import watched
from mmkb.suggest import near

_MODULES = (references, evidence, promises, places, settled, plausible, anatomy, layers, inheritance, measured, text)
RULES: dict[str, Rule] = {rule.code: rule for module in _MODULES for rule in module.RULES}

READING: dict[str, tuple[str, str]] = {
    "MM001": ("not UTF-8", "Files are UTF-8 text without control characters. Save the file as UTF-8."),
    "MM002": (
        "not YAML",
        "The file cannot be parsed. The place is where the parser gave up; the mistake often stands a line above.",
    ),
    "MM003": (
        "duplicate key",
        "A key may stand once in a mapping: a second one would silently replace the first.",
    ),
    "MM004": (
        "anchor or alias",
        "Records are written out: anchors and aliases hide what a fact says and can expand without bound.",
    ),
    "MM005": ("tag", "Explicit tags such as !!str are not used: quote a value to make it text."),
    "MM006": ("not one document", "A file holds exactly one YAML document."),
    "MM007": ("too deep", "Records are shallow; deeper nesting than 32 levels is a mistake."),
    "MM008": ("too large", "A record is a page of text, not megabytes: split the file."),
    "MM009": ("key is no text", "Keys are text. Quote a key that looks like a number or a truth value."),
    "MM010": ("tab", "YAML is indented by spaces. Replace the tab."),
    "MM011": ("not a line of JSON", "A ledger has one JSON object a line, and nothing else."),
    "MM101": (
        "unknown key",
        "Unknown keys are errors, so that a typo cannot hide a fact. `mmkb fields KIND` lists the keys.",
    ),
    "MM102": ("missing key", "The key is required for this kind of record."),
    "MM103": (
        "wrong value",
        "The value is not of the field's type or vocabulary. `mmkb fields KIND` shows an example of each.",
    ),
    "MM104": (
        "file name is not the id",
        "A record lies in the file that its id names, so that it can be found.",
    ),
    "MM105": ("no record", "Only files named ID.yaml belong into a kind's folder."),
    "MM106": ("unreadable", "The file cannot be read: mind its permissions."),
    "MM108": (
        "nothing to amend",
        "`amends: ID` says what differs from a record in a layer below; none there has that id and kind. See `mmkb where`.",
    ),
    "MM107": (
        "too much in one record",
        "At most 200 variants and 100 aliases, and a million pairs of a variant with what evidence supports. Split the record.",
    ),
}
"""Title and explanation of what reading finds. A file with one of these is left out of the index."""

FORMATTING: dict[str, tuple[str, str]] = {
    LAYOUT: (
        "not in canonical layout",
        "Only `mmkb fmt --check` reports it: the record is not laid out as the others are. `mmkb fmt FILE` lays it out.",
    ),
}
"""Title and explanation of what formatting finds."""


def check(
    data: Path,
    *,
    below: Sequence[Path] = (),
    lowest: Iterable[ReadFile] | None = None,
    paths: Collection[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    rules: Mapping[str, Rule] = RULES,
    beyond: Beyond | None = None,
) -> list[Finding]:
    """Return the findings of the folder `data` in order of file and line.

    It is read as one with the folders `below` it, the lowest first; of those a finding has the whole path, of `data` the path
    in it. `lowest` has the valid files of the lowest, where they need not be read again.
    `paths` narrows the findings to some files and folders (paths below `data`); everything is read all the same, since
    records refer to each other. `select` and `ignore` are codes or beginnings of codes. Raises UsageError for an unknown one.
    `beyond` has the names that a missing record has in data which this folder could lie on.
    """
    admits = wanted_codes(select, ignore, rules)
    wanted = partial(_wanted, paths=paths, admits=admits)
    folders = (*below, data)
    files = read_layers(folders, lowest)
    everything = (_of(folders, layer, one) for file in files.values() for layer, one in file.findings)
    found = [finding for finding in everything if wanted(finding)]
    corpus = _together(files)
    corpus.beyond = beyond or corpus.beyond
    waived = {(file.path, waiver["rule"]) for file, document in corpus.of() for waiver in document.get("waivers", [])}
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for rule in watched(rules.values(), len(rules), lambda rule: rule.title):
        held = (finding for finding in rule.check(corpus) if (finding.path, rule.code) not in waived)
        placed = (_placed(folders, files[finding.path], finding) for finding in held)
        for finding in bounded(finding for finding in placed if wanted(finding)):
            by_file[finding.path].append(finding)
    for path, findings in by_file.items():
        found += located_in(data / path, findings)
    own = [(number, folder) for number, folder in enumerate(folders) if number or lowest is None]
    bulk = (_of(folders, number, one) for number, folder in own for one in of_ledgers(folder, corpus))
    found += [finding for finding in bulk if wanted(finding)]
    return sorted(found, key=lambda finding: (finding.path, finding.line, finding.column, finding.code))


def corpus_of(folders: Sequence[Path], lowest: Iterable[ReadFile] | None = None) -> Corpus:
    """Return the valid records of layers; `lowest` has the files of the lowest where they need not be read again."""
    return _together(read_layers(folders, lowest))


def _together(files: Mapping[str, Together]) -> Corpus:
    return Corpus(
        [ReadFile(path, file.merged.kind, file.merged.document) for path, file in files.items() if file.merged]
    )


def explain(code: str, rules: Mapping[str, Rule] = RULES) -> tuple[str, str]:
    """Return the title and the explanation of a rule; raises UsageError when there is none of that code."""
    if found := {**READING, **FORMATTING}.get(code):
        return found
    if code in rules:
        return rules[code].title, rules[code].explanation
    raise UsageError(f"no rule called {code!r}", did_you_mean(near(code, [*rules, *READING])))


def _placed(folders: Sequence[Path], file: Together, finding: Finding) -> Finding:
    """Return a finding on a record with its place in the file of the layer that wrote what is wrong."""
    assert file.merged is not None, "rules see valid records only"
    if len(file.merged.layers) == 1:
        return _of(folders, file.merged.layers[0], finding)
    source = file.merged.source(finding.place or ())
    return replace(_of(folders, source.layer, finding), place=source.place)


def _of(folders: Sequence[Path], layer: int, finding: Finding) -> Finding:
    """Return a finding with the path by which its file is found: of the layers below the whole path."""
    return finding if layer == len(folders) - 1 else replace(finding, path=str(folders[layer] / finding.path))


def wanted_codes(
    select: Sequence[str], ignore: Sequence[str], rules: Mapping[str, Rule] = RULES
) -> Callable[[str], bool]:
    """Return which codes are selected and not ignored, given whole or by a beginning; raises UsageError for an unknown one."""
    checked = (*rules, *READING)
    for given, codes in ((select, checked), (ignore, (*checked, *FORMATTING))):
        for code in given:
            if not any(known.startswith(code) for known in codes):
                raise UsageError(f"no rule called {code!r}", did_you_mean(near(code, codes)))
    selected, ignored = tuple(select), tuple(ignore)
    return lambda code: (not selected or code.startswith(selected)) and not (ignored and code.startswith(ignored))


def _wanted(finding: Finding, paths: Collection[str], admits: Callable[[str], bool]) -> bool:
    path = finding.path
    return (not paths or path in paths or path.partition("/")[0] in paths or "." in paths) and admits(finding.code)
