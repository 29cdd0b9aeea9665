"""Licences: the chain behind a model, and what decides how open it is."""

from __future__ import annotations

from collections.abc import Collection

from mmkb.index.chains import OF_DATA
from mmkb.index.index import Index
from mmkb.rows.lists import numbers
from mmkb.rows.row import Row


class Step(Row):
    """A step of the chain behind a model: a part in its role, its own licence, the commercial term in effect.

    `covering` is the licence of its user, where that covers the part.
    """

    role: str
    id: str
    licence: str | None
    term: str | None
    covering: str | None

    @property
    def of_data(self) -> bool:
        """Return whether it is a data set and no model."""
        return self.role in OF_DATA


def chain(index: Index, rid: int) -> list[Step]:
    """Return the steps of the chain behind a model, itself first."""
    found = index.rows(
        "SELECT DISTINCT role, id, license, commercial, covering FROM chain WHERE rid = ? ORDER BY position", (rid,)
    )
    return [Step(*row) for row in found]


def makers_words(index: Index, id_: str) -> str | None:
    """Return what the makers of the variant `id_` say beside its licence."""
    return next((says for (says,) in index.rows('SELECT "license_limits.says" FROM models WHERE id = ?', (id_,))), None)


def terms(index: Index, id_: str) -> tuple[str | None, str | None, bool | None]:
    """Return access class and licence of the variant `id_`, and whether that licence is OSI-approved (None: not known)."""
    ((access, licence, osi),) = index.rows(
        "SELECT access, license, (SELECT osi FROM licenses l WHERE l.id = m.license) FROM models m WHERE id = ?", (id_,)
    )
    return access, licence, None if osi is None else bool(osi)


def access_classes(index: Index, rids: Collection[int]) -> list[tuple[str, str]]:
    """Return release and access class of the models in some rows, each pair once."""
    return index.rows(
        f"SELECT DISTINCT record, access FROM models JOIN rows USING (rid) WHERE rid IN ({numbers(rids)}) ORDER BY rid"
    )
