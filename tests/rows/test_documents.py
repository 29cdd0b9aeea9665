"""Records as they were written."""

from __future__ import annotations

from pathlib import Path

import kb
from mmkb import __version__
from mmkb.index.index import Index
from mmkb.rows.documents import document, documents, origin


def test_a_document_is_of_one_folder(birds: Index) -> None:
    found = document(birds, "sources", "ash-2023-heron")
    assert found is not None
    assert found["title"] == "Herons Look Twice"
    assert document(birds, "models", "ash-2023-heron") is None
    assert "groups" in (document(birds, "results", "ash-2023-heron") or {})


def test_any_number_of_documents(birds: Index) -> None:
    many = [f"nobody-{number}" for number in range(100_000)]
    assert set(documents(birds, "sources", [*many, "moss-2024-birds", 'odd"name'])) == {"moss-2024-birds"}
    assert documents(birds, "sources", []) == {}


def test_what_the_index_says_of_itself(birds: Index, tmp_path: Path) -> None:
    version, day, snapshot = origin(birds)
    assert (version, day) == (__version__, "2026-11-24")
    assert len(snapshot) == 16
    nothing_read = kb.open_index(
        kb.write(tmp_path / "data", {"tuning/t.yaml": "id: t\nname: T\nfamily: parameter-efficient\ntrains: added\n"})
    )
    assert origin(nothing_read)[1] is None


def test_a_snapshot_is_that_of_the_records(tmp_path: Path) -> None:
    one, other = (kb.write(tmp_path / name) for name in ("one", "other"))
    snapshot = origin(kb.open_index(one))[2]
    assert origin(kb.open_index(other))[2] == snapshot
    (other / "notes.txt").write_text("no record")
    assert origin(kb.open_index(other))[2] == snapshot
    changed = next((other / "sources").glob("*.yaml"))
    changed.write_text(changed.read_text() + "summary: Changed.\n")
    assert origin(kb.open_index(other))[2] != snapshot
