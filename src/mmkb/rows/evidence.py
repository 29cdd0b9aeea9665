"""Where facts stand: the places behind fields, records and chosen models."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mmkb.index.index import Index
from mmkb.rows.lists import marks, numbers
from mmkb.rows.row import Row

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from mmkb.schema.vocabulary import State


STATE = "CASE WHEN read IS NOT NULL THEN 'read' WHEN inferred IS NOT NULL THEN 'inferred' ELSE 'cited' END"
"""The state of a piece of evidence."""

OF_STAGE = "(e.stages IS NULL OR ', ' || e.stages || ',' LIKE '%, ' || stages.\"order\" || ',%')"
"""Whether a piece of evidence `e` speaks of a row of `stages`."""


class Place(Row):
    """A place in a source: where, the training stages it speaks of, its state, its day, why it follows from there, a note."""

    source: str
    at: str | None
    stages: str | None
    state: State
    day: str | None
    because: str | None
    note: str | None


class Located(Row):
    """A fact of a model with one place where it stands."""

    model: str
    field: str
    source: str
    at: str | None
    read: str | None
    inferred: str | None


def places(index: Index, rids: Iterable[int]) -> list[tuple[str, Place]]:
    """Return (field, place) for all that stands behind the rows, each place once a field and state, the strongest first."""
    found = index.rows(
        f"SELECT field, source, at, stages, {STATE} AS state, max(coalesce(read, inferred)), max(because), max(note) "
        f"FROM evidence WHERE rid IN ({numbers(rids)}) GROUP BY field, source, at, stages, state "
        "ORDER BY state = 'cited', state = 'inferred', min(place)"
    )
    return [(field, Place(*place)) for field, *place in found]


def located(index: Index, ids: Collection[str], paths: Collection[str]) -> list[Located]:
    """Return where the facts at `paths` of models stand; `ids` are variants or releases.

    The numbers of a model's backbone count as the model's, since calculations fall back on them.
    """
    found = index.rows(
        f"WITH asked AS (SELECT rid FROM rows WHERE kind = 'models' AND (id IN ({marks(ids)}) OR record IN ({marks(ids)}))) "
        "SELECT DISTINCT rows.id, field, source, at, read, inferred FROM evidence JOIN rows USING (rid) WHERE rid IN "
        "(SELECT rid FROM asked UNION SELECT target FROM refs JOIN asked USING (rid) WHERE field = 'backbone') "
        f"AND field IN ({marks(paths)}) ORDER BY rows.rid, field, read IS NULL, inferred IS NULL, source",
        (*ids, *ids, *paths),
    )
    return [Located(*row) for row in found]


def sources_of(index: Index, kind: str, id_: str) -> list[str]:
    """Return the sources that the rows of a record refer to, and those behind their facts and disputes, in order."""
    rows = "SELECT rid FROM rows WHERE (id = :id OR record = :id) AND kind IN (:kind, 'stages', 'instruments')"
    found = index.rows(
        f"""
        SELECT source AS key FROM evidence WHERE rid IN ({rows})
        UNION SELECT source FROM rivals WHERE rid IN ({rows})
        UNION SELECT value FROM refs WHERE target_kind = 'sources' AND rid IN ({rows})
        ORDER BY key
        """,
        {"id": id_, "kind": kind},
    )
    return [key for (key,) in found]
