"""Openness of records: which grades frameworks see, which sizes stand for a release, who is ranked where."""

from __future__ import annotations

from pathlib import Path

import kb
from mmkb.index.index import Index
from mmkb.views.openness import OSAI12, OUC14, openness, profile, ranking


def graded(*grades: str) -> str:
    """Return the openness of a record that has these grades in the first of the twelve dimensions."""
    parts: dict[str, list[str]] = {}
    for name, grade in zip(OSAI12, grades, strict=False):
        group, _, leaf = name.partition(".")
        parts.setdefault(group, []).append(f"{leaf}: {grade}")
    return "{" + ", ".join(f"{group}: {{{', '.join(leaves)}}}" for group, leaves in parts.items()) + "}"


def index_of(tmp_path: Path, records: dict[str, str]) -> Index:
    files = {f"models/{id_}.yaml": f"id: {id_}\nname: {id_}\n{rest}" for id_, rest in records.items()}
    files["licenses/osi.yaml"] = "id: osi\nname: O\nosi: true\n"
    files["licenses/own.yaml"] = "id: own\nname: O\nosi: false\n"
    index = kb.open_index(kb.write(tmp_path / "data", files))
    assert index.notes == ()
    return index


def test_partial_counts_half_and_closed_is_known() -> None:
    grades = {"code.training": "open", "data.base": "partial", "weights.base": "closed", "data.tuned": None}
    assert (profile(grades, OUC14).verdict, profile(grades, OUC14).reason) == (
        "1.5 of 3 open",
        "3 of the 14 are known; what is partial counts half",
    )


def test_a_rank_is_shared_and_what_is_hardly_known_is_left_out(tmp_path: Path) -> None:
    records = {
        "best": f"openness: {graded('open', 'open', 'open')}\n",
        "half": f"openness: {graded('open', 'partial', 'closed')}\n",
        "half-too": f"openness: {graded('partial', 'partial', 'partial')}\n",
        "worst": f"openness: {graded('closed', 'closed', 'closed')}\n",
        "hardly": f"openness: {graded('open', 'open')}\n",
    }
    table = ranking(index_of(tmp_path, records), "", least=3)
    assert [tuple(cell.value for cell in row[:4]) for row in table.rows] == [
        (1, "best", 1.0, 3),
        (2, "half", 0.5, 3),
        (2, "half-too", 0.5, 3),
        (4, "worst", 0.0, 3),
    ]
    assert "1 with fewer than 3 known" in table.notes[1]


def test_the_best_known_size_stands_for_its_release(tmp_path: Path) -> None:
    sizes = f"variants:\n  - {{id: m-s, openness: {graded('open', 'open')}}}\n  - {{id: m-l, openness: {graded('open', 'closed', 'closed')}}}\n"  # noqa: E501
    table = ranking(index_of(tmp_path, {"m": sizes}), "", least=1)
    assert [row[1].value for row in table.rows] == ["m-l"]


def test_sizes_that_differ_in_openness_stand_beside_each_other(tmp_path: Path) -> None:
    grade = "openness: {weights: {tuned: %s}}"
    sizes = "".join(f"  - {{id: m-{n}, {grade % how}}}\n" for n, how in enumerate(("open", "closed", "open")))
    page = openness(index_of(tmp_path, {"m": f"variants:\n{sizes}"}), ["m"])
    assert [column.name for column in page.tables[0].columns] == ["component", "m-0", "m-1"]


def test_base_weights_stand_for_tuned_ones_and_a_licence_of_ones_own_spoils_them(tmp_path: Path) -> None:
    rest = "code: {training: open, inference: open}, documents: {data_card: open}, access: {license: open}"
    records = {
        "base": f"license: osi\nopenness: {{weights: {{base: open}}, {rest}}}\n",
        "own": f"license: own\nopenness: {{weights: {{base: open}}, {rest}}}\n",
        "unlicensed": f"openness: {{weights: {{base: open}}, {rest}}}\n",
    }
    page = openness(index_of(tmp_path, records), list(records))
    verdicts = {(row[0].value, row[1].value): row[2].value for row in page.tables[1].rows}
    found = {id_: verdicts[id_, "Open Source AI Definition"] for id_ in records}
    assert found == {"base": "yes", "own": "no", "unlicensed": "yes"}
