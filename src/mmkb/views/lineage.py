"""Lineage: what a model is built from, and what is built on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.rows.links import builders, first_released, parts
from mmkb.rows.records import members
from mmkb.schema.kinds import PARTS
from mmkb.schema.struct import Struct
from mmkb.views.find import find

DEEPEST = 100
"""How many steps a lineage is followed at most."""
ROLES = {
    **PARTS,
    "connector_from": "connector from",
    "training.stages.data": "data",
    "built_from": "data",
    "made_by": "writer",
}


class Node(Struct):
    """A record in a family tree: its role towards the one above it, its date, its own parts or users."""

    __slots__ = __match_args__ = ("id", "role", "released", "children", "again")

    def __init__(
        self,
        id: str,  # noqa: A002
        role: str,
        released: str | None,
        children: tuple[Node, ...],
        again: bool = False,
    ) -> None:
        self.id = id
        self.role = role
        self.released = released
        self.children = children
        self.again = again

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """Yield (from, to, role) for every edge below, each once."""
        seen = set()
        for child in self.children:
            for edge in ((self.id, child.id, child.role), *child.edges()):
                if edge not in seen:
                    seen.add(edge)
                    yield edge


def lineage(index: Index, name: str, *, down: bool = False, depth: int = 8, roles: Mapping[str, str] = ROLES) -> Node:
    """Return the tree of what `name` is built from, or with `down` of what is built on it; `roles` are followed, by field.

    Variants of one release that are used alike are one node, called by the release. A record that stands twice is
    followed once. Raises NotFoundError with suggestions, UsageError for more than `DEEPEST` steps.
    """
    if depth > DEEPEST:
        raise UsageError(f"a lineage has at most {DEEPEST} steps, not {depth}", f"leave --depth out, or take {DEEPEST}")
    *_, id_ = next(
        (row for row in find(index, name) if row[0] in ("models", "datasets")), find(index, name, "models")[0]
    )
    rids = [rid for rid, _ in members(index, ("models", "datasets"), id_)]
    return _node(index, id_, "", rids, down, depth, set(), roles)


def _node(
    index: Index,
    id_: str,
    role: str,
    rids: list[int],
    down: bool,
    depth: int,
    seen: set[str],
    roles: Mapping[str, str],
) -> Node:
    released = first_released(index, rids)
    if id_ in seen or depth == 0:
        return Node(id_, role, released, (), again=id_ in seen)
    seen.add(id_)
    groups = _users(index, rids, roles) if down else _parts(index, rids, roles)
    children = tuple(
        _node(index, child, child_role, below, down, depth - 1, seen, roles)
        for (child_role, child), below in groups.items()
        if child != id_
    )
    return Node(id_, role, released, children)


def _parts(index: Index, rids: list[int], roles: Mapping[str, str]) -> dict[tuple[str, str], list[int]]:
    """Return what these rows refer to, by role and id."""
    groups: dict[tuple[str, str], list[int]] = {}
    for field, value, target in parts(index, rids, roles):
        groups.setdefault((roles[field], value), []).extend([target] if target is not None else [])
    return dict(sorted(groups.items(), key=lambda group: list(roles.values()).index(group[0][0])))


def _users(index: Index, rids: list[int], roles: Mapping[str, str]) -> dict[tuple[str, str], list[int]]:
    """Return the records that refer to these rows, by role and record, the oldest first."""
    groups: dict[tuple[str, str], list[int]] = {}
    for field, record, rid in builders(index, rids, roles):
        groups.setdefault((roles[field], record), []).append(rid)
    return groups
