"""What is wrong with one file: the code, the line and column, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.corpus.check import check
from mmkb.corpus.finding import Finding
from mmkb.corpus.read import read_file

HEAD = "id: m\nname: M\n"


@pytest.mark.parametrize(
    ("text", "code", "place", "says"),
    [
        (HEAD + "licence: free\n", "MM101", (3, 1), "unknown key 'licence' (did you mean 'license'"),
        (HEAD + "vision:\n  encoders: [a]\n", "MM101", (4, 3), "unknown key 'vision.encoders' (did you mean 'encoder'"),
        (HEAD + "zzzzz: 1\n", "MM101", (3, 1), "unknown key 'zzzzz'"),
        (HEAD + "variants:\n  - {id: v, paramz: 1}\n", "MM101", (4, 13), "'variants.0.paramz' (did you mean 'params'"),
        (HEAD + "commercial: 'yes'\n", "MM101", (3, 1), "unknown key 'commercial'"),
        ("name: M\n", "MM102", (1, 1), "missing key 'id'"),
        ("id: m\n", "MM102", (1, 1), "missing key 'name'"),
        (HEAD + "evidence:\n  - {supports: [x]}\n", "MM102", (4, 5), "missing key 'evidence.0.source'"),
        (
            HEAD + "type: generater\n",
            "MM103",
            (3, 1),
            "type: 'generater' is not in its vocabulary (did you mean 'generator'",
        ),
        (HEAD + "input: [text, imgae]\n", "MM103", (3, 15), "'imgae' is not in its vocabulary (did you mean 'image'"),
        (HEAD + "input: [text, 7]\n", "MM103", (3, 15), "(one of: text, code, table"),
        (HEAD + "params: about 7B\n", "MM103", (3, 1), "params: 'about 7B' is not a quantity: write a number"),
        (HEAD + "params: [7B]\n", "MM103", (3, 1), "params: ['7B'] is not text"),
        (HEAD + "params: true\n", "MM103", (3, 1), "params: True is not text"),
        (HEAD + "released: 2023-13\n", "MM103", (3, 1), "released: '2023-13' has no month 13"),
        (HEAD + "license: Apache 2.0\n", "MM103", (3, 1), "license: 'Apache 2.0' is not an id"),
        (HEAD + "attention: {heads: many}\n", "MM103", (3, 13), "attention.heads: 'many' should be a valid integer"),
        (
            HEAD + "attention: {heads: -1}\n",
            "MM103",
            (3, 13),
            "attention.heads: -1 should be greater than or equal to 0",
        ),
        (HEAD + "attention: {heads: 1.5}\n", "MM103", (3, 13), "attention.heads: 1.5"),
        (HEAD + "attention: full\n", "MM103", (3, 1), "attention: 'full' should be"),
        (HEAD + "aliases: M2\n", "MM103", (3, 1), "aliases: 'M2' should be a valid list"),
        (HEAD + "aliases: [2]\n", "MM103", (3, 11), "aliases.0: 2 should be a valid string"),
        (HEAD + "variants:\n", "MM103", (3, 1), "variants: has no value (leave the key out"),
        (
            HEAD + f"attention: {{layers: {10**30 + 1}}}\n",
            "MM103",
            (3, 13),
            "attention.layers: 1e+30 is larger than any count",
        ),
        (HEAD + "price: {input: -1e31}\n", "MM103", (3, 9), "price.input: -1e+31 is larger than any count or measure"),
        (HEAD + "price: {input: .inf}\n", "MM103", (3, 9), "price.input: inf is larger than any count or measure"),
        (
            HEAD + "evidence: [{source: s, at: over there, supports: [x]}]\n",
            "MM103",
            (3, 24),
            "'over there' names no place",
        ),
        ("id: M\nname: M\n", "MM103", (1, 1), "id: 'M' is not an id"),
        ("- a\n- b\n", "MM103", (1, 1), "a record is a mapping of keys to values"),
        ("just text\n", "MM103", (1, 1), "a record is a mapping of keys to values"),
        (
            "# nothing but a comment\nid: n\nname: M\n",
            "MM104",
            (2, 1),
            "id 'n' is not the file's name (rename the file to n.yaml",
        ),
        ("amends: m\n", "MM108", (1, 1), "m is not below this layer, so nothing can be amended (correct the id"),
        ("name: M\namends: n\n", "MM104", (2, 1), "amends 'n' is not the file's name (rename the file to n.yaml"),
        ("amends: [m]\n", "MM103", (1, 1), "amends: ['m'] is no id"),
        ("id: m\namends: m\n", "MM101", (1, 1), "a record has id: or amends:, not both"),
        ("amends: m\nname:\n", "MM103", (2, 1), "name: has no value"),
        (HEAD + "name: N\n", "MM003", (3, 1), "the key 'name' is already given"),
        (HEAD + "aliases: [\n", "MM002", (3, 11), "not valid YAML"),
        ("", "MM006", (1, 1), "the file holds no YAML document"),
    ],
)
def test_a_mistake_has_a_code_a_place_and_a_remedy(
    text: str, code: str, place: tuple[int, int], says: str, tmp_path: Path
) -> None:
    read = read_file(kb.write(tmp_path, {"models/m.yaml": text}), "models/m.yaml")
    assert [(found.code, found.line, found.column) for found in read.findings] == [(code, *place)]
    assert says in str(read.findings[0])
    assert str(read.findings[0]).startswith(f"models/m.yaml:{place[0]}:{place[1]}: {code} ")
    assert read.document is None
    assert read.folder == "models"


def test_all_mistakes_of_a_file_are_found_at_once(tmp_path: Path) -> None:
    text = HEAD + "tpye: generator\nparams: big\nvision: {patch: x, patches: 3}\n"
    read = read_file(kb.write(tmp_path, {"models/m.yaml": text}), "models/m.yaml")
    assert sorted((found.line, found.code) for found in read.findings) == [
        (3, "MM101"),
        (4, "MM103"),
        (5, "MM101"),
        (5, "MM103"),
    ]


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("models/m.yml", "MM105", "name it m.yaml, or move it out of models/"),
        ("models/notes.txt", "MM105", "name it notes.yaml"),
        ("models/README", "MM105", "move it out of models/"),
    ],
)
def test_only_records_belong_in_a_folder(name: str, code: str, hint: str, tmp_path: Path) -> None:
    (found,) = check(kb.write(tmp_path, {name: HEAD}))
    assert (found.code, found.path, found.line) == (code, name, 1)
    assert hint in (found.hint or "")


def test_hidden_files_and_other_folders_are_not_looked_at(tmp_path: Path) -> None:
    assert check(kb.write(tmp_path, {"models/.m.yaml.swp": b"\xff", "notes/x.yaml": "?", "README.md": "x"})) == []


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "models/m.yaml").mkdir(parents=True)  # a folder: root could read any file
    (found,) = read_file(tmp_path, "models/m.yaml").findings
    assert (found.code, found.message) == ("MM106", "cannot be read: it is a folder")
    (tmp_path / "models/deeper").mkdir()
    (deeper,) = read_file(tmp_path, "models/deeper").findings
    assert (deeper.code, deeper.message) == ("MM105", "is a folder: no record in it is read")
    assert deeper.hint == "move its records into models/, or give it a name that starts with a dot"
    (gone,) = read_file(tmp_path, "models/gone.yaml").findings
    assert (gone.code, gone.message) == ("MM106", "cannot be read: No such file or directory")


@pytest.mark.parametrize(("count", "codes"), [(1666, []), (1667, ["MM107"])])
def test_evidence_times_variants_is_bounded(count: int, codes: list[str], tmp_path: Path) -> None:
    variants = "".join(f"  - {{id: v{n}}}\n" for n in range(200))
    evidence = "".join(f"  - {{source: s, supports: [params], variants: [v{n % 200}]}}\n" for n in range(count))
    text = f"{HEAD}variants:\n{variants}evidence:\n{evidence}"
    read = read_file(kb.write(tmp_path, {"models/m.yaml": text}), "models/m.yaml")
    assert [found.code for found in read.findings] == codes
    assert [found.line for found in read.findings] == [204 for _ in codes]
    assert all(f"supports are {600 * count}, more than" in found.message for found in read.findings)


def test_a_saved_table_may_list_variants_apart(tmp_path: Path) -> None:
    text = "id: t\nname: T\nkind: models\ncolumns: [id]\nvariants: true\n"
    assert read_file(kb.write(tmp_path, {"tables/t.yaml": text}), "tables/t.yaml").findings == ()


def test_a_valid_record_is_kept_as_it_is_written(tmp_path: Path) -> None:
    read = read_file(kb.write(tmp_path), "models/heron.yaml")
    assert read.findings == ()
    assert read.document is not None
    assert read.document["aliases"] == ["Grey Heron", "アオサギ"]
    assert read.document["variants"][0]["params"] == "7B"


def test_every_key_without_a_value_is_a_finding(tmp_path: Path) -> None:
    text = HEAD + "type: null\ntraining: ~\nvision: {patch: }\nevidence: [{source: s, at: , supports: [vision, ]}]\n"
    read = read_file(kb.write(tmp_path, {"models/m.yaml": text}), "models/m.yaml")
    assert read.document is None
    assert [(finding.line, finding.column, finding.code, finding.message) for finding in read.findings] == [
        (3, 1, "MM103", "type: has no value"),
        (4, 1, "MM103", "training: has no value"),
        (5, 10, "MM103", "vision.patch: has no value"),
        (6, 24, "MM103", "evidence.0.at: has no value"),
    ]
    assert all("leave the key out" in str(finding) for finding in read.findings)


@pytest.mark.parametrize(
    ("path", "text", "hint"),
    [
        ("models/m.yaml", "id: m\nname:\n", "write its value"),
        ("models/m.yaml", HEAD + "variants:\n  - {id: }\n", "write its value"),
        ("sources/m.yaml", "id: m\ntitle:\n", "write its value"),
        ("models/m.yaml", HEAD + "aliases: [~]\n", "remove the item, or write its value"),
        ("models/m.yaml", "amends: m\nname:\n", "leave the key out, or write undisclosed"),
        ("models/m.yaml", HEAD + "nmae:\n", "leave the key out, or write undisclosed"),
    ],
)
def test_what_must_be_there_is_not_left_out(path: str, text: str, hint: str, tmp_path: Path) -> None:
    (finding,) = read_file(kb.write(tmp_path, {path: text}), path).findings
    assert str(finding.hint).startswith(hint)


def test_a_finding_is_a_line_that_editors_understand() -> None:
    assert str(Finding("models/m.yaml", 3, 5, "MM101", "unknown key 'x'")) == "models/m.yaml:3:5: MM101 unknown key 'x'"
