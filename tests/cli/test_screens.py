"""Every saved table, listing and first screen at the widths of terminals: a table, no wider, and nothing lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from cli.test_terminal import DATA, on_terminal, run
from mmkb.corpus.folder import DataFolder
from mmkb.formats import rich_text
from mmkb.formats.layout import pieces
from mmkb.index.index import Index
from mmkb.schema.kinds import KINDS
from mmkb.views.cell_text import text
from mmkb.views.coverage import coverage
from mmkb.views.listing import Request, listing
from mmkb.views.saved import saved_table
from mmkb.views.screen import together
from mmkb.views.stats import timeline
from mmkb.views.table import Table

WIDTHS = (60, 80, 100, 160)
SAVED = sorted(path.stem for path in (DATA / "tables").glob("*.yaml"))
ROWS = 60


@pytest.fixture(scope="module", autouse=True)
def _index_of_the_shell(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build the index first, where all tests look for it: a terminal shows the progress of a build."""
    run("mmkb models -n 1", XDG_CACHE_HOME=str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
        opened = Index(DataFolder(DATA, "the shipped data"))
        yield opened
        opened.close()


def check(table: Table, width: int) -> None:
    """Check that a table is drawn as one, fits, and that each of its columns is shown or named below it."""
    table = table.but(rows=table.rows[:ROWS]) if table.screen is None else table
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        written = rich_text.render(table)
    lines = written.splitlines()
    assert max(map(cell_len, lines)) <= width
    rules = [number for number, line in enumerate(lines) if re.fullmatch("─+", line)]
    assert len(rules) == 1, written
    shown = together(table.screen() if table.screen else table)
    notes = " ".join(lines).partition("no room for ")[2].partition(":")[0]
    named = notes.split(", ") if notes else []
    first = text(shown.rows[0][0], shown.columns[0])
    across = pieces(shown.columns[0].heading.split()[0])[0] in " ".join(lines[: rules[0]])
    assert across, written
    turned = bool(first) and all(part in " ".join(lines[: rules[0]]) for part in pieces(first.split()[0]))
    heads = " ".join(lines if turned else lines[: rules[0]])
    for column in shown.columns:
        there = all(part in heads for word in column.heading.split() for part in pieces(word))
        assert there or column.name in named, (column.name, written)
    assert not set(named) - {column.name for column in shown.columns}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SAVED)
