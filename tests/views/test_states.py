"""The three states of evidence and partial lists, in every view and format that marks them; copies are no replications."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kb
from mmkb.formats import json_text, latex, markdown
from mmkb.index.index import Index
from mmkb.views.catalogue import inventory
from mmkb.views.compare import compare
from mmkb.views.coverage import coverage
from mmkb.views.detail import details
from mmkb.views.leaderboard import Board, leaderboard
from mmkb.views.listing import Request, listing
from mmkb.views.marks import legend, marked
from mmkb.views.table import Table
from mmkb.views.trace import sources_of

SOURCE = "id: s\ntype: paper\ntitle: T\nauthors: [A]\nyear: 2023\nvenue: V\n"
MODEL = """\
id: m
name: M
type: generator
developer: [A, B]
params: 7B
context: 100
partial: [developer]
attention: {heads: 4, head_dim: 64}
variants:
  - {id: m-s, params: 3B}
  - {id: m-l, partial: []}
evidence:
  - {source: s, at: p. 1, read: 2026-11-22, supports: [params, attention.heads, developer]}
  - {source: s, at: p. 2, inferred: 2026-11-23, because: hidden size / heads, supports: [attention, params]}
  - {source: s, supports: [context, params, attention]}
  - {source: s, at: p. 3, inferred: 2026-11-23, because: it draws, supports: [type], variants: [m-s]}
  - {source: s, at: p. 3, supports: [type], variants: [m-l]}
"""


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return kb.open_index(kb.write(tmp_path, {"models/m.yaml": MODEL, "sources/s.yaml": SOURCE}))


COLUMNS = ("id", "params", "heads", "head_dim", "context", "type", "developer")


def shown(table: Table) -> list[list[str]]:
    return [[marked(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows]


def test_a_fact_has_the_strongest_state_of_its_places(index: Index) -> None:
    table = listing(index, Request("models", columns=COLUMNS, variants=True))
    assert shown(table) == [
        ["m-l", "7B", "4", "64≈", "100°", "generator°", "A, B"],
        ["m-s", "3B", "4", "64≈", "100°", "generator≈", "A, B …"],
    ]


def test_a_folded_cell_is_marked_by_the_weakest(index: Index) -> None:
    (row,) = shown(listing(index, Request("models", columns=COLUMNS)))
    assert row[:7] == ["m", "3B, 7B", "4", "64≈", "100°", "generator°", "A, B …"]


def test_every_format_tells_them_apart(index: Index) -> None:
    table = listing(index, Request("models", columns=COLUMNS, variants=True))
    explained = "° cited, not read at its source · ≈ inferred: concluded from what its source says"
    assert legend([table]) == f"{explained} · … the list is not whole"
    assert "64≈" in markdown.render(table)
    assert "A, B …" in markdown.render(table)
    written = latex.render(table)
    assert r"64\textsuperscript{$\approx$}" in written
    assert r"A, B \ldots{}" in written
    assert r"\textsuperscript{$\approx$} inferred" in written
    second, first = (row["marks"] for row in json.loads(json_text.render(table))["rows"])
    assert first == {"cited": ["context"], "inferred": ["head_dim", "type"], "partial": ["developer"]}
    assert second == {"cited": ["context", "type"], "inferred": ["head_dim"]}


def test_show_says_state_day_and_reason(index: Index) -> None:
    (page,) = details(index, ["m-s"])
    facts, evidence = (next(table for table in page.tables if table.title == title) for title in ("facts", "sources"))
    assert {tuple(cell.value for cell in row[1:6]) for row in evidence.rows} == {
        ("s", "p. 1", "read", "2026-11-22", None),
        ("s", "p. 2", "inferred", "2026-11-23", "hidden size / heads"),
        ("s", "p. 3", "inferred", "2026-11-23", "it draws"),
        ("s", None, "cited", None, None),
    }
    marks = {row[0].value: (row[1].cited, row[1].inferred, row[1].partial) for row in facts.rows}
    assert marks["attention.head_dim"] == marks["type"] == (False, True, False)
    assert marks["developer"] == (False, False, True)
    assert marks["context"] == (True, False, False)


def test_a_comparison_marks_them_too(index: Index) -> None:
    facts = {row[0].value: row[1:] for row in compare(index, ["m-s", "m-l"]).tables[0].rows}
    assert [(cell.cited, cell.inferred) for cell in facts["type"]] == [(False, True), (True, False)]
    assert [cell.partial for cell in facts["developer"]] == [True, False]


def test_they_are_counted_apart(index: Index) -> None:
    heads = [column.name for column in coverage(index, "models").columns]
    counts = {row[1].value: dict(zip(heads, row, strict=True)) for row in coverage(index, "models").rows}
    assert [counts["type"][state].value for state in ("read", "inferred", "cited")] == [0, 1, 1]
    assert [counts["attention.head_dim"][state].value for state in ("read", "inferred", "cited")] == [0, 2, 0]
    of_models = dict(zip([column.name for column in inventory(index).columns], inventory(index).rows[0], strict=True))
    shares = [of_models[state].value for state in ("read", "inferred", "cited")]
    assert shares == [6 / 12, 3 / 12, 3 / 12]
    assert index.rows("SELECT read FROM models") == [(0,), (0,)]


def test_where_the_numbers_stand_names_the_state(index: Index) -> None:
    rows = sources_of(index, ["m-s"], ["params"]).rows
    assert [row[4].value or row[4].shown for row in rows] == ["2026-11-22", "inferred 2026-11-23", "cited"]


ROWS = """\
      - {model: heron-7b, instrument: pecks-val, value: "60.0", %s}
      - {model: wren-7b, instrument: pecks-val, value: "50.0"}
