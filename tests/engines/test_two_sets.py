"""What an export of everything and a loading have in common, as docs/scale.md says."""

from __future__ import annotations

import pytest

from mmkb.engines.tables import plain, stored
from mmkb.formats.days import with_days
from mmkb.index.index import Index
from mmkb.index.tables import quoted
from mmkb.schema.kinds import KINDS
from mmkb.views.whole import whole

TYPES = {
    "text": {"text"},
    "date": {"text"},
    "bool": {"integer"},
    "integer": {"integer", "number"},
    "number": {"number"},
}
"""Of what type a column of an export is among the tables that are loaded; a list is text there."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_the_same_rows_and_columns(kind: str, birds: Index) -> None:
    (relation,) = (relation for relation in with_days(whole(birds)).relations if relation.name == kind)
    loaded = {table.called: table for table in stored(birds)}[plain(kind)]
    types = {plain(name): type_ for name, type_ in loaded.columns.items()}
    for entry in relation.attributes:
        if not entry.name.endswith(("_status", "_written")):
            assert types[entry.name] in (TYPES["text"] if entry.many else TYPES[entry.kind]), entry.name
    ids = birds.rows(f"SELECT id FROM {quoted(loaded.name)} ORDER BY rid")
    assert [row[0] for row in relation.rows()] == [id_ for (id_,) in ids]
    there = {entry.name for entry in relation.attributes}
    own = {name for name in types if not name.endswith(("__folded", "__first", "__last"))}
    assert own - there == ({"rid", "words"} & own)
