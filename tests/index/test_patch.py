"""A patched index answers as one built at once from the same files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import kb
from edited import PADDING, apply, beginnings, canonical, edits
from mmkb.index.open import build_file, cache_path

SEQUENCES = int(os.environ.get("MMKB_EXAMPLES", "25"))
"""How many sequences of edits are tried."""


@settings(max_examples=SEQUENCES)
@given(beginnings, edits)
def test_a_patched_index_is_as_one_built_at_once(
    tmp_path_factory: pytest.TempPathFactory, beginning: dict[str, str], rounds: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("patched")
    data = kb.write(folder / "data", PADDING | beginning)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mmkb.index.freshness.TICK", 0.0)  # every edit makes a new file, which shows at once
        kb.open_index(data)
        for number, several in enumerate(rounds):
            for path, text in several:
                apply(data, path, text)
            kb.open_index(data)
            build_file(data, folder / f"{number}.sqlite")
            anew, kept = canonical(folder / f"{number}.sqlite"), canonical(Path(cache_path(str(data))))
            del anew["files"], kept["files"]
            assert kept == anew
    kb.close_all()
    shutil.rmtree(folder)


def test_a_record_that_finds_no_room_makes_the_index_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmkb.index.freshness.TICK", 0.0)
    models = {f"models/m{number}.yaml": f"id: m{number}\nname: M\nlicense: l\n" for number in range(3)}
    data = kb.write(tmp_path / "data", PADDING | models)
    kb.open_index(data)
    pieces = "".join(f"  - {{source: s{number}, supports: [license]}}\n" for number in range(600))
    apply(data, "models/m1.yaml", f"id: m1\nname: Grown\nlicense: l\nevidence:\n{pieces}")
    index = kb.open_index(data)
    assert index.rows("SELECT count(*) FROM evidence JOIN rows USING (rid) WHERE id = 'm1'") == [(600,)]
    assert index.rows("SELECT count(*) FROM evidence JOIN rows USING (rid) WHERE id = 'm2'") == [(0,)]
    build_file(data, tmp_path / "anew.sqlite")
    anew, kept = canonical(tmp_path / "anew.sqlite"), canonical(Path(cache_path(str(data))))
    del anew["files"], kept["files"]
    assert kept == anew
