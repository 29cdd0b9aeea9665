"""What records ask: the rule on the queries and commands that they keep, which only what reads commands can judge."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from mmkb.commands.ask import shown
from mmkb.commands.reading import read
from mmkb.commands.registry import NAMES, command
from mmkb.commands.tried import no_command
from mmkb.commands.words import recognised
from mmkb.corpus import check
from mmkb.corpus.corpus import Corpus
from mmkb.corpus.finding import Finding, Place
from mmkb.corpus.rules.rule import Rule
from mmkb.errors import KbError, UsageError
from mmkb.query.arguments import looks_like_query
from mmkb.query.parse import parse
from mmkb.schema.sentence import parts
from mmkb.views.catalogue import kind_named


def cannot_be_asked(corpus: Corpus) -> Iterator[Finding]:
    """Keep queries and commands that can be asked: those of a record are answered whenever somebody reads it.

    Try one: `mmkb KIND QUERY` or the command itself says what it takes; `mmkb help query` has the language.
    """
    for folder, kept in _KEPT.items():
        for file, document in corpus.of(folder):
            for place, ask in kept(document):
                try:
                    ask()
                except (KbError, ValueError) as problem:
                    said, *_ = str(problem).splitlines()
                    hint = problem.hint if isinstance(problem, KbError) else None
                    yield corpus.at(file, place, "MM207", f"this cannot be asked: {said}", hint)


def _listing(kind: str, query: str = "") -> None:
    kind_named(kind)
    parse(query)


def _command(line: str) -> None:
    name, *words = shlex.split(line) or [""]
    if name not in NAMES:
        raise no_command(name)
    declared = command(name)
    given = recognised(declared, words)
    if given is None:
        raise UsageError(f"this is not what `mmkb {name}` takes", f"`mmkb {name} --help` says what it takes")
    values, _ = read(declared, given)
    for parameter in declared.parameters:
        if parameter.type == "query" or parameter.metavar == "QUERY":
            parse(str(values[parameter.name]))
        elif parameter.type == "words":
            for word in filter(looks_like_query, given.get(parameter.name, ())):  # type: ignore[call-overload]
                parse(word)


def _shown(line: str) -> None:
    _command(line)
    shown(line)


def _sentence(sentence: str) -> None:
    for part in parts(sentence):
        if isinstance(part, str):
            continue
        queries = ("query", "base", "one", "other") if part.name != "pairs" else ()  # those are of methods
        if "kind" in part.of:
            kind_named(str(part.of["kind"]))
        for name in queries:
            parse(part.of.get(name) or "")


_Asked = Iterator[tuple[Place, Callable[[], object]]]


def _of_term(term: Mapping[str, Any]) -> _Asked:
    if "used_by" in term:
        yield ("used_by",), partial(_listing, *term["used_by"].split(" ", 1))


def _of_table(table: Mapping[str, Any]) -> _Asked:
    yield ("kind",), partial(_listing, table["kind"])
    if "query" in table:
        yield ("query",), partial(parse, table["query"])


def _of_question(question: Mapping[str, Any]) -> _Asked:
    for key, ask in (("answer", _sentence), ("shows", _shown), ("queries", _command)):
        for number, text in enumerate(question.get(key, [])):
            yield (key, number), partial(ask, text)


_KEPT: dict[str, Callable[[Mapping[str, Any]], _Asked]] = {
    "glossary": _of_term,
    "tables": _of_table,
    "questions": _of_question,
}
"""Per folder of records, every place that holds a query or a command, with what asks it."""

RULES = {**check.RULES, "MM207": Rule("MM207", "query or command that cannot be asked", cannot_be_asked)}
"""All rules: those on what records say, and the one on what they ask."""
