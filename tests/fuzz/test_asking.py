"""Whatever is asked gets an answer or an error that says what is wrong; nothing else is raised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from argument_lists import COMMANDS, arguments, word
from fuzz.hostile import FUZZ, SPECIAL, TEXTS, outcome
from mmkb.commands.declare import Command, Parameter
from mmkb.commands.reading import checked, read
from mmkb.commands.registry import command
from mmkb.commands.words import recognised
from mmkb.errors import KbError, QueryError, UsageError
from mmkb.index.index import Index
from mmkb.query.search import search
from mmkb.schema.kinds import KINDS
from mmkb.views.listing import Request, listing

GRAMMAR = (
    "(",
    ")",
    " ",
    " or ",
    " and ",
    " not ",
    ":",
    "=",
    "!=",
    "~",
    "<",
    "<=",
    ">",
    ">=",
    "..",
    ",",
    '"',
    "\\",
    "*",
)
NAMES = (
    "id",
    "name",
    "params",
    "released",
    "input",
    "access",
    "backbone",
    "license",
    "score",
    "model",
    "read",
    "vision.encoder",
)
OPERANDS = (
    "heron",
    "7B",
    "2023-05",
    "yes",
    "undisclosed",
    "not-applicable",
    "unknown",
    "text",
    "open",
    "9" * 400,
    "1e400",
)
PATTERNS = ("^", "$", ".*", "(a+)+", "[^a-z]", "(?a)(?u)", "(?=x)", "\\1", "(?P<n>", "{2,1}", "\\d", "|", "[")
QUERIES = (
    TEXTS
    | st.lists(st.sampled_from((*GRAMMAR, *NAMES, *OPERANDS)), max_size=12).map("".join)
    | st.lists(
        st.tuples(
            st.sampled_from((*NAMES, "x")),
            st.sampled_from((":", "=", "!=", "~", "<", ">=", ":..", ":>")),
            st.sampled_from(OPERANDS) | TEXTS.map(lambda text: f'"{text}"'),
        ).map("".join),
        min_size=1,
        max_size=4,
    ).map(" ".join)
    | st.lists(st.sampled_from((*PATTERNS, *SPECIAL)), max_size=6).map(lambda parts: 'name~"{}"'.format("".join(parts)))
)


@FUZZ
@given(st.sampled_from(list(KINDS)), QUERIES)
def test_a_query_has_an_answer_or_an_error_at_its_place(birds: Index, kind: str, query: str) -> None:
    found = outcome(QueryError, lambda: listing(birds, Request(kind, query)))
    if isinstance(found, QueryError):
        start, end = found.span
        assert 0 <= start <= end <= len(found.text)
        str(found).encode()
    else:
        assert found.total >= len(found.rows)


@FUZZ
@given(
    QUERIES
    | st.lists(st.sampled_from(("heron", "hron", "bird", "2305.01234", "10.5555/wren.1", *SPECIAL))).map(" ".join)
)
def test_whatever_is_searched_for_has_an_answer(birds: Index, text: str) -> None:
    hits = outcome(UsageError, lambda: search(birds, text))
    assert str(hits) if isinstance(hits, UsageError) else len(hits) <= 20


@st.composite
def command_lines(draw: st.DrawFn) -> tuple[Command, list[str]]:
    """Draw a command with words that fit its parameters, words that do not, and hostile ones."""
    if draw(st.booleans()):
        name, *words = draw(arguments())
        asked = command(name)
    else:
        asked, words = draw(st.sampled_from(COMMANDS)), []
    hostile = TEXTS | st.sampled_from(
        ["--", "-", "\udcff", "9" * 299 + "T", "9" * 5000, "1e400", "-1", "nan", "--limit", "--limit=1=2", "-n"]
    )
    more = draw(st.lists(hostile | st.sampled_from(asked.everything).flatmap(word), max_size=4))
    for text in more:
        words.insert(draw(st.integers(0, len(words))), text)
    return asked, words


@FUZZ
@given(command_lines())
def test_arguments_are_read_or_refused(line: tuple[Command, list[str]]) -> None:
    asked, words = line
    given_ = recognised(asked, words)
    if given_ is None:
        return
    values = outcome(UsageError, lambda: read(asked, given_))
    assert isinstance(values, UsageError) or values[0].keys() | values[1].keys() >= given_.keys()


PYTHONS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from((10**30, -(10**30), 10**400, -(10**400), 2**63, "7", b"7", [1, "x"], {}))
)
"""What Python can give for a number."""
LONE = TEXTS | st.sampled_from(("\ud800", "heron\udcff", "name:\ud800"))


def _counts(parameter: Parameter) -> bool:
    return parameter.type in ("integer", "number", "quantity", "quantities", "size")


@FUZZ
@given(st.sampled_from([asked for asked in COMMANDS if any(map(_counts, asked.parameters))]), st.data())
def test_a_number_of_python_is_within_bounds_or_refused(asked: Command, data: st.DataObject) -> None:
    parameter = data.draw(st.sampled_from(list(filter(_counts, asked.parameters))))
    given_ = data.draw(PYTHONS)
    found = outcome(UsageError, lambda: checked(asked, {parameter.name: given_}))
    if isinstance(found, UsageError):
        assert parameter.called in str(found)
    elif given_ is not None and parameter.type != "quantities":
        assert isinstance(given_, (int, float))
        assert not isinstance(given_, bool)
        assert given_ <= 10**30
        assert parameter.least is None or given_ >= parameter.least


@FUZZ
@given(LONE, st.sampled_from(("show", "cite", "lineage", "openness", "table", "ask", "fields", "memory")))
def test_any_text_of_python_names_something_or_is_refused(birds: Index, text: str, name: str) -> None:
    words = (text,) if command(name).parameters[0].type == "words" else text
    found = outcome(KbError, lambda: birds.ask(command(name).answer, words))
    assert not isinstance(found, KbError) or len(str(found)) < 6_000
