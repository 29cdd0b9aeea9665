"""Taking data home from the shell: whole or not at all, with the right exit code, readable by other programs."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import kb
from mmkb.cli.out import Out
from mmkb.commands.registry import command
from mmkb.errors import UsageError
from mmkb.formats.days import with_days
from mmkb.formats.whole_folder import write
from mmkb.index.index import Index
from mmkb.schema.kinds import KINDS
from mmkb.views.relation import Row
from mmkb.views.whole import whole
from shell import mmkb

BIN = Path(sys.executable).parent


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return kb.write(tmp_path / "data")


def test_a_table_leaves_with_the_bibliography_of_its_rows(data: Path, tmp_path: Path) -> None:
    table, bib = tmp_path / "t.tex", tmp_path / "refs.bib"
    chosen = ["models", "input:image", "access:open", "-c", "name,params,license", "--cite", "rows"]
    assert mmkb(*chosen, "--bib", bib, "-o", table, "--data", data) == 0
    cited = set(table.read_text().split("\\cite{", 1)[1].split("}", 1)[0].split(","))
    keys = {line[line.index("{") + 1 : -1] for line in bib.read_text().splitlines() if line.startswith("@")}
    assert cited <= keys == {"ash-2023-heron", "moss-2024-birds"}
    assert table.read_text().rstrip().splitlines()[-1].startswith("% Data: records in data/")


def test_neither_file_is_written_when_one_exists(data: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("mine")
    arguments = ["models", "--bib", tmp_path / "r.bib", "-o", tmp_path / "t.csv", "--data", data]
    assert mmkb(*arguments) == 2
    assert (tmp_path / "t.csv").read_text() == "mine"
    assert not (tmp_path / "r.bib").exists()
    assert mmkb(*arguments, "--force") == 0
    assert (tmp_path / "r.bib").exists()


def test_export_lists_every_field_of_every_variant(data: Path, tmp_path: Path, birds: Index) -> None:
    assert mmkb("export", "models", "id:heron", "-o", tmp_path / "m.csv", "--data", data) == 0
    with (tmp_path / "m.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header == [field.name for field in birds.fields("models").all]
    assert sorted(row[0] for row in rows) == ["heron-70b", "heron-7b"]


def test_a_dash_is_standard_output(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mmkb("export", "licenses", "-c", "id", "-f", "csv", "-o", "-", "--data", data) == 0
    assert capsys.readouterr().out == "id\r\ncapped\r\nfree\r\nstudy-only\r\n"


@pytest.mark.parametrize("format_", ["parquet", "csv"])
def test_the_whole_tells_undisclosed_from_unknown(format_: str, data: Path, tmp_path: Path) -> None:
    assert mmkb("export", "--all", "-f", format_, "-o", tmp_path / "kb", "--data", data) == 0
    found = duckdb.execute(
        f"SELECT id, params, params_status, backbone_status FROM '{tmp_path}/kb/models.{format_}' "
        "WHERE params IS NULL OR backbone_status IS NOT NULL ORDER BY id"
    ).fetchall()
    assert found == [("iris", 300_000_000, None, "not-applicable"), ("oracle-bird", None, "undisclosed", None)]


def test_no_two_columns_of_the_whole_share_a_name(birds: Index) -> None:
    for relation in whole(birds).relations:
        names = [entry.name.casefold() for entry in relation.attributes]
        assert len(names) == len(set(names)), relation.name
        assert all(len(row) == len(names) for row in relation.rows())


def test_the_whole_as_sqlite_holds_what_the_index_holds(data: Path, tmp_path: Path, birds: Index) -> None:
    assert mmkb("export", "--all", "-o", tmp_path / "kb.sqlite", "--data", data) == 0
    with closing(sqlite3.connect(tmp_path / "kb.sqlite")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for kind in KINDS:
            ((count,),) = birds.rows(f'SELECT count(*) FROM "{kind}"')
            assert connection.execute(f'SELECT count(*) FROM "{kind}"').fetchone() == (count,)
        for name in ("facts", "evidence", "disputes"):
            ((count,),) = birds.rows(f"SELECT count(*) FROM {name}")
            assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (count,)
        ((raw,),) = birds.rows("SELECT json_group_array(json_array(id, params, input)) FROM models")
        columns = "SELECT json_group_array(json_array(id, params, input)) FROM models"
        assert connection.execute(columns).fetchone() == (raw,)
        listed = connection.execute(
            "SELECT value FROM models_input WHERE model_id = 'kite-s' ORDER BY position"
        ).fetchall()
        assert listed == [("text",), ("image",), ("video",)]
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert all(name.replace("_", "").isalnum() for name in names)


def test_the_whole_as_sqlite_is_searched_by_words_and_explains_itself(data: Path, tmp_path: Path) -> None:
    assert mmkb("export", "--all", "-o", tmp_path / "kb.sqlite", "--data", data) == 0
    with closing(sqlite3.connect(tmp_path / "kb.sqlite")) as connection:
        query = (
            "SELECT id FROM claims WHERE rowid IN (SELECT rowid FROM claims_fts WHERE claims_fts MATCH ?) ORDER BY id"
        )
        found = [id_ for (id_,) in connection.execute(query, ("herons",))]
        assert found == [
            id_ for id_, text in connection.execute("SELECT id, statement FROM claims") if "herons" in text.lower()
        ]
        assert found
        tables = [name for (name,) in connection.execute("SELECT name FROM relations")]
        described = {
            (relation, name)
            for relation, name, text in connection.execute("SELECT relation, name, help FROM columns")
            if text
        }
        there = {
            (table, column)
            for table in tables
            for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
        }
        assert described == there


def test_a_table_as_sqlite_is_searched_and_explained_too(data: Path, tmp_path: Path) -> None:
    columns = ["-c", "id,params,output"]
    assert mmkb("models", "--variants", *columns, "-f", "sqlite", "-o", tmp_path / "t.sqlite", "--data", data) == 0
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as connection:
        found = connection.execute("SELECT id FROM models_fts WHERE models_fts MATCH 'kite AND image'").fetchall()
        assert ("kite-s",) in found
        assert connection.execute("SELECT name, type, unit FROM columns ORDER BY rowid").fetchall() == [
            ("id", "text", None), ("params", "integer", "parameters"), ("params_status", "text", None), ("output", "text", None),
        ]  # fmt: skip


@pytest.mark.parametrize("command", [("export", "--all", "-f", "parquet", "-o"), ("load", "--to")])
def test_a_colon_in_a_name_makes_no_address(command: tuple[str, ...], data: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [BIN / "mmkb", *command, "a:b", "--data", data], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "a:b").glob("*.parquet"))


def test_frames_read_the_types_of_the_whole(data: Path, tmp_path: Path) -> None:
    assert mmkb("export", "--all", "-f", "parquet", "-o", tmp_path / "kb", "--data", data) == 0
    file = tmp_path / "kb" / "models.parquet"
    polars = pl.read_parquet(file).sort("id")
    assert polars.schema["params"] == pl.Int64
    assert polars.schema["output"] == pl.List(pl.String)
    pandas = pd.read_parquet(file, dtype_backend="pyarrow").sort_values("id")
    assert str(pandas["params"].dtype) == "int64[pyarrow]"
    rows = polars.filter(pl.col("params_status") == "undisclosed").select("id", "params").rows()
    assert rows == [("oracle-bird", None)]
    assert pandas.loc[pandas["params_status"] == "undisclosed", "id"].tolist() == ["oracle-bird"]
    field = pq.read_schema(file).field("params")
    assert field.metadata[b"unit"] == b"parameters"
    assert field.metadata[b"help"]
    evidence = pl.read_parquet(tmp_path / "kb" / "evidence.parquet")
    assert {"kind", "id", "field", "source", "at", "read"} <= set(evidence.columns)


def test_dates_of_the_whole_are_days_in_parquet_and_as_written_elsewhere(data: Path, tmp_path: Path) -> None:
    for suffix in ("parquet", "csv", "json"):
        assert mmkb("export", "--all", "-f", suffix, "-o", tmp_path / suffix, "--data", data) == 0
    assert mmkb("export", "--all", "-o", tmp_path / "kb.sqlite", "--data", data) == 0
    models = pl.read_parquet(tmp_path / "parquet" / "models.parquet")
    evidence = pl.read_parquet(tmp_path / "parquet" / "evidence.parquet")
    assert models.schema["released"] == evidence.schema["read"] == pl.Date
    assert models.columns[models.columns.index("released") + 1] == "released_written"
    assert "read_written" not in evidence.columns
    dates = {row["id"]: (row["released"], row["released_written"]) for row in models.to_dicts()}
    assert dates["heron-70b"] == (date(2023, 6, 1), "2023-06")
    assert dates["kite-s"] == (date(2024, 1, 1), "2024")
    assert dates["heron-7b"] == (date(2023, 5, 10), "2023-05-10")
    written = {id_: text for id_, (_, text) in dates.items()}
    with (tmp_path / "csv" / "models.csv").open(newline="") as file:
        assert {row["id"]: row["released"] or None for row in csv.DictReader(file)} == written
    as_json = json.loads((tmp_path / "json" / "models.json").read_text())
    assert {row["id"]: row["released"] for row in as_json} == written
    with closing(sqlite3.connect(tmp_path / "kb.sqlite")) as connection:
        assert dict(connection.execute("SELECT id, released FROM models")) == written


@pytest.mark.parametrize(
    ("suffix", "type_", "said"),
    [
        ("parquet", "date", "The first day that released_written may mean."),
        ("csv", "string", "A day, or the month or year where no more is known."),
        ("json", "string", "A day, or the month or year where no more is known."),
    ],
)
def test_the_data_package_says_what_dates_are(suffix: str, type_: str, said: str, data: Path, tmp_path: Path) -> None:
    assert mmkb("export", "--all", "-f", suffix, "-o", tmp_path / "out", "--data", data) == 0
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    models = next(resource for resource in package["resources"] if resource["name"] == "models")
    field = next(field for field in models["schema"]["fields"] if field["name"] == "released")
    assert field["type"] == type_
    assert field["description"].endswith(said)


@pytest.mark.parametrize("suffix", ["csv", "parquet", "json"])
def test_the_whole_as_a_folder_is_a_data_package(suffix: str, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert mmkb("export", "--all", "-f", suffix, "-o", out, "--data", data) == 0
    package = json.loads((out / "datapackage.json").read_text())
    assert {file.name for file in out.iterdir()} == {
        "datapackage.json", "metadata.json", *(resource["path"] for resource in package["resources"]),
    }  # fmt: skip
    assert json.loads((out / "metadata.json").read_text())["@type"] == "sc:Dataset"
    reader = f"read_json('{out}/models.json')" if suffix == "json" else f"'{out}/models.{suffix}'"
    found = duckdb.execute(f"SELECT id FROM {reader} WHERE params >= 13e9 ORDER BY id").fetchall()
    assert found == [("heron-70b",), ("kite-l",), ("wren-70b",)]
    if suffix == "csv":
        report = frictionless.Package(str(out / "datapackage.json")).validate()
        assert report.valid, report.flatten(["title", "note", "message"])


def test_an_earlier_export_is_replaced_by_force_and_other_files_never(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export = ["export", "--all", "-f", "json", "-o", out, "--data", data]
    assert mmkb(*export) == 0
    assert mmkb(*export) == 2
    assert mmkb(*export, "--force") == 0
    (out / "theirs.json").write_text("[]")
    assert mmkb(*export, "--force") == 2
    assert (out / "theirs.json").exists()
    (out / "theirs.json").unlink()
    (out / "datapackage.json").unlink()
    assert mmkb(*export, "--force") == 2
    assert (out / "models.json").exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def package(*resources: object, profile: str = "data-package", name: str = "mmkb") -> str:
    return json.dumps({"profile": profile, "name": name, "resources": resources})


@pytest.mark.parametrize(
    "description",
    [
        package({"name": "src", "path": "src.py"}),
        package({"name": "src", "path": "../out/src.py"}),
        package({"path": "src.py"}),
        package({"name": "src.py", "path": ["src.py"]}),
        package({"name": "models", "path": "models.json"}, name="theirs"),
        package({"name": "models", "path": "models.json"}, profile="tabular-data-package"),
        "[" * 100_000,
        '{"profile": "data-package", "name": "mmkb"',
        "null",
    ],
    ids=lambda text: text[:70],
)
def test_only_what_an_export_could_have_written_is_replaced(description: str, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    theirs = kb.write(out, {"src.py": "theirs", "models.json": "[]", "datapackage.json": description})
    assert mmkb("export", "--all", "-f", "json", "-o", theirs, "--data", data, "--force") == 2
    assert {path.name: path.read_text() for path in out.iterdir()} == {
        "src.py": "theirs", "models.json": "[]", "datapackage.json": description,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["pipe", "large"])
def test_a_description_that_never_ends_is_none(kind: str, data: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    description = tmp_path / "out" / "datapackage.json"
    if kind == "pipe":
        os.mkfifo(description)
    else:
        with description.open("wb") as file:
            file.truncate(20 << 30)
    assert mmkb("export", "--all", "-f", "json", "-o", tmp_path / "out", "--data", data, "--force") == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["datapackage.json"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export"], "export what?"),
        (["export", "modles"], "did you mean 'models'?"),
        (["export", "--all", "models", "-o", "x.sqlite"], "--all exports everything"),
        (["export", "--all"], "needs a place"),
        (["export", "--all", "-o", "x"], "tells no format"),
        (["export", "--all", "-f", "latex", "-o", "x"], "cannot be written as latex"),
        (["export", "--all", "-o", "nowhere/kb.sqlite"], "there is no folder nowhere\nmkdir -p nowhere"),
        (
            ["export", "--all", "-f", "json", "-o", "now here/kb/x"],
            "there is no folder now here/kb\nmkdir -p 'now here/kb'",
        ),
        (["site", "-o", "nowhere/kb/site"], "there is no folder nowhere/kb\nmkdir -p nowhere/kb"),
        (["models", "-o", "nowhere/m.xlsx"], "there is no folder nowhere\nmkdir -p nowhere"),
        (["lineage", "heron", "-o", "nowhere/m.dot"], "there is no folder nowhere\nmkdir -p nowhere"),
        (["export", "models", "-f", "exel"], "unknown format 'exel'"),
        (["models", "--bib", "refs.doc"], "tells no format of a bibliography"),
        (["models", "--bib", "nowhere/refs.bib"], "there is no folder nowhere\nmkdir -p nowhere"),
        (["models", "--cite", "none", "--bib", "refs.bib"], "--bib needs sources"),
        (["fields", "models", "-f", "bibtex"], "cites none"),
        (["models", "-f", "eee"], "use `mmkb export results`"),
        (["results", "-f", "eee"], "needs every column"),
        (["export", "results", "-f", "eval-results"], "narrow the query, as in `mmkb export results model=heron-70b"),
        (["cite", "hern"], "no record called 'hern'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes(
    arguments: list[str],
    message: str,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert mmkb(*arguments, "--data", data) == (1 if arguments[0] == "cite" else 2)
    assert message in capsys.readouterr().err
    assert [path for path in sorted(tmp_path.iterdir()) if path.name != "cache"] == before


def test_a_full_disk_is_an_error_and_no_traceback(data: Path) -> None:
    for line in (f"models --data {data} > /dev/full", f"models -f csv -o /dev/full --data {data}"):
        done = subprocess.run(["bash", "-c", f"{BIN}/mmkb {line}"], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "No space left on device" in done.stderr
        assert "Traceback" not in done.stderr
    assert Path("/dev/full").is_char_device()


def test_a_full_disk_leaves_no_half_file(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    target = tmp_path / "t.csv"
    monkeypatch.setattr(Path, "replace", full)
    assert mmkb("models", "-o", target, "--data", data) == 2
    assert not target.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".t.csv")]


def test_a_closed_pipe_is_no_error_message(data: Path) -> None:
    command = f"{BIN}/mmkb results --data {data} -f json | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout == "{"
    assert done.stderr == ""


def test_bytes_go_to_a_pipe_and_not_to_a_terminal(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.run([BIN / "mmkb", "models", "-f", "xlsx", "--data", data], capture_output=True, check=True)
    assert done.stdout.startswith(b"PK")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert mmkb("models", "-f", "sqlite", "--data", data) == 2


def test_a_bibliography_format_asks_for_the_sources() -> None:
    models = command("models")
    assert Out(models, {"format": "bibtex"}).citing(None) == "rows"
    assert Out(models, {"format": "csv"}).citing(None) == "none"
    assert Out(models, {"format": "csv"}).citing("cells") == "cells"
    assert Out(models, {"format": "csv", "bib": "refs.ris"}).citing(None) == "rows"
    with pytest.raises(UsageError):
        Out(models, {"format": "csv", "bib": "refs.docx"}).citing(None)


def test_what_days_there_are_is_known_without_reading_the_rows(birds: Index) -> None:
    def never() -> list[Row]:
        raise AssertionError("rows are read once, when they are written")

    everything = whole(birds)
    unread = replace(everything, relations=tuple(replace(one, rows=never) for one in everything.relations))
    written = {f"{one.name}.{entry.name}" for one in with_days(unread).relations for entry in one.attributes}
    for one in everything.relations:
        for place, entry in enumerate(one.attributes):
            dates = [str(row[place]) for row in one.rows() if row[place] is not None]
            if entry.dated and not entry.many:
                short = any(len(date) < 10 for date in dates)
                assert (f"{one.name}.{entry.name}_written" in written) == short, (one.name, entry.name)
    assert any(name.endswith("_written") for name in written)


def test_a_relation_is_written_in_groups_of_rows(birds: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmkb.formats.parquet._ROWS", 2)
    everything = whole(birds)
    write(everything, tmp_path, "parquet", lambda *_: None)
    for relation in with_days(everything).relations:
        rows, file = list(relation.rows()), pq.ParquetFile(tmp_path / f"{relation.name}.parquet")
        assert file.metadata.num_row_groups == (len(rows) + 1) // 2
        assert [tuple(row.values()) for row in file.read().to_pylist()] == rows
