"""What a picture of a table shows: which columns say where its marks stand, and what tells them apart."""

from __future__ import annotations

from mmkb.schema.struct import Struct

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    Marks = Literal["points", "lines", "bars", "columns", "boxes"]


class Drawing(Struct):
    """What to draw of a table; columns are called by name.

    `points` and `lines` stand at `x` and `y`; `bars` are as long as `y`, one for each value of `x`; `columns` are the same
    over time, where no `x` means that the heads of `y` are the times; `boxes` are minimum, quartiles and maximum, in `y`.
    Marks are told apart by `series`, whose words `groups` may sum up; of bars and columns each of several `y`, or each
    series, has a panel. `label` is the column whose words are written beside the marks; of many points those have one that
    lie above all earlier ones, or with `lower` below them.
    """

    __slots__ = ("groups", "label", "lower", "marks", "series", "x", "y")

    def __init__(
        self,
        marks: Marks,
        x: str | None,
        y: tuple[str, ...],
        series: tuple[str, ...] = (),
        label: str | None = None,
        groups: Mapping[str, str] | None = None,
        *,
        lower: bool = False,
    ) -> None:
        self.marks: Marks = marks
        self.x = x
        self.y = y
        self.series = series
        self.label = label
        self.groups = groups or {}
        self.lower = lower


ACCESS = {
    "open-source": "open",
    "open-weights": "open",
    "restricted-weights": "open with limits, or without a licence",
    "unlicensed-weights": "open with limits, or without a licence",
    "api-only": "proprietary",
    "product-only": "proprietary",
    "unreleased": "unreleased",
    "unknown-access": "access not known",
}
"""What tells models apart in pictures, by their access class: more shapes would not be told apart."""

DRAWN = (
    "stats, timeline, boards, calculations, listings with a column of numbers, and what `mmkb plot` lists can be drawn"
)
