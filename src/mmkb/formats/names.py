"""An author's name in its parts."""

from __future__ import annotations

from typing import NamedTuple

_SUFFIXES = frozenset(("Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"))


class Name(NamedTuple):
    """A name: of a person with family name, given names and a suffix such as `Jr.` or `III`; of an organisation whole."""

    family: str
    given: str = ""
    suffix: str = ""


def parts(name: str) -> Name:
    """Return the parts of `Family, Given`; a suffix may stand behind either, or between commas of its own."""
    family, *rest = (" ".join(part.split()) for part in name.split(", "))
    suffixes = [part for part in rest if part in _SUFFIXES]
    given = " ".join(part for part in rest if part not in _SUFFIXES)
    if not rest or suffixes:
        return Name(family, given, " ".join(suffixes))
    for first, last in ((family, given), (given, family)):
        words, _, suffix = first.rpartition(" ")
        if words and suffix in _SUFFIXES:
            return Name(words, last, suffix) if first is family else Name(last, words, suffix)
    return Name(family, given)
