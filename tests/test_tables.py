"""What Python users get: the same values in mappings, frames, Arrow and DuckDB; glances; files; hostile text stays text."""

from __future__ import annotations

import doctest
import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import html5lib
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
import mmkb.tables
from consumers import DATA
from mmkb import Picture, UsageError, open_kb
from mmkb.formats.html_fragment import MOST
from mmkb.index.index import Index
from mmkb.schema import values
from mmkb.schema.field import NUMERIC
from mmkb.tables import Page, Table
from mmkb.views import table as views
from mmkb.views.detail import details
from mmkb.views.listing import Request, listing
from mmkb.views.reference import About, Reference
from mmkb.views.table import UNKNOWN, Cell, Column

UNDISCLOSED = Cell(None, "undisclosed")
SOURCE = Reference("ash-2023-heron", "paper", "Herons Look Twice", ("Ash, Ada",), year=2023, arxiv="2305.01234")
TYPES = Table(
    "2 birds",
    (
        Column("id", "id", "id"),
        Column("count", "count", "quantity"),
        Column("price", "price", "number"),
        Column("mixed", "mixed", "quantity"),
        Column("open", "open", "bool"),
        Column("day", "day", "date"),
        Column("month", "month", "date"),
        Column("tags", "tags", "text", many=True),
        Column("sizes", "sizes", "integer"),
        Column("nothing", "nothing", "integer"),
    ),
    (
        (
            *(Cell("a"), Cell(7 * 10**9, cited=True), Cell(2), Cell(2**70), Cell(True), Cell("2023-05-10")),
            *(Cell("2023-07"), Cell(("x", "y")), Cell((1, 2)), UNKNOWN),
        ),
        (
            *(Cell("b"), UNDISCLOSED, UNKNOWN, Cell(1), UNKNOWN, UNKNOWN),
            *(Cell("2024"), UNKNOWN, Cell(3), UNKNOWN),
        ),
    ),
    5,
    about=About("birds", "1"),
)
NAMES = (
    *("id", "count", "count_status", "price", "mixed", "open", "day", "month", "month_written", "tags", "sizes"),
    "nothing",
)
"""The columns of a frame of TYPES."""

ROWS: list[dict[str, Any]] = [
    {
        "id": "a", "count": 7 * 10**9, "price": 2.0, "mixed": 2.0**70, "open": True, "day": date(2023, 5, 10),
        "month": date(2023, 7, 1), "tags": ["x", "y"], "sizes": [1, 2], "nothing": None,
    },
    {
        "id": "b", "count": None, "price": None, "mixed": 1.0, "open": None, "day": None,
        "month": date(2024, 1, 1), "tags": None, "sizes": [3], "nothing": None,
    },
]  # fmt: skip
BESIDE: list[dict[str, Any]] = [
    {"count_status": None, "month_written": "2023-07"},
    {"count_status": "undisclosed", "month_written": "2024"},
]
FRAMES: list[dict[str, Any]] = [{**row, **beside} for row, beside in zip(ROWS, BESIDE, strict=True)]


PAGE = Page.of(
    views.Page("Heron", ("A <b>bird</b>.",), (views.Table("facts", (Column("f", "f", "id"),), ((Cell("x"),),), 1),))
)


def test_rows_are_mappings_of_plain_values() -> None:
    assert list(TYPES) == TYPES.to_dicts() == ROWS
    assert [type(value) for value in TYPES[0].values()] == [type(value) for value in ROWS[0].values()]
    assert len(TYPES) == 2
    assert TYPES[-1] == ROWS[1]
    assert TYPES["sizes"] == [[1, 2], [3]]


def test_a_slice_is_a_table_whose_types_follow_its_own_rows() -> None:
    assert type(TYPES[1:]) is Table
    assert TYPES[1:].to_dicts() == [{**ROWS[1], "mixed": 1, "sizes": 3}]
    assert TYPES[:0].to_dicts() == []
    assert TYPES[:0].to_polars().shape == (0, 10)


