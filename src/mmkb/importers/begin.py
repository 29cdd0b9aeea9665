"""A new record, begun from files that speak of it and from references to what is on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from mmkb.errors import UsageError
from mmkb.importers import merge_sources
from mmkb.importers.draft import Draft
from mmkb.importers.known import Known
from mmkb.importers.plan import Plan
from mmkb.importers.referred import Reference, absent, reference
from mmkb.importers.registry import IMPORTERS
from mmkb.importers.run import bring, opened
from mmkb.importers.sheet import Sheet
from mmkb.index.index import Index
from mmkb.schema.fields import RECORDS

_CITING = ("paper", "source")
"""The fields by which a record names the source that it is about."""


class Begun(NamedTuple):
    """A new record, the plan that holds what else is written and said, and what values of other fields may well be."""

    sheet: Sheet
    plan: Plan
    likely: Mapping[str, str] = MappingProxyType({})


def begun(
    index: Index, kind: str, id_: str, given: Sequence[str], *, source: str | None = None, online: bool = False
) -> Begun:
    """Return the new record `id_` of `kind` with what is found of it, and what else is to be written and said.

    `given` are files and references; `online` fetches those that are not on record. Nothing is written. Raises UsageError for a
    file that speaks of another kind of record, for what is on record under another id, and as `imported` does; NotFoundError for
    a reference that is not on record and not fetched.
    """
    plan, takes = Plan(Known(index)), f"mmkb new {kind} {id_} --from"
    home = plan.known.home(id_) if kind == "models" else None
    if home not in (None, id_):
        raise UsageError(f"{id_} is a size of {home}, which is on record", f"mmkb import FILE --into {id_}")
    files = [(Path(one), *opened(Path(one), None)) for one in given if not reference(one)]
    references = [found for one in given if (found := reference(one))]
    cited, hub = [], None
    for one in references:
        if one.scheme == "hf":
            _check_repository(plan, one, kind, id_)
            if hub is not None:
                raise UsageError(f"one repository is meant, and these are {hub} and {one}", "a record for each")
            hub = one
        elif known := plan.known.source(_sought(one)):
            cited.append(known)
        elif not online:
            raise absent(one, takes)
        else:
            files += _fetched(one, takes)[1]
    if hub and not any(IMPORTERS[name].gives == "models" for _, name, _ in files):
        if online:
            hub, got = _fetched(hub, takes)
            files += got
        else:
            _on_record(plan, hub, id_, takes)
    for path, name, draft in files:
        match IMPORTERS[name].gives:
            case "sources":
                cited.append(_only(path, draft, id_ if kind == "sources" else None))
            case "models" if kind == "models":
                bring(plan, path, name, draft, id_, source or (str(hub) if hub else None))
            case "models":
                raise UsageError(f"{path} speaks of a model, not of {kind}", f"mmkb new models {id_} --from {path}")
            case _:
                raise UsageError(f"{path} holds results, and begins no record", f"mmkb import {path}")
    if len(cited) > 1:
        raise UsageError(
            f"one source is meant, and these are {len(cited)}", "`mmkb import` brings all of a bibliography"
        )
    if kind == "sources":
        return Begun(_source(plan, id_, cited), plan)
    sheet = plan.sheet(kind, id_, {"id": id_})
    if "name" in sheet.document:
        sheet.text()  # raises where a value would be none of its field's
    if not cited:
        return Begun(sheet, plan)
    _cite(plan, sheet, cited[0])
    return Begun(sheet, plan, {"released": str(cited[0]["date"])} if "date" in cited[0] else {})


def _fetched(wanted: Reference, takes: str) -> tuple[Reference, list[tuple[Path, str, Draft]]]:
    from mmkb.importers.fetch import fetched  # nobody else pays for its imports

    return fetched(wanted, takes)


def _sought(wanted: Reference) -> dict[str, Any]:
    """Return what a reference says of a source; it has no title by which another could be taken for it."""
    return {wanted.scheme: wanted.name, "title": "", "year": 0}


def _only(path: Path, draft: Draft, wanted: str | None) -> dict[str, Any]:
    """Return the one source of a bibliography, or the one called `wanted`."""
    if len(draft.sources) == 1:
        return draft.sources[0]
    for source in draft.sources:
        if source["id"] == wanted:
            return source
    if draft.sources:
        raise UsageError(f"{path} holds {len(draft.sources)} sources", f"mmkb import {path} brings them all")
    raise UsageError(f"{path}: {draft.left[0].what} is {draft.left[0].why}", "complete it")


def _check_repository(plan: Plan, hub: Reference, kind: str, id_: str) -> None:
    """Raise UsageError for a repository on the Hub that begins no record of this kind, or is on record under another id."""
    if kind != "models":
        raise UsageError(f"{hub} is a model, not one of {kind}", f"mmkb new models {id_} --from {hub}")
    model = plan.known.record("models", hub.repository)
    if model not in (None, id_):
        raise UsageError(f"{hub} is on record as {model}", f"mmkb show {model}")


def _on_record(plan: Plan, hub: Reference, id_: str, takes: str) -> None:
    """Note the name of a repository whose card is a source on record; raises NotFoundError where there is none."""
    source = plan.known.at_address(f"https://huggingface.co/{hub.repository}")
    if source is None:
        raise absent(hub, takes)
    if plan.known.record("models", hub.repository) is None:
        sheet = plan.sheet("models", id_, {"id": id_, "name": hub.repository.rpartition("/")[2]})
        said = f"# On record as {source['id']}; its files: mmkb import FILE --into {id_}"
        sheet.put(("aliases",), [hub.repository], comment=said)


def _source(plan: Plan, id_: str, found: Sequence[dict[str, Any]]) -> Sheet:
    """Return the record of a source that is not on record yet."""
    (source,) = found
    known = plan.known.source(source)
    if known is not None:
        raise UsageError(f"{source['title']!r} is on record as {known['id']}", f"mmkb show {known['id']}")
    return plan.sheet("sources", id_, {**source, "id": id_})


def _cite(plan: Plan, sheet: Sheet, source: dict[str, Any]) -> None:
    """Let a record name the source that it is about, with the source as evidence where the kind has any."""
    field = next((name for name in _CITING if name in RECORDS[sheet.folder].model_fields), None)
    if field is None:
        raise UsageError(f"a record of {sheet.folder} names no paper", "leave --from out")
    known = plan.known.source(source)
    id_ = str(known["id"]) if known else merge_sources.merge(plan, source)
    if sheet.document.get(field) not in (None, id_):
        raise UsageError(f"{sheet.id} has {sheet.document[field]} for its {field}", f"mmkb show {sheet.id}")
    if sheet.document.get(field) == id_:
        return
    sheet.put((field,), id_, comment=f"# {described(source)}")
    if "evidence" in RECORDS[sheet.folder].model_fields:
        sheet.append(("evidence",), {"source": id_, "supports": [field]})


def described(source: Mapping[str, Any]) -> str:
    """Return who wrote a source, what it is called and when it appeared, in one line."""
    family = source["authors"][0].partition(",")[0]
    others = " et al." if len(source["authors"]) > 1 or source.get("more_authors") else ""
    return f"{family}{others}: {source['title']} ({source.get('date', source['year'])})"
