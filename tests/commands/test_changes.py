"""What has changed: diff, log, and check of changed files alone."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import kb
from mmkb import open_kb
from mmkb.commands.diff import answer as diff
from mmkb.corpus.folder import DataFolder, find
from mmkb.errors import DataError, UsageError
from mmkb.tables import Table

ROOT = Path(__file__).parents[2]


def git(place: Path, *words: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(place)}
    named = ["-c", "user.name=Ada Ash", "-c", "user.email=ada@birds.invalid", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", "-C", place, *named, *words], check=True, capture_output=True, env=environment)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The birds under git in a project's folder `data`, where somebody works."""
    place = tmp_path / "project"
    kb.write(place / "data")
    git(place, "init", "-q")
    git(place, "add", ".")
    git(place, "commit", "-qm", "Birds: all of them")
    monkeypatch.chdir(place)
    return place


def edit(place: Path, path: str, old: str, new: str) -> None:
    file = place / "data" / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def rows(before: object, after: object) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in diff(str(before), str(after)).rows]


DISPUTE = "field: attention.mechanism; value: gqa; source: moss-2024-birds; at: §4.5; variants: wren-7b; because: "
EDITS: list[tuple[str, str, str, list[tuple[Any, ...]]]] = [
    ("models/heron.yaml", "context: 4096", "context: 8k", [("changed", "heron", None, "context", "4096", "8k")]),
    ("models/heron.yaml", "context: 4096\n", "", [("removed", "heron", None, "context", "4096", None)]),
    (
        "models/kite.yaml",
        "license: capped",
        "license: capped\ncontext: 1k",
        [("added", "kite", None, "context", None, "1k")],
    ),
    (
        "models/heron.yaml",
        "{id: heron-70b, params: 70B",
        "{id: heron-70b, params: 72B",
        [("changed", "heron", "heron-70b", "params", "70B", "72B")],
    ),
    (
        "models/heron.yaml",
        "samples: 558k",
        "samples: 559k",
        [("changed", "heron", "heron stage 2", "samples", "558k", "559k")],
    ),
    (
        "models/wren.yaml",
        "because: lumps both sizes together",
        "because: version",
        [
            ("removed", "wren", None, "disputes", f"{DISPUTE}lumps both sizes together", None),
            ("added", "wren", None, "disputes", None, f"{DISPUTE}version"),
        ],
    ),
    (
        "results/ash-2023-heron.yaml",
        'value: "55.0"',
        'value: "56.0"',
        [
            ("changed", "ash-2023-heron", "kite · pecks-val", "value", "55.0", "56.0"),
        ],
    ),
    (
        "benchmarks/pecks.yaml",
        "split: val",
        "split: test",
        [("changed", "pecks", "pecks-val", "split", "val", "test")],
    ),
    (
        "claims/moss-2024-birds.yaml",
        "at: p. 3,",
        "at: p. 4,",
        [("changed", "moss-2024-birds", "moss-2024-c2", "at", "p. 3", "p. 4")],
    ),
]


@pytest.mark.parametrize(("path", "old", "new", "expected"), EDITS)
def test_a_change_is_one_row(path: str, old: str, new: str, expected: list[tuple[Any, ...]], project: Path) -> None:
    edit(project, path, old, new)
    found = rows("HEAD:data", "data")
    assert [(change, record, *rest) for change, kind, record, *rest in found] == expected
    assert {kind for _, kind, *_ in found} == {path.partition("/")[0]}
    back = {"added": "removed", "removed": "added", "changed": "changed"}
    turned = [(back[change], *rest, after, before) for change, *rest, before, after in found]
    assert sorted(map(repr, rows("data", "HEAD:data"))) == sorted(map(repr, turned))


def test_records_come_and_go_and_layout_is_no_difference(project: Path) -> None:
    (project / "data/risks/noise.yaml").unlink()
    kb.write(project / "data", {"models/duck.yaml": "id: duck\nname: Duck\n"})
    edit(project, "models/wren.yaml", "input: [text]", "input:\n  - text # only")
    assert rows("HEAD:data", "data") == [
        ("added", "models", "duck", None, "record", None, "Duck"),
        ("removed", "risks", "noise", None, "record", "Noise", None),
    ]
    assert rows("data", project / "data") == []


