"""What a picture of a table shows: which columns say where its marks stand, and what tells them apart."""

from __future__ import annotations

from mmkb.errors import UsageError
from mmkb.schema.field import NUMERIC
from mmkb.schema.kinds import KINDS
from mmkb.schema.struct import Struct

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from mmkb.views.table import Table

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


def drawing_of(table: Table) -> Drawing:
    """Return what to draw of a table: as its view says, else of a listing its first numbers.

    A date and a number, or two numbers, are points; one number alone is a bar for each row. Raises UsageError where there
    is nothing to draw.
    """
    if table.drawing is not None:
        return table.drawing
    if table.kind not in KINDS:
        raise UsageError("this table has no picture", DRAWN)
    numbers = [column.name for column in table.columns if column.type in NUMERIC]
    dates = [column.name for column in table.columns if column.type == "date"]
    if not numbers:
        example = "mmkb models -c id,released,params,access --variants --plot"
        raise UsageError("there is no column of numbers to draw", f"name one, for example: {example}")
    first = table.columns[0].name
    if not dates and len(numbers) == 1:
        return Drawing("bars", first, (numbers[0],))
    x, y = (dates[0], numbers[0]) if dates else numbers[:2]
    apart = next((column.name for column in table.columns if column.type == "enum" and not column.many), None)
    groups = ACCESS if apart == "access" else {}
    return Drawing("points", x, (y,), (apart,) if apart else (), first, groups)
