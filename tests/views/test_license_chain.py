"""The table of a licence chain, its heading, and the verdict in words, on invented records."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.index.index import Index
from mmkb.views.detail import details
from mmkb.views.license_chain import license_chain, verdict
from mmkb.views.table import Table


def rid(index: Index, id_: str) -> int:
    ((found,),) = index.rows("SELECT rid FROM rows WHERE id = ? AND kind = 'models'", (id_,))
    return int(found)


def steps_of(table: Table) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in table.rows]


def test_licence_chain_names_the_step_that_decides(birds: Index) -> None:
    table = license_chain(birds, rid(birds, "kite-s"))
    assert steps_of(table) == [
        ("model", "kite-s", "capped", "conditional", True, None),
        ("backbone", "wren-7b", "free", "yes", False, None),
    ]
    assert "decides" in [column.name for column in table.columns]
    assert table.notes[0] == "commercial use in effect: conditional"


def test_licence_of_data_counts_where_it_is_known(birds: Index) -> None:
    table = license_chain(birds, rid(birds, "heron-7b"))
    assert ("data", "pond-100k", "study-only", "no", True, None) in steps_of(table)
    assert table.notes[0] == "commercial use in effect: no"


def test_data_of_unknown_licence_do_not_bind(tmp_path: Path) -> None:
    records = {
        "models/m.yaml": "id: m\nname: M\ntraining: {stages: [{name: one, data: [d]}]}\n",
        "datasets/d.yaml": "id: d\nname: D\n",
    }
    index = kb.open_index(kb.write(tmp_path / "data", records))
    assert steps_of(license_chain(index, rid(index, "m"))) == [
        ("model", "m", None, None, True, None),
        ("data", "d", None, None, False, "licence unknown"),
    ]


LICENCES = {
    f"licenses/{id_}.yaml": f"id: {id_}\nname: {id_}\ncommercial: '{term}'\n"
    for id_, term in {"free": "yes", "older": "conditional", "service": "conditional", "study": "no"}.items()
}


def test_a_superseded_licence_is_shown_with_the_one_in_its_place(tmp_path: Path) -> None:
    records = LICENCES | {
        "models/old.yaml": "id: old\nname: Old\nlicense: older\ndeveloper: [A]\nreleased: 2024-01\n",
        "models/eye.yaml": "id: eye\nname: Eye\ndeveloper: [A]\n",
        "models/m.yaml": "id: m\nname: M\nlicense: free\ndeveloper: [A]\nreleased: 2025\nbase: old\n"
        "vision: {encoder: [eye]}\nlicense_limits: {says: for all uses, commercial: 'yes'}\n",
    }
    index = kb.open_index(kb.write(tmp_path / "data", records))
    assert steps_of(license_chain(index, rid(index, "m"))) == [
        ("model", "m", "free", "yes", False, None),
        ("maker's words", "m", None, "yes", False, "for all uses"),
        ("base", "old", "older", "yes", False, "superseded by free, the newer terms of the same makers"),
        ("vision encoder", "eye", None, "yes", False, "under free, as what it is part of"),
    ]


@pytest.mark.parametrize(
    ("data", "row", "in_effect", "said"),
    [
        ("license: free\n", ("free", "yes", False, None), "yes", "yes"),
        (
            "",
            (None, None, False, "licence unknown"),
            "yes, as far as known (1 data set without terms)",
            None,
        ),
        (
            "terms: service\n",
            (None, "conditional", True, "licence unknown; terms service"),
            "conditional",
            "conditional, by service of its data d",
        ),
        (
            "license: free\nterms: service\n",
            ("free", "conditional", True, "terms service"),
            "conditional",
            "conditional, by service of its data d",
        ),
        (
            "license: study\nterms: service\n",
            ("study", "no", True, "terms service"),
            "no",
            "no, by study of its data d",
        ),
    ],
)
def test_a_data_set_has_one_row_and_what_is_not_known_of_it_is_said(
    data: str, row: tuple[object, ...], in_effect: str, said: str | None, tmp_path: Path
) -> None:
    records = LICENCES | {
        "models/m.yaml": "id: m\nname: M\nlicense: free\ntraining: {stages: [{name: one, data: [d]}]}\n",
        "datasets/d.yaml": f"id: d\nname: D\n{data}",
    }
    index = kb.open_index(kb.write(tmp_path / "data", records))
    table = license_chain(index, rid(index, "m"))
    assert steps_of(table)[1:] == [("data", "d", *row)]
    assert table.notes[0] == f"commercial use in effect: {in_effect}"
    assert verdict(index, [rid(index, "m")]) == (said or in_effect)


def test_unknown_data_of_several_sizes_are_counted_once(tmp_path: Path) -> None:
    records = LICENCES | {
        "models/m.yaml": "id: m\nname: M\nlicense: free\nvariants: [{id: m-1}, {id: m-2}]\n"
        "training: {stages: [{name: one, data: [d, e]}]}\n",
        **{f"datasets/{id_}.yaml": f"id: {id_}\nname: {id_}\n" for id_ in "de"},
    }
    index = kb.open_index(kb.write(tmp_path / "data", records))
    both = [rid(index, "m-1"), rid(index, "m-2")]
    assert verdict(index, both) == "yes, as far as known (2 data sets without terms)"


def test_the_heading_of_a_chain_names_all_sizes_for_which_it_is_alike(tmp_path: Path) -> None:
    records = LICENCES | {
        "models/m.yaml": "id: m\nname: M\nlicense: free\n"
        "variants: [{id: m-1}, {id: m-2, license: study}, {id: m-3}, {id: m-4}]\n",
        "models/n.yaml": "id: n\nname: N\nlicense: free\nvariants: [{id: n-1}, {id: n-2}]\n",
    }
    index = kb.open_index(kb.write(tmp_path / "data", records))
    titles = {
        id_: [table.title for table in details(index, [id_], only=["licence"])[0].tables] for id_ in ("m", "m-1", "n")
    }
    assert titles == {
        "m": ["licence chain of m-1, alike for m-3, m-4", "licence chain of m-2"],
        "m-1": ["licence chain"],
        "n": ["licence chain of n-1, alike for n-2"],
    }
