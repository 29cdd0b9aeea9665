"""What holds for every query: it comes back from its own text, and nothing but QueryError is raised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mmkb.errors import QueryError
from mmkb.query.arguments import join_arguments
from mmkb.query.ast import KEYWORDS, Among, And, Everything, Item, Not, Or, Query, Range, Term, Text, Word
from mmkb.query.parse import parse

LETTERS = st.characters(categories=["L", "N", "S", "Po", "Pd"], exclude_characters='()",:=~<>!.-')
PLAIN = st.text(LETTERS, min_size=1).filter(lambda value: value.lower() not in KEYWORDS)
# Characters with a meaning somewhere in the grammar, and some that only look like it.
MEANINGFUL = st.sampled_from(
    [*'()"\\,:=~<>!.- \t\n\u3000aN7語｡', "..", " or ", " and ", "not ", "not:", "kind:", "every ", "no ", "k:("]
)
TRICKY = st.lists(MEANINGFUL).map("".join)

fields = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+){0,2}", fullmatch=True).filter(
    lambda name: name.lower() not in KEYWORDS
)
phrases = st.builds(Text, (st.text() | TRICKY).filter(bool), quoted=st.just(True))
texts = st.builds(Text, PLAIN) | phrases
ranges = st.tuples(st.none() | texts, st.none() | texts).filter(any).map(lambda ends: Range(*ends))


def terms() -> st.SearchStrategy[Query]:
    def items(item: st.SearchStrategy[Item]) -> st.SearchStrategy[tuple[Item, ...]]:
        return st.lists(item, min_size=1, max_size=3).map(tuple)

    comparisons = st.sampled_from(["=", "!=", "~", ">=", "<=", ">", "<"])
    return st.builds(Term, fields, st.just(":"), items(texts | ranges)) | st.builds(
        Term, fields, comparisons, items(texts)
    )


def combined(queries: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(queries, min_size=2, max_size=4).map(tuple)
    among = st.builds(Among, st.sampled_from(["some", "every", "no"]), fields, queries)
    return among | st.builds(Not, queries) | st.builds(And, several) | st.builds(Or, several)


QUERIES = st.just(Everything()) | st.recursive(terms() | st.builds(Word, texts), combined, max_leaves=8)


@given(QUERIES)
def test_a_query_is_read_back_from_its_text(query: Query) -> None:
    assert parse(str(query)) == query


def check(text: str) -> None:
    query = outcome(text)
    if isinstance(query, QueryError):
        start, end = query.span
        assert 0 <= start < end <= len(text)
        assert query.hint
        assert str(query)
    else:
        assert parse(str(query)) == query
        assert str(parse(str(query))) == str(query)


def outcome(text: str) -> Query | QueryError:
    try:
        return parse(text)
    except QueryError as error:
        return error


@given(st.text())
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    check(text)


@given(TRICKY)
def test_any_play_of_operators_is_a_query_or_a_query_error(text: str) -> None:
    check(text)


@given(st.text(st.characters()))
def test_undecodable_text_is_a_query_or_a_query_error(text: str) -> None:
    check(text)


@given(fields, st.lists(PLAIN, min_size=2))
def test_words_after_a_field_become_one_phrase(field: str, words: list[str]) -> None:
    expected = Term(field, ":", (Text(" ".join(words), quoted=True),))
    assert parse(join_arguments([f"{field}:{' '.join(words)}"])) == expected


@given(st.lists(TRICKY | st.text()))
def test_any_arguments_are_a_query_or_a_query_error(arguments: list[str]) -> None:
    check(join_arguments(arguments))
