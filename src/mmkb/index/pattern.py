"""Regular expressions that read a text once, from left to right: no pattern takes longer than its length times the text's.

The syntax and the meaning are those of `re`, which also judges single characters and places; left out is what looks
ahead or back, and groups that are referred to. The engine of `re` goes back and tries again, which takes years for a
pattern such as `(.*?.*?)*[^a-z]$X`, and cannot be stopped. This one keeps the set of all places in the pattern where it may
be (Ken Thompson, Regular Expression Search Algorithm, CACM 11(6), 1968), and remembers the sets it has met.
"""

from __future__ import annotations

import re
import warnings

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable

MAX_STATES = 500
"""A pattern has at most so many places; a counted repetition counts as often as it repeats."""

_MOST_REMEMBERED = 1_000
_GROUP = r"\((?:\?:|\?P<\w+>)?(?!\?)"
_REPEAT = r"(?:([*+?])|\{(?!\})([0-9]*)(,?)([0-9]*)\})\??(?!\+)"
_ASSERTION = r"[\^$]|\\[AZbB]"
_ATOM = r"(?s:\\(?:x..|u.{4}|U.{8}|N\{[^}]*\}|0[0-7]{0,2}|[0-3][0-7]{2}|[^1-9])|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\()|*+?])"
_BOUNDS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class Pattern:
    """A pattern ready for use; raises ValueError for one that is wrong, too long, or looks ahead or back.

    `work` counts the steps taken so far.
    """

    def __init__(self, text: str) -> None:
        try:
            with warnings.catch_warnings(action="ignore"):
                re.compile(text)
                builder = _Builder(text)
                self._start = builder.built()
        except re.error as problem:
            raise ValueError(str(problem)) from None
        except (OverflowError, RecursionError):
            raise ValueError("it is too long or too deeply nested") from None
        self._states = builder.states
        self._asserts = any(state.assertion for state in self._states)
        self._closed: dict[tuple[frozenset[int], str, str], frozenset[int]] = {}
        self._after: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self.work = 0

    def found_in(self, text: str) -> bool:
        """Return whether the pattern matches somewhere in `text`, as `re.search` would."""
        places = frozenset([self._start])
        for at in range(len(text) + 1):
            self.work += 1
            # What stands around a place matters to `^`, `$` and `\b` alone.
            before, behind = (text[at - 1 : at] if at else "", text[at : at + 2]) if self._asserts else ("", "")
            closed = self._closed.get((places, before, behind))
            if closed is None:
                closed = self._closed[places, before, behind] = self._close(places, before, behind)
            if _END in closed:
                return True
            character = text[at : at + 1]
            places_ = self._after.get((closed, character))
            if places_ is None:
                places_ = self._after[closed, character] = self._step(closed, character)
            places = places_
        return False

    def _close(self, places: frozenset[int], before: str, behind: str) -> frozenset[int]:
        """Return all places that can be reached without reading on."""
        if len(self._closed) > _MOST_REMEMBERED:
            self._closed.clear()
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place in found:
                continue
            found.add(place)
            self.work += 1
            state = self._states[place]
            holds = state.assertion is None or state.assertion.match(before + behind, len(before))
            if state.atom is None and holds:
                waiting += state.ways
        return frozenset(found)

    def _step(self, places: frozenset[int], character: str) -> frozenset[int]:
        """Return the places behind `character`; a match may also begin there."""
        if len(self._after) > _MOST_REMEMBERED:
            self._after.clear()
        self.work += len(places)
        states = (self._states[place] for place in places)
        return frozenset(
            [self._start, *(state.ways[0] for state in states if state.atom and state.atom.fullmatch(character))]
        )


_END = 0


class _State:
    """A place in a pattern: what must stand around it or be read there, if anything, and where it leads."""

    __slots__ = ("assertion", "atom", "ways")

    def __init__(
        self, ways: list[int], assertion: re.Pattern[str] | None = None, atom: re.Pattern[str] | None = None
    ) -> None:
        self.ways = ways
        self.assertion = assertion
        self.atom = atom


class _Builder:
    """Reads a pattern that `re` accepts into states.

    A rule takes the pattern from `at` and returns what builds it in front of a state.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.flags = re.NOFLAG
        self.at = 0
        self.states = [_State([])]

    def built(self) -> int:
        """Read the whole pattern; return the state that it starts from."""
        if self._take(r"\(\?i\)"):
            self.flags = re.IGNORECASE
        build = self._alternatives()
        if self.at < len(self.text):
            rest = self.text[self.at : self.at + 3]
            raise ValueError(f"{rest!r} is not understood here (nothing may look ahead or back, or refer to a group)")
        return build(_END)

    def _alternatives(self) -> Callable[[int], int]:
        several = [self._sequence()]
        while self._take(r"\|"):
            several.append(self._sequence())
        return several[0] if len(several) == 1 else lambda end: self._add([build(end) for build in several])

    def _sequence(self) -> Callable[[int], int]:
        parts = []
        while part := self._part():
            parts.append(self._repeated(part))

        def build(end: int) -> int:
            for part in reversed(parts):
                end = part(end)
            return end

        return build

    def _part(self) -> Callable[[int], int] | None:
        if self._take(_GROUP):
            inside = self._alternatives()
            self._take(r"\)")
            return inside
        if assertion := self._take(_ASSERTION):
            place = re.compile(assertion[0])
            return lambda end: self._add([end], assertion=place)
        if atom := self._take(_ATOM):
            character = re.compile(atom[0], self.flags)
            return lambda end: self._add([end], atom=character)
        return None

    def _repeated(self, part: Callable[[int], int]) -> Callable[[int], int]:
        repeat = self._take(_REPEAT)
        if repeat is None:
            return part
        sign, low, comma, high = repeat.groups()
        least, most = _BOUNDS[sign] if sign else (int(low or 0), (int(high) if high else None) if comma else int(low))

        def build(end: int) -> int:
            if most is None:
                loop = self._add([end])
                self.states[loop].ways.append(part(loop))
                end = loop
            for _ in range((most or least) - least):
                end = self._add([end, part(end)])
            for _ in range(least):
                end = part(end)
            return end

        return build

    def _add(
        self, ways: list[int], assertion: re.Pattern[str] | None = None, atom: re.Pattern[str] | None = None
    ) -> int:
        if len(self.states) >= MAX_STATES:
            raise ValueError(f"it has more than {MAX_STATES} places where something can stand")
        self.states.append(_State(ways, assertion, atom))
        return len(self.states) - 1

    def _take(self, source: str) -> re.Match[str] | None:
        found = re.compile(source).match(self.text, self.at)
        if found:
            self.at = found.end()
        return found