"""


def test_a_copy_is_no_replication(tmp_path: Path) -> None:
    copied = "id: c\nsource: moss-2024-birds\ngroups:\n  - at: Table 9\n    measured_by: third-party\n    rows:\n" + (
        ROWS % "measured_by: copied, copied_from: ash-2023-heron"
    )
    index = kb.open_index(
        kb.write(
            tmp_path, kb.RECORDS | {"results/moss-2024-birds.yaml": copied.replace("id: c", "id: moss-2024-birds")}
        )
    )
    assert index.rows("SELECT measured_by, copied_from FROM results WHERE source = 'moss-2024-birds'") == [
        ("copied", "ash-2023-heron"),
        ("third-party", None),
    ]
    by_others = leaderboard(index, Board("pecks-val", measured_by="other"))
    assert [row[2].value for row in by_others.rows] == ["kite", "wren-7b"]
    board = Board("pecks-val", columns=["model", "value", "rivals"])
    everything = {row[0].value: row for row in leaderboard(index, board).rows}
    assert everything["heron-7b"][1].value == "62.4%"
    assert everything["heron-7b"][2].value == "60.0 (copied, moss-2024-birds)"


@pytest.mark.parametrize(
    ("group", "row", "found"),
    [
        ("measured_by: copied, copied_from: s", "", ("copied", "s")),
        ("measured_by: copied, copied_from: s", "measured_by: self", ("self", None)),
        ("measured_by: copied, copied_from: s", "copied_from: t", ("copied", "t")),
        ("measured_by: self", "measured_by: copied, copied_from: t", ("copied", "t")),
        ("measured_by: copied", "", ("copied", None)),
    ],
)
def test_where_a_copy_comes_from(group: str, row: str, found: tuple[str, str | None], tmp_path: Path) -> None:
    written = f"{{model: m-s, instrument: i, value: '1'{', ' if row else ''}{row}}}"
    text = f"id: s\nsource: s\ngroups: [{{at: p. 1, {group}, rows: [{written}]}}]\n"
    index = kb.open_index(kb.write(tmp_path, {"results/s.yaml": text}))
    assert index.rows("SELECT measured_by, copied_from FROM results") == [found]


@pytest.mark.parametrize(("row", "found"), [("", "t"), ("superseded_by: u", "u")])
def test_a_group_says_what_replaces_its_values(row: str, found: str, tmp_path: Path) -> None:
    written = f"{{model: m-s, instrument: i, value: '1'{', ' if row else ''}{row}}}"
    text = f"id: s\nsource: s\ngroups: [{{at: p. 1, measured_by: self, superseded_by: t, rows: [{written}]}}]\n"
    index = kb.open_index(kb.write(tmp_path, {"results/s.yaml": text}))
    assert index.rows("SELECT superseded_by FROM results") == [(found,)]


STAGED = """\
id: m
name: M
training: {stages: [{name: one, connector: scratch}, {name: two, connector: full}]}
evidence:
  - {source: s, at: p. 1, read: 2026-11-22, supports: [training.stages.connector]%s}
"""


@pytest.mark.parametrize(("stages", "said"), [("", None), (", stages: [2]", ["2"])])
def test_show_says_of_which_stages_a_place_speaks_where_one_does(stages: str, said: object, tmp_path: Path) -> None:
    (page,) = details(kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": STAGED % stages})), ["m"])
    evidence = next(table for table in page.tables if table.title == "sources")
    names = [column.name for column in evidence.columns]
    assert ([row[names.index("stages")].value for row in evidence.rows] if "stages" in names else None) == said
