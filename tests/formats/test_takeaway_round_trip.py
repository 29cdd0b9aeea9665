"""What other programs read back is what the table holds, however hostile the text."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mmkb.errors import UsageError
from mmkb.formats import delimited_csv, json_lines, json_text, parquet, registry, sqlite, xlsx, yaml_text
from mmkb.index.index import Index
from mmkb.schema import values
from mmkb.schema.values import written
from mmkb.views.listing import Request, listing
from mmkb.views.reference import About, Reference
from mmkb.views.table import Cell, Column, Table

if TYPE_CHECKING:
    from mmkb.schema.field import FieldType

HOSTILE = (
    '=1+1"quoted"', "@SUM(A1)", "-cmd|' /C calc'!A0", "a\nb\r\nc", 'say "no", please', "🦩 émigré", "שלום עולם",
    "x" * 10_000, "\ta", "  ", "null", "NaN", "1e3", "<b>&amp;</b>", "'; DROP TABLE x; --", "_x000D_", "\u2028",
)  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=40),
)
NUMBER = st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e12, 1e12, allow_subnormal=False))
ABSENT = st.sampled_from([Cell(None, "unknown"), *(Cell(None, why) for why in values.ABSENT)])
COLUMNS = (
    Column("id", "id", "text"),
    Column("count", "count", "quantity"),
    Column("open", "open", "bool"),
    Column("tags", "tags", "text", many=True),
)
ROW = st.tuples(
    TEXT.map(Cell),
    st.one_of(NUMBER.map(Cell), ABSENT),
    st.one_of(st.booleans().map(Cell), ABSENT),
    st.one_of(st.lists(TEXT, min_size=1, max_size=3).map(lambda items: Cell(tuple(items))), ABSENT),
)
TABLES = st.lists(ROW, max_size=4).map(
    lambda rows: Table("t", COLUMNS, tuple(rows), len(rows), kind="things", about=About("d", "1", "2026-11-23"))
)
EVERYTHING_HOSTILE = Table("t", COLUMNS, tuple(
    (Cell(text), Cell(None), Cell(None), Cell((text, text))) for text in HOSTILE
), len(HOSTILE), kind="things")  # fmt: skip


def raw(table: Table) -> list[list[object]]:
    return [[list(cell.value) if isinstance(cell.value, tuple) else cell.value for cell in row] for row in table.rows]


@given(TABLES)
@example(EVERYTHING_HOSTILE)
def test_json_jsonl_and_yaml(table: Table) -> None:
    names = [column.name for column in COLUMNS]
    expected = raw(table)
    for rows in (
        json.loads(json_text.render(table))["rows"],
        [json.loads(line) for line in json_lines.render(table).split("\n") if line],
        yaml.safe_load(yaml_text.render(table))["rows"],
    ):
        assert [[row[name] for name in names] for row in rows] == expected
        for row, cells in zip(rows, table.rows, strict=True):
            for status in values.ABSENT:
                marked = [name for name, cell in zip(names, cells, strict=True) if cell.status == status]
                assert row["marks"].get(status, []) == marked


@given(TABLES)
@example(EVERYTHING_HOSTILE)
def test_csv(table: Table) -> None:
    header, *rows = list(csv.reader(io.StringIO(delimited_csv.render(table), newline="")))
    assert header == [column.name for column in COLUMNS]
    for row, cells in zip(rows, table.rows, strict=True):
        text = str(cells[0].value)
        assert row[0] in (text, f"'{text}")
        assert not re.match(r"[=+\-@\t\r\n＝＋－＠](?![0-9.]+$)", row[0])
        if isinstance(cells[1].value, (int, float)):
            assert row[1] == written(cells[1].value)
        else:
            assert row[1] == ("" if cells[1].status == "unknown" else cells[1].status)


@given(TABLES)
@example(EVERYTHING_HOSTILE)
def test_xlsx(table: Table) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(table)))
    sheet = book["things"]
    for place, cells in enumerate(table.rows, 2):
        read = sheet.cell(place, 1)
        assert read.data_type == "s"
        assert _as_excel(read.value) == _as_excel(cells[0].value)
        number = sheet.cell(place, 2)
        if isinstance(cells[1].value, (int, float)):
            assert number.value == pytest.approx(cells[1].value, rel=1e-14)
            assert number.data_type == "n"
        else:
            assert number.value == (None if cells[1].status == "unknown" else cells[1].status)
        if isinstance(cells[2].value, bool):
            assert sheet.cell(place, 3).value is cells[2].value


def test_a_workbook_is_one_that_people_can_count_with(birds: Index) -> None:
    """Folded sizes are two numbers, numbers have the form that people write, heads stay in sight, sources lead on."""
    table = listing(birds, Request("models", "", ["id", "params", "paper"], cite="rows"))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(table)))
    sheet, sources = book["models"], book["sources"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == ["id", "params.min (parameters)", "params.max (parameters)", "paper", "sources"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert [cell.value for cell in rows["heron"][1:3]] == [7 * 10**9, 70 * 10**9]
    assert [cell.value for cell in rows["iris"][1:3]] == [3 * 10**8] * 2
    assert [cell.value for cell in rows["oracle-bird"][1:3]] == ["undisclosed"] * 2
    assert rows["heron"][1].number_format == "#,##0"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", f"A1:E{len(rows) + 1}")
    linked = rows["heron"][3]
    assert (linked.value, linked.data_type, linked.hyperlink.target) == (
        "ash-2023-heron", "s", next(entry.address for entry in table.references if entry.key == "ash-2023-heron"),
    )  # fmt: skip
    assert all(row[2].hyperlink.target == row[2].value for row in sources.iter_rows(min_row=2) if row[2].value)
    assert any("NAME.min" in str(row[1].value) for row in book["about"].iter_rows())


@pytest.mark.parametrize(
    ("days", "heads", "rows"),
    [
        ((None, "2023-05-02"), ["day"], [[None], [date(2023, 5, 2)]]),
        (
            ("2023-05", "2024"),
            ["day", "day_written"],
            [[date(2023, 5, 1), "2023-05"], [date(2024, 1, 1), "2024"]],
        ),
        (
            (("2023-06-09", "2023-05-02"), "2024-01-01"),
            ["day.min", "day.max"],
            [[date(2023, 5, 2), date(2023, 6, 9)], [date(2024, 1, 1)] * 2],
        ),
        (("soon", "2023-05-02"), ["day"], [["soon"], ["2023-05-02"]]),
    ],
)
def test_dates_of_a_workbook_are_dates(days: tuple[Any, ...], heads: list[str], rows: list[list[object]]) -> None:
    cells = tuple((Cell(day) if day else Cell(None, "unknown"),) for day in days)
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx.render(Table("t", (Column("day", "day", "date"),), cells, 2, kind="t")))
    )
    read = [[cell.value.date() if cell.is_date else cell.value for cell in row] for row in book["t"].iter_rows()]
    assert read == [heads, *rows]
    said = [str(row[1].value) for row in book["about"].iter_rows(min_row=2)]
    assert any("NAME_written" in note for note in said) == ("day_written" in heads)
    assert any("NAME.min" in note for note in said) == ("day.min" in heads)


COUNTS = (
    ("quantity", 2147483648.0, 2147483648, "2147483648"),
    ("quantity", 7 * 10**9, 7 * 10**9, "7000000000"),
    ("quantity", 8.4e22, 8.4e22, "8.4e22"),
    ("quantity", 84 * 10**21, 8.4e22, "8.4e22"),
    ("quantity", 0.25, 0.25, "0.25"),
    ("integer", 32.0, 32, "32"),
    ("number", 62.0, 62.0, "62"),
)


@pytest.mark.parametrize(("type_", "value", "kept", "written_"), COUNTS)
def test_counts_are_whole_numbers_in_every_format(type_: FieldType, value: float, kept: float, written_: str) -> None:
    table = Table(
        "t", (Column("id", "id", "text"), Column("n", "n", type_)), ((Cell("a"), Cell(value)),), 1, kind="things"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(table)))["things"]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(sqlite.render(table))
        ((stored,),) = connection.execute("SELECT n FROM things")
    found = [
        json.loads(json_text.render(table))["rows"][0]["n"],
        json.loads(json_lines.render(table))["n"],
        yaml.safe_load(yaml_text.render(table))["rows"][0]["n"],
        sheet.cell(2, 2).value,
        stored,
        pq.read_table(io.BytesIO(parquet.render(table))).column("n").to_pylist()[0],
    ]
    assert [float(number) for number in found] == [kept] * len(found)
    if type_ != "number":
        assert {type(number) for number in found[:2] + found[4:]} == {type(kept)}
    assert delimited_csv.render(table).splitlines()[1] == f"a,{written_}"


def _as_excel(text: object) -> str:
    """XML has one line end, and Excel writes what it cannot hold as _xHHHH_."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "\n")