def test_revisions_are_seen_from_where_one_stands(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(project, "models/heron.yaml", "context: 4096", "context: 8k")
    git(project, "commit", "-qam", "More")
    assert len(rows("HEAD~1:data", "HEAD:data")) == 1
    monkeypatch.chdir(project / "data")
    assert len(rows("HEAD~1:.", ".")) == len(rows("main~1:", ".")) == 1
    git(project, "rm", "-rq", "data")
    monkeypatch.chdir(project)
    assert len(rows("HEAD~1:data", "HEAD:data")) == 1, "the folder is no more"


def test_layers_are_compared_as_what_they_say_together(project: Path, tmp_path: Path) -> None:
    mine = kb.write(
        tmp_path / "mine",
        {"mmkb.toml": 'extends = ["../project/data"]', "data/models/heron.yaml": "amends: heron\ncontext: 8k\n"},
    )
    ((change, _, record, of, field, before, after), *_) = rows("data", mine)
    assert (change, record, of, field, before, after) == ("changed", "heron", None, "context", "4096", "8k")


def test_layers_have_names(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    group = 'name = "group"\nextends = ["../project/data"]'
    mine = {
        "../group/mmkb.toml": group,
        "../group/data/risks/r7.yaml": "id: r7\nname: Ours\n",
        "mmkb.toml": 'name = "mine"\nextends = ["../group"]',
        "data/models/heron.yaml": "amends: heron\ncontext: 8k\n",
    }
    (tmp_path / "mine").mkdir()
    kb.write(tmp_path / "mine", mine)
    monkeypatch.chdir(tmp_path / "mine")
    lowest = find(None).layers[0].name
    heron = ("changed", "models", "heron", None, "context", "4096", "8k")
    risk = ("added", "risks", "r7", None, "record", None, "Ours")
    above = rows("group", "mine")
    assert heron in above
    assert {record for _, _, record, *_ in above} == {"heron"}
    assert rows(lowest, "group") == [risk]
    assert [tuple(cell.value for cell in row) for row in diff(lowest).rows] == [*above, risk]
    with pytest.raises(UsageError, match=r"no folder, layer, .*'grou'\ndid you mean 'group'"):
        diff("grou")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("nowhere", "no folder, layer, export or revision of git is called 'nowhere'\ntry: mmkb diff"),
        ("dta", "no folder, layer, export or revision of git is called 'dta'\ndid you mean 'data'?"),
        ("/nowhere/at-all", "is called '/nowhere/at-all'"),
        ("maim", "no folder, .* is called 'maim'\ndid you mean 'main'?"),
        (":data", "':data' is no folder"),
        ("nope:data", "git knows no revision 'nope' here"),
        ("HAED:data", "git knows no revision 'HAED' here\ndid you mean 'HEAD'?"),
        ("HEAD:dta", "HEAD has no folder 'dta'\ndid you mean 'data'?"),
        ("HEAD:data/modles", "HEAD has no folder 'data/modles'\ndid you mean 'data/models'?"),
        ("HEAD:zzz", "HEAD has no folder 'zzz'\ngit ls-tree HEAD lists"),
        ("--output=x:data", "'--output=x' is no revision"),
        ("HEAD:/", "/ is not under git\nput it there \\(git init"),
    ],
)
def test_what_cannot_be_compared(given: str, says: str, project: Path) -> None:
    with pytest.raises((UsageError, DataError), match=says):
        diff(given, str(project / "data"))
    assert not (project / "x").exists()


def test_a_revision_alone_is_of_the_other_folder_or_of_the_one_in_use(project: Path) -> None:
    edit(project, "models/heron.yaml", "context: 4096", "context: 8k")
    git(project, "commit", "-qam", "More")
    whole = rows("HEAD~1:data", "HEAD:data")
    assert len(whole) == 1
    assert rows("HEAD~1", "HEAD") == rows("HEAD~1", "main:data") == rows("HEAD~1", "data") == whole


