"""Titles for styles that write them in small letters: names and acronyms are protected, ordinary words are not."""

from __future__ import annotations

from collections.abc import Callable

_PROPER = frozenset({
    "Africa", "African", "Arabic", "Asia", "Bayesian", "Bengali", "Boolean", "Chinese", "China", "Einstein", "English", "Europe",
    "European", "Fourier", "French", "Gaussian", "German", "Google", "Hessian", "Hilbert", "Hindi", "India", "Indian",
    "Indonesian", "Internet", "Italian", "Japan", "Japanese", "Korean", "Laplacian", "Markov", "Monte", "Carlo", "Nyström",
    "Portuguese", "Russian", "Socratic", "Spanish", "Turing", "Vietnamese", "Wikipedia", "Winograd",
})  # fmt: skip
"""Words that are written large wherever they stand: people, peoples, languages, places."""
_SMALL = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or", "the", "to", "via", "vs", "with",
})  # fmt: skip
_FEW = 3
"""Words before a colon that are still taken for the name of what the paper introduces."""


def protected(title: str, escape: Callable[[str], str]) -> str:
    """Return a title, escaped, in which braces keep the capitals of names, acronyms and mathematics.

    A word is protected when it has a capital beyond its first letter or beside a digit, when it stands in a short name
    before a colon, when it is a proper noun, and when it is written large in a title of small letters.
    """
    words = title.split(" ")
    named = _name_before_colon(words)
    sentence = _is_sentence(words)
    return " ".join(
        _word(word, escape, whole=number < named or (sentence and number > 0 and word[:1].isupper()))
        for number, word in enumerate(words)
    )


def _word(word: str, escape: Callable[[str], str], *, whole: bool) -> str:
    written = escape(word)
    core = word.strip("()[],.:;!?“”‘’\"'")
    if not any(letter.isupper() for letter in word):
        return written
    kept = whole or written != word or core in _PROPER or any(map(_is_name, core.split("-")))
    start, end = len(word) - len(word.lstrip("([“‘\"'")), len(word.rstrip(")],.:;!?”’\"'"))
    if not kept:
        return written
    return f"{{{written}}}" if written != word else f"{word[:start]}{{{word[start:end]}}}{word[end:]}"


def _is_name(part: str) -> bool:
    """Return whether a word has a capital beyond its first letter, or one beside a digit."""
    return any(letter.isupper() for letter in (part if any(map(str.isdigit, part)) else part[1:]))


def _name_before_colon(words: list[str]) -> int:
    for number, word in enumerate(words[:_FEW]):
        if word.endswith(":"):
            return number + 1
    return 0


def _is_sentence(words: list[str]) -> bool:
    """Return whether most of the words that a title would write large are written small."""
    told = [word for word in words[1:] if word.lower() not in _SMALL and word[:1].isalpha()]
    return sum(word[0].islower() for word in told) * 2 > len(told)
