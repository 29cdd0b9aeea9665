"""Formats: whatever a cell holds comes back from the machine formats, and a terminal never loses an id."""

from __future__ import annotations

import csv
import io
import json
import re
import string
from pathlib import PurePath

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from mmkb.errors import UsageError
from mmkb.formats import delimited_csv, delimited_tsv, json_lines, json_text, markdown, rich_text
from mmkb.formats.layout import pieces
from mmkb.formats.registry import by_name, by_suffix
from mmkb.index.index import Index
from mmkb.schema.kinds import KINDS
from mmkb.views.cell_text import plain
from mmkb.views.detail import details
from mmkb.views.listing import Request, listing
from mmkb.views.table import UNKNOWN, Cell, Column, Page, Scalar, Table

HOSTILE = st.sampled_from(
    [*"\t\n\r\\\"',;|*_`<>[]&#~=+-@°≠ \u3000\u2028\x0b\x85é語😀", "\r\n", "&amp;", "\\n", "[bold]", "<br>", "NaN"]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.lists(HOSTILE, max_size=6).map("".join)
SCALARS: st.SearchStrategy[Scalar] = (
    TEXTS | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
)
CELLS = (
    st.tuples(SCALARS, st.just("known"), st.booleans(), st.booleans()).map(lambda parts: Cell(*parts))  # type: ignore[arg-type]
    | st.lists(SCALARS, min_size=1, max_size=3).map(lambda values: Cell(tuple(values)))
    | st.sampled_from([UNKNOWN, Cell(None, "undisclosed", cited=True), Cell(None, "not-applicable")])
)
NAMES = ("id", "a b", "c")


def tables(cells: st.SearchStrategy[Cell]) -> st.SearchStrategy[Table]:
    columns = tuple(Column(name, name, "text") for name in NAMES)
    return st.lists(st.tuples(cells, cells, cells), max_size=4).map(
        lambda rows: Table("t", columns, tuple(rows), len(rows), kind="models", query="q")
    )


def one(*cells: Cell, columns: tuple[Column, ...] = ()) -> Table:
    named = columns or tuple(Column(f"c{number}", f"c{number}", "text") for number in range(len(cells)))
    return Table("t", named, (cells,), 1)


def flat(cell: Cell) -> str:
    if cell.value is None:
        return "" if cell.status == "unknown" else cell.status
    values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
    return "; ".join(map(plain, values))


def test_json_has_every_mark_beside_the_values() -> None:
    marked = (
        Cell("a", cited=True), Cell("b", inferred=True), Cell("c", disputed=True), Cell(("d", "e"), partial=True),
        Cell(None, "undisclosed", disputed=True), Cell(None, "not-applicable"), UNKNOWN, Cell("h"),
    )  # fmt: skip
    (row,) = json_text.rows(one(*marked))
    assert row == {
        "c0": "a", "c1": "b", "c2": "c", "c3": ["d", "e"], "c4": None, "c5": None, "c6": None, "c7": "h",
        "marks": {
            "cited": ["c0"], "inferred": ["c1"], "disputed": ["c2", "c4"], "partial": ["c3"],
            "undisclosed": ["c4"], "not-applicable": ["c5"],
        },
    }  # fmt: skip


@given(tables(CELLS))
def test_tsv_comes_back(table: Table) -> None:
    lines = delimited_tsv.render(table).split("\n")
    assert lines.pop() == ""
    escapes = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
    read = [[re.sub(r"\\.", lambda found: escapes[found[0]], cell) for cell in line.split("\t")] for line in lines]
    assert read[0] == list(NAMES)
    check_defused(read[1:], table)
    assert "\r" not in "".join(lines)


@given(tables(CELLS))
def test_csv_comes_back_and_runs_no_formula(table: Table) -> None:
    read = list(csv.reader(io.StringIO(delimited_csv.render(table), newline="")))
    assert read[0] == list(NAMES)
    check_defused(read[1:], table)


FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
BARE_NUMBER = re.compile(r"-?[0-9.]+(?:e-?[0-9]+)?|\+[0-9.]+")


def check_defused(lines: list[list[str]], table: Table) -> None:
    for line, row in zip(lines, table.rows, strict=True):
        for written, cell in zip(line, row, strict=True):
            assert not FORMULA.match(written) or BARE_NUMBER.fullmatch(written), written
            assert flat(cell) in (written, written.removeprefix("'"))
            assert written == flat(cell) or FORMULA.match(flat(cell))


@pytest.mark.parametrize(
    ("type_", "value", "written"),
    [
        ("text", "=1+1", "'=1+1"),
        ("text", "@SUM(A1)", "'@SUM(A1)"),
        ("text", "-", "'-"),
        ("id", "+x", "'+x"),
        ("number", -3.5, "-3.5"),
        ("integer", -3, "-3"),
        ("text", "a=b", "a=b"),
        ("text", "\n=1+1", "'\n=1+1"),
        ("text", "\t=1+1", "'\t=1+1"),
        *(("text", f"{sign}1+1", f"'{sign}1+1") for sign in "＝＋－＠"),
        ("text", "-51.33", "-51.33"),
        ("text", "+5", "+5"),
        ("text", "-1+cmd", "'-1+cmd"),
        ("text", "-1.2.3", "'-1.2.3"),
        ("text", "-٣", "'-٣"),
        ("number", -1e-05, "-1e-5"),
        ("quantity", 2147483648.0, "2147483648"),
        ("quantity", 0.5, "0.5"),
        ("number", 75.0, "75"),
        ("quantity", 1e300, "1e300"),
        ("quantity", 7_000_000_000, "7000000000"),
    ],
)
def test_text_is_defused_but_not_numbers(type_: str, value: Scalar, written: str) -> None:
    table = one(Cell(value), columns=(Column("c", "c", type_),))  # type: ignore[arg-type]
    ((read,),) = list(csv.reader(io.StringIO(delimited_csv.render(table), newline="")))[1:]
    assert read == written
    escaped = written.replace("\n", "\\n").replace("\t", "\\t")
    assert delimited_tsv.render(table) == f"c\n{escaped}\n"


def test_the_head_of_a_column_runs_no_formula() -> None:
    table = one(Cell(1), columns=(Column("=1+1", "x", "integer"),))
    assert delimited_csv.render(table) == "'=1+1\r\n1\r\n"


@given(tables(CELLS))
def test_json_comes_back(table: Table) -> None:
    read = json.loads(json_text.render(table))
    assert read["schema_version"] == json_text.SCHEMA_VERSION
    assert (read["kind"], read["query"], read["total"]) == ("models", "q", len(table.rows))
    assert [column["name"] for column in read["columns"]] == list(NAMES)
    assert read["rows"] == [json.loads(line) for line in json_lines.render(table).split("\n")[:-1]]
    for found, row in zip(read["rows"], table.rows, strict=True):
        for name, cell in zip(NAMES, row, strict=True):
            assert found[name] == (list(cell.value) if isinstance(cell.value, tuple) else cell.value)
            assert (name in found["marks"].get("cited", [])) == cell.cited
            assert (name in found["marks"].get("disputed", [])) == cell.disputed
            assert (name in found["marks"].get("undisclosed", [])) == (cell.status == "undisclosed")
            assert (name in found["marks"].get("not-applicable", [])) == (cell.status == "not-applicable")


def test_json_of_pages(birds: Index) -> None:
    read = json.loads(json_text.render_pages(details(birds, ["heron", "mha"])))
    assert [page["id"] for page in read["pages"]] == ["heron", "mha"]
    (table,) = (table for table in read["pages"][0]["tables"] if table["title"] == "facts")
    facts = {row["field"]: row for row in table["rows"]}
    assert facts["context"]["marks"] == {"disputed": ["value"]}


# Markdown shows text on one line, without spaces at its ends; NUL is not allowed in it.
SHOWN = TEXTS.map(lambda found: " ".join(found.replace("\0", "").split())).filter(bool)


@given(st.lists(st.tuples(SHOWN, SHOWN), min_size=1, max_size=3))
def test_markdown_shows_text_as_it_is(texts: list[tuple[str, str]]) -> None:
    columns = (Column("a", "a", "text"), Column("b", "b", "text"))
    table = Table("t", columns, tuple((Cell(left), Cell(right)) for left, right in texts), len(texts))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown.render(table))
    inline = [token for token in tokens if token.type == "inline"]
    found = ["".join(child.content for child in token.children or ()) for token in inline]
    assert found == ["a", "b", *(cell for row in texts for cell in row)]
    assert all({child.type for child in token.children or ()} <= {"text", "text_special"} for token in inline)


