"""Making records of one's own: init, new, edit, open."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

import kb
from mmkb import open_kb
from mmkb.commands.init import answer as init
from mmkb.commands.schema import answer as schema
from mmkb.corpus import folder as folders
from mmkb.corpus.skeleton import kinds_of_files
from mmkb.corpus.strict_yaml import load
from mmkb.errors import NotFoundError, UsageError
from mmkb.schema.fields import RECORDS
from mmkb.schema.json_schema import json_schema
from mmkb.schema.kinds import KINDS
from mmkb.views.address import address


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and birds for shipped data."""
    monkeypatch.setattr(folders, "_PACKAGE", tmp_path / "installed/src/mmkb")
    kb.write(
        tmp_path / "installed/data",
        {**kb.RECORDS, "models/llama-2.yaml": "id: llama-2\nname: Llama\nvariants: [{id: llama-2-7b}]\n"},
    )
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def findings(data: Path) -> list[tuple[object, ...]]:
    with open_kb(data) as base:
        found = base.check()
        assert not isinstance(found, str)
        return [tuple(cell.value for cell in row) for row in found.rows]


def test_a_folder_that_stands_alone_is_told_what_it_could_lie_on(place: Path) -> None:
    init("kb")
    settings = place / "kb/mmkb.toml"
    settings.write_text(settings.read_text().replace('extends = ["shipped"]\n', ""))
    (place / "kb/data/models/gull.yaml").write_text("id: gull\nname: Gull\nbackbone: dodo\n")
    missing = [row for row in findings(place / "kb") if row[3] == "MM201"]
    assert [row[4:6] for row in missing] == [
        ("backbone: no models called 'llama-2-7b'", 'it comes with mmkb: put extends = ["shipped"] into mmkb.toml'),
        ("backbone: no models called 'dodo'", "write the record"),
    ]
    settings.write_text(settings.read_text() + '\nextends = ["shipped"]\n')
    assert [row[4] for row in findings(place / "kb") if row[3] == "MM201"] == ["backbone: no models called 'dodo'"]


def test_a_new_knowledge_base_passes_its_check_and_answers_with_the_shipped_one(place: Path) -> None:
    said = init("kb")
    assert "made kb/mmkb.toml\n" in said
    assert "  cd kb\n" in said
    assert findings(place / "kb") == []
    with open_kb(place / "kb") as base:
        assert {row[0].value for row in base.models(columns="id").rows} == {
            "example-model", "heron", "iris", "kite", "llama-2", "oracle-bird", "wren",
        }  # fmt: skip
        assert [row[0].value for row in base.models("layer:kb", columns="id").rows] == ["example-model"]
        assert [row[0].value for row in base.sources(layer="kb", columns="id").rows] == ["example-2026-report"]
        assert [row[0].value for row in base.cite("example-model").rows] == ["example-2026-report"]


