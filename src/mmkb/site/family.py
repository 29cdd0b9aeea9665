"""A model among its kin as a drawing: what it is built from on its left, what is built on it on its right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmkb.formats.html_page import escaped
from mmkb.index.index import Index
from mmkb.schema.kinds import PARTS
from mmkb.site.tables import Drawn, scrolling
from mmkb.views.lineage import ROLES, Node, lineage

_ROLES = {field: ROLES[field] for field in (*PARTS, "connector_from")}
"""What counts as kin: models, not the data they are trained on."""
_GENERATIONS = 3
"""Steps that are followed back; what is built on a model is shown one step forward."""
_MOST = 12
"""Models built on one that are drawn before the rest is counted."""
_LETTER, _PAD, _HEIGHT, _ROW, _GAP = 7.9, 18.0, 40.0, 50.0, 46.0
"""Pixels: width of a letter, of what stands beside the letters in a box; height of a box, from row to row, between columns."""


class _Box(NamedTuple):
    """A node with its place: columns count away from the model, back and forth; `of` is the box it is joined to."""

    node: Node
    column: int
    row: float
    of: tuple[int, float] | None


def family(index: Index, drawn: Drawn, id_: str, connector: str) -> str:
    """Return the drawing of a model's kin, with its `connector` if any; empty where neither is on record."""
    back = lineage(index, id_, depth=_GENERATIONS, roles=_ROLES)
    forth = lineage(index, id_, down=True, depth=1, roles=_ROLES)
    parts = (*back.children, *([Node(connector, "connector", None, ())] if connector else []))
    users = tuple(_user(child) for child in forth.children[:_MOST])
    if more := len(forth.children) - len(users):
        users = (*users, Node(f"and {more} more", "", None, ()))
    if not parts and not users:
        return ""
    left = list(_placed(Node(id_, "", back.released, parts), -1))
    right = list(_placed(Node(id_, "", back.released, users), 1))
    middle = max(left[-1].row, right[-1].row)
    boxes = [_moved(box, middle - side[-1].row) for side in (left, right) for box in side]
    del boxes[-1]  # the model itself, which both sides have
    words = f"{id_}: built from {len(parts)}, {len(forth.children)} built on it"
    return (
        scrolling(_svg(drawn, boxes, words), "lineage")
        + '<p class="note">Left: what it is built from. Right: what names it as a part.</p>'
    )


def _user(node: Node) -> Node:
    """Return a model that uses another, with what it uses it as."""
    return Node(node.id, f"as {node.role.removesuffix(' from')}", node.released, ())


def _placed(node: Node, step: int) -> list[_Box]:
    """Return the boxes of a tree, leaves a row each, whatever has children in the middle of them; the root is the last."""
    found: list[_Box] = []
    rows = 0

    def place(one: Node, column: int) -> float:
        nonlocal rows
        if not one.children:
            rows += 1
            return rows - 1.0
        below = [(child, place(child, column + step)) for child in one.children]
        middle = (below[0][1] + below[-1][1]) / 2
        found.extend(_Box(child, column + step, row, (column, middle)) for child, row in below)
        return middle

    found.append(_Box(node, 0, place(node, 0), None))
    return found


def _moved(box: _Box, rows: float) -> _Box:
    return box._replace(row=box.row + rows, of=box.of and (box.of[0], box.of[1] + rows))


def _svg(drawn: Drawn, boxes: list[_Box], words: str) -> str:
    columns = sorted({box.column for box in boxes})
    widths = {at: max(_width(box.node) for box in boxes if box.column == at) for at in columns}
    lefts, x = {}, 1.0
    for at in columns:
        lefts[at], x = x, x + widths[at] + _GAP
    top = min(box.row for box in boxes)
    high = (max(box.row for box in boxes) - top) * _ROW + _HEIGHT + 2
    shapes = [*_ties(boxes, lefts, widths, top), *(_shape(drawn, box, lefts, widths, top) for box in boxes)]
    wide = x - _GAP + 1
    return (
        f'<svg class="family" role="group" aria-label="{escaped(words)}" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="0 0 {wide:.0f} {high:.0f}">\n{"".join(shapes)}</svg>'
    )


def _ties(boxes: list[_Box], lefts: dict[int, float], widths: dict[int, float], top: float) -> Iterator[str]:
    for box in boxes:
        if box.of is None:
            continue
        one, other = sorted((box.of, (box.column, box.row)))
        x, y = lefts[one[0]] + widths[one[0]], (one[1] - top) * _ROW + _HEIGHT / 2 + 1
        to, end = lefts[other[0]], (other[1] - top) * _ROW + _HEIGHT / 2 + 1
        middle = (x + to) / 2
        yield f'<path class="tie" d="M{x:.0f} {y:.0f}C{middle:.0f} {y:.0f} {middle:.0f} {end:.0f} {to:.0f} {end:.0f}"/>\n'


def _shape(drawn: Drawn, box: _Box, lefts: dict[int, float], widths: dict[int, float], top: float) -> str:
    node, x, y = box.node, lefts[box.column], (box.row - top) * _ROW + 1
    said = ", ".join(filter(None, (f"{node.role} {node.id}".strip(), node.released)))
    first, second = (y + 15, y + 31) if node.role else (y, y + 25)
    inner = (
        f"<title>{escaped(said)}</title>"
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{widths[box.column]:.0f}" height="{_HEIGHT:.0f}" rx="4"/>'
        + (f'<text class="role" x="{x + 9:.0f}" y="{first:.0f}">{escaped(node.role)}</text>' if node.role else "")
        + f'<text x="{x + 9:.0f}" y="{second:.0f}">{escaped(node.id)}</text>'
    )
    address = drawn.address(node.id, "models") if node.role or box.of is None else "#used-by"
    if box.of is None or address is None or node.role == "connector":
        self_ = ' class="self"' if box.of is None else ""
        return f"<g{self_}>{inner}</g>\n"
    return f'<a href="{address}" aria-label="{escaped(said)}">{inner}</a>\n'


def _width(node: Node) -> float:
    return max(len(node.id), len(node.role)) * _LETTER + _PAD
