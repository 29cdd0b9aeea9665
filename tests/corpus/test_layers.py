"""Layers of data: what a marker says, and what a record says that amends one below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kb
from mmkb.corpus import folder
from mmkb.corpus.check import check
from mmkb.corpus.folder import find
from mmkb.corpus.layered import together
from mmkb.corpus.read import read_file
from mmkb.errors import DataError

RECORD = {"models/m.yaml": "id: m\nname: M\n"}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with shipped data of its own."""
    monkeypatch.setattr(folder, "_PACKAGE", tmp_path / "installed/src/mmkb")
    kb.write(tmp_path / "installed/data", RECORD)
    return tmp_path.resolve()


def layers(start: Path) -> list[tuple[str, str]]:
    return [(layer.name, layer.data) for layer in find(start=start).layers]


def test_layers_are_those_below_the_lowest_first_then_ones_own(root: Path) -> None:
    mine = kb.write(root / "my kb", {"mmkb.toml": 'extends = ["shipped", "../group", "../plain"]', "data/x": ""})
    group = kb.write(
        root / "group", {"mmkb.toml": 'name = "lab"\ndata = "records"\nextends = ["shipped"]', "records/x": ""}
    )
    plain = kb.write(root / "plain/data", RECORD)
    expected = [
        ("shipped", str(root / "installed/data")),
        ("lab", str(group / "records")),
        ("plain", str(plain)),
        ("my-kb", str(mine / "data")),
    ]
    assert layers(mine / "data") == expected
    assert [layer.data for layer in find(mine).layers] == [data for _, data in expected], "named, it is the same"
    assert layers(group) == expected[:2]
    assert find(start=group).why == f"found {group / 'mmkb.toml'}"


def test_without_extends_a_folder_stands_alone(root: Path) -> None:
    mine = kb.write(root / "mine", {"mmkb.toml": 'name = "mine"', "data/models/m.yaml": RECORD["models/m.yaml"]})
    assert layers(mine) == [("mine", str(mine / "data"))]
    assert find(mine).key == find(mine / "data").key == str(mine / "data")


def test_a_data_folder_that_is_named_stands_alone(root: Path) -> None:
    mine = kb.write(
        root / "mine", {"mmkb.toml": 'extends = ["shipped"]', "data/models/m.yaml": RECORD["models/m.yaml"]}
    )
    assert [layer.data for layer in find(mine / "data").layers] == [str(mine / "data")]
    assert find(mine).key != find(mine / "data").key


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "extends = ['nowhere']",
            "mmkb.toml: extends names 'nowhere', which is no folder\nname a folder, or 'shipped'",
        ),
        ("extends = ['.']", "mmkb.toml extends itself"),
        ("extends = ['../other']", "mmkb.toml extends itself: .*mine/mmkb.toml → .*other/mmkb.toml → .*mine/mmkb.toml"),
        ("extends = ['data']", "mmkb.toml extends its own folder"),
        ("extends = ['shipped']\ndata = 'nowhere'", "mmkb.toml: data names '.*nowhere', which is no folder"),
        ("extends = ['../a/kb', '../b/kb']", "two layers are called 'kb': .*a/kb and .*b/kb\ngive one another name"),
        ("extends = 'shipped'", "mmkb.toml: extends is no list of texts: 'shipped'"),
        ("extends = [1]", "mmkb.toml: extends is no list of texts"),
        ("extend = ['shipped']", "mmkb.toml: unknown key 'extend'\ndid you mean 'extends'"),
        ("colour = 'red'", "mmkb.toml: unknown key 'colour'\nit has: name, data, extends, repository"),
        ("name = 7", "mmkb.toml: name is no text: 7"),
        ("name = 'two words'", "mmkb.toml: name 'two words' is not one word"),
        ("name = 'shipped'", "the name 'shipped' is that of the data that come with mmkb"),
        ("data = ''", "mmkb.toml: data is no text: ''"),
        ("repository = 7", "mmkb.toml: repository is no text: 7"),
        ("repository = 'git@x.org:a/b'", "mmkb.toml: repository is no address .*\nwrite it as https://github.com/"),
        ("extends = ", "mmkb.toml is not TOML"),
    ],
)
def test_a_marker_that_cannot_be_used_says_why(text: str, says: str, root: Path) -> None:
    mine = kb.write(root / "mine", {"mmkb.toml": text, "data/models/m.yaml": RECORD["models/m.yaml"]})
    kb.write(root / "other", {"mmkb.toml": "extends = ['../mine']", "data/x": ""})
    kb.write(root, {f"{name}/kb/models/m.yaml": RECORD["models/m.yaml"] for name in "ab"})
    with pytest.raises(DataError, match=says) as caught:
        find(start=mine)
    assert caught.value.exit_code == 3


