"""Which numbers may stand side by side, and how sides are summed up."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.errors import NotFoundError, UsageError
from mmkb.index.index import Index
from mmkb.rows.results import PROTOCOL, Instrument, Result
from mmkb.views.cell_text import text
from mmkb.views.compare import compare
from mmkb.views.scores import best_common, better, comparable, primary, rounding, stated
from mmkb.views.table import Table

ACCURACY = Instrument("pecks-val", "pecks", "higher", None, None, "%", "val", "accuracy")


def result(
    printed: str,
    source: str = "a",
    at: str = "Table 1",
    measured_by: str = "self",
    rid: int = 1,
    picked: bool = False,
    version: str | None = None,
    **protocol: object,
) -> Result:
    stated = tuple(protocol.get(name) for name in PROTOCOL)
    return Result(
        rid,
        "m",
        "pecks-val",
        printed,
        float(printed),
        measured_by,
        source,
        at,
        picked,
        None,
        True,
        stated,
        None,
        version,
        None,
    )


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (result("1"), result("2"), None),
        (result("1", version="2024-05-13"), result("2"), None),  # what was measured, not how
        (result("1"), result("2", source="b"), "protocol not stated"),
        (result("1", shots=5), result("2", source="b", shots=5), None),
        (result("1", shots=5), result("2", source="b", shots=0), "different shots: 5 and 0"),
        (result("1", shots=5), result("2", source="b"), "only one of the two states shots: 5"),
        (result("1", setting="zero-shot", shots=0), result("2", source="b", setting="zero-shot"), None),
        (
            result("1", setting="few-shot", shots=5),
            result("2", setting="few-shot"),
            "only one of the two states shots: 5",
        ),
        (result("1", frames=8), result("2", frames=16), "different frames: 8 and 16"),
        (result("1", chain_of_thought=True), result("2"), "only one of the two states chain of thought: yes"),
        (result("1", judge="x"), result("2", judge="y"), "different judge: x and y"),
        (
            result("1", shots=5),
            result("2", source="b", shots=5, measured_by="third-party"),
            "different measurer: self and third-party",
        ),
        (result("1"), result("2", at="Table 2"), "protocol not stated"),
    ],
)
def test_comparable(one: Result, other: Result, reason: str | None) -> None:
    assert comparable(one, other) == reason
    assert (comparable(other, one) is None) == (reason is None)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (result("1", setting="few-shot", shots=4), "4-shot"),
        (result("1", setting="few-shot"), "few-shot"),
        (result("1", shots=4), "4-shot"),
        (result("1", setting="zero-shot", shots=0), "zero-shot"),
        (result("1", setting="zero-shot", chain_of_thought=True), "zero-shot, chain of thought"),
        (result("1", setting="fine-tuned", shots=0), "fine-tuned, 0-shot"),
        (result("1"), ""),
    ],
)
def test_a_protocol_says_nothing_twice(found: Result, words: str) -> None:
    assert stated(found) == words


def test_a_common_table_is_found_among_rivals() -> None:
    sides = {
        "x": [result("1", source="a"), result("2", source="c")],
        "y": [result("3", source="b"), result("4", source="c")],
    }
    picked, reason = best_common(sides)
    assert picked is not None
    assert ({side: found.printed for side, found in picked.items()}, reason) == ({"x": "2", "y": "4"}, "")
    assert best_common({"x": sides["x"][:1], "y": sides["y"][:1]}) == (None, "protocol not stated")


@pytest.mark.parametrize(
    ("direction", "one", "other", "expected"),
    [
        ("higher", "62.4", "60.1", "x"),
        ("lower", "0.31", "0.25", "y"),
        ("higher", "62.4", "62.5", "y"),
        ("higher", "62.4", "62.44", "tie"),
        ("target", "55.0", "47.0", "y"),
    ],
)
def test_better(direction: str, one: str, other: str, expected: str) -> None:
    instrument = Instrument("i", "b", direction, 50.0 if direction == "target" else None, None, None, None, "m")
    assert better(instrument, {"x": result(one), "y": result(other)}) == expected


def test_noise_makes_ties() -> None:
    noisy = Instrument("i", "b", "higher", None, 3.0, None, None, "m")
    assert better(noisy, {"x": result("62.4"), "y": result("60.1")}) == "tie"


@pytest.mark.parametrize(
    ("printed", "expected"), [("62.4", 0.1), ("62.40", 0.01), ("1510.7", 0.1), ("71.5 ± 0.2", 0.1), ("83", 1.0)]
)
def test_rounding(printed: str, expected: float) -> None:
    assert rounding(printed) == pytest.approx(expected)


def test_primary_prefers_the_maker_unless_the_record_picks() -> None:
    own, other = result("1", rid=2), result("2", measured_by="third-party", rid=1)
    assert primary([other, own]) == own
    copy = result("2", measured_by="copied", rid=0)
    assert primary([copy, other]) == other
    picked = result("2", measured_by="third-party", rid=1, picked=True)
    assert primary([own, picked]) == picked


def test_a_stated_protocol_outranks_a_silent_maker_and_a_copy_is_last() -> None:
    silent, said = result("1", rid=1), result("2", measured_by="third-party", rid=2, setting="zero-shot")
    copy = result("3", measured_by="copied", rid=0, setting="zero-shot", shots=0)
    assert primary([silent, said, copy]) == said
    assert primary([copy, silent]) == silent
    assert primary([said, result("1", rid=1, picked=True)]) != said


def test_a_single_answer_goes_before_several_drawn_and_a_copy_is_last() -> None:
    drawn, other = (
        result("74.4", rid=1, shots=8, samples=8),
        result("62.5", measured_by="other-developer", rid=2, shots=4),
    )
    silent, copy = result("58.4", rid=3), result("74.4", measured_by="copied", rid=0)
    assert primary([drawn, other]) == other
    assert primary([drawn, silent]) == silent
    assert primary([copy, drawn]) == drawn
    assert primary([result("1", rid=4, samples=8), result("2", rid=5, samples=1)]).printed == "2"
    picked = result("74.4", rid=6, samples=8, picked=True)
    assert primary([other, picked]) == picked


def test_of_equals_the_first_reported_is_primary() -> None:
    first, second = result("1", rid=1), result("2", rid=2)
    assert primary([second, first]) == first


def values(table: Table) -> dict[str, list[str]]:
    """Return the cells of a table by the first cell of their row."""
    return {
        str(row[0].value): [text(cell, column) for cell, column in zip(row[1:], table.columns[1:], strict=True)]
        for row in table.rows
    }


def test_two_records_side_by_side(birds: Index) -> None:
    page = compare(birds, ["heron-7b", "heron-70b"])
    facts = values(page.tables[0])
    assert facts["params"] == ["7B", "70B"]
    assert facts["context"] == ["4,096 tokens", "4,096 tokens"]
    assert page.tables[0].rows[list(facts).index("context")][2].disputed


def test_only_what_differs(birds: Index) -> None:
    facts = values(compare(birds, ["heron-7b", "heron-70b"], differing=True).tables[0])
    assert set(facts) >= {"params", "backbone", "released"}
    assert not set(facts) & {"context", "input", "license"}


def test_scores_are_refused_with_a_reason(birds: Index) -> None:
    _, *tables = compare(birds, ["heron-7b", "heron-70b"]).tables
    refused = next(table for table in tables if table.title == "scores not comparable")
    assert values(refused) == {"pecks-val": ["62.4%", "71.5 ± 0.2", "different shots: 0 and 5"]}
    fair = next(table for table in tables if table.title == "scores")
    assert fair.notes == ("based on 0 of 1 shared instruments",)


def test_groups_count_releases(birds: Index) -> None:
    page = compare(
        birds, ["type:multimodal-llm access:open", "type:multimodal-llm access:proprietary"], everything=True
    )
    facts = values(page.tables[0])
    assert page.paragraphs == (
        "type:multimodal-llm access:open: 2 releases, type:multimodal-llm access:proprietary: 1 release",
        "type:multimodal-llm access:open: restricted-weights 1 of 2 open releases",
    )
    assert facts["input"][0] == "text 100%, image 100%, video 50% (2 of 2 known)"
    assert facts["params"][0] == "median 23.25B, 8B to 38.5B (2 of 2 known)"


def test_shares_are_of_the_known(birds: Index) -> None:
    facts = values(compare(birds, ["type:multimodal-llm", "type:language-model"], fields=["license"]).tables[0])
    assert facts["license"] == ["free 50%, capped 50% (2 of 3 known)", "free"]


def test_a_group_beside_a_record_has_medians(birds: Index) -> None:
    titles = [
        table.title for table in compare(birds, ["heron", "family:raptor or family:wader"], everything=True).tables
    ]
    assert titles == ["facts", "scores on shared instruments"]


def test_what_is_no_model_has_no_scores(birds: Index) -> None:
    assert [table.title for table in compare(birds, ["gqa", "mha"]).tables] == ["facts"]


def test_text_is_compared_of_records_but_not_of_groups(birds: Index) -> None:
    assert "paper" in values(compare(birds, ["heron", "wren"]).tables[0])
    assert "paper" not in values(compare(birds, ["heron", "type:language-model or type:vision-encoder"]).tables[0])


def test_one_size_is_enough_for_a_mark(tmp_path: Path) -> None:
    """A release's fact is marked as cited or disputed when that of any size is."""
    kite = kb.RECORDS["models/kite.yaml"].replace(
        "evidence:\n",
        "evidence:\n  - {source: moss-2024-birds, read: 2026-11-22, variants: [kite-s], supports: [license]}\n",
    )
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/kite.yaml": kite}))
    facts = {row[0].value: row[1:] for row in compare(index, ["kite", "heron"]).tables[0].rows}
    assert [cell.cited for cell in facts["license"]] == [True, False]
    assert [cell.disputed for cell in facts["context"]] == [False, True]


