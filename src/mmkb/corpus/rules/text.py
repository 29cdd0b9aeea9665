"""Rules about texts: their characters, their length, the symbols of formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkb.corpus.corpus import Corpus, leaves
from mmkb.corpus.finding import Finding
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.symbols import FORMULAS, unexplained
from mmkb.terminal import sign, visible

_JOINERS = {ord(joiner): None for joiner in "\u200c\u200d"}
"""Unseen, but Persian, Indic scripts and emoji are not written without them."""
_SENTENCES = range(2, 5)


def hidden_characters(corpus: Corpus) -> Iterator[Finding]:
    """A text holds what people see and nothing else.

    A terminal would obey control characters, overrides of direction show one text as another, and zero-width or other
    unseen characters keep a search from finding a name. Type the text anew.
    """
    for file, document in corpus.of():
        for path, place, value in leaves(document):
            if not isinstance(value, str) or (plain := value.translate(_JOINERS)) == visible(plain):
                continue
            found = dict.fromkeys(sign(ord(character)) for character in plain if visible(character) != character)
            yield corpus.at(file, place, "MM501", f"{path} holds {', '.join(found)}", "type the text anew")


def length_of_definition(corpus: Corpus) -> Iterator[Finding]:
    """A term is explained in two to four sentences: one says what it is, the others what for and how it is known."""
    for file, document in corpus.of("glossary"):
        count = len(re.findall(r"[.!?](?=\s|$)", document["summary"]))
        if count not in _SENTENCES:
            yield corpus.at(file, ("summary",), "MM502", f"a definition of {count} sentences", "write two to four")


def unexplained_symbol(corpus: Corpus) -> Iterator[Finding]:
    """Everybody can read a formula: its symbols are those of the legend, or its own words say what they stand for.

    Take the symbol that the legend has for it, or add `for m landmarks` to the formula.
    """
    for kind, paths in FORMULAS.items():
        for file, document in corpus.of(kind):
            for path in paths:
                for symbol in unexplained(str(document.get(path, ""))):
                    message = f"{path} uses {symbol}, which nothing explains"
                    yield corpus.at(file, (path,), "MM503", message, f"write `for {symbol} …`")


RULES = (
    Rule("MM501", "hidden character", hidden_characters),
    Rule("MM502", "definition too short or too long", length_of_definition),
    Rule("MM503", "symbol without a meaning", unexplained_symbol),
)
