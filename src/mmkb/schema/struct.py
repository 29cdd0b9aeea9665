"""A base for small classes that are never changed, without the import of `dataclasses`, which costs half an answer."""

from __future__ import annotations


class Struct:
    """A value with named parts, which are its `__slots__`; nothing changes them after `__init__`.

    Two are equal when they are of one class and their compared parts are equal: those in `__match_args__`, or all.
    """

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((type(self), self._parts()))

    def __repr__(self) -> str:
        parts = (f"{name}={getattr(self, name)!r}" for name in self._compared())
        return f"{type(self).__name__}({', '.join(parts)})"

    def _parts(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self._compared()])  # a list is faster than a generator

    def _compared(self) -> tuple[str, ...]:
        return self.__match_args__ or tuple(self.__slots__)
