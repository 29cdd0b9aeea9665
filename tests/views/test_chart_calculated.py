"""What a picture of a calculation shows: a bar for each of its choices, and lines over tokens."""

from __future__ import annotations

from typing import Any

import pytest

from mmkb.index.index import Index
from mmkb.views.chart import chart
from mmkb.views.cost import cost
from mmkb.views.finetune import finetune
from mmkb.views.memory import memory
from mmkb.views.room import Room
from mmkb.views.serving import Hardware, serving

MEMORY = {"layers": [4], "heads": [8], "kv_heads": [8], "head_dim": [16]}


@pytest.mark.parametrize(
    ("answer", "marks", "labels"),
    [
        ({"dtypes": ["fp16", "int8"]}, "bars", ["wren-7b · fp16", "wren-7b · int8"]),
        ({"dtypes": ["fp16", "int8"], "tokens": [1000, 2000]}, "lines", ["wren-7b · fp16", "wren-7b · int8"]),
    ],
)
def test_memory_is_drawn_by_format_and_over_tokens(
    answer: dict[str, Any], marks: str, labels: list[str], birds: Index
) -> None:
    table = memory(birds, ["wren-7b"], room=Room(24e9, 0.0), given=MEMORY, **answer)
    drawn = chart(table)
    assert drawn.marks == marks
    assert ([point.label for point in drawn.points] if marks == "bars" else sorted(drawn.series)) == labels
    at = [column.name for column in table.columns].index("total")
    assert sorted(point.y for point in drawn.points) == sorted(float(str(row[at].value)) for row in table.rows)


def test_tuning_is_drawn_by_method_and_its_activations_over_tokens(birds: Index) -> None:
    given = {**MEMORY, "hidden": [128]}
    bars = chart(finetune(birds, ["wren-7b"], targets=["q"], given=given))
    assert [point.label for point in bars.points] == ["wren-7b · full", "wren-7b · lora", "wren-7b · qlora"]
    assert bars.points[0].y > bars.points[1].y > bars.points[2].y
    lines = chart(finetune(birds, ["wren-7b"], targets=["q"], tokens=[1000, 4000], given=given))
    assert (lines.marks, lines.y.title, lines.series) == ("lines", "activations", ("wren-7b",))


def test_compute_is_drawn_for_each_model_and_over_tokens(birds: Index) -> None:
    bars = chart(cost(birds, ["heron-7b"], tokens=[1e12], given={}))
    assert [(point.label, point.y) for point in bars.points] == [("heron-7b", 6 * 7e9 * 1e12)]
    lines = chart(cost(birds, ["heron-7b"], tokens=[1e12, 2e12], given={}))
    assert [point.y for point in lines.points] == [4.2e22, 8.4e22]
    assert {words for _, words in lines.y.ticks} >= {"5e22"}


def test_an_offer_is_a_bar_with_who_offers_it(birds: Index) -> None:
    drawn = chart(serving(birds, ["oracle-bird"], hardware=Hardware(2.0, 1000.0)))
    assert drawn.points[-1].label == "own hardware"
    assert [point.label for point in drawn.points[:-1]] == ["oracle-bird · its maker"]