MODEL = """\
id: m
name: M
license: free
context: 2k
input: [text, image]
attention: {heads: 8, layers: 4}
variants:
  - {id: m-s, params: 1B}
  - {id: m-l, params: 7B, context: 4k}
evidence:
  - {source: s, at: Table 1, read: 2026-01-01, supports: [license, context, input, attention, params]}
  - {source: t, at: Table 2, variants: [m-l], supports: [params, context]}
disputes:
  - {field: license, value: study, source: t, because: version}
"""


def amended(tmp_path: Path, *above: str, below: str = MODEL, path: str = "models/m.yaml") -> Any:
    files = []
    for number, text in enumerate([below, *above]):
        data = kb.write(tmp_path / str(number), {path: text})
        files.append((number, read_file(data, path)))
    return together([tmp_path / str(number) for number, _ in files], path, files)


def document(tmp_path: Path, *above: str) -> dict[str, Any]:
    found = amended(tmp_path, *above)
    assert found.findings == ()
    result: dict[str, Any] = found.merged.document
    return result


def test_a_record_with_an_id_replaces_the_one_below(tmp_path: Path) -> None:
    found = amended(tmp_path, "id: m\nname: N\n")
    assert found.merged.document == {"id": "m", "name": "N"}
    assert found.merged.layers == (1,)


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("name: N", ("name",), "N"),
        ("input: [video]", ("input",), ["video"]),
        ("attention: {heads: 16}", ("attention",), {"heads": 16, "layers": 4}),
        ("price: {input: 1}", ("price",), {"input": 1}),
        ("attention: {heads: undisclosed}", ("attention", "heads"), "undisclosed"),
        (
            "variants: [{id: m-l, context: 8k}, {id: m-xl, params: 70B}]",
            ("variants",),
            [
                {"id": "m-s", "params": "1B"},
                {"id": "m-l", "params": "7B", "context": "8k"},
                {"id": "m-xl", "params": "70B"},
            ],
        ),
    ],
)
def test_an_amendment_changes_what_it_says(text: str, path: tuple[str, ...], value: object, tmp_path: Path) -> None:
    found: Any = document(tmp_path, f"amends: m\n{text}\n")
    before = read_file(tmp_path / "0", "models/m.yaml").document
    assert before is not None
    kept = {key for key in before if key not in (path[0], "evidence")}
    assert {key: found[key] for key in kept} == {key: before[key] for key in kept}
    for key in path:
        found = found[key]
    assert found == value


def test_evidence_disputes_and_waivers_are_added(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        "amends: m\nname: N\ndisputes: [{field: context, value: 1k, source: u, because: version}]\n"
        "evidence: [{source: u, supports: [license]}]\nwaivers: [{rule: MM301, because: ours}]\n",
        "amends: m\ndisputes: [{field: input, value: [text], source: v, because: version}]\n",
    )
    assert [entry["source"] for entry in found["evidence"]] == ["s", "t", "u"]
    assert [entry["source"] for entry in found["disputes"]] == ["t", "u", "v"]
    assert found["waivers"] == [{"rule": "MM301", "because": "ours"}]
    assert found["name"] == "N"


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        (
            "context: 2k",
            [
                ("s", ["license", "context", "input", "attention", "params"], None),
                ("t", ["params", "context"], ["m-l"]),
            ],
        ),
        (
            "license: mine",
            [("s", ["context", "input", "attention", "params"], None), ("t", ["params", "context"], ["m-l"])],
        ),
        (
            "context: 9k",  # of the large one the context is still its own
            [
                ("s", ["license", "input", "attention", "params"], ["m-s"]),
                ("s", ["license", "context", "input", "attention", "params"], ["m-l"]),
                ("t", ["params", "context"], ["m-l"]),
            ],
        ),
        (
            "attention: {heads: 9}",
            [
                ("s", ["license", "context", "input", "attention.layers", "params"], None),
                ("t", ["params", "context"], ["m-l"]),
            ],
        ),
        (
            "variants: [{id: m-l, params: 8B, context: 5k}]",
            [
                ("s", ["license", "context", "input", "attention", "params"], ["m-s"]),
                ("s", ["license", "input", "attention"], ["m-l"]),
            ],
        ),
        (
            "variants: [{id: m-n, params: 3B}]",  # nobody has read how large the new one is
            [
                ("s", ["license", "context", "input", "attention", "params"], ["m-s", "m-l"]),
                ("s", ["license", "context", "input", "attention"], ["m-n"]),
                ("t", ["params", "context"], ["m-l"]),
            ],
        ),
    ],
)
def test_evidence_from_below_holds_for_values_from_below_alone(
    text: str, evidence: list[tuple[str, list[str], list[str] | None]], tmp_path: Path
) -> None:
    found = document(tmp_path, f"amends: m\n{text}\n")
    assert [(entry["source"], entry["supports"], entry.get("variants")) for entry in found["evidence"]] == evidence
    assert all(entry.get("read") == ("2026-01-01" if entry["source"] == "s" else None) for entry in found["evidence"])