def test_the_option_of_a_layer_is_the_term_of_a_query(place: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    init("kb")
    data = ("--data", "kb", "-c", "id")
    for kind in KINDS:
        assert run(kind, "--layer", "kb", *data) == run(kind, "layer:kb", *data)
    assert run("models", "wren or example", "--layer", "kb", "--input", "image", *data)[1] == "id\nexample-model\n"
    for words in (["--layer", "nosuch"], ["--layer=kb x"], ["--layer="], ["layer:nosuch"]):
        code, shown, said = run("models", *words, *data)
        assert (code, shown) == (2, "")
        assert "one of: shipped, kb" in said or "--layer is empty" in said
    only = "there is one layer of data, so nothing has a field 'layer'"
    for words in (["--layer", "kb"], ["layer:kb"], ["-c", "layer"], ["-s", "layer"], ["backbone.layer:kb"]):
        code, shown, said = run("models", *words, "--data", str(place.parent / "installed/data"))
        assert (code, shown) == (2, "")
        assert only in said
        assert "`mmkb where`" in said


def test_the_schemas_of_editors_fit_their_records(place: Path) -> None:
    init("kb")
    mapping = json.loads((place / "kb/.vscode/settings.json").read_text())["yaml.schemas"]
    assert len(mapping) == len(RECORDS)
    for path, files in mapping.items():
        validator = Draft202012Validator(json.loads((place / "kb" / path).read_text()))
        for file in (place / "kb").glob(files):
            assert list(validator.iter_errors(load(file.read_bytes()))) == []
    validator = Draft202012Validator(json_schema("models"))
    assert list(validator.iter_errors({"amends": "m", "context": "2k"})) == []
    for wrong in (
        {"context": "2k"},
        {"amends": "m", "id": "m", "name": "M"},
        {"amends": "m", "contxt": "2k"},
        {"id": "m"},
    ):
        assert list(validator.iter_errors(wrong)) != []


def test_nothing_is_overwritten_and_no_example_comes_back(place: Path) -> None:
    init()
    mine = "# mine\n"
    (place / ".pre-commit-config.yaml").write_text(mine)
    (place / "data/models/example-model.yaml").unlink()
    (place / ".vscode/settings.json").unlink()
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    said = init()
    assert "kept .pre-commit-config.yaml\n" in said
    assert "made .vscode/settings.json\n" in said
    assert "  cd" not in said
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert not (place / "data/models/example-model.yaml").exists()


def test_settings_of_editors_keep_what_is_not_ours(place: Path) -> None:
    settings, extensions = place / ".vscode/settings.json", place / ".vscode/extensions.json"
    settings.parent.mkdir()
    there = {
        "editor.tabSize": 4, "yaml.format.enable": True, "x": "ä",
        "yaml.schemas": {"./mine.json": ["a.yaml"], "./.mmkb/schemas/gone.json": "data/gone/*.yaml"},
    }  # fmt: skip
    settings.write_text("\ufeff" + json.dumps(there, indent="\t"), encoding="utf-8")
    extensions.write_text('{"recommendations": ["a.b"]}')
    assert schema(install=".") == (
        "changed .vscode/settings.json\nchanged .vscode/extensions.json\n"
        "made 17 schemas in .mmkb/schemas, for editors\n"
    )  # fmt: skip
    text = settings.read_text(encoding="utf-8")
    found = json.loads(text)
    ours = {f"./.mmkb/schemas/{kind}.json": f"data/{kind}/*.yaml" for kind in RECORDS}
    assert found.pop("yaml.schemas") == {"./mine.json": ["a.yaml"], **ours}
    assert found == {name: value for name, value in there.items() if name != "yaml.schemas"}
    assert '\n\t"x": "ä"' in text
    assert json.loads(extensions.read_text()) == {"recommendations": ["a.b", "redhat.vscode-yaml"]}
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    assert "changed" not in schema(install=".")
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_schemas_are_renewed_and_lie_where_the_records_do(place: Path) -> None:
    init("kb")
    (place / "kb/mmkb.toml").write_text('data = "../records/here"\nextends = ["shipped"]\n')
    (place / "kb/.mmkb/schemas/models.json").write_text("{}")
    (place / "kb/.mmkb/schemas/risks.json").unlink()
    assert schema(install="kb") == (
        "changed kb/.vscode/settings.json\nkept kb/.vscode/extensions.json\nchanged 1 schema in kb/.mmkb/schemas, for editors\n"
        "kept 15 schemas in kb/.mmkb/schemas, for editors\nmade 1 schema in kb/.mmkb/schemas, for editors\n"
    )
    assert json.loads((place / "kb/.mmkb/schemas/models.json").read_text()) == schema("models")
    mapping = json.loads((place / "kb/.vscode/settings.json").read_text())["yaml.schemas"]
    assert mapping["./.mmkb/schemas/models.json"] == "records/here/models/*.yaml"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{\n  "a": 1, // why\n  "b": 2\n}', "settings.json:2:11: a comment would be lost\nmend it"),
        ('/* all */ {"a": 1}', "settings.json:1:1: a comment would be lost"),
        ('{"a": 1,}', "settings.json:1:9: not plain JSON: .*"),
        ("", "settings.json:1:1: not plain JSON: Expecting value"),
        ("[]", "settings.json:1:1: holds no object"),
        ('{"a": 1, "a": 2}', "settings.json: the key 'a' is given twice"),
        ('{"yaml.schemas": ["a"]}', r'settings.json: yaml.schemas is \["a"\], which cannot take more'),
        ("[" * 100_000, "settings.json: "),
        ("\udcff", "settings.json: is not UTF-8"),
        (None, "settings.json cannot be read: it is a folder"),
    ],
)
def test_settings_that_cannot_be_merged_stay(text: str | None, says: str, place: Path) -> None:
    settings = place / ".vscode/settings.json"
    if text is None:
        settings.mkdir(parents=True)
    else:
        settings.parent.mkdir()
        settings.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UsageError, match=says):
        schema(install=".")
    assert [path.name for path in place.rglob("*")] == [".vscode", "settings.json"]
    init()
    assert text is None or settings.read_bytes() == text.encode(errors="surrogateescape")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "which schema\\?\nname a kind"),
        ({"kind": "models", "install": "."}, "which schema"),
        ({"kind": "modles"}, "did you mean 'models'"),
        ({"install": "file/kb"}, "cannot be written: .*file is a file\nname another"),
    ],
)
def test_schemas_that_cannot_be_had(options: dict[str, str], says: str, place: Path) -> None:
    (place / "file").write_text("")
    with pytest.raises((UsageError, NotFoundError), match=says):
        schema(**options)
    assert [path.name for path in place.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("folder", "name", "says"),
    [
        ("kb", "two words", "name 'two words' is not one word"),
        ("kb", "shipped", "the name 'shipped' is that of the data"),
        ("file/kb", None, "cannot be written: .*file is a file\nname another"),
    ],
)
def test_what_cannot_be_made_leaves_nothing_behind(folder: str, name: str | None, says: str, place: Path) -> None:
    (place / "file").write_text("")
    with pytest.raises(UsageError, match=says):
        init(folder, name=name)
    assert [path.name for path in place.iterdir()] == ["file"]


