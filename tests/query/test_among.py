"""What a query asks of some, of every, of none of the rows that a name leads to, against a slow reading of the documents."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import kb
from mmkb.corpus.folder import DataFolder
from mmkb.errors import QueryError, UsageError
from mmkb.index.index import Index
from mmkb.index.open import build_file
from mmkb.query.sql import compile_query

Stage = Mapping[str, Any]

STATES = ("scratch", "full", "partial", "lora", "adapter", "frozen", "absent")
TRAINED = STATES[:5]
MODULES = ("vision_encoder", "connector", "backbone")
SETS = ("d1", "d2", "d3")


def ids(index: Index, kind: str, query: str) -> list[str]:
    condition = compile_query(index, kind, query)
    found = index.rows(f'SELECT t.id FROM "{kind}" t WHERE {condition.sql} ORDER BY t.rid', condition.parameters)
    return [id_ for (id_,) in found]


@pytest.mark.parametrize(
    ("kind", "query", "found"),
    [
        # one and the same stage
        ("models", "stages:(connector:full backbone:frozen)", "heron-7b heron-70b"),
        ("models", "stages:(connector:full method:lora)", "heron-7b heron-70b"),
        ("models", "stages:(backbone:frozen method:lora)", ""),
        ("models", "stages.backbone:frozen stages.method:lora", "heron-7b heron-70b"),
        ("models", "training.stages:(backbone:frozen)", "heron-7b heron-70b"),
        ("models", "stages:(alignment)", "heron-7b heron-70b"),
        ("models", "stages:(data.made_by:people)", "heron-7b heron-70b"),
        ("models", "stages:(connector:trained backbone:untrained)", "heron-7b heron-70b"),
        # every, none: there must be stages, and what is unknown is neither
        ("models", "every stages:(vision_encoder:frozen)", "heron-7b heron-70b"),
        ("models", "every stages:(backbone:frozen)", ""),
        ("models", "every stages:(backbone:frozen or backbone:full)", "heron-7b heron-70b"),
        ("models", "no stages:(vision_encoder:trained)", "heron-7b heron-70b"),
        ("models", "no stages:(backbone:trained)", ""),
        ("models", "no stages:(samples:1M..)", ""),
        ("models", "no stages:(method:lora samples:1M..)", ""),
        ("models", "no stages:(method:undisclosed)", "heron-7b heron-70b"),
        ("models", "no stages:(has:tokens)", "heron-7b heron-70b"),
        ("models", "no stages:(not has:tokens)", ""),
        ("models", "not stages:(backbone:frozen)", "iris kite-s kite-l oracle-bird wren-7b wren-70b"),
        ("models", "not every stages:(backbone:frozen) has:training.stages", "heron-7b heron-70b"),
        # rows that refer to this one
        ("models", "results:(score:60.. shots:0)", "heron-7b"),
        ("models", "results:(score:70.. shots:0)", ""),
        ("models", "no results:(setting:few-shot)", "heron-7b heron-70b"),
        ("models", "claims:(verdict:over-general)", "wren-7b wren-70b"),
        ("benchmarks", "instruments:(direction:lower) instruments:(direction:higher)", "pecks"),
        ("benchmarks", "every instruments:(direction:lower)", ""),
        ("benchmarks", "results:(model:kite)", "pecks"),
        ("sources", "claims:(verdict:unchecked about:heron-7b)", "moss-2024-birds"),
        ("sources", "claims:(verdict:unchecked about:wren)", ""),
        ("claims", "checks:(source:ash-2022-wren at:Table)", "moss-2024-c1"),
        ("claims", "checks:(small)", "moss-2024-c1"),
        ("claims", "no checks:(source:ash-2023-heron)", "moss-2024-c1"),
        # rows that this one refers to
        ("models", "backbone:(params:7B attention:mha)", "heron-7b kite-s kite-l"),
        ("models", "every encoder:(released:..2022)", "heron-7b heron-70b"),
        ("models", "no backbone:(params:7B)", "heron-70b"),
        ("models", "license:(commercial:yes osi:yes)", "heron-7b heron-70b iris wren-7b wren-70b"),
        ("stages", "model:(access:open)", "heron.1 heron.2"),
        ("stages", "data:(size:100k purpose:alignment)", "heron.1"),
        ("results", "benchmark:(instruments:(unit:%))", "ash-2023-heron.1 ash-2023-heron.2 ash-2023-heron.3 ash-2023-heron.4"),
        # parts that are rows of their own
        ("models", "disputes:(field:context rival:2048)", "heron-70b"),
        ("models", "disputes:(source:moss-2024-birds)", "heron-7b heron-70b wren-7b"),
        ("models", "no disputes:(source:ash-2023-heron)", "heron-7b heron-70b wren-7b"),
        # behind a path, inside one another
        ("stages", "every model.stages:(connector:full)", "heron.1 heron.2"),
        ("models", "stages:(model:(no stages:(vision_encoder:trained)))", "heron-7b heron-70b"),
        ("models", "no stages:(no data:(size:100k))", ""),
        ("models", "every variants:(stages:(connector:full))", "heron-7b heron-70b"),
        # the sizes of one release
        ("models", "variants:(params:7B) variants:(params:70B)", "heron-7b heron-70b wren-7b wren-70b"),
        ("models", "no variants:(params:3B)", "heron-7b heron-70b iris wren-7b wren-70b"),
        ("models", "backbone.variants:(params:70B)", "heron-7b heron-70b kite-s kite-l"),
    ],
)  # fmt: skip
def test_what_is_found(kind: str, query: str, found: str, birds: Index) -> None:
    assert ids(birds, kind, query) == found.split()


@pytest.mark.parametrize(
    ("kind", "query", "message", "span", "hint"),
    [
        ("models", "stagse:(a)", "'stagse' leads to no rows of models", "stagse", "did you mean 'stages'"),
        ("models", "params:(7B or 8B)", "'params' leads to no rows", "params", "params:a,b"),
        ("models", "zzz:(a)", "'zzz' leads to no rows of models", "zzz", "one of: claims, "),
        ("models", "backbone.zzz:(a)", "'zzz' leads to no rows of models", "backbone.zzz", "one of: "),
        (
            "models",
            "stages:(backbon:frozen)",
            "unknown field 'backbon' of stages",
            "backbon",
            "did you mean 'backbone'",
        ),
        ("models", "no stages:(backbone:thawed)", "'thawed' is not in the vocabulary", "thawed", "trained"),
        ("models", "models:(a)", "'models' leads to no rows of models", "models", "one of: "),
        ("sources", "checks:(a)", "'checks' leads to no rows of sources", "checks", "one of: "),
        ("claims", "about:(a)", "'about' leads to no rows that", "about", "about:a,b"),
        ("models", "stages:(" * 60 + "a" + ")" * 60, "leads to no rows of stages", "stages", None),
    ],
)
def test_mistakes(kind: str, query: str, message: str, span: str, hint: str | None, birds: Index) -> None:
    with pytest.raises(QueryError) as caught:
        ids(birds, kind, query)
    assert message in caught.value.message
    assert query[slice(*caught.value.span)] == span
    assert (hint or "") in (caught.value.hint or "")


def test_what_is_too_much_is_refused(birds: Index) -> None:
    """Depth, length and work have the bounds that every query has."""
    deep = "model:(stages:(" * 49 + "order:1" + "))" * 49
    with pytest.raises(QueryError, match="too long or too deeply nested"):
        ids(birds, "stages", deep)
    wide = " or ".join(f"stages:(samples:{number} connector:full)" for number in range(2_000))
    with pytest.raises((QueryError, UsageError), match=r"too long|too much work"):
        ids(birds, "models", wide)


def document(rng: random.Random, number: int) -> dict[str, Any]:
    """Return a release with stages of its own, of its variants, or without any; much is not known."""

    def stages() -> Any:
        return rng.choice(["undisclosed", *[[stage() for _ in range(rng.randint(1, 3))] for _ in range(6)]])

    def stage() -> dict[str, Any]:
        made: dict[str, Any] = {"name": rng.choice(["one", "two"])}
        for module in MODULES:
            if rng.random() < 0.8:
                made[module] = rng.choice([*STATES, "frozen", "full", "undisclosed"])
        if rng.random() < 0.5:
            made["data"] = rng.sample(SETS, rng.randint(1, 2))
        if rng.random() < 0.5:
            made["samples"] = rng.choice([10, "20k", "3M"])
        return made

    found: dict[str, Any] = {"id": f"m{number}", "name": f"M{number}"}
    if rng.random() < 0.8:
        found["training"] = {"stages": stages()}
    if rng.random() < 0.6:
        found["variants"] = [
            {"id": f"m{number}-{letter}", **({"training": {"stages": stages()}} if rng.random() < 0.4 else {})}
            for letter in "ab"
        ]
    return found


DOCUMENTS = [document(random.Random(seed), seed) for seed in range(80)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("trained")
    files = {f"models/{record['id']}.yaml": yaml.safe_dump(record, sort_keys=False) for record in DOCUMENTS}
    files |= {f"datasets/{id_}.yaml": f"id: {id_}\nname: {id_.upper()}\naliases: [set of {id_}]\n" for id_ in SETS}
    data = kb.write(folder / "data", files)
    build_file(data, folder / "index.sqlite")
    index = Index(DataFolder(data, "a test", folder / "index.sqlite"))
    assert index.notes == ()
    yield index
    index.close()


def rows() -> Iterator[tuple[str, Sequence[Stage]]]:
    """Yield id and stages of every model, read off the documents."""
    for record in DOCUMENTS:
        inherited = record.get("training", {}).get("stages", [])
        for row in record.get("variants") or [record]:
            stages = row.get("training", {}).get("stages", inherited)
            yield row["id"], stages if isinstance(stages, list) else []


Truth = bool | None
"""None: not known."""
Say = Callable[[Stage], Truth]
"""What a query says of a stage."""


def of_module(module: str, words: Sequence[str]) -> tuple[str, Say]:
    meant = {state for word in words for state in {"trained": TRAINED, "untrained": STATES[5:]}.get(word, (word,))}

    def say(stage: Stage) -> Truth:
        value = stage.get(module)
        return value in meant if value not in (None, "undisclosed") else None

    return f"{module}:{','.join(words)}", say


def undisclosed(module: str) -> tuple[str, Say]:
    return f"{module}:undisclosed", lambda stage: stage.get(module) == "undisclosed"


def has(module: str) -> tuple[str, Say]:
    return f"has:{module}", lambda stage: stage.get(module) not in (None, "undisclosed")


def data(id_: str) -> tuple[str, Say]:
    return f'data:"set of {id_}"', lambda stage: id_ in stage["data"] if "data" in stage else None


NUMBERS = {10: 10, "20k": 20_000, "3M": 3_000_000}


def samples(most: int) -> tuple[str, Say]:
    return f"samples:..{most}", lambda stage: NUMBERS[stage["samples"]] <= most if "samples" in stage else None


def named(name: str) -> tuple[str, Say]:
    return name, lambda stage: stage["name"] == name


def negated(one: tuple[str, Say]) -> tuple[str, Say]:
    """`not` is the plain complement: what is not known is in it."""
    return f"not ({one[0]})", lambda stage: one[1](stage) is not True


def both(one: tuple[str, Say], other: tuple[str, Say]) -> tuple[str, Say]:
    def say(stage: Stage) -> Truth:
        said = {one[1](stage), other[1](stage)}
        return False if False in said else None if None in said else True

    return f"({one[0]}) ({other[0]})", say


def either(one: tuple[str, Say], other: tuple[str, Say]) -> tuple[str, Say]:
    def say(stage: Stage) -> Truth:
        said = {one[1](stage), other[1](stage)}
        return True if True in said else None if None in said else False

    return f"(({one[0]}) or ({other[0]}))", say


modules = st.sampled_from(MODULES)
words = st.lists(st.sampled_from([*STATES, "trained", "untrained"]), min_size=1, max_size=3)
plain = (
    st.builds(of_module, modules, words)
    | st.builds(undisclosed, modules)
    | st.builds(has, modules)
    | st.builds(data, st.sampled_from(SETS))
    | st.builds(samples, st.sampled_from([5, 10, 20_000, 10**7]))
    | st.builds(named, st.sampled_from(["one", "two"]))
)
said = st.recursive(
    plain, lambda inner: st.builds(negated, inner) | st.builds(both, inner, inner) | st.builds(either, inner, inner),
    max_leaves=5,
)  # fmt: skip


@given(st.sampled_from(["", "every ", "no "]), said)
def test_it_is_what_the_documents_say(trained: Index, amount: str, asked: tuple[str, Say]) -> None:
    query, say = asked
    expected = []
    for id_, stages in rows():
        truths = [say(stage) for stage in stages]
        all_alike = bool(truths) and all(truth is (amount == "every ") for truth in truths)
        expected += [id_] * (True in truths if amount == "" else all_alike)
    assert sorted(ids(trained, "models", f"{amount}stages:({query})")) == sorted(expected)


def test_each_answer_occurs(trained: Index) -> None:
    """Otherwise the property would hold of nothing."""
    assert 0 < len(ids(trained, "models", "every stages:(backbone:trained)")) < len(list(rows()))
    assert 0 < len(ids(trained, "models", "no stages:(backbone:trained)")) < len(list(rows()))
    apart = set(ids(trained, "models", "has:training.stages")) - set(ids(trained, "models", "stages:(name:one,two)"))
    assert not apart


def test_a_variant_with_stages_of_its_own_has_those_alone(tmp_path: Path) -> None:
    index = kb.open_index(kb.write(tmp_path / "data", {"models/m.yaml": (
        "id: m\nname: M\ntraining: {stages: [{name: a, backbone: full}]}\n"
        "variants: [{id: m-a}, {id: m-b, training: {stages: [{name: b, backbone: frozen}]}}, "
        "{id: m-c, training: {stages: undisclosed}}]\n"
    )}))  # fmt: skip
    assert ids(index, "models", "stages:(backbone:full)") == ["m-a"]
    assert ids(index, "models", "every stages:(backbone:frozen)") == ["m-b"]
    assert ids(index, "models", "not stages:(name:a,b)") == ["m-c"]