def test_markdown_as_written(birds: Index) -> None:
    table = listing(birds, Request("models", "kite or oracle", columns=["id", "params", "output"]))
    assert markdown.render(table.but(about=None)) == (
        "| id | params | output |\n"
        "| --- | ---: | --- |\n"
        "| oracle-bird | undisclosed | text |\n"
        "| kite | 3B, 13B° | text+image° |\n"
        "\n"
        "° cited, not read at its source · undisclosed: kept back by its publisher\n"
    )
    assert markdown.render(table).endswith("\n\n<!--\nData: records in data/, version 0.1.0, as of 2026-11-24\n-->\n")
    assert "a\\|b<br>c\\*" in markdown.render(one(Cell("a|b\nc*")))


def test_markdown_of_pages(birds: Index) -> None:
    written = markdown.render_pages(details(birds, ["heron"]))
    assert written.startswith("# heron · Heron (model)\n\nA bird that describes ponds.\n")
    assert "\n## sources\n\n| \\[n\\] | source | at | state | on | because | note |" in written
    assert written.endswith("\n")


WIDTHS = range(20, 201)
IDS = st.text(string.ascii_lowercase + string.digits + "-.", min_size=1, max_size=30)
WORDY = st.lists(st.text(string.ascii_letters + "日本語é", min_size=1, max_size=12), max_size=12).map(" ".join)