def test_pandas_has_a_type_with_room_for_absence() -> None:
    frame = TYPES.to_pandas()
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "id": "string", "count": "Int64", "count_status": "string", "price": "float64", "mixed": "float64",
        "open": "boolean", "day": "datetime64[s]", "month": "datetime64[s]", "month_written": "string",
        "tags": "object", "sizes": "object", "nothing": "Int64",
    }  # fmt: skip
    assert tuple(frame.columns) == NAMES
    plain = frame.astype(object).where(frame.notna(), None)
    days = frame[["day", "month"]].map(lambda moment: None if pd.isna(moment) else moment.date())
    assert plain.assign(day=days["day"], month=days["month"]).to_dict("records") == [
        {**row, "day": None if row["day"] is None else row["day"]} for row in FRAMES
    ]
    assert frame["count"].sum() == 7 * 10**9
    assert frame.attrs == {"title": "2 birds", "query": "", "data": "birds", "version": "1"}


def test_polars_has_a_type_for_every_column() -> None:
    frame = TYPES.to_polars()
    assert dict(frame.schema) == {
        "id": pl.String, "count": pl.Int64, "count_status": pl.String, "price": pl.Float64, "mixed": pl.Float64,
        "open": pl.Boolean, "day": pl.Date, "month": pl.Date, "month_written": pl.String, "tags": pl.List(pl.String),
        "sizes": pl.List(pl.Int64), "nothing": pl.Int64,
    }  # fmt: skip
    assert tuple(frame.columns) == NAMES
    assert frame.to_dicts() == FRAMES


def test_arrow_and_parquet_are_one(tmp_path: Path) -> None:
    arrow = TYPES.to_arrow()
    assert dict(zip(arrow.schema.names, arrow.schema.types, strict=True)) == {
        "id": pa.string(), "count": pa.int64(), "count_status": pa.string(), "price": pa.float64(),
        "mixed": pa.float64(), "open": pa.bool_(), "day": pa.date32(), "month": pa.date32(),
        "month_written": pa.string(), "tags": pa.list_(pa.string()), "sizes": pa.list_(pa.int64()), "nothing": pa.int64(),
    }  # fmt: skip
    assert arrow.to_pylist() == FRAMES
    TYPES.save(tmp_path / "t.parquet")
    read = pq.read_table(tmp_path / "t.parquet")
    assert read.to_pylist() == FRAMES
    assert json.loads(read.schema.metadata[b"mmkb"])["data"] == "birds"


@pytest.mark.parametrize("way", ["arrow", "parquet", "pandas", "polars"])
def test_duckdb_reads_them_all(way: str, tmp_path: Path) -> None:
    birds: object = TYPES.to_pandas() if way == "pandas" else TYPES.to_polars() if way == "polars" else TYPES.to_arrow()
    where = "birds"
    if way == "parquet":
        TYPES.save(tmp_path / "t.parquet")
        where = f"'{tmp_path / 't.parquet'}'"
    with duckdb.connect() as connection:
        if way != "parquet":
            connection.register("birds", birds)
        found = connection.execute(
            f"SELECT id, count, count_status, open, month::date, tags[1] FROM {where} WHERE list_contains(sizes, 2)"
        ).fetchall()
        assert found == [("a", 7 * 10**9, None, True, date(2023, 7, 1), "x")]
        assert connection.execute(f"SELECT count(count), count(open), count(nothing) FROM {where}").fetchall() == [
            (1, 1, 0)
        ]


def test_absence_keeps_its_kind() -> None:
    statuses = TYPES.statuses()
    assert statuses["count"] == ["known", "undisclosed"]
    assert statuses["tags"] == ["known", "unknown"]
    assert statuses.to_pandas().shape == (2, 10)
    cell = TYPES.cell(0, "count")
    assert (cell.value, cell.status, cell.cited, cell.disputed, cell.sources) == (7 * 10**9, "known", True, False, ())
    assert TYPES.cell(0, "month").value == "2023-07", "the date as written"


def test_names_that_tools_take_for_one_are_told_apart() -> None:
    columns = tuple(Column(name, name, "integer") for name in ("a.b", "a_b", "A_B", "a_status", "a"))
    table = Table("t", columns, ((Cell(1), Cell(2), Cell(3), Cell(4), UNDISCLOSED),), 1)
    names = ["a.b", "a_b_2", "A_B_3", "a_status", "a", "a_status_2"]
    assert table.to_pandas().columns.tolist() == table.to_polars().columns == table.to_arrow().column_names == names


