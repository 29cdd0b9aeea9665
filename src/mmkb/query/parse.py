"""From query text to the tree in `ast`, knowing the grammar but no field and no type.

The docstring of each parsing method is its rule of the grammar.
"""

from __future__ import annotations

import re

from mmkb.errors import QueryError
from mmkb.query import ast
from mmkb.query.ast import KEYWORDS, Text, quote
from mmkb.query.cursor import Cursor

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from typing import Any

    from mmkb.query.ast import Amount, Item, Query, Span

MAX_LENGTH = 100_000
MAX_DEPTH = 100

# Texts, compiled where they are first needed: `re.compile` keeps what it has compiled.
OPERATOR = r"!=|:?[<>]=?|[:=~]"
"""Of an order also with a colon in front, as people write it elsewhere: `params:>7B`."""
_FIELD = r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*"
HEAD = rf"(?P<field>{_FIELD})(?P<op>{OPERATOR})"
_AMONG = rf"(?P<field>{_FIELD}):\("
_WORD = r'[^\s()"]+'
_PIECE = r'(?:(?!\.\.)[^\s(),"])+'
_REGEX_PIECE = r'[^\s(),"]+'
_DOTS = r"\.{2,}"
_COMPARISON = r"[=<>]+"
_MISSPELT = {"=>": ">=", "=<": "<=", "==": "=", "<>": "!=", "~=": "~"}
_SURROGATE = r"[\ud800-\udfff]"
_CONNECTIVES = {
    "and": r'(?i:and)(?![^\s()"])',
    "or": r'(?i:or)(?![^\s()"])',
    "not": r'(?i:not)(?::|(?![^\s()"]))',
    "every": r'(?i:every)(?![^\s()"])',
    "no": r'(?i:no)(?![^\s()"])',
}


def parse(text: str) -> Query:
    """Return the tree of the query `text`; blank text is `Everything`.

    Raises QueryError, with the span at fault and a remedy, when `text` does not follow the grammar, is longer
    than MAX_LENGTH or nests deeper than MAX_DEPTH.
    """
    if len(text) > MAX_LENGTH:
        message = f"the query has {len(text):,} characters, more than {MAX_LENGTH:,}"
        raise QueryError(message, text, (MAX_LENGTH, len(text)), "split it into several queries")
    # Bytes that are not UTF-8 arrive from the shell as lone surrogates, which a database refuses to store.
    if stray := re.search(_SURROGATE, text):
        raise QueryError("this is not a character", text, stray.span(), "write the query in UTF-8")
    return _Parser(text).query()


