"""Commands answer from an engine as they do from the index, and say what is wrong with a place."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

import kb
from mmkb.engines.slice import Slice
from mmkb.errors import DataError, KbError, UsageError
from mmkb.index.index import Index
from mmkb.kb import open_kb
from shell import mmkb

COMMANDS = (
    ("models",),
    ("models", "access:open", "-n", "2", "-c", "id,backbone.params,paper.arxiv,score.pecks-val", "-s", "-params"),
    ("models", "backbone:(params:..13B)", "--variants", "--json", "--cite", "rows"),
    ("models", "said.connector:q-former"),
    ("results", "score>1", "-n", "3"),
    ("stages", "backbone:frozen"),
    ("stats", "models", "--by", "access", "--by", "year"),
    ("stats", "models", "--of", "params"),
    ("leaderboard", "pecks-val", "--query", "input:image"),
    ("compare", "access:open", "access:proprietary"),
    ("compare", "id:heron", "id:kite", "--since", "2020"),
    ("export", "benchmarks", "-f", "csv"),
    ("models", "parms:7B"),
    ("models", "license:fre"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return kb.write(tmp_path / "data")


@pytest.fixture
def place(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    target = tmp_path / "tables"
    assert mmkb("load", "--to", target, "--data", data) == 0
    assert capsys.readouterr().out == f"{target}\n"
    return target


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_engine_answers_as_the_index(
    words: tuple[str, ...], place: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = (mmkb(*words, "--data", data), *capsys.readouterr())
    there = (mmkb(*words, "--at", place), *capsys.readouterr())
    assert [str(part).replace("records in data/", "records in tables/") for part in here] == list(map(str, there))


def test_python_asks_an_engine_too(place: Path, data: Path) -> None:
    with open_kb(data) as here, open_kb(at=place) as there:
        for _ in range(2):  # what was found once is not fetched again
            assert there.models("access:open").rows == here.models("access:open").rows


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--at", "nowhere"), 3, "nowhere holds no tables of mmkb"),
        (("--engine", "duckdb"), 2, "where does duckdb find the tables?"),
        (("--engine", "postgres", "--at", "tables"), 2, "postgres reads an address"),
        (("--engine", "duckdb", "--at", "postgresql://127.0.0.1/x"), 2, "duckdb reads a folder"),
        (("--at", "postgresql://me:secret@127.0.0.1/x"), 2, "a password does not belong on the command line"),
        (("--at", "postgresql://127.0.0.1/x?sslpassword=secret"), 2, "a password does not belong on the command line"),
        (("--at", "mysql://me:secret@127.0.0.1/x"), 2, "no engine reads that address"),
        (("--at", "postgresql:/me:secret@127.0.0.1/x"), 2, "no engine reads that address"),
        (("--at", "postgresql://127.0.0.1:1/x"), 3, "PostgreSQL: connection failed"),
        (("--at", "tables", "--data", "data"), 2, "--data and --at are two knowledge bases"),
    ],
)
def test_a_wrong_place_is_an_error(
    words: tuple[str, ...],
    code: int,
    said: str,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(place.parent)
    assert mmkb("models", *words) == code
    error = capsys.readouterr().err
    assert said in error
    assert "secret" not in error


def test_a_missing_file_and_other_tables_are_errors(place: Path) -> None:
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    (place / next(iter(manifest["tables"]["models"]["files"]))).unlink()
    with pytest.raises(DataError, match="is missing"):
        open_kb(at=place).models()
    manifest["layout"] = "another"
    (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DataError, match="written by another version"):
        open_kb(at=place).models()


@pytest.mark.parametrize(
    "manifest",
    [
        "[]",
        '{"format": "mmkb-tables"}',
        '{"format": "mmkb-tables", "layout": "x", "tables": [1]}',
        '{"format": "mmkb-tables", "layout": "x", "tables": {"meta": 1}}',
        '{"format": "mmkb-tables", "layout": "x", "tables": {"meta": {"columns": [1], "files": {}}}}',
        '{"format": "mmkb-tables", "layout": "x", "tables": {"meta": {"columns": [], "files": ["a"]}}}',
        '{"format": "another", "layout": "x", "tables": {}}',
    ],
)
def test_a_manifest_that_says_too_little_is_none(manifest: str, place: Path) -> None:
    (place / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(DataError, match="holds no tables of mmkb"):
        open_kb(at=place).models()


@pytest.mark.parametrize(
    "engine",
    ["duckdb", pytest.param("spark", marks=pytest.mark.filterwarnings("ignore"))],  # sockets that py4j leaves open
)
def test_a_damaged_file_is_an_error_that_says_what_is_wrong(engine: str, place: Path) -> None:
    if engine == "spark" and shutil.which("java") is None:
        pytest.skip("Java is not installed; CI installs it")
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    (file,) = manifest["tables"]["models"]["files"]
    (place / file).write_bytes((place / file).read_bytes()[:100])
    with pytest.raises(DataError, match=rf"^{engine}: .*{file}"), open_kb(at=place, engine=engine) as there:
        there.models()


def test_an_engine_compares_no_ids(place: Path) -> None:
    said = r"an engine compares groups, and 'heron' is an id\nwrite a query: id:heron"
    with open_kb(at=place) as there, pytest.raises(UsageError, match=said):
        there.compare("heron", "kite")


def test_an_address_is_heeded_whole(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Slice(None, f"{address}?application_name=birds")) as there:
        assert there.engine("meta").get_backend().con.info.get_parameters()["application_name"] == "birds"
    host, _, port = address.removesuffix("/postgres").rpartition(":")
    monkeypatch.setenv("PGPORT", port)
    with open_kb(at=f"{host}/postgres") as there:
        assert there.models("id:heron").rows


def test_an_address_that_nothing_writes_is_not_repeated(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mmkb("load", "--to", "mysql://me:secret@127.0.0.1/x", "--data", data) == 2
    assert "secret" not in capsys.readouterr().err


def test_another_file_is_never_replaced(place: Path, data: Path) -> None:
    (place / "mine.txt").write_text("mine", encoding="utf-8")
    with open_kb(data) as opened, pytest.raises(UsageError):
        opened.load(to=str(place), force=True)
    assert (place / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_tables_are_loaded_again_with_force_alone(place: Path, data: Path) -> None:
    with open_kb(data) as opened:
        with pytest.raises(KbError):
            opened.load(to=str(place))
        assert opened.load(to=str(place), force=True) == f"{place}\n"


def test_postgres_is_loaded_twice(birds: Index, address: str) -> None:
    from mmkb.engines import postgres

    postgres.write(birds, address, lambda *_: None)
    with open_kb(at=address) as there:
        assert [row[0].value for row in there.models("id:heron").rows] == ["heron"]


def test_a_server_with_no_tables_or_others_is_an_error(birds: Index, server: str) -> None:
    from mmkb.engines import postgres

    at = server.rpartition("/")[0] + "/bare"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bare")
    with pytest.raises(DataError, match="the database holds no tables of mmkb"):
        open_kb(at=at).models()
    for change, said in (
        ("UPDATE mmkb.mmkb_tables SET layout = 'another'", "written by another version"),
        ("DROP TABLE mmkb.models", "postgres lacks the table models"),
        ("ALTER TABLE mmkb.models DROP COLUMN id", "postgres: "),
    ):
        postgres.write(birds, at, lambda *_: None)
        with psycopg.connect(at) as connection:
            connection.execute(change)
        with pytest.raises(DataError, match=said):
            open_kb(at=at).models()


def test_without_the_package_the_error_names_the_extra(place: Path) -> None:
    code = f"import sys; sys.modules['ibis'] = None\nfrom mmkb.kb import open_kb\nopen_kb(at={str(place)!r}).models()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'mmkb[engines]'" in done.stderr