def test_what_is_no_date_or_number_stays_text() -> None:
    columns = (Column("day", "day", "date"), Column("n", "n", "integer"), Column("b", "b", "bool"))
    table = Table(
        "t", columns, ((Cell("2023-13"), Cell("many"), Cell("partly")), (Cell("2023"), Cell(1), Cell(True))), 2
    )
    assert table.to_dicts() == [
        {"day": "2023-13", "n": "many", "b": "partly"},
        {"day": "2023", "n": "1", "b": "yes"},
    ]


KINDS: dict[str, tuple[Column, st.SearchStrategy[str | int | float | bool]]] = {
    "text": (Column("text", "text", "text"), st.text(max_size=5)),
    "count": (Column("count", "count", "quantity"), st.integers(-(2**70), 2**70)),
    "number": (Column("number", "number", "number"), st.floats(allow_nan=False, allow_infinity=False)),
    "truth": (Column("truth", "truth", "bool"), st.booleans()),
    "day": (Column("day", "day", "date"), st.dates(date(1000, 1, 1)).map(str)),
}
ABSENT = st.sampled_from([UNKNOWN, UNDISCLOSED, Cell(None, "not-stated"), Cell(None, "not-applicable")])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = []
    cells = []
    rows = draw(st.integers(0, 4))
    for name in draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, unique=True)):
        column, values = KINDS[name]
        several = st.lists(values, min_size=2, max_size=3).map(tuple)
        columns.append(column)
        cells.append(
            draw(st.lists(st.one_of(ABSENT, values.map(Cell), several.map(Cell)), min_size=rows, max_size=rows))
        )
    return Table("t", tuple(columns), tuple(zip(*cells, strict=True)), rows)


