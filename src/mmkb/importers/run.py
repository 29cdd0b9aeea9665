"""One import: files in, records and what is said of them out."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mmkb.corpus.files import content, unreadable
from mmkb.errors import UsageError
from mmkb.importers import merge_models, merge_results, merge_sources
from mmkb.importers.draft import Draft, File, called, text_of
from mmkb.importers.known import Known
from mmkb.importers.origin import Origin, origin
from mmkb.importers.plan import Plan
from mmkb.importers.referred import absent, reference
from mmkb.importers.registry import IMPORTERS, named, read, recognised
from mmkb.index.index import Index
from mmkb.progress import watched
from mmkb.rows.documents import document
from mmkb.schema.scalars import ID_PATTERN
from mmkb.schema.unfold import variants


def check_there(given: Sequence[str]) -> None:
    """Raise UsageError for a file that is not there."""
    for path in (one for one in given if reference(one) is None):
        try:
            os.stat(path)  # noqa: PTH116
        except OSError as problem:
            raise unreadable(path, problem) from None


def opened(path: Path, format_: str | None, columns: Mapping[str, str] | None = None) -> tuple[str, Draft]:
    """Return the name of a file's format and what its importer makes of it; raises UsageError."""
    try:
        most = named(format_).most if format_ else max(importer.most for importer in IMPORTERS.values())
        raw = content(path, most)
    except OSError as problem:
        raise unreadable(path, problem) from None
    text = text_of(raw, str(path))
    name = format_ or recognised(path, text)
    if len(raw) > named(name).most:
        raise UsageError(f"{path} has {len(raw)} bytes, and a file of {name} at most {named(name).most}", "split it")
    return name, read(named(name), File(called(path), text, dict(columns or {})))


def imported(
    index: Index,
    given: Sequence[str | Path],
    *,
    online: bool = False,
    format_: str | None = None,
    into: str | None = None,
    source: str | None = None,
    columns: Mapping[str, str] | None = None,
    because: str | None = None,
    measured_by: str | None = None,
) -> Plan:
    """Return what importing files and references comes to; nothing is written.

    Raises UsageError, naming the file and the place in it; NotFoundError for a reference, which `online` fetches.
    """
    plan = Plan(Known(index))
    if into is not None and not re.fullmatch(ID_PATTERN, into):
        raise UsageError(f"--into: {into!r} is not an id", "use lower-case letters and digits joined by '-' or '.'")
    target = into and (plan.known.record("models", into) or into)
    for one in watched(given, len(given), str):
        referred = reference(str(one))
        if referred is None:
            bring(plan, Path(one), *opened(Path(one), format_, columns), target, source, because, measured_by)
            continue
        if not online:
            raise absent(referred, "mmkb import", "names no file, and nothing is fetched")
        from mmkb.importers.fetch import fetched

        whole, found = fetched(referred, "mmkb import")
        origin_ = source or (str(whole) if whole.scheme == "hf" else None)
        for path, name, draft in found:
            bring(plan, path, name, draft, target, origin_, because, measured_by)
    return plan


def bring(
    plan: Plan,
    path: Path,
    name: str,
    draft: Draft,
    into: str | None,
    source: str | None = None,
    because: str | None = None,
    measured_by: str | None = None,
) -> None:
    """Bring what a file of the format `name` gave to the records; raises UsageError as `imported` does."""
    model = into if IMPORTERS[name].gives != "sources" else None
    for left in draft.left:
        plan.say(model, left.what, "left out", "", why=left.why)
    for found in draft.sources:
        merge_sources.merge(plan, found)
    if IMPORTERS[name].gives != "sources":
        _bring(plan, path, draft, into, source, because, measured_by)


def _bring(
    plan: Plan,
    path: Path,
    draft: Draft,
    into: str | None,
    source: str | None,
    because: str | None,
    measured_by: str | None,
) -> None:
    """Bring the facts and results of one file to their records, and its source to the sources."""
    facts = draft.facts or draft.parts
    if facts and into is None:
        raise UsageError(f"{path}: of which model?", "add --into with the id of a model, new or on record")
    if not (facts or draft.results):
        return
    found = origin(plan.known, path, source, _aliases(plan, into))
    before = len(plan.said)
    if facts and into is not None:
        merge_models.merge(plan, into, draft, found, because)
    merge_results.merge(plan, draft, found, into, measured_by)
    if found.record and any(said.outcome in ("added", "disputed") for said in plan.said[before:]):
        _keep(plan, found)


def _keep(plan: Plan, found: Origin) -> None:
    record: dict[str, Any] = found.record or {}
    if ("id", found.source) not in plan.known.sources:
        plan.sheet("sources", found.source, record)
        plan.known.sources["id", found.source] = record
        plan.known.sources["url", str(record["url"]).lower()] = record
        plan.say(found.source, "title", "added", record["title"])


def _aliases(plan: Plan, into: str | None) -> list[str]:
    """Return the other names of a model on record."""
    release = into and plan.known.home(into)
    model = document(plan.known.index, "models", release) if release else None
    if model is None:
        return []
    rows = [row for row in variants(model) if into in (row["id"], release)]
    return list(dict.fromkeys(alias for row in rows for alias in row.get("aliases", [])))