@pytest.mark.parametrize("kind", kinds_of_files())
def test_a_new_record_is_whole_or_says_what_is_missing(kind: str, place: Path) -> None:
    init()
    with open_kb() as base:
        said = base.new(kind, "new-one")
    text = (place / f"data/{kind}/new-one.yaml").read_text()
    assert f"wrote data/{kind}/new-one.yaml\n" in said
    record = yaml.safe_load(text)
    missing = {key for key, value in record.items() if value is None}
    assert record["id"] == "new-one"
    assert set(record) == {name for name, info in RECORDS[kind].model_fields.items() if info.is_required()}
    assert {
        message
        for path, _, _, code, message, _ in findings(place)
        if path == f"data/{kind}/new-one.yaml" and str(code) < "MM2"
    } == {f"{key}: has no value" for key in missing}
    assert [line.split(": ", 1)[1] for line in said.splitlines() if line.startswith("  line")] == [
        f"{key}: has no value" for key in record if key in missing
    ]
    assert "aliases:" not in text or "# aliases:" in text
    with open_kb() as base:
        assert base.fmt(check=True).rows == (), "it is laid out as all others are"  # type: ignore[union-attr]


def test_a_new_record_amends_the_one_below(place: Path) -> None:
    init(name="mine")
    with open_kb() as base:
        assert "It amends the record in layer shipped" in base.new("models", "heron")
    file = place / "data/models/heron.yaml"
    assert findings(place) == []
    file.write_text(file.read_text().replace("# context: ", "context: 9k #"))
    with open_kb() as base:
        (row,) = base.models("id:heron", columns="id,context,layer").rows
        assert [cell.value for cell in row][1:3] == [9000, ("shipped", "mine")]


@pytest.mark.parametrize(
    ("kind", "id_", "says"),
    [
        ("model", "x", "no kind called 'model'\ndid you mean 'models'"),
        ("instruments", "x", "instruments have no files of their own\nthey stand in the records of benchmarks"),
        ("models", "Big Model", "'Big Model' is not an id"),
        ("models", "../x", "'../x' is not an id"),
        ("models", "example-model", "example-model.yaml exists\nmmkb edit example-model"),
    ],
)
def test_what_cannot_be_new(kind: str, id_: str, says: str) -> None:
    init()
    with open_kb() as base, pytest.raises(UsageError, match=says):
        base.new(kind, id_)


def test_the_shipped_data_is_not_written_to(place: Path) -> None:
    with open_kb() as base:
        with pytest.raises(UsageError, match="the data that come with mmkb are not written to\n`mmkb init`"):
            base.new("models", "x")
        with pytest.raises(UsageError, match="the data that come with mmkb are not written to"):
            base.edit("heron")
    assert list(place.iterdir()) == []