@given(tables())
def test_mappings_frames_and_cells_hold_the_same(table: Table) -> None:
    dicts = table.to_dicts()
    assert dicts == [table[number] for number in range(len(table))]
    arrow, polars = table.to_arrow().to_pylist(), table.to_polars().to_dicts()
    for row, mapping, in_arrow, in_polars in zip(table.rows, dicts, arrow, polars, strict=True):
        for column, cell in zip(table.columns, row, strict=True):
            value = mapping[column.name]
            assert in_arrow[column.name] == in_polars[column.name] == value
            raw = [] if cell.value is None else [*cell.value] if isinstance(cell.value, tuple) else [cell.value]
            plain = [] if value is None else value if isinstance(value, list) else [value]
            back = [str(item) if column.type == "date" else item for item in plain]
            assert back == (pytest.approx(raw) if column.type in NUMERIC else raw)
            assert in_arrow.get(f"{column.name}_status") == (cell.status if cell.status in values.ABSENT else None)
    for column in table.columns:
        types = {
            type(item)
            for value in table[column.name]
            for item in (value if isinstance(value, list) else [value])
            if item is not None
        }
        assert len(types) <= 1
        assert len({isinstance(value, list) for value in table[column.name] if value is not None}) <= 1


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: TYPES["cuont"], "no column 'cuont' in the table\ndid you mean 'count'?"),
        (lambda: TYPES.cell(0, "zzz"), "one of: id, count"),
        (lambda: TYPES.save("t.xyz"), "tells no format"),
        (lambda: TYPES.save("t.bib"), 'ask for them by cite="rows"'),
        (lambda: TYPES.save("t", "parqet"), "did you mean 'parquet'"),
        (lambda: PAGE["fcats"], "no table 'fcats' on the page\ndid you mean 'facts'?"),
        (lambda: PAGE.save("p.parquet"), "parquet takes tables, not pages"),
    ],
)
def test_mistakes_are_told_with_a_remedy(
    ask: object, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert callable(ask)
    with pytest.raises(UsageError) as raised:
        ask()
    assert words in str(raised.value)
    assert not list(tmp_path.glob("*.*"))


@pytest.mark.parametrize("name", ["there.csv", "folder", "folder.csv", "gone/t.csv", "t.xyz", "/proc/t.csv"])
def test_a_file_that_cannot_be_written_is_told_without_options_of_the_shell(name: str, tmp_path: Path) -> None:
    (tmp_path / "there.csv").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.csv").mkdir()
    for thing in (TYPES, PAGE):
        with pytest.raises(UsageError) as raised:
            thing.save(tmp_path / name)
        assert "--" not in str(raised.value)


def test_a_row_that_is_not_there_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        TYPES[2]


@pytest.mark.parametrize(
    ("method", "package"), [("to_pandas", "pandas"), ("to_polars", "polars"), ("to_arrow", "'mmkb[parquet]'")]
)
def test_a_missing_package_is_named(method: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mmkb.tables, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as raised:
        getattr(TYPES, method)()
    assert raised.value.hint == f"pip install {package}"


def test_saving_never_overwrites_unasked(tmp_path: Path) -> None:
    target = tmp_path / "t.csv"
    TYPES.save(target)
    assert target.read_bytes().decode() == TYPES.to_csv()
    with pytest.raises(UsageError, match="pass force=True"):
        TYPES[:1].save(target)
    assert target.read_bytes().decode() == TYPES.to_csv()
    TYPES[:1].save(target, force=True)
    assert target.read_bytes().decode() == TYPES[:1].to_csv()
    TYPES.save(tmp_path / "plain", "json")
    assert json.loads((tmp_path / "plain").read_text(encoding="utf-8"))["total"] == 5


def test_text_forms(birds: Index) -> None:
    table = Table.of(listing(birds, Request("models", "id:heron", ["name", "context"], cite="rows")))
    assert table.to_latex().count("\\cite") == 1
    assert "[^ash-2023-heron]: " in table.to_markdown()
    assert table.to_html().startswith("<!DOCTYPE html>")
    assert json.loads(table.to_json())["rows"][0]["name"] == "Heron"
    assert [entry.key for entry in table.references] == ["ash-2023-heron"]


def test_a_glance_is_short() -> None:
    wide = Table(
        "100 birds",
        tuple(Column(f"c{number}", f"column {number}", "text") for number in range(30)),
        tuple(tuple(Cell(f"\n\x1b[31m鷺 {'x' * 50}{row}") for _ in range(30)) for row in range(100)),
        100,
    )
    lines = repr(wide).splitlines()
    assert lines[0] == "<Table '100 birds': 100 rows × 30 columns>"
    assert lines[-1] == "… 92 more rows and 27 more columns"
    assert len(lines) == 11
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in repr(wide)
    assert repr(TYPES[:0][:0]).splitlines()[0] == "<Table '2 birds': 0 rows × 10 columns>"
    assert repr(Table("t", (), (), 0)) == "<Table 't': 0 rows × 0 columns>"
    assert "Cell(" not in repr(TYPES)


def test_a_page_is_its_tables(birds: Index) -> None:
    (page,) = map(Page.of, details(birds, ["heron"]))
    assert [table.title for table in page] == [table.title for table in page.tables]
    assert len(page) == len(page.tables)
    assert page["summary"] is page[0]
    assert {row["field"] for row in page["facts"]} >= {"type", "developer"}
    assert repr(page).startswith(
        "<Page 'heron · Heron (model)': summary, licence chain of heron-7b, alike for heron-70b, facts, variants"
    )
    assert page.to_markdown().startswith("# heron · Heron")
    assert type(page.but(tables=())) is Page
    assert json.loads(page.to_json())["pages"][0]["id"] == "heron"


HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</td></table><h1>x",
    "&lt;b&gt;", "]]>", "<!--", "\x00\x08", "javascript:alert(1)", "a\nb",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))


