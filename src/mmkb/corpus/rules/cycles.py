"""Which nodes of a graph can be reached from themselves, in steps linear in its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def on_cycles(graph: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the nodes of `graph` that lie on a cycle; an edge may lead to what is no node.

    Every node and edge is visited once (Tarjan, Depth-First Search and Linear Graph Algorithms, 1972), on a stack of our
    own, since a chain may be longer than Python's.
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    component: list[str] = []
    closed: set[str] = set()
    found: set[str] = set()
    for root in graph:
        if root in number:
            continue
        path = [(root, iter(graph[root]))]
        number[root] = low[root] = len(number)
        component.append(root)
        while path:
            node, edges = path[-1]
            for other in edges:
                if other not in graph or other in closed:
                    continue
                if other in number:
                    low[node] = min(low[node], number[other])
                    continue
                number[other] = low[other] = len(number)
                component.append(other)
                path.append((other, iter(graph[other])))
                break
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == number[node]:
                    together = {node}
                    while (last := component.pop()) != node:
                        together.add(last)
                    closed |= together
                    if len(together) > 1 or node in graph[node]:
                        found |= together
    return found
