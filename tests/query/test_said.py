"""What anyone says: rival values as rows, and beside the record's own in queries and columns."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.errors import QueryError
from mmkb.index.index import Index
from mmkb.query.sql import compile_query
from mmkb.views.listing import Request, listing

RIVALS = """\
id: m
name: M
released: 2023-05
params: 7B
context: undisclosed
connector: [mlp]
backbone: a
license: free
openness: {weights: {tuned: open}}
variants: [{id: m-1}, {id: m-2, params: 13B}]
evidence:
  - {source: paper, supports: [released, params, connector, openness]}
  - {source: survey-a, supports: [connector], variants: [m-1]}
disputes:
  - {field: connector, value: [q-former, linear], source: survey-b, because: counts otherwise}
  - {field: connector, value: [linear], source: survey-a, because: misprint, variants: [m-2]}
  - {field: released, value: 2024-02, source: survey-b, because: version}
  - {field: params, value: 70B, source: survey-b, because: version, variants: [m-2]}
  - {field: context, value: about 4k, source: survey-a, because: guess}
  - {field: backbone, value: b, source: survey-b, because: version}
  - {field: openness.weights.tuned, value: closed, source: survey-b, because: version}
"""
FILES = {
    "models/m.yaml": RIVALS,
    "models/a.yaml": "id: a\nname: Alpha\n",
    "models/b.yaml": "id: b\nname: Beta\nfamily: greek\nconnector: [pooling]\n",
    "licenses/free.yaml": "id: free\nname: Free\n",
    **{
        f"sources/{id_}.yaml": f"id: {id_}\ntype: paper\ntitle: {id_}\nauthors: [A]\nyear: 2024\nvenue: V\n{more}"
        for id_, more in (("paper", ""), ("survey-a", "survey: true\n"), ("survey-b", "survey: true\n"))
    },
}


@pytest.fixture
def rivals(tmp_path: Path) -> Index:
    index = kb.open_index(kb.write(tmp_path / "data", FILES))
    assert index.notes == ()
    return index


def ids(index: Index, kind: str, query: str) -> list[str]:
    condition = compile_query(index, kind, query)
    found = index.rows(f'SELECT t.id FROM "{kind}" t WHERE {condition.sql} ORDER BY t.rid', condition.parameters)
    return [id_ for (id_,) in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("connector:q-former", ""),
        ("said.connector:q-former", "m-1 m-2"),
        ("said.connector:mlp", "m-1 m-2"),
        ("said.connector:pooling", "b"),
        ("said.connector!=q-former", "b m-1 m-2"),
        ("not said.connector:linear", "a b"),
        ("said.released:2023", "m-1 m-2"),
        ("said.released:2024", "m-1 m-2"),
        ("said.released:2024-02-01", ""),
        ("said.released>2023", "m-1 m-2"),
        ("said.released=2024-02", "m-1 m-2"),
        ("said.params:70B", "m-2"),
        ("said.params:13B", "m-2"),
        ("said.params>=20B", "m-2"),
        ("said.context:4k", ""),
        ("said.context:undisclosed", "m-1 m-2"),
        ("said.context:undisclosed,4k", "m-1 m-2"),
        ("has:said.context", "m-1 m-2"),
        ("context:unknown", "a b"),
        ("said.context:unknown", "a b"),
        ("has:context", ""),
        ("said.backbone:Beta", "m-1 m-2"),
        ("said.backbone:greek", "m-1 m-2"),
        ("said.backbone=b", "m-1 m-2"),
        ("said.backbone=Beta", ""),
        ("said.backbone:alpha", "m-1 m-2"),
        ("said.weights.tuned:closed", "m-1 m-2"),
        ("no variants:(said.params:70B)", ""),
    ],
)  # fmt: skip
def test_what_anyone_says(query: str, found: str, rivals: Index) -> None:
    if query == "said.backbone=Beta":
        with pytest.raises(QueryError):
            ids(rivals, "models", "said.backbone:Gamma")
    assert ids(rivals, "models", query) == found.split()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("said.conector:mlp", "unknown field 'conector'"),
        ("said.id:x", "unknown field 'id'"),
        ("said.access:open", "unknown field 'access'"),
        ("said.connector:glue", "not in the vocabulary"),
        ("said.params~7", "has no '~'"),
        ("said.params:big", "not a quantity"),
    ],
)
def test_mistakes(query: str, message: str, rivals: Index) -> None:
    with pytest.raises(QueryError, match=message):
        ids(rivals, "models", query)


def test_a_column_has_what_anyone_says(rivals: Index) -> None:
    shown = listing(
        rivals, Request("models", "name:M released:2023", columns=["said.connector", "said.params"], variants=True)
    )
    assert [tuple(cell.value for cell in row) for row in shown.rows] == [
        (("mlp", "q-former", "linear"), 7_000_000_000),
        (("mlp", "q-former", "linear"), (13_000_000_000, 70_000_000_000)),
    ]
    assert all(row[0].disputed for row in shown.rows)


def test_a_dispute_is_a_row_with_the_sources_of_both(rivals: Index) -> None:
    columns = ["id", "kind", "of", "value", "rival", "source", "sources", "against"]
    shown = listing(rivals, Request("disputes", "field=connector", columns=columns, sort=["id"]))
    assert [tuple(cell.value for cell in row) for row in shown.rows] == [
        ("m.1", "models", ("m-1", "m-2"), ("mlp",), ("q-former", "linear"), "survey-b", ("paper", "survey-a"),
         ("paper", "survey-a")),
        ("m.2", "models", ("m-2",), ("mlp",), ("linear",), "survey-a", ("paper",), ("paper", "survey-b")),
    ]  # fmt: skip


def test_where_two_surveys_disagree_is_one_query(rivals: Index) -> None:
    both = "source.survey:yes against.survey:yes"
    assert ids(rivals, "disputes", both) == ["m.1", "m.2"]
    assert ids(rivals, "disputes", f"source:survey-a {both}") == ["m.2"]
    assert ids(rivals, "disputes", "field=released source.survey:yes") == ["m.3"]
    assert ids(rivals, "disputes", "field=context rival:4k") == ["m.5"]


def test_a_dispute_has_no_page_and_no_name(rivals: Index) -> None:
    assert not rivals.knows("*", "m.1")
    assert "m.1" not in rivals.names("*")
