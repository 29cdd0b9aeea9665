"""What the help topics say is so: the classes of access, and every example of the query language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmkb.commands.help import TOPICS, answer, text
from mmkb.corpus.folder import DataFolder
from mmkb.index.index import Index
from mmkb.index.open import build_file
from mmkb.query.sql import compile_query
from mmkb.rows.columns import matching
from mmkb.schema.derived import ACCESS, ACCESS_GROUPS

pytestmark = pytest.mark.usefixtures("shared_cache")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the shipped records."""
    file = tmp_path_factory.mktemp("shipped") / "index.sqlite"
    build_file(ROOT / "data", file)
    index = Index(DataFolder(ROOT / "data", "a test", file))
    yield index
    index.close()


def classes() -> dict[str, tuple[str, list[str]]]:
    """Return what the topic says of each class: its meaning and the examples below."""
    found = re.findall(
        r"^  (\S+) {2,}(\S.+(?:\n {22}.+)*)\n {22}(.+)$", text("access.md").split("Two words")[0], re.MULTILINE
    )
    return {name: (" ".join(meaning.split()), examples.split(", ")) for name, meaning, examples in found}


def test_access_is_explained_by_examples_that_are_so(shipped: Index) -> None:
    said = classes()
    assert {name: meaning for name, (meaning, _) in said.items()} == ACCESS
    for name, (_, examples) in said.items():
        ids = {match.id for match in matching(shipped, "models", f"access:{name}")}
        assert set(examples) <= ids, name
        assert len(examples) == 2


def test_the_groups_are_said_whole() -> None:
    said = " ".join(text("access.md").split())
    for group, members in ACCESS_GROUPS.items():
        assert re.search(rf"access:{group} [^:]*: {', '.join(members)} [^,]", said)


@pytest.mark.parametrize("topic", [None, *TOPICS])
def test_a_topic_fits_a_terminal_of_80_columns(topic: str | None) -> None:
    assert [line for line in answer(topic).splitlines() if len(line) > 80] == []


_ROWS = r"(?:\b(?:every|no) )?[a-z][\w.-]*:\([^()]*\)"


def terms(page: str) -> list[str]:
    """Return every term of the query language that a text gives as an example."""
    whole = [term for term in re.findall(_ROWS, page) if not re.search(r"rows:|…", term)]
    # What a shell would take is quoted in an example.
    found = re.findall(r"(?<![\w/`.:-])([a-z][\w.-]*(?:!=|:?[<>]=?|:|=|~)'?[\w.:^$,\"-]+)", re.sub(_ROWS, "", page))
    return whole + [term.rstrip(".,:").replace("'", "") for term in found if not re.match(r"field\b|has:field", term)]


@pytest.mark.parametrize("topic", ["query", "access", "marks"])
def test_every_term_on_a_topic_is_understood(topic: str, shipped: Index) -> None:
    found = terms(text(f"{topic}.md"))
    assert len(found) > {"query": 20, "access": 3, "marks": 6}[topic]
    assert topic != "query" or {"no stages:(backbone:trained)", "backbone:(params:..13B license:mit)"} <= set(found)
    for term in found:
        compile_query(shipped, "models", term)