@given(TABLES)
@example(EVERYTHING_HOSTILE)
def test_parquet(table: Table) -> None:
    read = pq.read_table(io.BytesIO(parquet.render(table)))
    columns = [read.column(column.name).to_pylist() for column in COLUMNS]
    assert [list(row) for row in zip(*columns, strict=True)] == raw(table)
    statuses = [cell.status for row in table.rows for cell in row if cell.status in values.ABSENT]
    kept = [
        word for name in read.column_names if name.endswith("_status") for word in read.column(name).to_pylist() if word
    ]
    assert sorted(kept) == sorted(statuses)


@given(TABLES)
@example(EVERYTHING_HOSTILE)
def test_sqlite(table: Table) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(sqlite.render(table))
        rows = connection.execute("SELECT id, count, open, tags FROM things ORDER BY rowid").fetchall()
    assert [[row[0], row[1], row[2], row[3] and json.loads(row[3])] for row in rows] == raw(table)


def test_sources_have_a_place_in_every_format(birds: Index) -> None:
    table = listing(birds, Request("models", "id:heron", ["name", "context"], cite="cells"))
    assert table.rows[0][1].sources == ("ash-2023-heron",)
    assert json.loads(json_text.render(table))["rows"][0]["sources"] == {"context": ["ash-2023-heron"]}
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(table)))
    assert [row[0].value for row in book["sources"].iter_rows(min_row=2)] == ["ash-2023-heron"]
    assert pq.read_table(io.BytesIO(parquet.render(table))).column("context.sources").to_pylist() == [
        ["ash-2023-heron"]
    ]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(sqlite.render(table))
        assert connection.execute('SELECT key FROM "references"').fetchall() == [("ash-2023-heron",)]
    assert delimited_csv.render(table).splitlines()[0] == "name,context,context.sources"


