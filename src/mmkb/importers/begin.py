"""A new record, begun from files that speak of it and from references to what is on record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from mmkb.errors import NotFoundError, UsageError
from mmkb.importers import merge_sources
from mmkb.importers.draft import Draft
from mmkb.importers.known import Known
from mmkb.importers.plan import Plan
from mmkb.importers.registry import IMPORTERS
from mmkb.importers.run import bring, opened
from mmkb.importers.sheet import Sheet
from mmkb.index.index import Index
from mmkb.schema.fields import RECORDS

_REFERENCE = re.compile(r"(arxiv|doi|hf):\s*(\S+)", re.IGNORECASE)
_VERSION = re.compile(r"v[0-9]+$")
_OF_ARXIV = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
_CITING = ("paper", "source")
"""The fields by which a record names the source that it is about."""


class Reference(NamedTuple):
    """A document or repository by the number or name that others give it: `arxiv`, `doi` or `hf`."""

    scheme: str
    name: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.name}"


class Begun(NamedTuple):
    """A new record, the plan that holds what else is written and said, and what values of other fields may well be."""

    sheet: Sheet
    plan: Plan
    likely: Mapping[str, str] = MappingProxyType({})


def reference(given: str) -> Reference | None:
    """Return the reference that a word is, in the one way it is written here, or None where it names a file."""
    found = _REFERENCE.fullmatch(given.strip())
    if found is None:
        return None
    scheme, name = found[1].lower(), found[2]
    if scheme == "doi" and (of_arxiv := _OF_ARXIV.match(name)):
        scheme, name = "arxiv", name[of_arxiv.end() :]
    return Reference(scheme, _VERSION.sub("", name) if scheme == "arxiv" else name)


def begun(index: Index, kind: str, id_: str, given: Sequence[str], *, source: str | None = None) -> Begun:
    """Return the new record `id_` of `kind` with what is found of it, and what else is to be written and said.

    `given` are files and references. Nothing is written. Raises UsageError for a file that speaks of another kind of record,
    for what is on record under another id, and as `imported` does; NotFoundError for a reference to nothing on record.
    """
    plan = Plan(Known(index))
    references = [found for one in given if (found := reference(one))]
    drafts = [(Path(one), *opened(Path(one), None)) for one in given if not reference(one)]
    home = plan.known.home(id_) if kind == "models" else None
    if home not in (None, id_):
        raise UsageError(f"{id_} is a size of {home}, which is on record", f"mmkb import FILE --into {id_}")
    cited = [plan.known.source(_sought(one)) or _absent(one, kind, id_) for one in references if one.scheme != "hf"]
    hubs = [one for one in references if one.scheme == "hf"]
    source = source or (str(hubs[0]) if hubs else None)
    for path, name, draft in drafts:
        gives = IMPORTERS[name].gives
        if gives == "results":
            raise UsageError(f"{path} holds results, and begins no record", f"mmkb import {path}")
        if gives == "sources":
            cited.append(_only(path, draft, id_ if kind == "sources" else None))
        elif kind != "models":
            raise UsageError(f"{path} speaks of a model, not of {kind}", f"mmkb new models {id_} --from {path}")
        else:
            bring(plan, path, name, draft, id_, source)
    for hub in hubs:
        _repository(plan, hub, kind, id_, has_files=bool(drafts))
    if len(cited) > 1:
        raise UsageError(
            f"one source is meant, and these are {len(cited)}", "mmkb import FILE brings all of a bibliography"
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


def _sought(wanted: Reference) -> dict[str, Any]:
    """Return what a reference says of a source; it has no title by which another could be taken for it."""
    return {wanted.scheme: wanted.name, "title": "", "year": 0}


def _absent(wanted: Reference, kind: str, id_: str) -> dict[str, Any]:
    """Raise NotFoundError for a reference to nothing on record: which file to get, and who takes it."""
    new = f"mmkb new {kind} {id_}"
    if wanted.scheme == "hf":
        remedy = (
            f"save README.md and config.json of https://huggingface.co/{wanted.name.partition('@')[0]}/tree/main, then: "
            f"{new} --from {wanted} --from README.md --from config.json"
        )
    elif wanted.scheme == "arxiv":
        remedy = f"save https://arxiv.org/bibtex/{wanted.name} as paper.bib, then: {new} --from paper.bib"
    else:
        remedy = (
            f'curl -LH "Accept: application/vnd.citationstyles.csl+json" https://doi.org/{wanted.name} > paper.json, then: '
            f"{new} --from paper.json"
        )
    raise NotFoundError(f"{wanted} is not on record, and nothing is fetched", remedy)


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


def _repository(plan: Plan, hub: Reference, kind: str, id_: str, *, has_files: bool) -> None:
    """Note the name of a repository on the Hub; files beside it are its own, and without any its source is on record."""
    name = hub.name.partition("@")[0]
    if kind != "models":
        raise UsageError(f"{hub} is a model, not one of {kind}", f"mmkb new models {id_} --from {hub}")
    model = plan.known.record("models", name)
    if model not in (None, id_):
        raise UsageError(f"{hub} is on record as {model}", f"mmkb show {model}")
    if has_files:
        return
    source = plan.known.at_address(f"https://huggingface.co/{name}") or _absent(hub, kind, id_)
    if model is None:
        sheet = plan.sheet("models", id_, {"id": id_, "name": name.rpartition("/")[2]})
        sheet.put(
            ("aliases",), [name], comment=f"# On record as {source['id']}; its files: mmkb import FILE --into {id_}"
        )


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
