"""A family tree as text, Mermaid, Graphviz or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Protocol

from mmkb.terminal import visible_line


class Node(Protocol):
    """What a tree is made of."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def released(self) -> str | None: ...  # noqa: D102
    @property
    def again(self) -> bool: ...  # noqa: D102
    @property
    def children(self) -> tuple[Node, ...]: ...  # noqa: D102


def text(node: Node) -> str:
    """Return the tree drawn with lines; a record that stands in it already ends in `(above)`."""
    return "\n".join([_label(node), *_lines(node, "")]) + "\n"


def mermaid(node: Node) -> str:
    """Return a Mermaid flowchart."""
    names = _names(node)
    lines = [f'  {short}["{_in_mermaid(id_)}"]' for id_, short in names.items()]
    lines += [f"  {names[start]} -->|{role}| {names[end]}" for start, end, role in _edges(node)]
    return "\n".join(["graph TD", *lines]) + "\n"


def dot(node: Node) -> str:
    """Return a Graphviz digraph."""
    edges = [map(_in_dot, edge) for edge in _edges(node)]
    lines = [f"  {start} -> {end} [label={role}];" for start, end, role in edges]
    return "\n".join(["digraph lineage {", f"  {_in_dot(node.id)};", *lines, "}"]) + "\n"


def as_json(node: Node) -> str:
    """Return the tree as nested JSON objects."""
    return json.dumps({"schema_version": 1, **_object(node)}, ensure_ascii=False, indent=1) + "\n"


RENDERERS: dict[str, Callable[[Node], str]] = {"text": text, "mermaid": mermaid, "dot": dot, "json": as_json}


def _label(node: Node) -> str:
    role = f"{node.role}: " if node.role else ""
    day = f" ({node.released})" if node.released else ""
    return visible_line(f"{role}{node.id}{day}{' (above)' if node.again else ''}")


def _in_mermaid(text: str) -> str:
    """Return text for between quotes, where an entity stands for what would end it or be markup."""
    return "".join(f"#{ord(sign)};" if sign in '"#&<>`|;\\' else sign for sign in visible_line(text))


def _in_dot(text: str) -> str:
    """Return text as a quoted string of Graphviz."""
    return '"{}"'.format(visible_line(text).replace("\\", "\\\\").replace('"', '\\"'))


def _lines(node: Node, indent: str) -> list[str]:
    lines = []
    for number, child in enumerate(node.children):
        last = number == len(node.children) - 1
        lines.append(f"{indent}{'└── ' if last else '├── '}{_label(child)}")
        lines += _lines(child, indent + ("    " if last else "│   "))
    return lines


def _edges(node: Node) -> list[tuple[str, str, str]]:
    edges = [edge for child in node.children for edge in ((node.id, child.id, child.role), *_edges(child))]
    return list(dict.fromkeys(edges))


def _names(node: Node) -> dict[str, str]:
    ids = dict.fromkeys([node.id, *(id_ for start, end, _ in _edges(node) for id_ in (start, end))])
    return {id_: f"n{number}" for number, id_ in enumerate(ids)}


def _object(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "role": node.role,
        "released": node.released,
        "children": [_object(child) for child in node.children],
    }
