"""What a query finds: every operator on every type, references by any name, what is unknown; and its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from mmkb.errors import QueryError, UsageError
from mmkb.index.index import _KNOWN, Index
from mmkb.query.sql import compile_query
from mmkb.schema.field import ORDERED, Field
from mmkb.schema.fields import catalogue
from mmkb.schema.kinds import KINDS
from mmkb.schema.values import ABSENT, UNKNOWN

MODELS = {
    "H7": "heron-7b",
    "H70": "heron-70b",
    "I": "iris",
    "KS": "kite-s",
    "KL": "kite-l",
    "O": "oracle-bird",
    "W7": "wren-7b",
    "W70": "wren-70b",
}


def ids(index: Index, kind: str, query: str) -> list[str]:
    condition = compile_query(index, kind, query)
    found = index.rows(f'SELECT t.id FROM "{kind}" t WHERE {condition.sql} ORDER BY t.rid', condition.parameters)
    return [id_ for (id_,) in found]


def outcome(index: Index, kind: str, query: str) -> QueryError | None:
    """Return the mistake in a query, or None when it is answered."""
    try:
        ids(index, kind, query)
    except QueryError as problem:
        return problem
    return None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "H7 H70 I KS KL O W7 W70"),
        # words: id, name, aliases, summary, of the variant and of its release
        ("heron", "H7 H70"),
        ("HERON-70B", "H70"),
        ("アオサギ", "H7 H70"),
        ("pond/heron-small", "H7"),
        ('"films from above"', "KS KL"),
        ("bird describes", "H7 H70"),
        ('"bird describes"', ""),
        ("kite small", "KS"),
        ("nosuchword", ""),
        # ids: a release's names its variants
        ("id:heron", "H7 H70"),
        ("id:Heron-7B", "H7"),
        ("id=heron", ""),
        ("id=heron-7b", "H7"),
        ("id!=heron-7b", "H70 I KS KL O W7 W70"),
        ("id~^k", "KS KL"),
        ("id:heron,iris", "H7 H70 I"),
        ("release:wren", "W7 W70"),
        # text
        ("name:KITE", "KS KL"),
        ("name:ｋｉｔｅ", "KS KL"),
        ("name=Kite", ""),
        ('name="Kite small"', "KS"),
        ("name!=Heron", "I KS KL O W7 W70"),
        ("name~^[HW]", "H7 H70 W7 W70"),
        ('name:"%"', ""),
        ("developer:reed", "H7 H70 W7 W70"),
        ('developer="Pond Lab"', "H7 H70"),
        ('developer!="Pond Lab"', "KS KL O W7 W70"),
        ("developer~^Hid", "O"),
        ("aliases:heron-small", "H7"),
        # vocabularies, lists of them: any item
        ("type:vision-encoder", "I"),
        ("type:Multimodal-LLM", "H7 H70 KS KL O"),
        ("type!=multimodal-llm", "I W7 W70"),
        ("input:video", "KS KL"),
        ("input:video,image", "H7 H70 I KS KL O"),
        ("input:image input:text", "H7 H70 KS KL O"),
        ("input!=text", "I"),
        ("connector:mlp,linear", "H7 H70 KS KL"),
        ("connector=q-former", "KS KL"),
        # quantities and numbers
        ("params:7B", "H7 W7"),
        ("params:7000000000", "H7 W7"),
        ("params:3B..13B", "H7 KS KL W7"),
        ("params:..7B", "H7 I KS W7"),
        ("params:13B..", "H70 KL W70"),
        ("params:3B,300M", "I KS"),
        ("params=70B", "H70 W70"),
        ("params!=7B", "H70 I KS KL W70"),
        ("params>7B", "H70 KL W70"),
        ("params>=13B", "H70 KL W70"),
        ("params<3B", "I"),
        ("params<=3B", "I KS"),
        ("params>99999999999999999999", ""),
        ("active-params:4B", "KL"),
        ("heads:32", "W7"),
        ("heads>kv", None),
        ("price.input:2..3", "O"),
        ("price.input>-1", "O"),
        # dates by precision: a date lies in a range when all the days it may be do
        ("2023", "H7 H70"),
        ("2023-06", "H70"),
        ("2023-Q2 params:7B", "H7"),
        ("2022..2023", "H7 H70 W7 W70"),
        ("..2022", "I W7 W70"),
        ("2024..", "KS KL O"),
        ('"2023"', ""),
        ("heron 2023", ""),
        ("2023 heron", ""),
        ("params:7B..7B", "H7 W7"),
        ("not 2023", "H7 H70 I KS KL O W7 W70"),
        ("1000", ""),
        ("released:2023", "H7 H70"),
        ("released:2023-05", "H7"),
        ("released:2023-Q2", "H7 H70"),
        ("released:2023-Q1", ""),
        ("released:2023-Q2..2023-Q4", "H7 H70"),
        ("released>2023-Q2", "KS KL O"),
        ("released:2023-05-10", "H7"),
        ("released:2023-06-15", ""),
        ("released:2024", "KS KL O"),
        ("released:2024-03", "O"),
        ("released:..2022", "I W7 W70"),
        ("released:2023-06..", "H70 KS KL O"),
        ("released:2022-11..2023-05", "H7 W7 W70"),
        ("released>2023", "KS KL O"),
        ("released>2024", ""),
        ("released<2023", "I W7 W70"),
        ("released:..2024-06", "H7 H70 I O W7 W70"),
        ("price.input>-3", "O"),
        ("vision.encoder.params:300M", "H7 H70"),
        ("released>2023-05-10", "H70 KS KL O"),
        ("released>=2023-05-10", "H7 H70 KS KL O"),
        ("released<2023-05-10", "I W7 W70"),
        ("released<=2023-05-10", "H7 I W7 W70"),
        ("released>=2024", "KS KL O"),
        ("released<=2024-01", "H7 H70 I W7 W70"),
        ("released<2022-11", "I"),
        ("released<=2022-11", "I W7 W70"),
        ("released=2024", "KS KL"),
        ("released!=2024", "H7 H70 I O W7 W70"),
        # groups of a vocabulary
        ("access:open", "H7 H70 I KS KL W7 W70"),
        ("access:proprietary", "O"),
        ("access:restricted-weights,api-only", "KS KL O"),
        ("access!=open", "O"),
        ("commercial:yes", "I W7 W70"),
        ("country:finland", "H7 H70 KS KL O W7 W70"),
        ("country:japan", "KS KL O"),
        ("covered_by:moss", "H7 H70 KS"),
        ("covered_by.paper.year:2024", "H7 H70 KS"),
        ("type:multimodal-llm not covered_by:moss", "KL O"),
        ("not has:country", "I"),
        ("commercial!=yes", "H7 H70 KS KL"),
        ("not commercial:yes", "H7 H70 KS KL O"),
        # references: by id, name, alias, family, release, arXiv id
        ("license:free", "H7 H70 I W7 W70"),
        ('license:"Free Licence"', "H7 H70 I W7 W70"),
        ("license=free", "H7 H70 I W7 W70"),
        ("license!=free", "KS KL"),
        ("license!=free,capped", ""),
        ("license~^fr", "H7 H70 I W7 W70"),
        ("backbone:wren", "H7 H70 KS KL"),
        ("backbone:wren-70b", "H70"),
        ("backbone:LITTLEWREN", "H7 H70 KS KL"),
        ("backbone:songbird", "H7 H70 KS KL"),
        ("backbone=wren", ""),
        ("backbone=wren-7b", "H7 KS KL"),
        ("encoder:iris-l/14", "H7 H70"),
        ("paper:2305.01234", "H7 H70"),
        ("attention:マルチヘッド", "W7"),
        ("attention:mha,gqa", "W7 W70"),
        # paths through references
        ("backbone.params:..7B", "H7 KS KL"),
        ("backbone.attention:gqa", "H70"),
        ("backbone.attention.heads>40", "H70"),
        ("backbone.license.commercial:yes", "H7 H70 KS KL"),
        ("license.user_cap:500M..", "KS KL"),
        ("paper.year:2022", "W7 W70"),
        ("encoder.released:2021", "H7 H70"),
        ("backbone.paper.authors:ash", "H7 H70 KS KL"),
        ("not backbone.params:7B", "H70 I O W7 W70"),
        # scores, by benchmark or instrument, of the variant or of the release where no size is stated
        ("score.pecks-val:60..", "H7 H70"),
        ("score.pecks-val:62.4", "H7"),
        ("score.pecks:..60", "KS KL O"),
        ("score.Pecking-Order:1", None),
        ("score.pecks-error<1", "O"),
        ("score.pecks-val>=55", "H7 H70 KS KL"),
        ("not score.pecks:0..", "I W7 W70"),
        # what is recorded
        ("has:params", "H7 H70 I KS KL W7 W70"),
        ("not has:params", "O"),
        ("has:vision", "H7 H70"),
        ("has:attention", "W7 W70"),
        ("has:price,attention", "O W7 W70"),
        ("has:openness.data", "H7 H70"),
        ("has:kv-heads", "W7 W70"),
        ("has:aliases", "H7 I"),
        ("has:backbone", "H7 H70 KS KL"),
        # absent in words
        ("params:undisclosed", "O"),
        ("license=Undisclosed", "O"),
        ("backbone:not-applicable", "I"),
        ("backbone:undisclosed", ""),
        ("license:undisclosed,capped", "KS KL O"),
        ("not params:undisclosed", "H7 H70 I KS KL W7 W70"),
        ("params!=undisclosed", "H7 H70 I KS KL W7 W70"),
        ("license:not-stated", ""),
        # neither a value nor a reason for its absence
        ("params:unknown", ""),
        ("backbone:unknown", "O W7 W70"),
        ("backbone=Unknown", "O W7 W70"),
        ("not backbone:unknown", "H7 H70 I KS KL"),
        ("backbone:unknown,not-applicable", "I O W7 W70"),
        ("backbone!=unknown", "H7 H70 KS KL"),
        ("backbone.params:unknown", "I O W7 W70"),
        ("commercial:unknown", "O"),
        ("score.pecks:unknown", "I W7 W70"),
        ("name:unknown", ""),
        # disputes, evidence
        ("disputed:yes", "H7 H70 W7"),
        ("disputed:no", "I KS KL O W70"),
        ("disputed:context", "H70"),
        ("disputed:vision", "H7 H70"),
        ("disputed:Vision.Tokens", "H7 H70"),
        ("disputed:VISION", "H7 H70"),
        ("disputed:attention", "W7"),
        ("disputed:license", ""),
        ("disputed~^con", "H70"),
        ("read:yes", "I O W7 W70"),
        ("read:FALSE", "H7 H70 KS KL"),
        ("read!=yes", "H7 H70 KS KL"),
        ("source:ash-2023-heron", "H7 H70 I"),
        ("source:2305.01234", "H7 H70 I"),
        ("source:pond/heron", "H7 H70"),
        ("source:10.5555/wren.1", "W7 W70"),
        ("source:moss-2024-birds", "H7 H70 KS KL O W7"),
        ("source.year:2022", "W7 W70"),
        ("source=repo-pond-heron", "H7 H70"),
        ("source.title:herons", "H7 H70 I"),
        # connectives; != is known and different, not is the plain complement
        ("heron or iris", "H7 H70 I"),
        ("not (heron or iris)", "KS KL O W7 W70"),
        ("not not heron", "H7 H70"),
        ("input:image not access:open", "O"),
        ("connector!=mlp", "KS KL"),
        ("not connector:mlp", "I KS KL O W7 W70"),
        ("not connector!=mlp", "H7 H70 I O W7 W70"),
    ],
)
def test_models(query: str, found: str | None, birds: Index) -> None:
    if found is None:  # refused: tested below
        with pytest.raises(QueryError):
            ids(birds, "models", query)
    else:
        assert ids(birds, "models", query) == [MODELS[short] for short in found.split()]


@pytest.mark.parametrize(
    ("kind", "query", "found"),
    [
        ("stages", "connector:full backbone:frozen", "heron.1"),
        # through two references
        ("stages", "model.backbone.name:wren", "heron.1 heron.2"),
        ("stages", "model.backbone.params:7B model.backbone.attention:mha", "heron.1 heron.2"),
        ("stages", "model.backbone.attention.heads>100", ""),
        ("results", "model.backbone.license:free model.params:7B", "ash-2023-heron.1"),
        ("results", "model.backbone.params:70B", "ash-2023-heron.2"),
        ("results", "model.disputed:context", "ash-2023-heron.2"),
        ("stages", "model:heron", "heron.1 heron.2"),
        ("stages", "model:heron-7b", "heron.1 heron.2"),
        ("stages", "model.access:open", "heron.1 heron.2"),
        ("stages", "data:pond-100k", "heron.1"),
        ("stages", "method:LoRA", "heron.2"),
        ("stages", "samples:500k..", "heron.2"),
        ("stages", "order>1", "heron.2"),
        ("attention", "generalizes:mha", "gqa"),
        ("attention", "introduced:..2020", "mha"),
        ("attention", "マルチ", "mha"),
        ("tuning", "trains:added", "lora"),
        ("tuning", "source:2305.01234", "lora"),
        ("benchmarks", "area:perception size:1k..2k", "pecks"),
        ("benchmarks", "read:no", "pecks"),
        ("instruments", "direction:lower", "pecks-error"),
        ("instruments", "benchmark:Pecks maximum:1", "pecks-error"),
        ("instruments", "has:split", "pecks-val"),
        ("results", "benchmark:pecks model:heron", "ash-2023-heron.1 ash-2023-heron.2"),
        ("results", 'benchmark:"pecking order"', " ".join(f"ash-2023-heron.{number}" for number in (1, 2, 3, 4))),
        ("results", "instrument:pecks-val score>=60", "ash-2023-heron.1 ash-2023-heron.2"),
        ("results", "model:heron-7b", "ash-2023-heron.1"),
        ("results", "model:kite", "ash-2023-heron.3"),
        ("results", "model:kite-s", ""),
        ("results", "model:raptor", "ash-2023-heron.3"),
        ("results", "benchmark.area:perception benchmark=pecks shots:5", "ash-2023-heron.2"),
        ("results", "shots:5", "ash-2023-heron.2"),
        ("results", "setting!=few-shot", "ash-2023-heron.1 ash-2023-heron.2"),
        ("results", "read:yes measured-by:self", "ash-2023-heron.1 ash-2023-heron.2"),
        ("results", "model.access:proprietary", "ash-2023-heron.4"),
        ("results", "instrument.direction:lower", "ash-2023-heron.4"),
        ("datasets", "made_by:people", "pond-100k"),
        ("datasets", "license.commercial:no size:100k", "pond-100k"),
        ("licenses", "osi:yes", "free"),
        ("licenses", "osi:no", "capped"),
        ("licenses", "osi!=yes", "capped"),
        ("licenses", "not osi:yes", "capped study-only"),
        ("licenses", "user_cap>1M limits:rivals", "capped"),
        ("sources", "2305.01234", "ash-2023-heron"),
        ("sources", "arxiv:2305", "ash-2023-heron"),
        ("sources", "type:paper year:2023..", "ash-2023-heron"),
        ("sources", "authors:moss year<2024", "ash-2023-heron"),
        ("claims", "verdict:over-general", "moss-2024-c1"),
        ("claims", "about:wren", "moss-2024-c1"),
        ("claims", "about:gqa", "moss-2024-c1"),
        ("claims", "about:heron", "moss-2024-c2"),
        ("claims", "checked:2026", "moss-2024-c1"),
        ("claims", "herons", "moss-2024-c2"),
        ("risks", "about:kite area:environment", "noise"),
        ("developers", "country:japan", "sky-works"),
        ("cards", "2021", "feather"),
        ("cards", "2022", ""),
        ("surveys", "models:kite", "moss"),
        ("rules", '"Pond Act" applies:2025-08', "quiet-hours"),
        ("rules", "applies:..2025-08-01", ""),
        ("rules", "2025", "quiet-hours"),
        ("rules", "binds:provider risks:noise law:moss-2024-birds", "quiet-hours"),
        ("glossary", "羽毛", "plumage"),
        ("glossary", "method:LoRA definition:season", "plumage"),
        ("questions", "tables:open-birds", "q1"),
        ("questions", "kept home", "q1"),
        ("tables", "kind:models", "open-birds"),
    ],
)
def test_other_kinds(kind: str, query: str, found: str, birds: Index) -> None:
    assert ids(birds, kind, query) == found.split()


@pytest.mark.parametrize("example", [(kind.name, example) for kind in KINDS.values() for example in kind.examples])
def test_the_examples_of_a_kind_name_known_fields(example: tuple[str, str], birds: Index) -> None:
    """They name records that the fixture does not have, so only that may be wrong with them."""
    kind, query = example
    problem = outcome(birds, kind, query.partition(" --")[0])
    assert problem is None or problem.message.startswith("no ")


@pytest.mark.parametrize(
    ("kind", "query", "message", "span", "hint"),
    [
        ("models", "parms:7B", "unknown field 'parms' of models", "parms", "did you mean 'params'"),
        ("models", "a zzzz:1", "unknown field 'zzzz' of models", "zzzz", "`mmkb fields models` lists them"),
        ("models", "tokens:5", "'tokens' could be ", "tokens", "write the longer name"),
        (
            "models",
            "openness:open",
            "'openness' is a group of fields",
            "openness",
            "name one of its fields: weights.base",
        ),
        ("models", "https://x.invalid", "unknown field 'https'", "https", "quote it"),
        ("models", "name>a", "'name' is text, which has no '>'", ">", "operators of name: : = != ~"),
        ("models", "params~7", "'params' is a quantity, which has no '~'", "~", "operators of params"),
        ("models", "license>=free", "'license' is a reference, which has no '>='", ">=", "operators of license"),
        ("models", "type~x", "'type' is a word of a vocabulary, which has no '~'", "~", "operators of type"),
        ("models", "id<x", "'id' is an id, which has no '<'", "<", "operators of id"),
        ("models", "read>no", "'read' is yes or no, which has no '>'", ">", "operators of read"),
        ("models", "input:a..b", "'input' is a word of a vocabulary, which has no order", "a..b", "name the values"),
        (
            "models",
            "type:multimodal",
            "'multimodal' is not in the vocabulary of 'type'",
            "multimodal",
            "'multimodal-llm'",
        ),
        (
            "models",
            "type:video",
            "'video' is not in the vocabulary of 'type'",
            "video",
            "did you mean 'input:video' or 'output:video' or 'modality:video'",
        ),
        ("models", "access:free", "'free' is not in the vocabulary of 'access'", "free", "open, proprietary"),
        ("models", "params:big", "'big' is not a quantity", "big", None),
        ("models", "params:1B..big", "'big' is not a quantity", "big", None),
        ("models", "params:1B,big", "'big' is not a quantity", "big", None),
        ("models", "params>x", "'x' is not a quantity", "x", None),
        ("models", "released:soon", "'soon' is not a date", "soon", None),
        ("models", "released:2023-13", "'2023-13' has no month 13", "2023-13", None),
        ("models", "read:maybe", "'read' is yes or no, not 'maybe'", "maybe", None),
        ("models", "license:fre", "no licenses called 'fre'", "fre", "did you mean 'free'"),
        ("models", "license:qqqqqq", "no licenses called 'qqqqqq'", "qqqqqq", "`mmkb search qqqqqq` may help"),
        ("models", "backbone:heron,wrne", "no models called 'wrne'", "wrne", "did you mean 'wren'"),
        ("models", "source:2305.01243", "no sources called '2305.01243'", "2305.01243", "'2305.01234'"),
        ("models", "backbone.parms:1", "unknown field 'parms' of models", "backbone.parms", "did you mean 'params'"),
        ("models", "params.x:1", "'params' is no reference to one kind of record", "params.x", None),
        ("claims", "about.name:x", "'about' is no reference to one kind of record", "about.name", None),
        ("models", "has:parms", "unknown field 'parms' of models", "parms", "did you mean 'params'"),
        ("models", "has:1..2", "has: takes a field, not a range", "1..2", None),
        ("models", "has!=params", "has: has no '!='", "!=", "write: not has:params"),
        ("models", "disputed:parms", "unknown field 'parms' of models", "parms", "did you mean 'params'"),
        ("models", "disputed:a..b", "'disputed' is text, which has no order", "a..b", None),
        ("models", "score.peks:1", "no benchmark or instrument called 'peks'", "score.peks", "did you mean 'pecks'"),
        ("models", "score.pecks:good", "'good' is not a quantity", "good", None),
        ("models", "score.pecks~6", "'score' is a number, which has no '~'", "~", None),
        ("stages", "score.pecks:1", "unknown field 'score.pecks' of stages", "score.pecks", None),
        ("models", "params:70B..7B", "the range 70B..7B ends before it begins", "70B..7B", "write 7B..70B"),
        ("models", "released:2025..2023-05", "the range 2025..2023-05 ends", "2025..2023-05", "write 2023-05..2025"),
        ("models", "2025..2023", "the range 2025..2023 ends before it begins", "2025..2023", "write 2023..2025"),
        ("models", "name~[", "'[' is no regular expression that can be used: unterminated", "[", None),
        (
            "models",
            'name~"a{99999999999}"',
            "is no regular expression that can be used: it is too long",
            '"a{99999999999}"',
            None,
        ),
        ("models", "not " * 99 + "a", "too long or too deeply nested", "not " * 99 + "a", "split it"),
        ("models", "backbone." * 40 + "id:x", "too long or too deeply nested", "backbone." * 40 + "id:x", "split it"),
        ("models", "backbone." * 2000 + "id:x", "too long or too deeply nested", "backbone." * 2000 + "id:x", None),
        ("models", "kind:", "no value after 'kind:'", "kind:", None),
    ],
)
def test_mistakes(kind: str, query: str, message: str, span: str, hint: str | None, birds: Index) -> None:
    with pytest.raises(QueryError) as caught:
        ids(birds, kind, query)
    assert message in caught.value.message
    assert query[slice(*caught.value.span)] == span
    assert caught.value.text == query
    assert (hint or "") in (caught.value.hint or "")


@pytest.mark.parametrize("joiner", [" ", " or "])
def test_a_query_of_many_terms_is_answered(joiner: str, birds: Index) -> None:
    assert ids(birds, "models", joiner.join(["heron"] * 3000)) == ["heron-7b", "heron-70b"]
    assert ids(birds, "models", "id:" + ",".join(["heron", "nobody"] * 1500)) == ["heron-7b", "heron-70b"]


def test_the_same_value_again_is_no_work(birds: Index) -> None:
    statements: list[str] = []
    birds.connection.set_trace_callback(statements.append)
    assert ids(birds, "models", "license:" + ",".join(["free"] * 15_000)) == ids(birds, "models", "license:free")
    birds.connection.set_trace_callback(None)
    assert len(statements) < 10


@pytest.mark.parametrize("kind", ["models", "*"])
def test_a_name_is_found_by_an_index(kind: str, birds: Index) -> None:
    plan = [step for *_, step in birds.rows(f"EXPLAIN QUERY PLAN {_KNOWN}", {"kind": kind, "name": "heron"})]
    assert any(step.startswith("SEARCH names") for step in plan)
    assert not any(step.startswith("SCAN") and "CONSTANT" not in step for step in plan)


@pytest.mark.parametrize(
    ("opening", "end", "closing"),
    [
        ("backbone.", "params:7B", ""),
        ("backbone:(", "params:7B", ")"),
        ("no backbone:(", "name:a", ")"),
        ("every variants:(", "params:7B", ")"),
        ("not (stages:(backbone:frozen) or ", "name:a", ")"),
        ("variants:(input:text ", "backbone.params:7B", ")"),
    ],
)
def test_a_query_of_any_depth_is_answered_or_too_deep(opening: str, end: str, closing: str, birds: Index) -> None:
    for depth in range(30):
        query = opening * depth + end + closing * depth
        problem = outcome(birds, "models", query)
        assert problem is None or "too deeply" in str(problem), query


def test_many_subqueries_are_refused(birds: Index) -> None:
    with pytest.raises(QueryError, match="too long or too deeply nested"):
        ids(birds, "models", " or ".join(f"backbone.params:{number}" for number in range(3_000)))


@pytest.mark.parametrize("query", ["name:e", "name~e.*x", "params:..7B or not has:params", ""])
def test_a_statement_has_its_steps(query: str, birds: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    many = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT count(*) FROM n, models t"
    )
    condition = compile_query(birds, "models", query)
    monkeypatch.setattr(birds.work, "steps", 50_000)
    with pytest.raises(UsageError, match="takes too much work\nask for less") as caught:
        birds.rows(f"{many} WHERE {condition.sql}", condition.parameters)
    assert caught.value.exit_code == 2
    assert ids(birds, "models", "heron") == ["heron-7b", "heron-70b"]


@pytest.mark.parametrize("where", ["look", "fold", "matches"])
def test_a_ctrl_c_in_a_statement_is_one(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever function of ours SQLite is in when the signal comes."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"mmkb.index.index._Work.{where}", interrupted)
    index = kb.open_index(kb.write(tmp_path / "data"))
    with pytest.raises(KeyboardInterrupt):
        index.rows(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) "
            "SELECT count(*) FROM n, models WHERE fold(name) = 'x' OR matches('x', name)"
        )


def test_a_dubious_pattern_does_not_warn(birds: Index) -> None:
    assert ids(birds, "models", 'name~"[[K]ite$"') == []
    assert ids(birds, "models", 'name~"[[K]ite"') == ["kite-s", "kite-l"]


HOSTILE = [
    '"\'; drop table models; --"',
    '"\'"',
    '"\\""',
    '"x\\" OR 1=1 --"',
    '"%"',
    '"?1"',
    '":name"',
    '"] UNION SELECT 1"',
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "field", ["", "name:", "name=", "name!=", "name~", "id:", "developer:", "disputed~", "source~", "paper~"]
)
def test_the_users_text_never_reaches_sql(field: str, text: str, birds: Index) -> None:
    query = field + (text.replace("?", "\\\\?") if "~" in field else text)
    if (problem := outcome(birds, "models", query)) is not None:
        assert "regular expression" in problem.message
        return
    condition = compile_query(birds, "models", query)
    harmless = compile_query(birds, "models", f"{field}harmless")
    assert condition.sql == harmless.sql
    expected = ids(birds, "models", f"not {field}harmless") if field == "name!=" else []
    assert ids(birds, "models", query) in ([], list(MODELS.values()), expected)
    assert len(ids(birds, "models", "")) == len(MODELS)


# What holds for every query.

WORDS = {
    "text": ["e", "heron", '"a b"', "%"],
    "id": ["heron", "heron-7b", "pecks-val", "x"],
    "quantity": ["7B", "0", "4096", "undisclosed", "unknown"],
    "integer": ["1", "32", "not-applicable", "Unknown"],
    "number": ["2.5", "62.4", "-1"],
    "date": ["2023", "2023-05", "2024-03-14", "undisclosed", "not-stated"],
    "bool": ["yes", "no"],
}
NAMES = {
    "models": ["heron", "wren-7b", "songbird"],
    "sources": ["2305.01234", "moss-2024-birds"],
    "licenses": ["free", "capped"],
    "attention": ["mha", "gqa"],
    "tuning": ["lora"],
    "benchmarks": ["pecks"],
    "instruments": ["pecks-val"],
    "datasets": ["pond-100k"],
    "claims": ["moss-2024-c1"],
    "tables": ["open-birds"],
    "risks": ["noise"],
    "developers": ["pond-lab"],
    "surveys": ["moss"],
    "glossary": ["plumage", "羽毛"],
    "*": ["heron", "gqa"],
}


@st.composite
def terms(draw: st.DrawFn, kind: str) -> str:
    field: Field = draw(st.sampled_from(catalogue()[kind]))
    if draw(st.integers(0, 4)) == 0:
        return f"has:{field.path}"
    op = draw(st.sampled_from([op for op in field.operators.split() if op != ".."]))
    choices = [*field.values, *field.groups] or (NAMES[field.target] if field.target else WORDS[field.type])
    if field.path == "disputed":
        choices = ["yes", "no", "context" if kind == "models" else "yes"]
    item = st.sampled_from(choices)
    if op == ":" and field.type in ORDERED and draw(st.booleans()):
        low, high = draw(item.filter(ends)), draw(item.filter(ends))
        return f"{field.name}:{draw(st.sampled_from([f'{low}..{high}', f'{low}..', f'..{high}']))}"
    absent = op not in (":", "=", "!=")
    items = draw(st.lists(item.filter(ends) if absent else item, min_size=1, max_size=3))
    return f"{field.name}{op}{','.join(items)}"


def ends(word: str) -> bool:
    return word.lower() not in (*ABSENT, UNKNOWN)


@st.composite
def queries(draw: st.DrawFn) -> tuple[str, str]:
    kind = draw(st.sampled_from(list(KINDS)))
    one = terms(kind) | st.sampled_from(["heron", '"e"', "moss"])
    several = st.recursive(
        one,
        lambda inner: (
            st.builds("({} or {})".format, inner, inner)
            | st.builds("({} {})".format, inner, inner)
            | st.builds("not {}".format, inner)
        ),
        max_leaves=5,
    )
    return kind, draw(several)


@given(queries())
def test_a_query_and_its_complement_part_the_rows(birds: Index, query: tuple[str, str]) -> None:
    kind, text = query
    found, rest = ids(birds, kind, text), ids(birds, kind, f"not ({text})")
    assert not set(found) & set(rest)
    assert sorted([*found, *rest]) == sorted(ids(birds, kind, ""))
    assert ids(birds, kind, f"not (not ({text}))") == found


@given(queries(), queries())
def test_and_is_the_intersection_or_the_union(birds: Index, one: tuple[str, str], other: tuple[str, str]) -> None:
    kind, a = one
    b = other[1] if other[0] == kind else "e"
    left, right = ids(birds, kind, a), ids(birds, kind, b)
    assert set(ids(birds, kind, f"({a}) ({b})")) == set(left) & set(right)
    assert set(ids(birds, kind, f"({a}) or ({b})")) == set(left) | set(right)


PIECES = st.sampled_from(
    [
        *"()\"',:=~<>!.-%;\\*[] \n7",
        "..",
        " or ",
        "not ",
        "has:",
        "score.pecks",
        "name",
        "params",
        "released",
        "license.",
        "disputed",
    ]
)


@given(st.sampled_from(list(KINDS)), st.text() | st.lists(PIECES | st.text(max_size=3)).map("".join))
def test_any_text_is_a_query_or_a_query_error(birds: Index, kind: str, text: str) -> None:
    if (problem := outcome(birds, kind, text)) is not None:
        start, end = problem.span
        assert 0 <= start < end <= len(text)


FIELD_NAMES = [field.name for field in catalogue()["models"]]


@given(st.sampled_from(FIELD_NAMES), st.sampled_from([":", "=", "!=", "~", "<", ">="]), st.text(min_size=1, max_size=8))
def test_any_value_of_any_field_is_a_query_or_a_query_error(birds: Index, field: str, op: str, value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    problem = outcome(birds, "models", f'{field}{op}"{quoted}"')
    assert problem is None or problem.message


def small(tmp_path: Path, files: dict[str, str]) -> Index:
    return kb.open_index(kb.write(tmp_path / "data", files))


def test_a_group_of_words_holds_what_is_not_known_for_sure(tmp_path: Path) -> None:
    """Weights can be had although their licence is not known."""
    index = small(tmp_path, {"models/m.yaml": "id: m\nname: M\nopenness: {weights: {tuned: open}}\n"})
    assert index.rows("SELECT access FROM models") == [("unlicensed-weights",)]
    assert ids(index, "models", "access:open") == ["m"]


def test_a_reference_without_a_record_can_be_asked_for(tmp_path: Path) -> None:
    index = small(tmp_path, {"models/m.yaml": "id: m\nname: M\nbackbone: nowhere\n"})
    assert ids(index, "models", "backbone:nowhere") == ids(index, "models", "backbone=nowhere") == ["m"]
    assert outcome(index, "models", "backbone:elsewhere") is not None


def test_scores_are_of_the_benchmark_that_is_named(tmp_path: Path) -> None:
    files = {f"models/{id_}.yaml": f"id: {id_}\nname: {id_.upper()}\n" for id_ in ("m", "n")}
    for id_ in ("one", "two"):
        instrument = f"{{id: {id_}-val, metric: accuracy, direction: higher}}"
        files[f"benchmarks/{id_}.yaml"] = f"id: {id_}\nname: {id_}\ncaveat: Little.\ninstruments: [{instrument}]\n"
    rows = '[{model: m, instrument: one-val, value: "60"}, {model: n, instrument: two-val, value: "70"}]'
    files["results/s.yaml"] = f"id: s\nsource: s\ngroups: [{{at: Table 1, measured_by: self, rows: {rows}}}]\n"
    index = small(tmp_path, files)
    assert index.notes == ()
    assert [ids(index, "models", f"score.{name}:0..") for name in ("one", "two")] == [["m"], ["n"]]
    assert [ids(index, "models", f"score.{name}-val:0..") for name in ("one", "two")] == [["m"], ["n"]]


def test_a_benchmark_is_asked_for_by_its_id_and_an_instrument_with_what_counts_as_it_does(tmp_path: Path) -> None:
    made = (
        '[{id: b, metric: accuracy, direction: higher, unit: "%"}, {id: b-hard, metric: accuracy, direction: higher, unit: "%"},'
        " {id: b-time, metric: time, direction: lower, unit: s}]"
    )
    rows = ", ".join(
        f'{{model: m{n}, instrument: {id_}, value: "1"}}' for n, id_ in enumerate(("b", "b-hard", "b-time", "c-val"))
    )
    files = {
        **{f"models/m{number}.yaml": f"id: m{number}\nname: M{number}\n" for number in range(4)},
        "benchmarks/b.yaml": f"id: b\nname: Bees\ncaveat: Little.\ninstruments: {made}\n",
        "benchmarks/c.yaml": "id: c\nname: Sea\ncaveat: Little.\ninstruments: [{id: c-val, metric: x, direction: higher}]\n",
        "results/s.yaml": f"id: s\nsource: s\ngroups: [{{at: Table 1, measured_by: self, rows: [{rows}]}}]\n",
    }  # fmt: skip
    index = small(tmp_path, files)
    assert index.notes == ()
    assert ids(index, "models", "score.c:0..") == ids(index, "models", "score.sea:0..") == ["m3"]
    assert ids(index, "models", "score.b:0..") == ["m0", "m1"]
    assert ids(index, "models", "score.b-time:0..") == ["m2"]