def editor(place: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> None:
    path = place / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", str(path))
    monkeypatch.delenv("VISUAL", raising=False)


RELEASE = "id: duck\nname: Duck\nvariants:\n  - {id: duck-s, name: Small}\n  - {id: duck-l, name: Large}\n"


@pytest.mark.parametrize(
    ("name", "id_", "field", "said"),
    [
        ("vim", "duck", None, "+1 {}"),
        ("nano", "duck-l", None, "+5 {}"),
        ("vi", "duck-l", "name", "+5 {}"),
        ("emacs", "Duck", "name", "+2 {}"),
        ("code", "duck-s", None, "--wait --goto {}:4"),
        ("gedit", "duck-s", None, "{}"),
    ],
)
def test_the_editor_opens_at_the_line(
    name: str, id_: str, field: str | None, said: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init()
    file = kb.write(place, {"data/models/duck.yaml": RELEASE}) / "data/models/duck.yaml"
    editor(place, monkeypatch, name, f'echo "$@" > {place}/said')
    with open_kb() as base:
        found = base.edit(id_, field=field)
    assert not isinstance(found, str)
    assert found.rows == ()
    assert (place / "said").read_text().strip() == said.format(file)


def test_a_question_is_edited_whose_claims_are_names(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init()
    text = "id: why\nname: Why\nquestion: Why?\nclaims: [example-claim]\n"
    file = kb.write(place, {"data/questions/why.yaml": text}) / "data/questions/why.yaml"
    editor(place, monkeypatch, "vim", f'echo "$@" > {place}/said')
    with open_kb() as base:
        base.edit("why")
    assert (place / "said").read_text().strip() == f"+1 {file}"


def test_what_the_editor_leaves_is_checked(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init()
    editor(place, monkeypatch, "ed", 'echo "parms: 7B" >> "$1"')
    with open_kb() as base:
        found = base.edit("example-model")
        assert not isinstance(found, str)
        ((path, line, _, code, _, hint),) = [[cell.value for cell in row] for row in found.rows]
        assert (path, code, hint) == ("data/models/example-model.yaml", "MM101", "did you mean 'params'?")
        editor(place, monkeypatch, "vim", f'echo "$1" > {place}/said; sed -i "/^parms/d" "$2"')
        assert not base.edit("example-model").rows, "a record that is left out is found by its file"  # type: ignore[union-attr]
    assert line == 14


@pytest.mark.parametrize(
    ("script", "id_", "kind", "says"),
    [
        (None, "example-model", None, "no editor is named\nset EDITOR, or open .*example-model.yaml:2"),
        ("exit 3", "example-model", None, "the editor '.*ed' ended with 3"),
        ("", "heron-7b", None, "heron-7b is in a layer below, and has no file in your folder\n`mmkb new models heron`"),
        ("", "both", None, "several records are called 'both': models, risks\nchoose one by --kind"),
        ("", "exampel-model", None, "no record called 'exampel-model'\ndid you mean 'example-model'"),
        ("", "both", "modles", "did you mean 'models'"),
    ],
)
def test_what_cannot_be_edited(
    script: str | None, id_: str, kind: str | None, says: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init()
    kb.write(place / "data", {f"{one}/both.yaml": "id: both\nname: Both\n" for one in ("models", "risks")})
    if script is None:
        monkeypatch.delenv("EDITOR", raising=False)
        monkeypatch.delenv("VISUAL", raising=False)
    else:
        editor(place, monkeypatch, "ed", script)
    with open_kb() as base, pytest.raises((UsageError, NotFoundError), match=says):
        base.edit(id_, kind=kind)


def test_an_editor_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    init()
    monkeypatch.setenv("VISUAL", "/no/such/editor -w")
    with open_kb() as base, pytest.raises(UsageError, match="'/no/such/editor -w' cannot be started: No such file"):
        base.edit("example-model")


@pytest.mark.parametrize(
    ("id_", "address"),
    [
        ("ash-2023-heron", "https://arxiv.org/abs/2305.01234"),
        ("ash-2022-wren", "https://doi.org/10.5555/wren.1"),
        ("moss-2024-birds", "https://birds.invalid/survey"),
        ("repo-pond-heron", "https://github.com/pond/heron"),
        ("heron-7b", "https://arxiv.org/abs/2305.01234"),
        ("kite", "https://birds.invalid/survey"),
    ],
)
def test_the_document_behind_a_record_is_opened(id_: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    with open_kb() as base:
        assert base.open(id_, print=True) == f"{address}\n"
        assert opened == []
        assert base.open(id_) == f"{address}\n"
        assert opened == [address]
        with pytest.raises(NotFoundError, match="no address is on record for noise\nmmkb show noise"):
            base.open("noise")


def test_a_source_without_an_address_does_not_send_to_itself(tmp_path: Path) -> None:
    source = "id: lee-1950-ponds\ntype: book\ntitle: Ponds\nauthors: [Lee]\nyear: 1950\n"
    data = kb.write(tmp_path / "data", {**kb.RECORDS, "sources/lee-1950-ponds.yaml": source})
    with pytest.raises(NotFoundError, match="lee-1950-ponds\nmmkb show lee-1950-ponds"):
        address(kb.open_index(data), "lee-1950-ponds")


def test_nobody_is_asked_where_nobody_sits(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal is offered to go back, and the editor opens at the first finding."""
    import pty
    import subprocess
    import sys

    init()
    editor(
        place,
        monkeypatch,
        "vim",
        f'echo "$1" >> {place}/said; [ -e again ] && sed -i /^parms/d "$2" || echo "parms: 7B" >> "$2"; touch again',
    )
    ours, theirs = pty.openpty()
    begin = f"import mmkb.corpus.folder as folder; folder._PACKAGE = {str(folders._PACKAGE)!r}; "
    code = f"{begin}from mmkb.cli.main import main; main(['edit', 'example-model'])"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, cwd=place, text=True
    )
    os.write(ours, b"\n")
    out, _ = process.communicate(timeout=60)
    shown = os.read(ours, 4096).decode()
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, out) == (0, "")
    assert "MM101 unknown key 'parms' (did you mean 'params'?)" in shown
    assert "back to the editor? [Y/n]" in shown
    assert (place / "said").read_text().split() == ["+2", "+14"]
