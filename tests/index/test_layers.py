"""The index of several layers answers as one of a single folder that holds what the layers say together."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import kb
from edited import PADDING, apply, beginnings, canonical, edits
from mmkb.corpus.folder import DataFolder, find
from mmkb.corpus.read_many import read_many
from mmkb.index import open as opening
from mmkb.index import renew as renewing
from mmkb.index import source
from mmkb.index.index import Index
from mmkb.index.open import build_file, cache_path, forget
from mmkb.index.seal import DAMAGED


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmkb.index.freshness.TICK", 0.0)  # every edit makes a new file, which shows at once


def ask(folder: DataFolder, *statements: str) -> list[list[tuple[Any, ...]]]:
    index = Index(folder)
    try:
        return [index.rows(statement) for statement in statements]
    finally:
        index.close()


@pytest.fixture
def layered(tmp_path: Path) -> DataFolder:
    """The birds, a group's layer over them, and one's own over both."""
    kb.write(tmp_path / "birds", {**kb.RECORDS, **PADDING})
    group = {"data/models/heron.yaml": "amends: heron\ncontext: 8k\nevidence: [{source: memo, supports: [context]}]\n"}
    kb.write(tmp_path / "group", {"mmkb.toml": 'extends = ["../birds"]', **group})
    mine = {
        "data/models/heron.yaml": "amends: heron\nvariants: [{id: heron-7b, params: 8B}]\n"
        "disputes: [{field: license, value: capped, source: memo, because: version}]\n",
        "data/models/kite.yaml": "id: kite\nname: My kite\ninput: [text]\n",
        "data/models/robin.yaml": "id: robin\nname: Robin\nbackbone: wren-7b\n",
        "data/sources/memo.yaml": "id: memo\ntype: report\ntitle: Memo\nauthors: [Lab]\nyear: 2026\n",
    }
    kb.write(tmp_path / "mine", {"mmkb.toml": 'extends = ["../group"]', **mine})
    return find(tmp_path / "mine")


@settings(max_examples=20)
@given(beginnings, edits)
def test_layers_answer_as_one_folder(
    tmp_path_factory: pytest.TempPathFactory, beginning: dict[str, str], rounds: list[Any]
) -> None:
    """Edits fall on the lower and the upper layer in turn; what is broken above lets what is below stand."""
    folder = tmp_path_factory.mktemp("layered")
    below = kb.write(folder / "below", PADDING | beginning)
    above = kb.write(
        folder / "above", {"mmkb.toml": 'extends = ["../below"]', "data/risks/r7.yaml": "id: r7\nname: Mine\n"}
    )
    one = folder / "one"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mmkb.index.freshness.TICK", 0.0)
        for number, several in enumerate(rounds):
            for path, text in several:
                apply(below if number % 2 else above / "data", path, text)
            found = find(above)
            Index(found).close()
            shutil.rmtree(one, ignore_errors=True)
            for data in (below, above / "data"):
                for file in data.glob("*/*.*"):
                    if "[broken" not in file.read_text():
                        (one / file.parent.name).mkdir(parents=True, exist_ok=True)
                        shutil.copy(file, one / file.parent.name)
            build_file(one, folder / f"{number}.sqlite")
            expected = canonical(folder / f"{number}.sqlite", layers=False)
            kept = canonical(Path(cache_path(found.key)), layers=False)
            for answers in (expected, kept):
                for table in ("files", "problems", "fields"):
                    del answers[table]
            assert kept == expected
    shutil.rmtree(folder)


def test_it_is_known_which_layer_says_what(layered: DataFolder) -> None:
    rows, facts, places, rivals, disputes = ask(
        layered,
        "SELECT id, layer FROM models WHERE id IN ('heron-7b', 'kite', 'robin', 'wren-7b') ORDER BY id",
        "SELECT field, layer FROM facts JOIN rows USING (rid) WHERE id = 'heron-7b' AND field IN ('params', 'context', 'type')",
        "SELECT DISTINCT source, layer FROM evidence JOIN rows USING (rid) WHERE record = 'heron' AND layer IS NOT NULL",
        "SELECT DISTINCT field, layer FROM rivals JOIN rows USING (rid) WHERE record = 'heron' AND layer IS NOT NULL",
        "SELECT layer FROM disputes WHERE record = 'heron' AND source = 'memo'",
    )
    assert rows == [
        ("heron-7b", '["birds", "group", "mine"]'),
        ("kite", '["mine"]'),
        ("robin", '["mine"]'),
        ("wren-7b", '["birds"]'),
    ]
    assert sorted(facts) == [("context", "group"), ("params", "mine"), ("type", None)]
    assert places == [("memo", "group")]
    assert rivals == [("license", "mine")]
    assert disputes == [('["mine"]',)]


def test_only_what_changed_is_read_and_only_above_the_lowest(
    layered: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    whole = read_many

    def spy(data: str, paths: list[str]) -> Any:
        read.extend(
            f"{Path(data).name if Path(data).name != 'data' else Path(data).parent.name}/{path}" for path in paths
        )
        return whole(data, paths)

    Index(layered).close()
    monkeypatch.setattr(source, "read_many", spy)
    Index(layered).close()
    assert read == []
    apply(Path(layered.data), "models/robin.yaml", "id: robin\nname: Red robin\n")
    assert ask(layered, "SELECT name FROM models WHERE id = 'robin'") == [[("Red robin",)]]
    assert read == ["mine/models/robin.yaml"]
    read.clear()
    apply(Path(layered.data), "models/heron.yaml", None)
    assert ask(layered, "SELECT params, context FROM models WHERE id = 'heron-7b'") == [[(7e9, 8000)]]
    assert read == ["group/models/heron.yaml"], "the place is read in the layers between"
    read.clear()
    apply(Path(layered.below[1].data), "models/heron.yaml", None)
    assert ask(layered, "SELECT params, context FROM models WHERE id = 'heron-7b'") == [[(7e9, 4096)]]
    assert read == []


def test_an_edit_of_the_lowest_layer_shows(layered: DataFolder) -> None:
    Index(layered).close()
    apply(Path(layered.below[0].data), "models/oracle-bird.yaml", "id: oracle-bird\nname: New\n")
    apply(Path(layered.below[0].data), "risks/r3.yaml", None)
    assert ask(
        layered,
        "SELECT name FROM models WHERE id = 'oracle-bird'",
        "SELECT count(*) FROM risks WHERE id = 'r3'",
        "SELECT context FROM models WHERE id = 'heron-7b'",
    ) == [[("New",)], [(0,)], [(8000,)]]


def test_what_is_patched_is_as_what_is_built_at_once(layered: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    Index(layered).close()
    patched = canonical(Path(cache_path(layered.key)))
    forget(layered)
    monkeypatch.setattr(renewing, "FEW", 0)
    Index(layered).close()
    assert canonical(Path(cache_path(layered.key))) == patched


def test_without_a_place_for_an_index_the_layers_are_read_all_the_same(
    layered: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("SELECT id, name, context, layer FROM models ORDER BY id", "SELECT id FROM risks ORDER BY id")
    expected = ask(layered, *asked)
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    index = Index(layered)
    assert [index.rows(statement) for statement in asked] == expected
    assert any("cannot be kept" in note for note in index.notes)
    index.close()


def test_a_file_that_is_left_out_is_said_with_its_layer(layered: DataFolder) -> None:
    apply(Path(layered.data), "models/heron.yaml", "amends: heron\nlicence: mine\n")
    index = Index(layered)
    (note,) = index.notes
    assert note.startswith("1 file was left out: mine/models/heron.yaml:2:1: MM101")
    assert index.rows("SELECT context FROM models WHERE id = 'heron-7b'") == [(8000,)], "the layer between stands"
    index.close()
    apply(Path(layered.data), "models/heron.yaml", "amends: heron\ncontext: 1k\n")
    index = Index(layered)
    assert index.notes == ()
    index.close()


def test_another_order_or_name_is_another_knowledge_base(layered: DataFolder, tmp_path: Path) -> None:
    before = ask(layered, "SELECT context FROM models WHERE id = 'heron-7b'")
    kb.write(tmp_path / "mine", {"mmkb.toml": 'name = "ours"\nextends = ["../birds"]'})
    other = find(tmp_path / "mine")
    assert before == [[(8000,)]]
    assert ask(other, "SELECT context FROM models WHERE id = 'heron-7b'") == [[(4096,)]]
    assert ask(other, "SELECT DISTINCT value FROM 'models.layer' ORDER BY value") == [[("birds",), ("ours",)]]


def test_damage_of_the_index_is_mended(layered: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_distrusted", set())
    monkeypatch.setattr(opening, "_in_use", {})
    expected = ask(layered, "SELECT id, name, layer FROM models ORDER BY id")
    for folder in (layered, layered.below[0]):
        path = Path(cache_path(folder.key))
        path.write_bytes(path.read_bytes()[:-5000] + os.urandom(5000))
        index = Index(layered)
        assert index.rows("SELECT id, name, layer FROM models ORDER BY id") == expected[0]
        assert index.notes == ((DAMAGED,) if folder is layered else index.notes)
        index.close()


def test_the_index_of_one_folder_knows_no_layers(birds: Index) -> None:
    assert birds.fields("models").get("layer") is None
    with closing(sqlite3.connect(birds.folder.index or "")) as connection:
        written = [
            connection.execute(f"SELECT count(layer) FROM {table}").fetchone()
            for table in ("facts", "places", "rivals")
        ]
    assert written == [(0,)] * 3