@given(title=TEXTS, label=TEXTS, text=TEXTS, note=TEXTS, source=TEXTS, url=TEXTS)
def test_hostile_text_in_a_notebook_stays_text(
    title: str, label: str, text: str, note: str, source: str, url: str
) -> None:
    table = Table(
        title, (Column("c", label, "text"),), ((Cell(text, sources=("k", "l")),),), 1, notes=(note,), cite="cells",
        references=(Reference("k", "web", source, url=url), Reference("l", "web", source, url=f"https://x.invalid/{url}")),
    )  # fmt: skip
    page = Page("p", (note,), (table,))
    for html in (table._repr_html_(), page._repr_html_()):
        tree = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True).parseFragment(html)
        allowed = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p", "sup", "a", "br", "h3"}
        elements = [
            element for element in tree.iter() if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT"
        ]
        assert {element.tag for element in elements} <= allowed
        for element in elements:
            assert set(element.attrib) <= {"style", "title", "scope", "href"}
            assert element.attrib.get("href", "https://").startswith(("https://", "http://"))
        assert len([element for element in elements if element.tag == "td"]) == 1


def test_a_notebook_shows_sources_marks_and_some_of_many_rows() -> None:
    rows = tuple((Cell(number, cited=number == 0, sources=("ash-2023-heron",)),) for number in range(MOST + 50))
    table = Table("many", (Column("n", "n", "integer"),), rows, len(rows), cite="cells", references=(SOURCE,))
    tree = html5lib.parseFragment(table._repr_html_(), namespaceHTMLElements=False)
    cells = tree.findall(".//td")
    assert len(cells) == MOST
    assert "Herons Look Twice" in cells[0].attrib["title"]
    assert cells[0].find(".//a").attrib["href"] == "https://arxiv.org/abs/2305.01234"
    assert [element.text for element in tree.findall(".//p")] == [
        f"{MOST} of {MOST + 50} rows",
        "° cited, not read at its source",
    ]
    assert tree.find(".//td/sup/a").text == "[1]"
    bare = table.but(cite="none")._repr_html_()
    assert "title=" not in bare
    assert "<sup>" not in bare


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which the index of the shipped data is built once."""
    return tmp_path_factory.mktemp("cache")


def test_the_examples_of_the_docstrings_run(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMKB_DATA", str(DATA))
    monkeypatch.setenv("XDG_CACHE_HOME", str(shipped))
    failed, tried = doctest.testmod(mmkb.tables)
    assert tried
    assert not failed


def test_the_tutorial_runs(shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMKB_DATA", str(DATA))
    monkeypatch.setenv("XDG_CACHE_HOME", str(shipped))
    monkeypatch.chdir(tmp_path)
    notebook = json.loads((DATA.parent / "docs" / "tutorial.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    namespace: dict[str, object] = {}
    for number, cell in enumerate(cells):
        assert cell["outputs"] == [], "outputs are not stored"
        assert cell["execution_count"] is None
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), namespace)
    models, comparison, frame = (namespace[name] for name in ("models", "comparison", "frame"))
    assert isinstance(models, Table)
    assert isinstance(comparison, Page)
    assert isinstance(frame, pd.DataFrame)
    assert len(models) == len(frame) > 10
    assert "scores" in [table.title for table in comparison]
    assert "\\cite" in (tmp_path / "models.tex").read_text(encoding="utf-8")
    assert (tmp_path / "models.bib").read_text(encoding="utf-8").startswith("@")


def test_a_picture_shows_itself_and_saves_itself(birds: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Picture.of(listing(birds, Request("models", "has:params", ("id", "params"), variants=True)))
    assert repr(picture).splitlines()[1].startswith("kite-l")
    assert "<svg" in picture._repr_html_()
    assert picture["params"][0] == 13 * 10**9
    picture.save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == picture._repr_html_()
    monkeypatch.setattr("mmkb.taking.find_spec", lambda _: None)
    assert "<table" in picture._repr_html_(), "without the extra a notebook shows the values"


def test_the_pictures_of_a_knowledge_base(tmp_path: Path) -> None:
    with open_kb(kb.write(tmp_path / "data")) as birds:
        assert birds.plot()["picture"][0] == "scores"
        picture = birds.plot("scores", "pecks-val", "access:open")
        assert isinstance(picture, Picture)
        assert set(map(str, picture["model"])) == {"heron-70b", "heron-7b", "kite"}
        assert "heron-70b" in repr(picture)
        with pytest.raises(UsageError, match="no picture called"):
            birds.plot("nope")
