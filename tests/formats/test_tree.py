"""A family tree as text, as graphs and as JSON."""

from __future__ import annotations

import json

from mmkb.formats.tree import RENDERERS
from mmkb.views.lineage import Node

EYE = Node("eye", "vision encoder", "2021-02", ())
AGAIN = Node("eye", "vision encoder", "2021-02", (), again=True)
BASE = Node("base", "base", None, (EYE,))
TREE = Node("m", "", "2023", (BASE, AGAIN, Node("data", "data", None, ()), Node("data", "data", None, ())))


def test_text() -> None:
    assert RENDERERS["text"](TREE) == (
        "m (2023)\n"
        "├── base: base\n"
        "│   └── vision encoder: eye (2021-02)\n"
        "├── vision encoder: eye (2021-02) (above)\n"
        "├── data: data\n"
        "└── data: data\n"
    )


def test_graphs_draw_an_edge_once() -> None:
    assert RENDERERS["mermaid"](TREE) == (
        'graph TD\n  n0["m"]\n  n1["base"]\n  n2["eye"]\n  n3["data"]\n'
        "  n0 -->|base| n1\n  n1 -->|vision encoder| n2\n  n0 -->|vision encoder| n2\n  n0 -->|data| n3\n"
    )
    assert RENDERERS["dot"](TREE) == (
        'digraph lineage {\n  "m";\n  "m" -> "base" [label="base"];\n  "base" -> "eye" [label="vision encoder"];\n'
        '  "m" -> "eye" [label="vision encoder"];\n  "m" -> "data" [label="data"];\n}\n'
    )


def test_json() -> None:
    read = json.loads(RENDERERS["json"](TREE))
    assert (read["id"], read["released"], [child["role"] for child in read["children"]]) == (
        "m",
        "2023",
        ["base", "vision encoder", "data", "data"],
    )
    assert read["children"][0]["children"][0]["id"] == "eye"
