"""The grammar as tables: what a query means, what is wrong with it, what the shell left of it."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from mmkb.errors import QueryError
from mmkb.query.arguments import join_arguments, looks_like_query
from mmkb.query.ast import Among, And, Everything, Item, Not, Or, Query, Range, Term, Text, Word
from mmkb.query.parse import MAX_DEPTH, MAX_LENGTH, parse

if TYPE_CHECKING:
    from mmkb.query.ast import Operator


def word(value: str) -> Word:
    return Word(Text(value))


def phrase(value: str) -> Text:
    return Text(value, quoted=True)


def term(field: str, op: Operator, *items: str | Item) -> Term:
    return Term(field, op, tuple(Text(item) if isinstance(item, str) else item for item in items))


def between(low: str | None, high: str | None) -> Range:
    return Range(low if low is None else Text(low), high if high is None else Text(high))


A, B, C = word("a"), word("b"), word("c")

MEANINGS: list[tuple[str, Query]] = [
    ("", Everything()),
    (" \t\n\u3000", Everything()),
    # words and phrases
    ("llava-1.5-7b", word("llava-1.5-7b")),
    ("Qwen2.5-VL", word("Qwen2.5-VL")),
    ("2404.01322", word("2404.01322")),
    ("a,b", word("a,b")),
    ("a..b", word("a..b")),
    ("wow!", word("wow!")),
    ("視覚言語モデル", word("視覚言語モデル")),
    ("oracle android notes", And((word("oracle"), word("android"), word("notes")))),
    ('"or"', Word(phrase("or"))),
    ('"kind:model"', Word(phrase("kind:model"))),
    (r'"say \"hi\" \\ \d"', Word(phrase(r'say "hi" \ \d'))),
    ('"two\nlines"', Word(phrase("two\nlines"))),
    # connectives
    ("a b c", And((A, B, C))),
    ("a and b AND c", And((A, B, C))),
    ("a b or c", Or((And((A, B)), C))),
    ("a or b c", Or((A, And((B, C))))),
    ("a Or b oR c", Or((A, B, C))),
    ("a (b or c)", And((A, Or((B, C))))),
    ("(a b) c", And((A, B, C))),
    ("(a or b) or c", Or((A, B, C))),
    ("(a)(b)", And((A, B))),
    ("((a))", A),
    ("not a b", And((Not(A), B))),
    ("not (a b)", Not(And((A, B)))),
    ("NOT(a)", Not(A)),
    ("not not a", Not(Not(A))),
    ("not:a", Not(A)),
    ("Not:kind:model", Not(term("kind", ":", "model"))),
    ("not:(a or b)", Not(Or((A, B)))),
    ('not"a"', Not(Word(phrase("a")))),
    # terms
    ("kind:model", term("kind", ":", "model")),
    ("kind:Model,benchmark", term("kind", ":", "Model", "benchmark")),
    ('title:"large language",vision', term("title", ":", phrase("large language"), "vision")),
    ("license=MIT", term("license", "=", "MIT")),
    ("license!=proprietary", term("license", "!=", "proprietary")),
    ("name~^llava", term("name", "~", "^llava")),
    ("name~l..va", term("name", "~", "l..va")),
    ("params>=7B", term("params", ">=", "7B")),
    ("params<=7B", term("params", "<=", "7B")),
    ("params>7B", term("params", ">", "7B")),
    ("params<7B", term("params", "<", "7B")),
    ("kind:or", term("kind", ":", "or")),
    ("delta:-1", term("delta", ":", "-1")),
    ("path:~/x", term("path", ":", "~/x")),
    ("url:https://arxiv.org/abs/1", term("url", ":", "https://arxiv.org/abs/1")),
    ("task:画像認識", term("task", ":", "画像認識")),
    ("score.mmmu-pro:60..", term("score.mmmu-pro", ":", between("60", None))),
    ("score.vqav2-test-dev:..80", term("score.vqav2-test-dev", ":", between(None, "80"))),
    ("score.3dsr.v2_a:1", term("score.3dsr.v2_a", ":", "1")),
    ("not-a-keyword:1", term("not-a-keyword", ":", "1")),
    ("params:>7B", term("params", ">", "7B")),
    ("params:<=7B", term("params", "<=", "7B")),
    # rows and what is asked of them
    ("kind:(a b)", Among("some", "kind", And((A, B)))),
    ("a kind:( b )", And((A, Among("some", "kind", B)))),
    ("every kind.of:(a or b) c", And((Among("every", "kind.of", Or((A, B))), C))),
    ("NO kind:(a)", Among("no", "kind", A)),
    ("not every kind:(not a)", Not(Among("every", "kind", Not(A)))),
    ("kind:(every of:(a) b:c)", Among("some", "kind", And((Among("every", "of", A), term("b", ":", "c"))))),
    ("a or no kind:(b)", Or((A, Among("no", "kind", B)))),
    ('"no" "every"', And((Word(phrase("no")), Word(phrase("every"))))),
    ("kind:no,every", term("kind", ":", "no", "every")),
    ("noble everyone", And((word("noble"), word("everyone")))),
    # ranges
    ("params:7B..13B", term("params", ":", between("7B", "13B"))),
    ("released:2023-04..2024", term("released", ":", between("2023-04", "2024"))),
    ("score:0.5..1.5", term("score", ":", between("0.5", "1.5"))),
    ("score:.5..1", term("score", ":", between(".5", "1"))),
    ("year:2020,2023..", term("year", ":", "2020", between("2023", None))),
    ('name:"a..".."b"', term("name", ":", Range(phrase("a.."), phrase("b")))),
    (
        "kind:model params:7B..13B modality:video,audio not has:weights",
        And(
            (
                term("kind", ":", "model"),
                term("params", ":", between("7B", "13B")),
                term("modality", ":", "video", "audio"),
                Not(term("has", ":", "weights")),
            )
        ),
    ),
]


@pytest.mark.parametrize(("text", "query"), MEANINGS)
def test_meaning(text: str, query: Query) -> None:
    assert parse(text) == query
    assert parse(str(query)) == query


MISTAKES = [
    # text, part of the message, what the carets point at (start, end), part of the hint
    ("kind:", "no value after 'kind:'", (0, 5), "right after ':'"),
    ("a kind: b", "no value after 'kind:'", (2, 7), "without a space"),
    ("kind=(a or b)", "no value after 'kind='", (0, 5), "kind=a,b"),
    ("every stages", "'every' stands before rows", (0, 5), '"every"'),
    ("a every", "'every' stands before rows", (2, 7), '"every"'),
    ("Every (a)", "'Every' stands before rows", (0, 5), '"Every"'),
    ("every kind:model", "'every' stands before rows", (0, 5), "every stages:("),
    ("no kind:model", "'no' stands before rows", (0, 2), "write: not kind:"),
    ("a no", "'no' stands before rows", (2, 4), '"no"'),
    ("every not kind:(a)", "'every' stands before rows", (0, 5), "every stages:("),
    ("every:x", "'every' is a keyword", (0, 5), '"every"'),
    ("no:(x)", "'no' is a keyword", (0, 2), '"no"'),
    ("kind:(a", "never closed", (5, 6), "add ')'"),
    ("kind:( )", "nothing between the parentheses", (5, 8), "drop them"),
    ("kind:(a or)", "nothing to the right of 'or'", (8, 10), '"or"'),
    ("(kind:)", "no value after 'kind:'", (1, 6), "right after"),
    ("kind:,", "nothing before this comma", (5, 6), "drop it"),
    ("kind:a,,b", "nothing before this comma", (7, 8), "drop it"),
    ("kind:a,", "nothing after this comma", (6, 7), "drop it"),
    ("modality:video, audio", "nothing after this comma", (14, 15), "no space after the comma"),
    ('kind:""', "nothing between the quotes", (5, 7), "drop them"),
    ("(a or b", "never closed", (0, 1), "add ')'"),
    ("a (b (c)", "never closed", (2, 3), "add ')'"),
    ("a ( ", "never closed", (2, 3), "add ')'"),
    (")", "no parenthesis is open", (0, 1), "add '('"),
    ("a) b", "no parenthesis is open", (1, 2), "add '('"),
    ("a ()", "nothing between the parentheses", (2, 4), "drop them"),
    ("( ) a", "nothing between the parentheses", (0, 3), "drop them"),
    ("a or", "nothing to the right of 'or'", (2, 4), '"or"'),
    ("(a AND )", "nothing to the right of 'AND'", (3, 6), '"AND"'),
    ("a not", "nothing to the right of 'not'", (2, 5), '"not"'),
    ("not:", "nothing to the right of 'not'", (0, 4), '"not"'),
    ("or a", "nothing to the left of 'or'", (0, 2), '"or"'),
    ("a or and b", "nothing to the left of 'and'", (5, 8), '"and"'),
    ("(or a)", "nothing to the left of 'or'", (1, 3), '"or"'),
    ("or:x", "'or' is a keyword", (0, 2), '"or"'),
    ("a not=x", "'not' is a keyword", (2, 5), '"not"'),
    ('kind:"a b', "this quote is never closed", (5, 6), "closing quote"),
    (r'"a\"', "this quote is never closed", (0, 1), "closing quote"),
    ("-x", "'-' does not negate", (0, 1), "write: not x"),
    ("a !kind:model", "'!' does not negate", (2, 3), "write: not kind:model"),
    ("-(a)", "'-' does not negate", (0, 1), "write: not x"),
    ("~x", "a field is missing before '~'", (0, 1), "year~2024"),
    ("params >= 7B", "a field is missing before '>='", (7, 9), "without spaces"),
    ("a !=b", "a field is missing before '!='", (2, 4), "without spaces"),
    ("3d:foo", "'3d' cannot be a field name", (0, 2), '"3d:foo"'),
    ("名前:x", "'名前' cannot be a field name", (0, 2), '"名前:x"'),
    ("score.:x", "'score.' cannot be a field name", (0, 6), '"score.:x"'),
    ("params=>7B", "unknown operator '=>'", (6, 8), "write: params>="),
    ("params=<7B", "unknown operator '=<'", (6, 8), "write: params<="),
    ("year==2024", "unknown operator '=='", (4, 6), "write: year="),
    ("year<>2024", "unknown operator '<>'", (4, 6), "write: year!="),
    ("year:==2024", "no value begins with '=='", (5, 7), "quote"),
    ("name~=x", "unknown operator '~='", (4, 6), "write: name~"),
    ("a:1..=3", "no value begins with '='", (5, 6), "quote"),
    ("year:..", "a range needs at least one end", (5, 7), "7B.."),
    ("a:1..2..3", "a range has two dots, once", (6, 8), "quotes"),
    ("a:wait...", "a range has two dots, once", (6, 9), "quotes"),
    ("params>=..7B", "a range cannot follow '>='", (8, 12), "write: params:..7B"),
    ("year=1..2", "a range cannot follow '='", (5, 9), "write: year:1..2"),
    ("year!=1..2", "a range cannot follow '!='", (6, 10), "write: not year:1..2"),
    ('a"b"', "a space is missing before '\"'", (1, 2), "double quotes"),
    ('"a"b', "a space is missing before 'b'", (3, 4), "double quotes"),
    ("kind:a(b)", "a space is missing before '('", (6, 7), "double quotes"),
    ("x \udcff", "not a character", (2, 3), "UTF-8"),
    ("k:(" * 101 + "a" + ")" * 101, "nested more than 100 deep", (302, 303), "drop"),
    ("(" * 101 + "a" + ")" * 101, "nested more than 100 deep", (100, 101), "drop"),
    ("not " * 101 + "a", "nested more than 100 deep", (400, 403), "drop"),
    ("a" * (MAX_LENGTH + 1), "100,001 characters", (MAX_LENGTH, MAX_LENGTH + 1), "split"),
]


@pytest.mark.parametrize(("text", "message", "span", "hint"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistake(text: str, message: str, span: tuple[int, int], hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert message in caught.value.message
    assert caught.value.span == span
    assert hint in (caught.value.hint or "")
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], ""),
        (["kind:model", "or", "llava"], "kind:model or llava"),
        (["title:large language"], 'title:"large language"'),
        (["kind:model", "title:large language", "7b"], 'kind:model title:"large language" 7b'),
        (["name~two \\d"], 'name~"two \\\\d"'),
        (["title:LLaVA: large language"], 'title:"LLaVA: large language"'),
        ([" kind:model "], "kind:model"),
        # what may be more than one term is left alone
        (["a:b or c:d"], "a:b or c:d"),
        (["a:b OR c"], "a:b OR c"),
        (["a:b c>=d"], "a:b c>=d"),
        (["a:b (c)"], "a:b (c)"),
        (['a:"b c","d e"'], 'a:"b c","d e"'),
        (["not:a b"], "not:a b"),
        (["large language"], "large language"),
        # as is what is wrong, so that the error shows it
        (["title: large language"], "title: large language"),
        (["year=>2024 a"], "year=>2024 a"),
    ],
)
def test_join_arguments(arguments: list[str], text: str) -> None:
    assert join_arguments(arguments) == text


def test_joined_phrase_is_read_back() -> None:
    assert parse(join_arguments([r"title:a\b \\c"])) == term("title", ":", phrase(r"a\b \\c"))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  a   AND  b ", "a b"),
        ("((a) or (b c)) not:(d or e)", "(a or b c) not (d or e)"),
        ('kind:"model" "x"', 'kind:"model" "x"'),
        ("Every k:((a b)) no k:(a or b) k:( (a) )", "every k:(a b) no k:(a or b) k:(a)"),
        ("a:..1,2..,~/x b~x..y", "a:..1,2..,~/x b~x..y"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ('"or"', word("or")),
        ('"-x"', word("-x")),
        ('"a:b"', word("a:b")),
        ('k:"a,b"', term("k", ":", "a,b")),
        ('k:"=x"', term("k", ":", "=x")),
        ('k:"a."..".b"', term("k", ":", between("a.", ".b"))),
        ("k:a:b", term("k", ":", "a:b")),
    ],
)
def test_unquoted_text_is_quoted_only_where_it_would_be_misread(text: str, query: Query) -> None:
    assert str(query) == text


def test_spans_cover_what_they_name() -> None:
    text = 'x score.a:1..22,"b c"'
    query = parse(text)
    assert isinstance(query, And)
    found = query.children[1]
    assert isinstance(found, Term)
    first, second = found.items
    assert isinstance(first, Range)
    assert isinstance(first.high, Text)
    spans = [found.span, found.field_span, first.span, first.high.span, second.span]
    assert [text[slice(*span)] for span in spans] == [
        'score.a:1..22,"b c"',
        "score.a",
        "1..22",
        "22",
        '"b c"',
    ]


def test_deepest_nesting_is_read() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == A
    deep = parse("not " * MAX_DEPTH + "a")
    assert parse(str(deep)) == deep


def test_depth_counts_only_what_is_open() -> None:
    assert isinstance(parse("(a) not b " * (2 * MAX_DEPTH)), And)


@pytest.mark.parametrize(("joiner", "kind"), [(" ", And), (" or ", Or)])
def test_long_flat_query(joiner: str, kind: type[And | Or]) -> None:
    start = time.process_time()
    query = parse(joiner.join(["k:v"] * 10_000))
    assert isinstance(query, kind)
    assert len(query.children) == 10_000
    assert parse(str(query)) == query
    assert time.process_time() - start < 10


def test_nested_children_of_one_kind_become_one_list() -> None:
    assert And((A, And((B, C)))) == And((A, B, C))
    assert Or((Or((A, B)), C)) == Or((A, B, C))
    assert And((Or((A, B)), C)).children == (Or((A, B)), C)


def test_parsing_imports_nothing_heavy() -> None:
    script = "import sys, mmkb.query.parse; print(*{'rapidfuzz', 'rich', 'yaml', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("params>70B", True),
        ("params<2B", True),
        ("released>=2024", True),
        ("access:open", True),
        ("id=heron", True),
        ("license!=mit", True),
        ("name~^Llama", True),
        ("birds released:2024..", True),
        ("(input:image or input:video)", True),
        ("not heron", True),
        ("heron or kite", True),
        ("params>", True),
        ("heron: 7B", True),
        ("", False),
        ("llava-1.5-7b", False),
        ("Grey Heron", False),
        ("GPT-4V(ision)", False),
        ("(IA)³", False),
        ("LLM.int8()", False),
        ("FAVOR+ attention (Performer)", False),
        ("10.5555/wren.1", False),
        ("pond/heron", False),
        ("heron (", False),
    ],
)
def test_what_looks_like_a_query(text: str, asks: bool) -> None:
    assert looks_like_query(text) is asks
