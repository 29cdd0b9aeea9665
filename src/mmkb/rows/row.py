"""What statements return, with names for the parts, and without the import of `typing`, which costs half an answer."""

from __future__ import annotations

from mmkb.schema.struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class Row(Struct):
    """A row. Its parts are what its class annotates; it is made from their values, in that order, and gives them so."""

    __slots__ = ("__dict__",)

    def __init__(self, *values: Any) -> None:  # noqa: ANN401 what stands in a column
        self.__dict__.update(zip(type(self).__annotations__, values, strict=True))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.__dict__.values())

    def _parts(self) -> tuple[object, ...]:
        return tuple(self.__dict__.values())

    def _compared(self) -> tuple[str, ...]:
        return tuple(type(self).__annotations__)
