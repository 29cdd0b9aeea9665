"""An open index: the catalogue it carries and the rows it holds. Reading it needs neither YAML nor the record classes."""

from __future__ import annotations

import json
import re

from mmkb.index.open import open_index
from mmkb.schema.field import Field, Fields
from mmkb.schema.kinds import KINDS
from mmkb.schema.text import fold

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from mmkb.corpus.place import Place


class Index:
    """The knowledge base of one data folder, opened for reading.

    `notes` are what the user should know: files left out, a cache that cannot be written. The connection is closed with
    the index, at the latest when nothing refers to it any more.
    """

    def __init__(self, place: Place) -> None:
        opened = open_index(place)
        self.place = place
        self.notes = opened.notes
        self.connection = opened.connection
        self.connection.create_function(
            "fold", 1, lambda text: None if text is None else fold(text), deterministic=True
        )
        self.connection.create_function(
            "matches",
            2,
            lambda pattern, text: text is not None and re.search(pattern, text) is not None,
            deterministic=True,
        )
        self._fields: dict[str, Fields] = {}

    def __del__(self) -> None:
        # Opening may have failed.
        if hasattr(self, "connection"):
            self.connection.close()

    def fields(self, kind: str) -> Fields:
        """Return the fields of `kind`."""
        if kind not in self._fields:
            found = self.rows("SELECT json FROM fields WHERE kind = ? ORDER BY position", (kind,))
            # One list is read in half the time of its items.
            self._fields[kind] = Fields(Field(**raw) for raw in json.loads(f"[{','.join(text for (text,) in found)}]"))
        return self._fields[kind]

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a statement."""
        return self.connection.execute(sql, parameters).fetchall()

    def ids(self, kind: str) -> list[str]:
        """Return the ids of a kind's rows and records, in order."""
        found = self.rows(
            "SELECT id FROM rows WHERE kind = ? UNION SELECT record FROM rows WHERE kind = ?", (kind, kind)
        )
        return [id_ for (id_,) in found]

    def knows(self, kind: str | None, name: str) -> bool:
        """Return whether a record of `kind` (None or `*`: of any kind) answers to `name`."""
        return bool(
            self.rows(f"SELECT 1 FROM ({_NAMES}) WHERE fold(name) = :name LIMIT 1", _any(kind) | {"name": fold(name)})
        )

    def names(self, kind: str | None) -> list[str]:
        """Return the ids, then the other names by which a record of `kind` (None or `*`: of any kind) is found."""
        return [name for (name,) in self.rows(f"SELECT DISTINCT name FROM ({_NAMES}) ORDER BY position", _any(kind))]


_NAMES = """
SELECT id AS name, kind, 1 AS position FROM rows WHERE :kind IN (kind, '*') AND kind NOT IN ('stages', 'results')
UNION ALL SELECT record, kind, 1 FROM rows WHERE :kind IN (kind, '*')
UNION ALL SELECT family, 'models', 2 FROM models WHERE family IS NOT NULL AND :kind IN ('models', '*')
UNION ALL SELECT name, kind, 3 FROM names WHERE :kind IN (kind, '*') AND kind NOT IN ('stages', 'results')
"""


def _any(kind: str | None) -> dict[str, object]:
    return {"kind": kind or "*"}


def kinds_with_rows(index: Index) -> Iterable[tuple[str, int]]:
    """Return every kind with the number of its records (of rows, where rows unfold from a list)."""
    for kind in KINDS:
        what = "record" if kind in ("models", "benchmarks") else "id"
        ((count,),) = index.rows(f"SELECT count(DISTINCT {what}) FROM rows WHERE kind = ?", (kind,))
        yield kind, count
