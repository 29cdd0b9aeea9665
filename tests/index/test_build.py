"""What rows say once they are linked: evidence holds where it was given, a reference names what it says and no more."""

from __future__ import annotations

from pathlib import Path

import kb
from mmkb.index.index import Index

EVIDENCE = """\
evidence:
  - {source: s, at: p. 1, read: 2026-01-01, variants: [m-a], supports: [license, params]}
  - {source: s, at: p. 2, supports: [params]}
"""
MODEL = "id: m\nname: M\nlicense: l\nvariants: [{id: m-a, params: 1B}, {id: m-b, params: 2B}]\n"
SOURCE = "id: s\ntype: paper\ntitle: S\nauthors: ['Ash, Ada']\nyear: 2024\n"


def test_evidence_for_some_variants_holds_for_no_other(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": MODEL + EVIDENCE, "sources/s.yaml": SOURCE}))
    assert index.notes == ()
    stands = index.rows("SELECT id, field, at FROM evidence JOIN rows USING (rid) ORDER BY id, field, at")
    assert stands == [
        ("m-a", "license", "p. 1"),
        ("m-a", "params", "p. 1"),
        ("m-a", "params", "p. 2"),
        ("m-b", "params", "p. 2"),
    ]
    facts = index.rows("SELECT id, field, state FROM facts JOIN rows USING (rid) ORDER BY id, field")
    assert facts == [
        ("m-a", "license", "read"), ("m-a", "params", "read"), ("m-b", "license", "cited"), ("m-b", "params", "cited"),
    ]  # fmt: skip
    assert index.rows("SELECT id, read FROM models ORDER BY id") == [("m-a", 1), ("m-b", 0)]


STATES = """\
id: m
name: M
license: l
context: 4k
output: [text]
input: [text]
partial: [input]
evidence:
  - {source: s, at: p. 1, read: 2026-01-01, supports: [license]}
  - {source: s, at: p. 2, inferred: 2026-01-01, because: it follows, supports: [license, context]}
  - {source: s, supports: [license, context, output]}
"""


def test_a_fact_is_as_strong_as_its_strongest_evidence(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": STATES, "sources/s.yaml": SOURCE}))
    facts = {field: (state, partial) for field, state, partial in index.rows("SELECT field, state, partial FROM facts")}
    assert facts == {
        "license": ("read", 0), "context": ("inferred", 0), "output": ("cited", 0), "input": ("cited", 1),
    }  # fmt: skip
    assert index.rows("SELECT read FROM models") == [(0,)]


STAGES = """\
id: m
name: M
training:
  stages:
    - {name: one, connector: scratch, backbone: frozen}
    - {name: two, connector: full, backbone: full, data: [d]}
variants:
  - {id: m-a}
  - {id: m-b, training: {stages: [{name: alone, backbone: full}]}}
evidence:
  - {source: s, at: p. 2, read: 2026-01-01, supports: [training.stages.connector, training.stages.data], stages: [1]}
  - {source: s, at: p. 3, read: 2026-01-01, supports: [training.stages.backbone], stages: [1]}
  - {source: s, at: p. 4, inferred: 2026-01-01, because: it follows, supports: [training.stages.connector], stages: [1, 2]}
"""


def test_a_fact_of_several_stages_is_as_strong_as_that_of_the_weakest(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": STAGES, "sources/s.yaml": SOURCE}))
    facts = index.rows("SELECT id, substr(field, 17), state FROM facts JOIN rows USING (rid) ORDER BY id, field")
    assert facts == [
        ("m-a", "backbone", "cited"),  # p. 3 speaks of the first stage, which is the only one of m-b
        ("m-a", "connector", "inferred"),  # of the second stage p. 4 alone speaks
        ("m-a", "data", "cited"),  # p. 2 speaks of the first stage, which has none
        ("m-b", "backbone", "read"),
    ]


def test_a_dispute_about_one_variant_is_about_no_other(tmp_path: Path) -> None:
    dispute = "disputes: [{field: params, value: 3B, source: s, because: typo, variants: [m-b]}]\n"
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": MODEL + dispute, "sources/s.yaml": SOURCE}))
    assert index.rows("SELECT id, disputed, source FROM models ORDER BY id") == [
        ("m-a", None, None),
        ("m-b", '["params"]', None),
    ]
    assert index.rows('SELECT id FROM "models.source" JOIN rows USING (rid) WHERE value = ?', ("s",)) == [("m-b",)]


LINKED = {
    "models/m.yaml": "id: m\nname: Em\naliases: [Emma]\nfamily: letters\ntraining: {stages: [{name: one}, {name: two}]}\n"
    "variants: [{id: m-a, name: Em small, aliases: [Emmy]}, {id: m-b, training: {stages: [{name: own}]}}]\n",
    "models/n.yaml": "id: n\nname: En\nbackbone: m-a\n",
    "models/o.yaml": "id: o\nname: Oh\nbackbone: m\n",
    "risks/r.yaml": "id: r\nname: R\nabout: [m, nobody]\n",
}


def test_a_record_names_its_variants_but_not_its_stages(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", LINKED))
    refs = index.rows(
        "SELECT f.id, refs.field, refs.value, refs.target_kind, t.id FROM refs JOIN rows f ON f.rid = refs.rid "
        "LEFT JOIN rows t ON t.rid = refs.target WHERE f.kind IN ('models', 'risks') ORDER BY f.id, refs.value, t.id"
    )
    assert refs == [
        ("n", "backbone", "m-a", "models", "m-a"),
        ("o", "backbone", "m", "models", "m-a"),
        ("o", "backbone", "m", "models", "m-b"),
        ("r", "about", "m", "models", "m-a"),
        ("r", "about", "m", "models", "m-b"),
        ("r", "about", "nobody", "*", None),
    ]


def found(index: Index, table: str, value: str) -> list[str]:
    sql = f'SELECT id FROM "{table}" JOIN rows USING (rid) WHERE value = ? ORDER BY id'
    return [id_ for (id_,) in index.rows(sql, (value,))]


def test_a_reference_is_found_by_the_names_of_what_it_names(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", LINKED))
    for value, ids in {
        "m": ["n", "o"], "emma": ["n", "o"], "em": ["n", "o"], "letters": ["n", "o"],
        "m-a": ["n"], "em small": ["n"], "emmy": ["n"], "m-b": [], "n": [],
    }.items():  # fmt: skip
        assert found(index, "models.backbone", value) == ids, value
    for value, ids in {"m": ["r"], "emma": ["r"], "emmy": [], "letters": [], "nobody": ["r"]}.items():
        assert found(index, "risks.about", value) == ids, value
    for value, ids in {"m": ["m-b.1", "m.1", "m.2"], "emmy": ["m.1", "m.2"], "m-b": ["m-b.1", "m.1", "m.2"]}.items():
        assert found(index, "stages.model", value) == ids, value


def test_results_and_stages_have_no_names(birds: Index) -> None:
    assert birds.rows("SELECT count(*) FROM rows WHERE kind IN ('results', 'stages')") == [(6,)]
    assert birds.rows("SELECT count(*) FROM names WHERE kind IN ('results', 'stages')") == [(0,)]


def test_a_result_of_a_release_is_a_result_of_its_variants_by_reference_only(birds: Index) -> None:
    targets = birds.rows(
        "SELECT t.id FROM refs JOIN rows f ON f.rid = refs.rid JOIN rows t ON t.rid = refs.target "
        "WHERE f.id = 'ash-2023-heron.3' AND refs.field = 'model' ORDER BY t.id"
    )
    assert targets == [("kite-l",), ("kite-s",)]
    assert found(birds, "results.model", "kite") == ["ash-2023-heron.3"]
    assert found(birds, "results.model", "kite-l") == []