def marked_id(id_: str, cited: bool, disputed: bool) -> Cell:
    return Cell(id_, "known", cited, disputed)


def at_width(table: Table, width: int) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        return rich_text.render(table)


def check_lines(written: str, width: int) -> None:
    assert max(map(cell_len, written.split("\n"))) <= width, written


@st.composite
def wide_tables(draw: st.DrawFn) -> Table:
    types = [
        Column("id", "id", "id"),
        Column("name", "the name", "text"),
        Column("ref", "ref", "ref"),
        Column("refs", "refs", "ref", many=True),
        Column("params", "params", "quantity", "parameters"),
        Column("notes", "notes", "text", many=True),
    ]
    columns = tuple(types[: draw(st.integers(1, len(types)))])
    values: dict[str, st.SearchStrategy[Cell]] = {
        "id": IDS.map(Cell),
        "ref": st.builds(marked_id, IDS, st.booleans(), st.booleans()) | st.just(UNKNOWN),
        "refs": st.lists(IDS, min_size=1, max_size=4).map(lambda ids: Cell(tuple(ids))) | st.just(UNKNOWN),
        "name": WORDY.map(Cell),
        "params": st.integers(0, 10**13).map(Cell),
        "notes": st.lists(WORDY.filter(bool), min_size=1, max_size=3).map(lambda words: Cell(tuple(words))),
    }
    rows = draw(st.lists(st.tuples(*(values[column.name] for column in columns)), min_size=1, max_size=4))
    return Table("t", columns, tuple(rows), len(rows), notes=("a note " * 9,), spare=draw(st.integers(0, 2)))


