"""Records as they were written, and what the index says of itself."""

from __future__ import annotations

import json

from mmkb.schema.kinds import LEDGER

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from mmkb.index.index import Index


def document(index: Index, folder: str, id_: str) -> dict[str, Any] | None:
    """Return a record as it was written, or None when the folder has none of this id."""
    return documents(index, folder, [id_]).get(id_)


def documents(index: Index, folder: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the records of a folder by id, as they were written; ids without a record are left out."""
    index.need_documents(ids)
    found = index.rows(
        "SELECT id, json FROM documents WHERE kind = ? AND id IN (SELECT value FROM json_each(?))",
        (folder, json.dumps(list(ids))),
    )
    return {id_: json.loads(text) for id_, text in found}


def all_documents(index: Index) -> list[tuple[str, str, dict[str, Any]]]:
    """Return path, folder and content of every record, in order of the paths."""
    found = index.rows("SELECT path, kind, json FROM documents WHERE kind <> ? ORDER BY path", (LEDGER,))
    return [(path, kind, json.loads(text)) for path, kind, text in found]


def origin(index: Index) -> tuple[str, str | None, str]:
    """Return the version of mmkb that wrote the index, the last day on which a source was read, and the snapshot's id."""
    said = dict(index.rows("SELECT key, value FROM meta WHERE key IN ('version', 'read', 'snapshot')"))
    return said["version"], said["read"], said["snapshot"]