def test_by_rows_every_row_names_all_its_sources_once(birds: Index) -> None:
    table = listing(birds, Request("models", "id:heron", ["name", "context", "training.stages.method"], cite="rows"))
    assert delimited_csv.render(table).splitlines()[0] == "name,context,method,sources"
    assert json.loads(json_text.render(table))["rows"][0]["sources"] == ["ash-2023-heron"]
    assert [entry.key for entry in table.references] == ["ash-2023-heron"]


@pytest.mark.parametrize(
    ("kind", "columns", "keys"),
    [
        ("results", ["model", "printed"], {"ash-2023-heron"}),
        ("claims", ["statement"], {"moss-2024-birds"}),
        ("claims", ["id", "verdict"], {"moss-2024-birds", "ash-2022-wren"}),
        ("stages", ["model", "connector"], {"ash-2023-heron"}),
        ("models", ["id", "access"], {"repo-pond-heron", "ash-2022-wren", "moss-2024-birds", "ash-2023-heron"}),
        ("sources", ["title"], {"ash-2023-heron", "ash-2022-wren", "moss-2024-birds", "repo-pond-heron"}),
        ("tables", ["name", "source"], {"moss-2024-birds"}),
        ("questions", ["name"], set()),
    ],
)
def test_each_kind_knows_the_sources_behind_its_rows(
    kind: str, columns: list[str], keys: set[str], birds: Index
) -> None:
    assert {entry.key for entry in listing(birds, Request(kind, "", columns, cite="cells")).references} == keys


def test_an_unknown_cell_cites_nothing(birds: Index) -> None:
    table = listing(birds, Request("stages", "model:heron", ["name", "method"], cite="cells"))
    assert [bool(row[1].sources) for row in table.rows] == [False, True]


def test_a_source_without_a_record_stands_for_itself() -> None:
    assert Reference("k", "web", "k").day == ()


def test_a_workbook_without_room_for_its_sheets_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(UsageError, match=r"cannot be made in .*/gone: No such file or directory"):
        xlsx.render(Table("t", (Column("c", "c", "text"),), ((Cell("x"),),), 1))


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_a_missing_extra_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=rf"mmkb\[{name}\]"):
        registry.by_name(name).load()


def test_only_the_tables_data_are_read_by_duckdb(birds: Index, tmp_path: Path) -> None:
    (tmp_path / "m.parquet").write_bytes(
        parquet.render(listing(birds, Request("models", "", ["id", "params"], variants=True)))
    )
    found = duckdb.execute(f"SELECT id FROM '{tmp_path / 'm.parquet'}' WHERE params > 60e9 ORDER BY id").fetchall()
    assert found == [("heron-70b",), ("wren-70b",)]
