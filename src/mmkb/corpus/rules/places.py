"""Rules about where in a repository a value stands: in which file, and at whose name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from mmkb.corpus.corpus import Corpus
from mmkb.corpus.finding import Finding
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.disputed import texts
from mmkb.schema.kinds import EVIDENCED
from mmkb.schema.paths import covers
from mmkb.schema.unfold import flatten, own_rows, stated

_NO_FILE = re.compile(r"(?:row|column|heading|key|caption|cell|section|item|table|entry|lines?)\s|§")
_CONFIGURATION = re.compile(r"([^,\"]*)\.(?:py|json|ya?ml|toml|gin)(?:, key \"([^\"]+)\")?")
_TUNED = re.compile(r"(?<![a-z0-9])(?:chat|instruct|it)(?![a-z0-9])", re.IGNORECASE)
_SETTINGS = re.compile(r"[^,]*\.(?:py|toml|json)\b.*")
_CLASS = re.compile(r"(?:[^,\"]*/)?configuration_\w+\.py(?:, lines? [\d, -]+)?")
_SHAPE = re.compile(
    r"[^,]*\.json(?:, .*)?|(?:[^,\"]*/)?configuration_\w+\.py(?:, .*)?|[^,]*\.(?:py|ya?ml|toml|gin), (?:key|entry) .*"
    r"|[^,]*\.md, heading \"\w+(?:Config|Model|ForCausalLM)\""
)
_BEGINS = tuple(
    f"training.stages.{part}" for part in ("vision_encoder", "connector", "backbone", "other_encoders", "generator")
)
_OF_ENCODER = "openness.weights.encoder"
_ENCODERS = ("vision.encoder", "other_encoders")
_WHOLE_CODE = re.compile(r"[^,\"]*\.py")
_STATED_OF = re.compile(r"stated of (\S+);")
_LEFT_OUT = re.compile(r"config|[^a-z0-9]")


def without_file(corpus: Corpus) -> Iterator[Finding]:
    """A place in a repository begins with the file that it is in, so that it can be opened.

    `data/models.csv, row "GPT-3"`; a row or heading alone could be anywhere.
    """
    sources = corpus.records.get("sources", {})
    for file, document in corpus.of(*EVIDENCED):
        for key in ("evidence", "disputes"):
            for number, entry in enumerate(document.get(key, [])):
                source = sources.get(entry["source"])
                if source and "repository" in source.row and _NO_FILE.match(entry.get("at", "")):
                    message = f"{entry['at']!r} names no file of the repository"
                    yield corpus.at(file, (key, number, "at"), "MM319", message, "begin with the path of the file")


def checkpoint_not_narrowed(corpus: Corpus) -> Iterator[Finding]:
    """A configuration speaks of the checkpoint that it names: narrow the evidence to it by `variants`.

    What a base and its tuned version share is inferred from there: write a second piece with `inferred` and `because`.
    A name with braces stands for several, and binds to none.
    """
    for file, document in corpus.of("models"):
        rows = own_rows("models", document)
        for number, entry in enumerate(document.get("evidence", [])):
            found = _CONFIGURATION.fullmatch(entry.get("at", ""))
            if not found or "read" not in entry:
                continue
            name = _plain(found[2] or found[1])
            named = [row["id"] for row in rows if name in _names(row)]
            others = [id_ for id_ in entry.get("variants") or (row["id"] for row in rows) if id_ not in named]
            if len(named) == 1 and others:
                yield corpus.at(
                    file,
                    ("evidence", number, "at"),
                    "MM320",
                    f"{entry['at']!r} speaks of {named[0]}, the evidence also of {', '.join(others[:3])}",
                    "narrow it by variants:",
                )


def tuned_for_base(corpus: Corpus) -> Iterator[Finding]:
    """A place that names a tuned checkpoint (chat, instruct, it) does not speak of the base that it was tuned from.

    Narrow the evidence to the tuned variants, and infer from there what the base shares: `inferred` and `because`.
    The name of a variant of the record is the matter of MM320.
    """
    for file, document in corpus.of("models"):
        tuned = [
            (number, entry, name)
            for number, entry in enumerate(document.get("evidence", []))
            if (name := _tuned(entry))
        ]
        rows = own_rows("models", document) if tuned else []
        bases = {row.get("base") for row in rows}
        for number, entry, name in tuned:
            if any(_plain(name) in _names(row) for row in rows):
                continue
            ids = entry.get("variants") or [row["id"] for row in rows]
            if untuned := [id_ for id_ in ids if id_ in bases and not _TUNED.search(id_)]:
                message = f"{entry['at']!r} speaks of a tuned checkpoint, the evidence also of {', '.join(untuned[:3])}"
                yield corpus.at(file, ("evidence", number, "at"), "MM321", message, "narrow it by variants:")


def kind_unnamed(corpus: Corpus) -> Iterator[Finding]:
    """Code and settings list what a model takes and makes; what kind of model that is, is concluded and not read there."""
    for file, number, entry in corpus.evidence("models"):
        if "type" in entry["supports"] and "read" in entry and _SETTINGS.fullmatch(entry.get("at", "")):
            message = f"{entry['at']!r} names no kind of model"
            yield corpus.at(
                file, ("evidence", number, "at"), "MM323", message, "support type by inferred: and because:"
            )


def defaults_for_all(corpus: Corpus) -> Iterator[Finding]:
    """The defaults of a class of settings (`configuration_NAME.py`) are those of one checkpoint, seldom named there.

    What several checkpoints have of them is inferred; read it where their own settings stand.
    """
    for file, document in corpus.of("models"):
        ids = [row["id"] for row in own_rows("models", document)]
        for number, entry in enumerate(document.get("evidence", [])):
            of = entry.get("variants") or ids
            if "read" in entry and len(of) > 1 and _CLASS.fullmatch(entry.get("at", "")):
                message = f"{entry['at']!r} has the defaults of one checkpoint, the evidence speaks of {len(of)}"
                yield corpus.at(
                    file,
                    ("evidence", number, "at"),
                    "MM324",
                    message,
                    "narrow it by variants:, or write inferred: and because:",
                )


def start_unnamed(corpus: Corpus) -> Iterator[Finding]:
    """Settings and registries list the shape of a model; that it was trained from scratch does not follow from them.

    Name a place that tells of its training, or leave the value cited.
    """
    for file, document in corpus.of("models"):
        rows = own_rows("models", document)
        for number, entry in enumerate(document.get("evidence", [])):
            if not ({"read", "inferred"} & set(entry) and _SHAPE.fullmatch(entry.get("at", ""))):
                continue
            begins = [path for path in _BEGINS if any(covers(group, path) for group in entry["supports"])]
            of = [row for row in rows if row["id"] in entry.get("variants", [row["id"]])]
            said = product(of, begins, entry.get("stages", [None]))
            if any("scratch" in texts(stated(row, path, stage)) for row, path, stage in said):
                message = f"{entry['at']!r} says nothing of a training from scratch"
                yield corpus.at(
                    file, ("evidence", number, "at"), "MM325", message, "name a place that does, or leave it cited"
                )


def stages_at_whole_code(corpus: Corpus) -> Iterator[Finding]:
    """What a stage trains shows at a few lines of code: name the lines, the class or the argument, not the file alone.

    What no line says, as that nothing freezes a part, is inferred there.
    """
    for file, number, entry in corpus.evidence("models"):
        stages = any(field.startswith("training.stages") for field in entry["supports"])
        if stages and "read" in entry and _WHOLE_CODE.fullmatch(entry.get("at", "")):
            message = f"{entry['at']!r} is a whole file of code"
            remedy = "name the lines, or write inferred: and because:"
            yield corpus.at(file, ("evidence", number, "at"), "MM328", message, remedy)


def encoder_elsewhere(corpus: Corpus) -> Iterator[Finding]:
    """Where the makers of an encoder offer its weights, the models that use it are not named: their grade is inferred there.

    It is read where the model's own makers offer the encoder, or name it and say where it is.
    """
    offered: dict[str, set[str]] = {}
    for _, document in corpus.of("models"):
        sources = {entry["source"] for entry in document.get("evidence", []) if _offers(entry["supports"])}
        offered |= dict.fromkeys((document["id"], *(row["id"] for row in document.get("variants", []))), sources)
    for file, document in corpus.of("models"):
        rows = own_rows("models", document)
        for number, entry in enumerate(document.get("evidence", [])):
            if "read" in entry and _OF_ENCODER in entry["supports"]:
                own = [flatten(row) for row in rows if row["id"] in entry.get("variants", [row["id"]])]
                names = {id_ for leaves in own for path in _ENCODERS for id_ in texts(leaves.get(path))}
                others = {id_ for id_ in names if entry["source"] in offered.get(id_, set()) - offered[document["id"]]}
                if others:
                    message = f"{entry['source']} offers {min(others)}, and does not name {document['id']}"
                    remedy = "write inferred: and because:"
                    yield corpus.at(file, ("evidence", number, "at"), "MM329", message, remedy)


def shared_but_other(corpus: Corpus) -> Iterator[Finding]:
    """What is stated of one variant shows nothing of another that has another value.

    Name the place that states the value of this one.
    """
    for file, document in corpus.of("models"):
        rows = {row["id"]: flatten(row) for row in own_rows("models", document)}
        for number, entry in enumerate(document.get("evidence", [])):
            found = _STATED_OF.match(entry.get("because", ""))
            stated = rows.get(found[1], {}) if found else {}
            for id_ in entry.get("variants", []) if stated else ():
                other = [
                    path
                    for path, value in rows.get(id_, {}).items()
                    if path in stated
                    and stated[path] != value
                    and any(covers(group, path) for group in entry["supports"])
                ]
                if other:
                    message = f"{other[0]} of {id_} differs from that of {stated['id']}, of which it is stated"
                    yield corpus.at(
                        file, ("evidence", number, "because"), "MM327", message, f"name a place that speaks of {id_}"
                    )


def _offers(supports: Iterable[str]) -> bool:
    return any(
        covers(group, f"openness.weights.{part}") for group in supports for part in ("base", "tuned", "connector")
    )


def _tuned(entry: Mapping[str, Any]) -> str:
    """Return the name of the tuned checkpoint at the place of evidence that was read there, empty when there is none."""
    found = _CONFIGURATION.fullmatch(entry.get("at", ""))
    name = (found[2] or found[1].rpartition("/")[2]) if found and "read" in entry else ""
    return name if _TUNED.search(name) and "{" not in name else ""


def _names(row: Mapping[str, Any]) -> set[str]:
    return {_plain(name) for name in (row["id"], *row.get("aliases", []))}


def _plain(name: str) -> str:
    """Return a name without its owner or folder and all that people write in several ways; with braces, none."""
    return "{}" if "{" in name else _LEFT_OUT.sub("", re.split(r"/|--", name)[-1].lower())


RULES = (
    Rule("MM319", "place in a repository without its file", without_file),
    Rule("MM320", "evidence of one checkpoint for others", checkpoint_not_narrowed),
    Rule("MM321", "evidence of a tuned checkpoint for its base", tuned_for_base),
    Rule("MM323", "kind of model read in code or settings", kind_unnamed),
    Rule("MM324", "defaults of a class read for several checkpoints", defaults_for_all),
    Rule("MM325", "training from scratch at settings", start_unnamed),
    Rule("MM327", "stated of a variant with another value", shared_but_other),
    Rule("MM328", "stages read at a whole file of code", stages_at_whole_code),
    Rule("MM329", "weights of an encoder read at its makers'", encoder_elsewhere),
)
