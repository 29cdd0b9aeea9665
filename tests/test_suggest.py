"""Which names a slip brings up, and in which order."""

from __future__ import annotations

import pytest

from mmkb.suggest import near

FIELDS = ["kind", "id", "params", "modality", "vision.encoder", "score.mmmu", "score.mmmu-pro", "released"]


@pytest.mark.parametrize(
    ("word", "names", "expected"),
    [
        ("parms", FIELDS, ["params"]),
        ("modaltiy", FIELDS, ["modality"]),
        ("KNID", FIELDS, ["kind"]),
        ("Score_MMMU Pro", FIELDS, ["score.mmmu-pro", "score.mmmu"]),
        ("encoder", FIELDS, ["vision.encoder"]),
        ("mod", FIELDS, ["modality"]),
        ("zebra", FIELDS, []),
        ("", FIELDS, []),
        ("id", ["video", "identity", "ID"], ["ID"]),
        ("mmmu", ["mmlu", "score.mmmu", "mmmu-pro", "mmmu"], ["mmmu", "mmmu-pro", "mmlu"]),
        ("x_y_z w", ["x-y-z-w"], ["x-y-z-w"]),
        ("text_image", ["image", "text-image", "text image"], ["text-image"]),
        ("UK", ["Ukraine", "United Kingdom", "Uganda"], ["United Kingdom"]),
        ("usa", ["United States", "United Kingdom"], ["United States"]),
        ("ab", ["a", "b"], []),
        ("aaab", ["aaac", "aaad", "aaac", "aaae", "aaaf"], ["aaac", "aaad", "aaae"]),
    ],
)
def test_near(word: str, names: list[str], expected: list[str]) -> None:
    assert near(word, names) == expected


def test_limit() -> None:
    assert near("aaab", ["aaac", "aaad", "aaae"], limit=1) == ["aaac"]


def test_any_iterable_of_names() -> None:
    assert near("parms", (name for name in FIELDS)) == ["params"]
