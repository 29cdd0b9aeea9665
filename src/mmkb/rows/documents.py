"""Records as they were written, and what the index says of itself."""

from __future__ import annotations

import json

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
    found = index.rows(
        "SELECT id, json FROM documents WHERE kind = ? AND id IN (SELECT value FROM json_each(?))",
        (folder, json.dumps(list(ids))),
    )
    return {id_: json.loads(text) for id_, text in found}


def version(index: Index) -> str:
    """Return the version of mmkb that wrote the index."""
    ((value,),) = index.rows("SELECT value FROM meta WHERE key = 'version'")
    return str(value)


def last_read(index: Index) -> str | None:
    """Return the last day on which a source was read, or None when none was."""
    ((day,),) = index.rows("SELECT max(read) FROM places")
    return None if day is None else str(day)