class _Parser(Cursor):
    """A recursive descent over the text; `depth` counts open `(` and `not`.

    A rule's argument `after` is the span of the keyword or parenthesis that asks for an operand.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0

    def query(self) -> Query:
        """`query = [or]`."""
        self.skip_space()
        if self.peek() == "":
            return ast.Everything()
        query = self._or(None)
        if self.peek() == ")":
            raise self._unopened()
        return query

    def _or(self, after: Span | None) -> Query:
        """`or = and {"or" and}`."""
        children = [self._and(after)]
        while keyword := self._take("or"):
            children.append(self._and(keyword))
        return children[0] if len(children) == 1 else ast.Or(tuple(children))

    def _and(self, after: Span | None) -> Query:
        """`and = unary {["and"] unary}`."""
        children = [self._unary(after)]
        while (keyword := self._take("and")) or self._at_operand():
            children.append(self._unary(keyword))
        return children[0] if len(children) == 1 else ast.And(tuple(children))

    def _unary(self, after: Span | None) -> Query:
        """`unary = "not" unary | "(" or ")" | among | term`."""
        if keyword := self._take("not"):
            self._enter(keyword)
            query: Query = ast.Not(self._unary(keyword))
            self.depth -= 1
        elif keyword := self._take("every"):
            query = self._among("every", keyword)
        elif keyword := self._take("no"):
            query = self._among("no", keyword)
        elif self.match(_AMONG):
            query = self._among("some", None)
        elif self.peek() == "(":
            query = self._parenthesis()
        else:
            query = self._term(after)
        self.skip_space()
        return query

    def _among(self, amount: Amount, keyword: Span | None) -> Query:
        """`among = ["every" | "no"] FIELD ":(" or ")"`, behind its keyword."""
        head = self.match(_AMONG)
        if head is None:
            assert keyword is not None
            raise self._missing_rows(amount, keyword)
        self._check_field(head)
        self.at = head.end() - 1
        return ast.Among(amount, head["field"], self._parenthesis(), head.span("field"))

    def _parenthesis(self) -> Query:
        """`"(" or ")"`."""
        opening = (self.at, self.at + 1)
        self._enter(opening)
        self.at += 1
        self.skip_space()
        query = self._or(opening)
        if self.peek() != ")":
            raise self._unclosed(opening)
        self.at += 1
        self.depth -= 1
        return query

    def _term(self, after: Span | None) -> Query:
        """`term = FIELD op value | WORD | "PHRASE"`."""
        if self.peek() == '"':
            term: Query = ast.Word(self.phrase())
        elif head := self.match(HEAD):
            op: Any = head["op"].lstrip(":") or ":"
            items = self._value(head)
            term = ast.Term(head["field"], op, items, (head.start(), self.at), head.span("field"))
        elif word := self.match(_WORD):
            term = ast.Word(self._word(word))
        else:
            raise self._missing_operand(after)
        if self.peek() not in {"", ")"} and not self.peek().isspace():
            hint = 'add it, or put the whole text in double quotes, as in "f(x)"'
            raise self.error(f"a space is missing before {self.peek()!r}", (self.at, self.at + 1), hint)
        return term

    def _word(self, match: re.Match[str]) -> Text:
        """`WORD`: no keyword, no operator in it, no `-` or `!` before it."""
        word, start = match[0], match.start()
        hint = f"to search for the text, quote it: {quote(word)}"
        operator = re.search(OPERATOR, word)
        if word.lower() in KEYWORDS:
            raise self.error(f"nothing to the left of {word!r}", match.span(), f"write a query there; {hint}")
        if operator and operator.start() == 0:
            span, hint = (
                (start, start + operator.end()),
                f"write it without spaces, as in year{operator[0]}2024; {hint}",
            )
            raise self.error(f"a field is missing before {operator[0]!r}", span, hint)
        if word[0] in "-!":
            hint = f"write: not {word.lstrip('-!') or 'x'}; {hint}"
            raise self.error(f"{word[0]!r} does not negate", (start, start + 1), hint)
        if operator:
            name = word[: operator.start()]
            raise self.error(f"{name!r} cannot be a field name", (start, start + len(name)), hint)
        self.at = match.end()
        return Text(word, match.span())

    def _value(self, head: re.Match[str]) -> tuple[Item, ...]:
        """`value = item {"," item}`, behind the field and operator in `head`."""
        self._check_field(head)
        self.at = head.end()
        items = [self._item(head)]
        while self.peek() == ",":
            self.at += 1
            items.append(self._item(head))
        return tuple(items)

    def _check_field(self, head: re.Match[str]) -> None:
        if (name := head["field"]).lower() in KEYWORDS:
            hint = f"to search for the text, quote it: {quote(name)}"
            raise self.error(f"{name!r} is a keyword and cannot be a field", head.span("field"), hint)

    def _item(self, head: re.Match[str]) -> Item:
        """`item = WORD | "PHRASE" | [lo] ".." [hi]`."""
        start = self.at
        low = self._piece(head)
        dots = self.match(_DOTS)
        if dots is None:
            if low is None:
                raise self._missing_item(head)
            return low
        self.at = dots.end()
        high = self._piece(head)
        again = self.match(_DOTS)
        if again or len(dots[0]) > 2:
            hint = "write 7B..13B; a value that holds dots goes in double quotes"
            raise self.error("a range has two dots, once", (again or dots).span(), hint)
        if low is None and high is None:
            raise self.error("a range needs at least one end", dots.span(), "write 7B.. or ..13B or 7B..13B")
        if head["op"] != ":":
            negation = "not " if head["op"] == "!=" else ""
            hint = f"write: {negation}{head['field']}:{self.text[start : self.at]}; or quote the value"
            raise self.error(f"a range cannot follow {head['op']!r}", (start, self.at), hint)
        return ast.Range(low, high, (start, self.at))

    def _piece(self, head: re.Match[str]) -> Text | None:
        """`[WORD | "PHRASE"]`, where a WORD ends before `..` unless it is a regular expression."""
        if self.peek() == '"':
            return self.phrase()
        if comparison := self.match(_COMPARISON):
            raise self._misspelt(head, comparison)
        if match := self.match(_REGEX_PIECE if head["op"] == "~" else _PIECE):
            self.at = match.end()
        return match and Text(match[0], match.span())

    def _take(self, keyword: str) -> Span | None:
        """Step over `keyword` and the space behind it; return its span, or None where it does not stand."""
        if match := self.match(_CONNECTIVES[keyword]):
            self.at = match.end()
            self.skip_space()
        return match and match.span()

    def _at_operand(self) -> bool:
        return self.peek() not in {"", ")"} and not self.match(_CONNECTIVES["or"])

    def _enter(self, span: Span) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} deep", span, "drop what changes nothing")

    def _missing_operand(self, after: Span | None) -> QueryError:
        if after is None:
            return self._unopened()
        word = self.text[slice(*after)].rstrip(":")
        if word != "(":
            hint = f"write a query there; to search for the text, quote it: {quote(word)}"
            return self.error(f"nothing to the right of {word!r}", after, hint)
        if self.peek() == ")":
            span, hint = (after[0], self.at + 1), "write a query there, or drop them"
            return self.error("nothing between the parentheses", span, hint)
        return self._unclosed(after)

    def _missing_rows(self, amount: Amount, keyword: Span) -> QueryError:
        word = self.text[slice(*keyword)]
        hint = f"write: {amount} stages:(backbone:frozen); to search for the text, quote it: {quote(word)}"
        if amount == "no" and (head := self.match(HEAD)):
            hint = f"write: not {head[0]}…; or with rows that are asked one by one: no stages:(backbone:full)"
        return self.error(f"{word!r} stands before rows and a query on them in parentheses", keyword, hint)

    def _missing_item(self, head: re.Match[str]) -> QueryError:
        if self.peek() == ",":
            span, hint = (self.at, self.at + 1), "drop it, or quote it to search for it"
            return self.error("nothing before this comma", span, hint)
        if self.text[self.at - 1] == ",":
            span, hint = (self.at - 1, self.at), "write a,b with no space after the comma, or drop it"
            return self.error("nothing after this comma", span, hint)
        hint = f"write the value right after {head['op']!r}, without a space"
        if self.peek() == "(":
            hint = f"parentheses hold whole queries, and follow ':' alone; write alternatives as {head[0]}a,b"
        return self.error(f"no value after {head[0]!r}", head.span(), hint)

    def _misspelt(self, head: re.Match[str], comparison: re.Match[str]) -> QueryError:
        written = head["op"] + comparison[0]
        meant = _MISSPELT.get(written, written[1:])
        if comparison.start() == head.end() and re.fullmatch(OPERATOR, meant):
            span = (head.start("op"), comparison.end())
            return self.error(f"unknown operator {written!r}", span, f"write: {head['field']}{meant}")
        return self.error(f"no value begins with {comparison[0]!r}", comparison.span(), "quote the value")

    def _unclosed(self, opening: Span) -> QueryError:
        return self.error("this parenthesis is never closed", opening, "add ')'; to search for it, quote it")

    def _unopened(self) -> QueryError:
        hint = "drop it, or add '(' before; to search for it, quote it"
        return self.error("no parenthesis is open here", (self.at, self.at + 1), hint)