def test_saved_tables(name: str, width: int, index: Index) -> None:
    check(saved_table(index, name), width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_listings(kind: str, width: int, index: Index) -> None:
    check(listing(index, Request(kind, limit=ROWS)), width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "query",
    [
        "input:video",
        "input:video access:open commercial:yes backbone.params:..13B",
        "has:score.mmmu-val connector:mlp",
        "llava",
    ],
)
def test_listings_of_queries(query: str, width: int, index: Index) -> None:
    check(listing(index, Request("models", query, limit=ROWS)), width)


@pytest.mark.parametrize("width", WIDTHS)
def test_counts_and_timeline(width: int, index: Index) -> None:
    check(coverage(index, None), width)
    check(timeline(index, "access:open"), width)


@pytest.mark.parametrize("columns", [80, 100, 160])
@pytest.mark.parametrize(
    "command",
    [
        ["models"],
        ["results"],
        ["models", "input:video", "commercial:yes"],
        ["table", "licences"],
        ["coverage", "models"],
        ["timeline", "released:2024"],
        ["leaderboard", "mmmu"],
        ["stats"],
        ["openness", "llama-2", "gpt-4o"],
        ["lineage", "llava"],
        ["ask", "rq3"],
        ["show", "llava-1.5"],
    ],
    ids=" ".join,
)
def test_on_a_real_terminal(command: list[str], columns: int) -> None:
    lines = on_terminal(command, columns, NO_COLOR="1").splitlines()
    assert max(cell_len(line) for line in lines if not line.startswith("mmkb: ")) <= columns
    assert command[0] == "lineage" or any(re.fullmatch("─+", line) for line in lines)
    assert not any(re.match(r"  \w[\w ]*: ", line) for line in lines), "cards in the place of a table"


def head(lines: list[str]) -> str:
    """Return the words above the first rule, column by column as far as they fold."""
    rule = next(number for number, line in enumerate(lines) if re.fullmatch("─+", line))
    return " ".join(lines[:rule])


@pytest.mark.parametrize(
    ("columns", "there", "named"),
    [
        (80, "id developer released params input output license", "access, context, connector, backbone"),
        (100, "id developer released params input output license access", "context, connector, backbone"),
        (160, "id developer released params input output license access context connector backbone sizes", ""),
    ],
)
def test_what_of_models_is_seen_first(columns: int, there: str, named: str) -> None:
    lines = on_terminal(["models"], columns, NO_COLOR="1").splitlines()
    assert set(there.split()) <= set(head(lines).split())
    assert f"no room for {named}" in " ".join(lines) if named else "no room for" not in " ".join(lines)


@pytest.mark.parametrize(
    "query", ["", "model:gpt-4o", "benchmark:mmmu", "benchmark:pope score:85..", "setting:few-shot"]
)
def test_a_result_is_never_seen_without_its_source(query: str) -> None:
    for columns in (80, 100, 160):
        lines = on_terminal(["results", *query.split()], columns, NO_COLOR="1").splitlines()
        assert {"model", "instrument", "printed", "source"} <= set(head(lines).split()), columns


def test_a_board_without_room_for_its_sources_says_how_to_see_them() -> None:
    board = ["leaderboard", "mmmu", "-n", "3"]
    said = " ".join(on_terminal(board, 80, NO_COLOR="1").splitlines())
    shown = re.search(r"no room for (?:detail, )?source, at, .* (-c \S+) shows where a value stands", said)
    assert shown
    lines = on_terminal([*board, *shown[1].split()], 80, NO_COLOR="1").splitlines()
    assert {"model", "value", "source", "at"} <= set(head(lines).split())


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("name", ["llama-2", "llava-1.5", "qwen2.5-vl", "gpt-4o", "pope"])
def test_the_first_screen_of_a_record_is_a_screen(name: str, columns: int) -> None:
    lines = on_terminal(["show", name], columns, NO_COLOR="1").splitlines()
    assert 15 <= len(lines) <= 42
    assert max(map(cell_len, lines)) <= columns
    assert lines[0].startswith(f"{name} · ")
    assert f"`mmkb show {name} --only" in " ".join(lines)
    assert len(on_terminal(["show", name, "--full"], columns, NO_COLOR="1").splitlines()) > len(lines)


def test_a_note_on_an_answer_without_rows_stands_once() -> None:
    shown = on_terminal(["models", "country:Finnlandd"], 100, NO_COLOR="1")
    assert "nothing matches 'country:Finnlandd'" in shown
    assert shown.count("no country on record holds") == 1


def test_below_the_width_for_columns_rows_stand_one_below_the_other() -> None:
    lines = on_terminal(["models", "-n", "3"], 45, NO_COLOR="1").splitlines()
    assert sum(line.startswith("  access: ") for line in lines) == 3
    assert max(cell_len(line) for line in lines if not line.startswith("mmkb: ")) <= 45


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_the_first_screen_of_two_groups_is_a_screen(columns: int) -> None:
    command = ["compare", "access:open", "access:proprietary"]
    lines = on_terminal(command, columns, NO_COLOR="1").splitlines()
    assert len(lines) <= 45
    assert max(map(cell_len, lines)) <= columns
    for begun in ("released", "access", "weights.tuned", "price.output", "carbon", "safety_evaluation", "2024"):
        assert any(line.startswith(begun) for line in lines), begun
    assert "known of one side alone: commercial" in " ".join(lines)
    for more in (["--all"], ["--by-year"]):
        assert len(on_terminal([*command, *more], columns, NO_COLOR="1").splitlines()) > len(lines)
