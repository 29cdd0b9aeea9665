"""What can be reached from itself, against a plain search from every node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.corpus.rules.cycles import on_cycles

Graph = Mapping[str, Sequence[str]]
NODES = st.sampled_from("abcdefg")


def reached(graph: Graph, start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += graph.get(node, ())
    return found


@given(st.dictionaries(NODES, st.lists(NODES, max_size=3)))
def test_a_node_is_on_a_cycle_when_it_reaches_itself(graph: Graph) -> None:
    assert on_cycles(graph) == {node for node in graph if node in reached(graph, node)}


@pytest.mark.parametrize(
    ("graph", "circular"),
    [
        ({}, ""),
        ({"a": "a"}, "a"),
        ({"a": "b", "b": "a"}, "ab"),
        ({"a": "b", "b": "c", "c": "a"}, "abc"),
        ({"a": "b", "b": "b"}, "b"),  # what leads to a circle is on none
        ({"b": "b", "p": "q", "q": "pb"}, "bpq"),  # what leads to another circle is on its own all the same
        ({"a": "z"}, ""),
    ],
)
def test_on_cycles(graph: Graph, circular: str) -> None:
    assert on_cycles(graph) == set(circular)


def test_a_chain_may_be_longer_than_the_stack_of_python() -> None:
    chain = {str(number): [str(number + 1)] for number in range(50_000)}
    assert on_cycles(chain) == set()
    assert len(on_cycles({**chain, "50000": ["0"]})) == 50_001
