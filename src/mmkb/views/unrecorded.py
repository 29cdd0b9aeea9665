"""What a calculation lacks of a model: all of it at once, and how it can be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from mmkb.errors import UsageError

if TYPE_CHECKING:
    from mmkb.views.anatomy import Anatomy

Found = TypeVar("Found")
PICTURE = "--visual-tokens N"
"""The option in the place of whatever says how a picture becomes tokens."""


class UnrecordedError(UsageError):
    """Numbers of a model that are not on record.

    `lacks` has for each, by its short name, its field and the option that gives it, or None where there is none.
    """

    def __init__(self, model: str, lacks: Mapping[str, tuple[str, str | None]]) -> None:
        self.lacks = lacks
        alone = len(lacks) == 1
        options = " ".join(option for _, option in lacks.values() if option and option != PICTURE)
        others = [field for field, option in lacks.values() if option is None]
        remedies = (
            f"give {'it' if alone else 'them'} by {options}" if options else "",
            f"give the tokens of a picture by {PICTURE}" if PICTURE in [option for _, option in lacks.values()] else "",
            f"another checkpoint may have {'it' if alone else _joined(others)} on record" if others else "",
        )
        said = _joined([field for field, _ in lacks.values()])
        super().__init__(f"{model}: {said} {'is' if alone else 'are'} not recorded", "; ".join(filter(None, remedies)))


def complete(model: Anatomy, take: Callable[[Anatomy], Found]) -> Found:
    """Return what `take` makes of the model; raises UnrecordedError with all numbers that it lacks, not the first alone.

    What else it lacks shows when it goes on with a number in the place of each. How a picture becomes tokens is not gone on
    with: any number would not do.
    """
    lacks: dict[str, tuple[str, str | None]] = {}
    tried = model
    while True:
        try:
            found = take(tried)
        except UnrecordedError as problem:
            new = problem.lacks.keys() - lacks.keys()
            lacks |= problem.lacks
            if new and PICTURE not in [option for _, option in lacks.values()]:
                tried = replace(model, numbers={**model.numbers, **dict.fromkeys(lacks, 1)})
                continue
        except UsageError:
            if not lacks:
                raise
        else:
            if not lacks:
                return found
        raise UnrecordedError(model.id, lacks)


def _joined(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