@given(wide_tables(), st.sampled_from(WIDTHS) | st.integers(20, 45))
def test_a_terminal_shows_every_id_or_names_its_column(table: Table, width: int) -> None:
    written = at_width(table, width)
    check_lines(written, width)
    named = written.partition("no room for ")[2].partition(":")[0].replace(",", " ").split()
    for row in table.rows:
        for number, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            ids = cell.value if isinstance(cell.value, tuple) else (cell.value,)
            for id_ in ids if column.type in ("id", "ref") and column.name not in named else ():
                whole = number == 0 and len(str(id_)) <= max(16, width // 4)
                for part in [str(id_)] if whole else pieces(str(id_)):
                    counted = column.many and re.search(r" \+\d+(?!\S)", written)
                    assert id_ is None or counted or len(part) > 8 or part in written, (part, written)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_lists_of_every_kind_fit_every_width(width: int, birds: Index) -> None:
    for kind in KINDS if width % 20 == 0 else ("models", "results"):
        table = listing(birds, Request(kind))
        written = at_width(table, width)
        check_lines(written, width)
        for row in table.rows:
            assert str(row[0].value) in written


@pytest.mark.parametrize("width", WIDTHS)
def test_chosen_columns_are_all_shown_or_named_at_every_width(width: int, birds: Index) -> None:
    chosen = ["id", "name", "params", "license", "backbone", "released", "developer", "input"]
    written = at_width(listing(birds, Request("models", columns=chosen)), width)
    check_lines(written, width)
    if width < 60:
        assert "no room" not in written
    named = written.partition("no room for ")[2].partition(":")[0].replace(",", " ").split()
    shown = {"id": "oracle-bird", "license": "capped", "backbone": "wren-", "released": "2024-03-14", "input": "text"}
    for column, word in shown.items():
        assert (word in written) != (column in named), written


def test_columns_without_room_are_named_with_what_shows_them(birds: Index) -> None:
    unchosen = at_width(listing(birds, Request("models")), 80)
    assert ": widen the terminal, or -c chooses columns" in " ".join(unchosen.split())
    chosen = at_width(listing(birds, Request("models", columns=KINDS["models"].columns[1:])), 60)
    assert ": widen the terminal, or -f csv writes all" in " ".join(chosen.split())
    wide = at_width(listing(birds, Request("models")), 200)
    assert "no room" not in wide
    assert wide.splitlines()[0].split()[:4] == ["id", "developer", "released", "params"]


@pytest.mark.parametrize("width", [20, 33, 50, 80, 120, 200])
@pytest.mark.parametrize("name", ["heron", "wren-70b", "pecks", "ash-2023-heron", "moss-2024-birds", "oracle-bird"])
def test_pages_fit_every_width(name: str, width: int, birds: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    written = rich_text.render_pages(details(birds, [name]))
    check_lines(written, width)
    assert name in written


def test_a_terminal_marks_and_explains(birds: Index) -> None:
    written = at_width(listing(birds, Request("models", columns=["id", "context", "output"])), 120)
    assert "4,096≠" in written
    assert "text+image°" in written
    assert written.endswith("° cited, not read at its source · ≠ a source disagrees\n")


def test_text_that_looks_like_markup_is_shown_as_it_is() -> None:
    assert "[bold]x[/bold] :smile: [link=x]" in at_width(one(Cell("[bold]x[/bold] :smile: [link=x]")), 80)


def test_an_empty_table_says_so() -> None:
    empty = Table("0 models", (Column("id", "id", "id"),), (), 0)
    assert at_width(empty, 80) == "nothing\n"
    assert delimited_tsv.render(empty) == "id\n"
    assert delimited_csv.render(empty) == "id\r\n"
    assert json.loads(json_text.render(empty))["rows"] == []
    assert json_lines.render(empty) == ""
    assert markdown.render(empty) == "| id |\n| --- |\n"


@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from([20, 40, 80]))
def test_any_text_can_be_shown(texts: list[str], width: int) -> None:
    assume(all("\0" not in text for text in texts))
    table = one(*map(Cell, texts))
    for renderer in (delimited_tsv, delimited_csv, json_text, json_lines, markdown):
        assert renderer.render(table).endswith("\n")
    assert at_width(table, width).endswith("\n")


@pytest.mark.parametrize("name", ["rich", "tsv", "csv", "json", "jsonl", "markdown"])
def test_every_format_renders_a_table_and_pages_where_it_says_so(name: str, birds: Index) -> None:
    format_ = by_name(name)
    renderer = format_.load()
    table = listing(birds, Request("models"))
    assert "heron" in str(renderer.render(table))
    assert format_.help
    if format_.pages:
        assert "heron" in renderer.render_pages((Page("heron", ("x",), (table,)),))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.tsv", "tsv"),
        ("a.TAB", "tsv"),
        ("b/c.csv", "csv"),
        ("a.b.json", "json"),
        ("a.ndjson", "jsonl"),
        ("a.md", "markdown"),
    ],
)
def test_a_file_tells_its_format(path: str, name: str) -> None:
    assert by_suffix(PurePath(path)).name == name


@pytest.mark.parametrize("path", ["a", "a.xyz", ".tsv", "a.tsv.gz"])
def test_a_file_that_tells_no_format(path: str) -> None:
    with pytest.raises(UsageError, match="tells no format"):
        by_suffix(PurePath(path))


@pytest.mark.parametrize(("name", "hint"), [("jsn", "did you mean 'json'"), ("zzz", "one of: rich, tsv")])
def test_an_unknown_format(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match="unknown format") as caught:
        by_name(name)
    assert hint in (caught.value.hint or "")
