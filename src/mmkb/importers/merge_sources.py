"""Sources of a bibliography: new ones become records, those on record gain what they lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mmkb.importers.plan import Plan
from mmkb.importers.reference import slug
from mmkb.schema.venues import same_venue

_NAMES = ("id", "type", "authors", "more_authors")


def merge(plan: Plan, source: dict[str, Any]) -> str:
    """Bring a source to the records and return the id by which it is on record."""
    found = plan.known.source(source)
    if found is None:
        id_ = _free(plan, source["id"])
        _remember(plan, plan.sheet("sources", id_, {**source, "id": id_}).document)
        plan.say(id_, "title", "added", source["title"])
        return id_
    id_ = str(found["id"])
    for field, value in source.items():
        recorded = found.get(field)
        if field in _NAMES or (field == "url" and {"url", "arxiv"} & set(found)):
            continue  # a key of somebody else, fewer names, a word for the type, another address: no news
        if recorded is None:
            plan.sheet("sources", id_).put((field,), value)
            found[field] = value
            plan.say(id_, field, "added", value)
        elif _same(field, recorded, value):
            plan.say(id_, field, "same", value)
        else:
            plan.say(id_, field, "differs", value, recorded, "kept as it is")
    return id_


def _free(plan: Plan, id_: str) -> str:
    """Return the id, or with a number behind it where another source has it."""
    number = 2
    free = id_
    while ("id", free) in plan.known.sources:
        free, number = f"{id_}-{number}", number + 1
    return free


def _remember(plan: Plan, source: Mapping[str, Any]) -> None:
    """Let later entries of the same file find this one."""
    for key in ("arxiv", "doi", "id"):
        if key in source:
            plan.known.sources.setdefault((key, str(source[key]).lower()), dict(source))
    plan.known.sources.setdefault(("title", slug(source["title"])), dict(source))


def _same(field: str, recorded: object, value: object) -> bool:
    left, right = str(recorded), str(value)
    if field == "date":
        return left.startswith(right) or right.startswith(left)
    return slug(left) == slug(right) or (field == "venue" and same_venue(left, right))