def test_a_folder_without_history_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb.write(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    two = "compare two folders: mmkb diff ../old-kb ../new-kb"
    with pytest.raises(UsageError, match=rf"data is not under git\nput it there .git init.*, or {two}"):
        diff()
    for before, after in (("old", "data"), ("data", "old"), ("old", "new")):
        with pytest.raises(
            UsageError, match=r"no folder, layer, export or revision of git is called '(old|new)'\ntry: mmkb diff"
        ):
            diff(before, after)
    git(tmp_path, "init", "-q")
    with pytest.raises(UsageError, match="git has no commit here yet\ngit add"):
        diff()


def test_the_data_that_come_with_it_have_no_revisions(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = DataFolder(project / "data", "shipped with mmkb", project / "index.sqlite")
    monkeypatch.setattr("mmkb.corpus.folder.find", lambda _: shipped)
    with pytest.raises(UsageError, match=r"come with mmkb have no earlier revision\nname two folders: mmkb diff"):
        diff()
    assert diff("data").rows == ()


def test_without_git_it_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(UsageError, match="git is not installed"):
        diff("HEAD:data", "data")


def test_a_record_has_a_history(project: Path) -> None:
    edit(project, "models/heron.yaml", "context: 4096", "context: 8k")
    git(project, "commit", "-qam", "Heron: its context, as the card has it")
    with open_kb() as base:
        found = [[cell.value for cell in row] for row in base.log("heron-7b").rows]
        assert [(author, subject) for _, author, _, subject in found] == [
            ("Ada Ash", "Heron: its context, as the card has it"),
            ("Ada Ash", "Birds: all of them"),
        ]
        assert len(base.log("Grey Heron").rows) == 2
        assert len(base.log("noise").rows) == 1
        kb.write(project / "data", {"risks/glare.yaml": "id: glare\nname: Glare\n"})
        new = base.log("glare")
        assert (new.rows, new.title) == ((), "no commit has risks/glare.yaml yet")


def test_a_repository_without_commits_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb.write(tmp_path / "data")
    git(tmp_path, "init", "-q")
    monkeypatch.chdir(tmp_path)
    with open_kb() as base, pytest.raises(UsageError, match="git has no commit here yet\ngit add"):
        base.log("noise")


def test_by_default_it_is_what_is_not_committed_yet(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(project, "models/heron.yaml", "context: 4096", "context: 8k")
    whole = rows("HEAD:data", "data")
    assert len(whole) == 1
    assert [tuple(cell.value for cell in row) for row in diff().rows] == whole
    git(project, "commit", "-qam", "More")
    assert diff().rows == ()
    assert [tuple(cell.value for cell in row) for row in diff("HEAD~1").rows] == whole
    monkeypatch.chdir(project / "data/models")
    assert [tuple(cell.value for cell in row) for row in diff("HEAD~1").rows] == whole


def test_what_an_amending_record_says_is_compared_in_its_own_folder_too(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"mmkb.toml": 'extends = ["../project/data"]', "data/risks/r7.yaml": "id: r7\nname: Mine\n"}
    kb.write(tmp_path / "mine", own)
    git(tmp_path / "mine", "init", "-q")
    git(tmp_path / "mine", "add", ".")
    git(tmp_path / "mine", "commit", "-qm", "Mine")
    monkeypatch.chdir(tmp_path / "mine")
    kb.write(tmp_path / "mine", {"data/models/heron.yaml": "amends: heron\ncontext: 8k\n"})
    git(tmp_path / "mine", "add", ".")
    git(tmp_path / "mine", "commit", "-qm", "Heron")
    assert [tuple(cell.value for cell in row) for row in diff("HEAD~1:data").rows] == [
        ("added", "models", "heron", None, "record", None, "heron")
    ]
    edit(tmp_path / "mine", "models/heron.yaml", "8k", "9k")
    changed = [("changed", "models", "heron", None, "context", "8k", "9k")]
    assert [tuple(cell.value for cell in row) for row in diff().rows] == rows("HEAD:data", "data") == changed


def test_changed_files_alone_are_reported(project: Path) -> None:
    def found(*paths: str, revision: str = "HEAD") -> set[object]:
        with open_kb() as base:
            table = base.check(*paths, changed=revision)
        assert isinstance(table, Table)
        return {row[0].value for row in table.rows}

    edit(project, "models/heron.yaml", "context: 4096", "contxt: 4096")
    git(project, "commit", "-qam", "A slip")
    assert found() == set()
    kb.write(project / "data", {"models/duck.yaml": "id: duck\nnam: Duck\n", "risks/noise.yaml": "id: noise\n"})
    assert found() == {"data/models/duck.yaml", "data/risks/noise.yaml"}
    assert found("data/risks") == {"data/risks/noise.yaml"}
    assert found("data") == {"data/models/duck.yaml", "data/risks/noise.yaml"}
    assert "data/models/heron.yaml" in found(revision="HEAD~1")
    with pytest.raises(UsageError, match="git knows no revision 'nope' here"):
        found(revision="nope")


def test_forms_and_jobs_are_yaml_that_names_our_commands() -> None:
    for path in sorted((ROOT / ".github").rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert isinstance(content, dict), path
        if path.parent.name == "ISSUE_TEMPLATE":
            assert {"name", "description", "body"} <= content.keys()
            assert all(part["type"] in ("input", "textarea", "dropdown", "checkboxes") for part in content["body"])
            assert len({part["id"] for part in content["body"]}) == len(content["body"])
    steps = yaml.safe_load((ROOT / ".github/workflows/records.yml").read_text())["jobs"]["records"]["steps"]
    assert json.dumps(steps).count("mmkb ") == 2
