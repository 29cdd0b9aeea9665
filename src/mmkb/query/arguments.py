"""Words that stand on a command line, as a query: what is one, and what the shell made of it."""

from __future__ import annotations

import re

from mmkb.errors import QueryError
from mmkb.query import ast
from mmkb.query.ast import KEYWORDS, quote
from mmkb.query.parse import HEAD, OPERATOR, parse

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.query.ast import Query


def looks_like_query(text: str) -> bool:
    """Return whether `text` asks something rather than names something.

    A term (`params>70B`), `not` or `or` asks; plain words, with parentheses or without (`GPT-4V(ision)`), may be a name.
    What the grammar refuses is meant as a query when it holds an operator.
    """
    try:
        return not _plain(parse(text))
    except QueryError:
        return re.search(OPERATOR, text) is not None


def _plain(query: Query) -> bool:
    if isinstance(query, ast.And):
        return all(map(_plain, query.children))
    return isinstance(query, (ast.Word, ast.Everything))


def join_arguments(arguments: Sequence[str]) -> str:
    """Return the query text that command-line `arguments` stand for: all of them, joined by spaces.

    The shell eats the quotes of `title:"large language"`, so an argument of the form `field:two words` gets
    them back. It stays as it is when it may be more than one term: when a parenthesis or double quote follows
    the operator, or when a word after the first is a keyword or holds an operator.
    """
    return " ".join(_requote(argument.strip()) for argument in arguments)


def _requote(argument: str) -> str:
    head = re.match(HEAD, argument)
    if head is None or head["field"].lower() in KEYWORDS:
        return argument
    value = argument[head.end() :]
    others = value.split()[1:]
    is_phrase = (
        others
        and not re.search(r'^[\s=<>]|[()"]', value)
        and not any(word.lower() in KEYWORDS or re.search(OPERATOR, word) for word in others)
    )
    return head[0] + quote(value) if is_phrase else argument
