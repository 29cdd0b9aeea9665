"""Which record a name means: an id, a variant's id, or any other name."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from mmkb.errors import NotFoundError, did_you_mean
from mmkb.index.index import Index
from mmkb.rows.records import with_id, with_name
from mmkb.schema.kinds import KINDS
from mmkb.schema.text import fold
from mmkb.suggest import near

_LISTED = {"instruments": "benchmark", "results": "source", "claims": "source"}
"""Kinds whose rows stand together in a record, by the field that says in which."""


def find(index: Index, name: str, kind: str | None = None) -> list[tuple[str, str, str]]:
    """Return (kind, record, id) of all that answers to `name`; an exact id goes before other names.

    The id is the record's, or a variant's. Raises NotFoundError with suggestions.
    """
    key = fold(name)
    exact = with_id(index, key)
    found = _wanted(exact, kind) or _wanted(with_name(index, key), kind)
    if not found:
        what = KINDS[kind].singular if kind else "record"
        if kind in _LISTED and any(where == kind for where, _, _ in exact):
            raise NotFoundError(f"{name!r} stands for several {kind}", f"mmkb {kind} {_LISTED[kind]}={key}")
        close = did_you_mean(near(name, index.names(kind)))
        hint = f"try: {shlex.join(['mmkb', 'search', name])}" + (f"; `mmkb {kind}` lists all" if kind else "")
        raise NotFoundError(f"no {what} called {name!r}", close or hint)
    return found


def _wanted(rows: Iterable[tuple[str, str, str]], kind: str | None) -> list[tuple[str, str, str]]:
    """Keep what has a page: not a stage or a dispute, and not a list of rows that merely carries its record's id."""
    return [
        (found, record, id_)
        for found, record, id_ in dict.fromkeys(rows)
        if found not in ("stages", "disputes") and kind in (None, found) and not (found in _LISTED and id_ == record)
    ]
