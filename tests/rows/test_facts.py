"""What is known, read, inferred and disputed, and how many of it there are."""

from __future__ import annotations

from pathlib import Path

import kb
from mmkb.index.index import Index
from mmkb.rows.facts import Fact, Rival, Tally, counted, disputed, rivals, statuses, tallies
from mmkb.rows.records import members


def rids(index: Index, id_: str) -> list[int]:
    return [rid for rid, _ in members(index, ("models",), id_)]


def test_statuses(birds: Index) -> None:
    (oracle,), (iris,) = rids(birds, "oracle-bird"), rids(birds, "iris")
    found = statuses(birds, [oracle, iris])
    assert found[oracle, "params"] == Fact("undisclosed", "read", False)
    assert found[iris, "backbone"] == Fact("not-applicable", "read", False)
    assert (oracle, "backbone") not in found
    assert statuses(birds, rids(birds, "kite-s"))[rids(birds, "kite-s")[0], "license"] == Fact("known", "cited", False)


def test_a_dispute_is_of_the_variants_it_names(birds: Index) -> None:
    small, large = rids(birds, "heron")
    assert disputed(birds, [small, large]) == {(large, "context"), (small, "vision.tokens"), (large, "vision.tokens")}


def test_a_rival_value_stands_once_for_all_its_rows(birds: Index) -> None:
    assert rivals(birds, rids(birds, "heron")) == [
        Rival("context", "heron-70b", "2048", "moss-2024-birds", "§2", "version", None),
        Rival("vision.tokens", "heron-7b, heron-70b", "256", "moss-2024-birds", None, "counts after pooling", None),
    ]
    assert rivals(birds, rids(birds, "kite")) == []


def test_tallies(birds: Index) -> None:
    found = tallies(birds, [*rids(birds, "heron"), *rids(birds, "oracle-bird")])
    assert Tally("params", "known", "read", 2) in found
    assert Tally("params", "undisclosed", "read", 1) in found
    assert Tally("training.stages.method", "known", "cited", 2) in found


def test_counted(birds: Index) -> None:
    unfolded, facts, read, inferred = counted(birds, "models")
    of_models = statuses(birds, all_models(birds))
    assert (unfolded, facts, inferred) == (8, len(of_models), 0)
    assert read == sum(fact.state == "read" for fact in of_models.values())
    assert 0 < read < facts
    assert counted(birds, "results") == (4, 4, 2, 0)
    assert counted(birds, "claims") == (2, 2, 1, 0)
    assert counted(birds, "questions") == (1, 0, 0, 0)


def all_models(index: Index) -> list[int]:
    return [rid for id_ in index.ids("models") for rid in rids(index, id_)]


def test_tallies_tell_what_was_read_from_what_was_not(birds: Index) -> None:
    found = tallies(birds, [*rids(birds, "heron"), *rids(birds, "kite")])
    assert {tally for tally in found if tally.field == "license"} == {
        Tally("license", "known", "read", 2),
        Tally("license", "known", "cited", 2),
    }


def test_rivals_of_one_field_stay_apart(tmp_path: Path) -> None:
    disputes = "disputes:\n" + "".join(
        f"  - {{field: params, value: {value}, source: {source}, because: {because}}}\n"
        for value, source, because in (("8B", "s", "x"), ("9B", "s", "x"), ("8B", "t", "x"), ("8B", "s", "y"))
    )
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": f"id: m\nname: M\nparams: 7B\n{disputes}"}))
    found = rivals(index, rids(index, "m"))
    assert sorted((rival.value, rival.source, rival.because) for rival in found) == [
        ('"8B"', "s", "x"),
        ('"8B"', "s", "y"),
        ('"8B"', "t", "x"),
        ('"9B"', "s", "x"),
    ]


def test_states_and_lists_that_are_not_whole(tmp_path: Path) -> None:
    model = (
        "id: m\nname: M\ninput: [text]\noutput: [text]\ncontext: 4k\npartial: [input]\nevidence:\n"
        "  - {source: s, at: p. 1, inferred: 2026-01-01, because: it follows, supports: [input, output]}\n"
        "  - {source: s, at: p. 2, read: 2026-01-01, supports: [output]}\n"
    )
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": model}))
    (rid,) = rids(index, "m")
    assert statuses(index, [rid]) == {
        (rid, "input"): Fact("known", "inferred", True),
        (rid, "output"): Fact("known", "read", False),
        (rid, "context"): Fact("known", "cited", False),
    }
    assert counted(index, "models") == (1, 3, 1, 1)