def test_a_dispute_whose_value_is_now_the_records_own_is_none(tmp_path: Path) -> None:
    assert "disputes" not in document(tmp_path, "amends: m\nlicense: study\n")
    (left,) = document(tmp_path, "amends: m\nvariants: [{id: m-l, license: study}]\n")["disputes"]
    assert left["variants"] == ["m-s"]


def test_it_stays_known_which_layer_wrote_what(tmp_path: Path) -> None:
    found = amended(
        tmp_path,
        "amends: m\nlicense: mine\nvariants: [{id: m-l, params: 8B}]\nevidence: [{source: u, supports: [license]}]\n",
        "amends: m\nattention: {heads: 16}\n",
    ).merged
    assert found.layers == (0, 1, 2)
    written = [
        ("m-s", "license", 1), ("m-s", "params", 0), ("m-l", "params", 1), ("m-l", "context", 0), ("m-s", "context", 0),
        ("m-s", "attention.heads", 2), ("m-s", "attention.layers", 0),
    ]  # fmt: skip
    assert [(id_, path, found.layer_of(id_, path)) for id_, path, _ in written] == written
    last = len(found.document["evidence"]) - 1
    assert found.source(("evidence", last, "supports", 0))[:2] == (1, ("evidence", 0, "supports", 0))
    assert found.source(("variants", 1, "params"))[:2] == (1, ("variants", 0, "params"))
    assert found.source(("variants", 1, "context"))[:2] == (0, ("variants", 1, "context"))


@pytest.mark.parametrize(
    ("text", "code", "place", "says"),
    [
        ("amends: m\nlicence: mine\n", "MM101", (2, 1), "unknown key 'licence'"),
        ("amends: m\nname: [N]\n", "MM103", (2, 1), "name: ['N'] should be a valid string"),
        ("amends: m\nevidence: many\n", "MM103", (2, 1), "evidence: 'many' should be"),
        ("amends: m\nname: N\nevidence:\n  - {source: u, supports: []}\n", "MM103", (4, 17), "evidence.2.supports"),
        ("amends: m\nevidence:\n  - {supports: [x]}\n", "MM102", (3, 5), "missing key"),
        ("amends: m\nvariants:\n  - {id: m-l, paramz: 1}\n", "MM101", (3, 15), "unknown key 'variants.1.paramz'"),
        ("id: m\n", "MM102", (1, 1), "missing key 'name'"),
    ],
)
def test_a_mistake_is_found_in_the_file_of_the_upper_layer(
    text: str, code: str, place: tuple[int, int], says: str, tmp_path: Path
) -> None:
    found = amended(tmp_path, text)
    ((layer, finding),) = found.findings
    assert (layer, finding.code, finding.line, finding.column) == (1, code, *place)
    assert says in finding.message
    assert found.merged.document["license"] == "free", "what is below stands"


def test_rules_see_one_record_and_point_into_the_file_that_wrote_it(tmp_path: Path) -> None:
    below = kb.write(tmp_path / "below")
    mine = kb.write(
        tmp_path / "mine",
        {
            "models/heron.yaml": "amends: heron\ncontext: 8k\n",
            "models/kite.yaml": "amends: kite\nname: Kite\nlicense: capped\nbackbone: robin\nevidence:\n"
            "  - {source: moss-2024-birds, at: p. 1, supports: [backbone, context]}\n",
            "models/wren.yaml": "id: wren\nname: Wren\n",
            "models/nobody.yaml": "amends: nobody\n",
        },
    )
    found = check(mine, below=[below])
    seen = {(finding.path, finding.line, finding.code) for finding in found}
    assert ("models/heron.yaml", 2, "MM301") in seen
    assert ("models/kite.yaml", 4, "MM201") in seen
    assert ("models/kite.yaml", 6, "MM302") in seen
    assert ("models/nobody.yaml", 1, "MM108") in seen
    assert (str(below / "models/kite.yaml"), 9, "MM201") not in seen
    lower = {(path, code) for path, _, code in seen if path.startswith(str(below))}
    assert lower == {(str(below / f"{path}.yaml"), "MM201") for path in ("models/heron",)}, "wren has no variants now"
    assert [finding.path for finding in check(mine, below=[below], paths=["models/kite.yaml"])] == [
        "models/kite.yaml"
    ] * 2
