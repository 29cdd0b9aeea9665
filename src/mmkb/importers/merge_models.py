"""Facts of a file into the record of a model: what is new with its evidence; what differs is said, never written over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from mmkb.importers.draft import Draft, Fact, today
from mmkb.importers.origin import Origin
from mmkb.importers.plan import Plan
from mmkb.importers.sheet import Place, Sheet
from mmkb.schema.unfold import variants
from mmkb.schema.values import ABSENT, quantity


def merge(plan: Plan, id_: str, draft: Draft, origin: Origin, because: str | None) -> None:
    """Bring the facts of `draft` to the model or variant `id_`, which is made where it is not on record.

    `because` is the reason why values that differ from those on record are kept as disputes; what is only concluded is not.
    """
    release = plan.known.home(id_) or id_
    sheet = plan.sheet("models", release, _new(id_, draft, origin))
    if not plan.known.home(id_):
        _say_name(plan, id_, str(sheet.document["name"]), draft, origin)
    target = _Target(sheet, id_)
    if origin.repository and plan.known.home(id_) and plan.known.record("models", origin.repository) is None:
        target.alias(origin.repository)
    proven: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for fact in [*draft.facts, *_parts(plan, target, draft)]:
        recorded = target.value(fact.path)
        if recorded is None:
            target.put(fact.path, fact.value)
            proven[fact.at, fact.because].append(fact.path)
            plan.say(id_, fact.path, "added", fact.value, why=fact.because)
        elif same(recorded, fact.value) or (fact.because and _within(fact.value, recorded)):
            plan.say(id_, fact.path, "same", fact.value)
        elif because and not (fact.because or isinstance(_items(fact.value)[0], dict)):
            target.dispute(plan, fact, recorded, origin.source, because)
        else:
            remedy = "" if because or fact.because else "; with --because it becomes a dispute"
            plan.say(id_, fact.path, "differs", fact.value, recorded, f"kept as it is{remedy}")
    for (at, why), paths in proven.items():
        target.prove(origin.source, at, paths, why)


def _new(id_: str, draft: Draft, origin: Origin) -> dict[str, Any]:
    """Return the record that a model begins with."""
    name = draft.title or (origin.repository or id_).rpartition("/")[2]
    return {"id": id_, "name": name, **({"aliases": [origin.repository]} if origin.repository else {})}


def _say_name(plan: Plan, id_: str, name: str, draft: Draft, origin: Origin) -> None:
    """Say of a new model's name where it is from; the first file makes it, and a later one that has another is told."""
    if not any(said.record == id_ and said.field == "name" for said in plan.said):
        guessed = f"{'the name of the repository' if origin.repository else 'the id'}, since the file names no model"
        plan.say(id_, "name", "added", name, why=None if draft.title else guessed)
    elif draft.title and not same(name, draft.title):
        plan.say(id_, "name", "differs", draft.title, name, "kept as it is; the file that comes first makes the name")


def _parts(plan: Plan, target: _Target, draft: Draft) -> list[Fact]:
    """Return the parts whose records are known; of the others, say that they are left out."""
    found: dict[str, Fact] = {}
    for part in draft.parts:
        record, because = _record(plan, part)
        if record is not None and record != target.id and part.path not in found:
            found[part.path] = Fact(part.path, [record] if part.path == "vision.encoder" else record, part.at, because)
    for part in draft.parts:
        if part.path not in found and target.value(part.path) is None:
            itself = _record(plan, part)[0] == target.id
            why = "it is the model itself" if itself else "no record is called so, or several are"
            plan.say(target.id, part.path, "left out", part.value, why=why)
    return list(found.values())


def _record(plan: Plan, part: Fact) -> tuple[str | None, str | None]:
    """Return the record that a part of a model is, and why where the file does not name it."""
    if part.path == "license":
        return plan.known.license(part.value), None
    if isinstance(part.value, Mapping):
        return plan.known.encoder(part.value), "the only encoder on record of its family with this resolution and patch"
    return plan.known.record("models", part.value), None


class _Target:
    """The model or variant that facts are brought to."""

    def __init__(self, sheet: Sheet, id_: str) -> None:
        self.sheet, self.id = sheet, id_
        own = [variant["id"] for variant in sheet.document.get("variants", [])]
        self.is_variant = id_ in own
        self.way: Place = ("variants", own.index(id_)) if self.is_variant else ()

    def value(self, path: str) -> Any:  # noqa: ANN401 a field can hold anything
        """Return what is on record under a dotted path, or None."""
        rows = {row["id"]: row for row in variants(self.sheet.document)} if self.is_variant else {}
        found: Any = rows.get(self.id, self.sheet.document)
        for key in path.split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    def put(self, path: str, value: object) -> None:
        self.sheet.put((*self.way, *path.split(".")), value)

    def alias(self, name: str) -> None:
        if name not in (self.value("aliases") or ()):
            self.sheet.append((*self.way, "aliases"), name)

    def prove(self, source: str, at: str, paths: Sequence[str], because: str | None) -> None:
        """Add the evidence for new values: cited, or inferred where they follow from what stands there."""
        entry: dict[str, Any] = {"source": source, "at": at, "supports": list(dict.fromkeys(paths))}
        if self.is_variant:
            entry["variants"] = [self.id]
        if because:
            entry |= {"inferred": today(), "because": because}
        self.sheet.append(("evidence",), entry)

    def dispute(self, plan: Plan, fact: Fact, recorded: object, source: str, because: str) -> None:
        """Keep a value that differs beside the one on record."""
        value = fact.value
        known = [entry for entry in self.sheet.document.get("disputes", []) if entry["field"] == fact.path]
        if any(entry["source"] == source and same(entry["value"], value) for entry in known):
            plan.say(self.id, fact.path, "same", value, recorded, "the dispute is on record")
            return
        entry = {"field": fact.path, "value": value, "source": source, "at": fact.at, "because": because}
        self.sheet.append(("disputes",), {**entry, "variants": [self.id]} if self.is_variant else entry)
        plan.say(self.id, fact.path, "disputed", value, recorded, because)


def same(recorded: object, value: object) -> bool:
    """Return whether two values say the same: 4k and 4000, texts in any case, lists in any order."""
    if isinstance(recorded, list) or isinstance(value, list):
        left, right = _items(recorded), _items(value)
        return len(left) == len(right) and all(any(same(one, other) for other in right) for one in left)
    if isinstance(recorded, bool) or isinstance(value, bool) or isinstance(recorded, dict):
        return type(recorded) is type(value) and recorded == value
    if recorded in ABSENT or value in ABSENT:
        return recorded == value
    try:
        return quantity(str(recorded)) == quantity(str(value))
    except ValueError:
        return str(recorded).casefold() == str(value).casefold()


def _within(concluded: object, recorded: object) -> bool:
    """Return whether a list on record has all that a file lets conclude: that it has more is no contradiction."""
    return isinstance(recorded, list) and all(any(same(one, other) for other in recorded) for one in _items(concluded))


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