def test_a_side_may_compare_by_any_operator(birds: Index) -> None:
    page = compare(birds, ["params>10B", "params<10B"], fields=["params"])
    assert page.paragraphs == (
        "params>10B: 3 releases, params<10B: 4 releases",
        "params>10B: restricted-weights 1 of 3 open releases",
        "params<10B: restricted-weights 1 of 4 open releases",
    )


def test_a_side_may_be_a_name_of_several_words(birds: Index) -> None:
    assert compare(birds, ["Grouped queries", "Multi-head attention"]).paragraphs[0].startswith("gqa: 1 attention")


def test_one_side_per_value(birds: Index) -> None:
    page = compare(birds, [], by="type", fields=["params"])
    assert [column.name for column in page.tables[0].columns][1] == "type:multimodal-llm"
    assert list(values(page.tables[0])) == ["params"]


@pytest.mark.parametrize(
    ("sides", "error", "message"),
    [
        (["heron", "gqa"], UsageError, "only records of one kind"),
        (["heron"], UsageError, "two sides"),
        (["heron", "hern"], NotFoundError, "hern"),
        (["heron", "input:depth"], NotFoundError, "nothing matches the side 'input:depth'"),
    ],
)
def test_sides_that_cannot_be_compared(sides: list[str], error: type[Exception], message: str, birds: Index) -> None:
    with pytest.raises(error, match=message):
        compare(birds, sides)


def test_shares_of_what_can_be_several_are_said_to_add_up_to_more(birds: Index) -> None:
    def said(*names: str) -> bool:
        tables = compare(birds, names, fields=["developer"]).tables
        return any("exceed 100%" in note for table in tables for note in table.notes)

    assert said("type:multimodal-llm", "type:language-model")
    assert not said("heron-7b", "wren-7b")
