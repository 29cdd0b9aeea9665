"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mmkb.corpus.corpus import Corpus
from mmkb.corpus.finding import Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its code and title; its explanation is the docstring of the function."""

    code: str
    title: str
    check: Callable[[Corpus], Iterator[Finding]]

    @property
    def explanation(self) -> str:
        """Return why the rule exists and what to do, in full sentences."""
        return " ".join((self.check.__doc__ or "").split())
