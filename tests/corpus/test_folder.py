"""Which data folder is used: the option, the variable, the marker, a data/ above, the shipped one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kb
from mmkb.corpus import folder
from mmkb.corpus.folder import find
from mmkb.errors import DataError

RECORD = {"models/m.yaml": "id: m\nname: M\n"}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder below which no data is found, and no shipped data either."""
    monkeypatch.setattr(folder, "_PACKAGE", tmp_path / "installed/src/mmkb")
    return tmp_path.resolve()


def test_the_order_of_precedence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    option, variable = kb.write(root / "option", RECORD), kb.write(root / "variable", RECORD)
    start = root / "project/deep"
    kb.write(start, {"notes.txt": ""})
    with pytest.raises(DataError, match="no data found"):
        find(start=start)

    checkout = kb.write(root / "installed/data", RECORD)
    assert Path(find(start=start).data) == checkout
    assert find(start=start).index is None

    shipped = kb.write(root / "installed/src/mmkb/shipped", {"index.sqlite": b"", "data/models/m.yaml": ""})
    found = find(start=start)
    assert (found.data, found.index, found.why) == (
        str(shipped / "data"),
        str(shipped / "index.sqlite"),
        "shipped with mmkb",
    )

    above = kb.write(root / "project/data", RECORD)
    assert (Path(find(start=start).data), find(start=start).index) == (above, None)
    assert find(start=start).why == f"found data/ in {root / 'project'}"

    kb.write(root / "project", {"mmkb.toml": "data = 'elsewhere'\n"})
    elsewhere = kb.write(root / "project/elsewhere", RECORD)
    found = find(start=start)
    assert (found.data, found.why) == (str(elsewhere), f"found {root / 'project/mmkb.toml'}")

    nearer = kb.write(start / "data", RECORD)
    assert Path(find(start=start).data) == nearer

    monkeypatch.setenv("MMKB_DATA", str(variable))
    assert (Path(find(start=start).data), find(start=start).why) == (variable, "MMKB_DATA")
    assert (Path(find(option, start).data), find(option, start).why) == (option, "--data")

    monkeypatch.setenv("MMKB_DATA", "")
    assert Path(find(start=start).data) == nearer


def test_the_search_starts_where_the_user_stands(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = kb.write(root / "data", RECORD)
    monkeypatch.chdir(data / "models")
    assert Path(find().data) == data


def test_a_project_folder_stands_for_its_data_folder(root: Path) -> None:
    data = kb.write(root / "project/data", RECORD)
    assert Path(find(root / "project").data) == data
    assert Path(find(data).data) == data


def test_the_marker_defaults_to_data(root: Path) -> None:
    data = kb.write(root / "data", RECORD)
    kb.write(root, {"mmkb.toml": ""})
    assert Path(find(start=root).data) == data


def test_a_folder_called_data_without_records_is_passed_over(root: Path) -> None:
    data = kb.write(root / "data", RECORD)
    kb.write(root / "other", {"data/models/notes.txt": "", "data/pictures/x.yaml": ""})
    assert Path(find(start=root / "other").data) == data


@pytest.mark.parametrize(
    ("files", "option", "variable", "message"),
    [
        ({}, "nowhere", None, "--data names '.*nowhere', which is no folder"),
        ({"file": ""}, "file", None, "--data names '.*file', which is no folder"),
        ({}, None, "nowhere", "MMKB_DATA names '.*nowhere', which is no folder"),
        ({"mmkb.toml": "data = 'nowhere'"}, None, None, "mmkb.toml names '.*nowhere', which is no folder"),
        ({"mmkb.toml": "data = "}, None, None, "mmkb.toml is not TOML"),
        ({"mmkb.toml": b"data = '\xff'"}, None, None, "mmkb.toml is not TOML"),
        ({"mmkb.toml": "data = " + "[" * 50_000}, None, None, "mmkb.toml is not TOML"),
        ({}, None, None, "no data found"),
    ],
)
def test_what_cannot_be_used_is_said(
    files: dict[str, str | bytes],
    option: str | None,
    variable: str | None,
    message: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kb.write(root, files)
    if variable is not None:
        monkeypatch.setenv("MMKB_DATA", str(root / variable))
    with pytest.raises(DataError, match=message) as caught:
        find(root / option if option is not None else None, root)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("what", ["mmkb.toml", "data"])
def test_what_another_user_put_in_a_folder_above_is_refused(
    what: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb.write(root / "data", RECORD)
    if what == "mmkb.toml":
        kb.write(root, {"mmkb.toml": ""})
    start = root / "mine"
    start.mkdir()
    assert find(start=start).data == str(root / "data")
    uid = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
    with pytest.raises(DataError, match=f"{what} belongs to another user") as caught:
        find(start=start)
    assert "--data DIR" in str(caught.value)
    assert find(root / "data").why == "--data"


def test_a_marker_without_end_is_not_read_to_its_end(root: Path) -> None:
    kb.write(root, {"mmkb.toml": ""})
    os.truncate(root / "mmkb.toml", 20 << 30)
    with pytest.raises(DataError, match="cannot be read: it has 21474836480 bytes"):
        find(start=root)


def test_a_working_folder_that_is_no_more_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MMKB_DATA", raising=False)
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(DataError, match="the working folder is no more"):
        find()
