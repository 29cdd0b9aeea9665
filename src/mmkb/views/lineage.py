"""Lineage: what a model is built from, and what is built on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mmkb.index.index import Index
from mmkb.schema.kinds import PARTS
from mmkb.views.find import find

ROLES = {
    **PARTS,
    "connector_from": "connector",
    "training.stages.data": "data",
    "built_from": "data",
    "made_by": "writer",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A record in a family tree: its role towards the one above it, its date, its own parts or users."""

    id: str
    role: str
    released: str | None
    children: tuple[Node, ...]
    again: bool = False

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """Yield (from, to, role) for every edge below, each once."""
        seen = set()
        for child in self.children:
            for edge in ((self.id, child.id, child.role), *child.edges()):
                if edge not in seen:
                    seen.add(edge)
                    yield edge


def lineage(index: Index, name: str, *, down: bool = False, depth: int = 8) -> Node:
    """Return the tree of what `name` is built from, or with `down` of what is built on it.

    Variants of one release that are used alike are one node, called by the release. A record that stands twice is
    followed once. Raises NotFoundError with suggestions.
    """
    _, record, id_ = next(
        (row for row in find(index, name) if row[0] in ("models", "datasets")), find(index, name, "models")[0]
    )
    mine = "record" if id_ == record else "id"
    rids = [
        rid
        for (rid,) in index.rows(f"SELECT rid FROM rows WHERE kind IN ('models', 'datasets') AND {mine} = ?", (id_,))
    ]
    return _node(index, id_, "", rids, down, depth, set())


def _node(index: Index, id_: str, role: str, rids: list[int], down: bool, depth: int, seen: set[str]) -> Node:
    released = _released(index, rids)
    if id_ in seen or depth == 0:
        return Node(id_, role, released, (), again=id_ in seen)
    seen.add(id_)
    groups = _users(index, rids) if down else _parts(index, rids)
    children = tuple(
        _node(index, child, child_role, below, down, depth - 1, seen)
        for (child_role, child), below in groups.items()
        if child != id_
    )
    return Node(id_, role, released, children)


def _parts(index: Index, rids: list[int]) -> dict[tuple[str, str], list[int]]:
    """Return what these rows refer to, by role and id."""
    found = index.rows(
        f"SELECT field, value, target FROM refs WHERE rid IN ({_list(rids)}) AND field IN ({_marks()}) ORDER BY refs.rid",
        tuple(ROLES),
    )
    groups: dict[tuple[str, str], list[int]] = {}
    for field, value, target in found:
        groups.setdefault((ROLES[field], value), []).extend([target] if target is not None else [])
    return dict(sorted(groups.items(), key=lambda group: list(ROLES.values()).index(group[0][0])))


def _users(index: Index, rids: list[int]) -> dict[tuple[str, str], list[int]]:
    """Return the records that refer to these rows, by role and record, the oldest first."""
    found = index.rows(
        "SELECT refs.field, rows.record, rows.rid, coalesce(models.released, '9999') AS day FROM refs "
        "JOIN rows ON rows.rid = refs.rid LEFT JOIN models ON models.rid = rows.rid "
        f"WHERE refs.target IN ({_list(rids)}) AND rows.kind IN ('models', 'datasets') AND refs.field IN ({_marks()}) "
        "ORDER BY day, rows.rid",
        tuple(ROLES),
    )
    groups: dict[tuple[str, str], list[int]] = {}
    for field, record, rid, _ in found:
        groups.setdefault((ROLES[field], record), []).append(rid)
    return groups


def _released(index: Index, rids: list[int]) -> str | None:
    ((day,),) = index.rows(f"SELECT min(released) FROM models WHERE rid IN ({_list(rids)})")
    return day if day is None else str(day)


def _list(rids: list[int]) -> str:
    return ", ".join(map(str, rids)) or "-1"


def _marks() -> str:
    return ", ".join("?" * len(ROLES))
