"""What editors show of records, asked of the YAML language server that most of them have."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from consumers import ROOT
from language_server import LanguageServer
from mmkb.commands.schema import answer as schema
from mmkb.schema.json_schema import json_schema
from mmkb.schema.kinds import FOLDERS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("editors")
    schema(install=str(found))
    return found


def settings(mapping: object) -> dict[str, object]:
    switches = {"completion": True, "hover": True, "validate": True, "schemaStore": {"enable": False}}
    return {"yaml": {**switches, "schemas": mapping}}


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[LanguageServer]:
    mapping = json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    with LanguageServer(folder, settings(mapping)) as found:
        yield found


def test_an_empty_key_is_offered_the_fields_with_their_help(server: LanguageServer) -> None:
    server.open("data/models/heron.yaml", "id: heron\nname: Heron\n\nattention:\n  layers: 3\n  \n")
    offered = server.completion("data/models/heron.yaml", 3, 1)
    described = {
        name: part.get("description") for name, part in json_schema("models")["properties"].items() if name != "id"
    }
    assert offered == {name: help_ for name, help_ in described.items() if name not in ("name", "attention")}
    inside = server.completion("data/models/heron.yaml", 6, 3)
    assert inside["kv_heads"] == "Key/value heads."
    assert "layers" not in inside


def plain(markdown: str) -> str:
    """Return Markdown without the escapes by which the server keeps our words as they are."""
    return re.sub(r"\\([^\w\s])", r"\1", markdown)


@pytest.mark.parametrize("kind", FOLDERS)
def test_every_key_shows_its_description(kind: str, server: LanguageServer) -> None:
    properties = json_schema(kind)["properties"]
    keys = [name for name in properties if name != "amends"]
    path = f"data/{kind}/heron.yaml"
    server.open(path, "".join(f"{key}: x\n" for key in keys))
    for line, key in enumerate(keys, 1):
        said = plain(server.hover(path, line, 2))
        assert said.startswith(f"#### mmkb {kind}")
        expected = "file's name" if key == "id" else properties[key]["description"]
        assert expected in said
    server.open(path, "amends: heron\n")
    assert "in the place of id" in plain(server.hover(path, 1, 2))


@pytest.mark.parametrize(
    ("path", "text", "line", "says"),
    [
        ("models", "id: a\nname: A\ntype: null\n", 3, 'Incorrect type. Expected "string"'),
        ("models", "id: a\nname: A\ntype: ~\n", 3, 'Incorrect type. Expected "string"'),
        ("models", "id: a\nname: A\nsummary:\n", 3, 'Incorrect type. Expected "string"'),
        ("models", "id: a\nname: A\ntype: multimodal-lm\n", 3, "Value is not accepted"),
        ("models", "id: a\nname: A\nparams: many\n", 3, "String does not match the pattern"),
        ("models", "id: a\nname: A\nreleased: 2026-13\n", 3, "String does not match the pattern"),
        ("models", "id: a\nname: A\ncontxt: 2k\n", 3, "Property contxt is not allowed"),
        ("models", "id: a\nname: A\nvariants:\n  - {id: a-7b, parms: 7B}\n", 4, "Property parms is not allowed"),
        ("models", "id: a\nname: A\ninput:\n  - text\n  - imgae\n", 5, "Value is not accepted"),
        ("models", "id: a\n", 1, 'Missing property "name"'),
        ("models", "name: A\n", 1, 'Missing property "id"'),
        ("benchmarks", "id: a\nname: A\ncaveat: C.\ninstruments:\n  - {id: a, metric: x}\n", 5, 'Missing property "direction"'),
        ("models", "amends: a\ncontxt: 2k\n", 2, "Property contxt is not allowed"),
        ("models", "amends: a\nid: a\n", 2, "Property id is not allowed"),
        ("benchmarks", "amends: a\ninstruments: [{id: a, direction: up}]\n", 2, "Value is not accepted"),
        ("benchmarks", "amends: a\ninstruments: [{metric: x}]\n", 2, 'Missing property "id"'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_marked_at_its_line(
    path: str, text: str, line: int, says: str, server: LanguageServer
) -> None:
    found = server.open(f"data/{path}/a.yaml", text)
    assert {at for at, _ in found} == {line}
    assert any(said.startswith(says) for _, said in found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("models", "id: a\nname: A\nparams: 7B\ncontext: 4096\nreleased: 2026-01-15\n"),
        ("models", "id: a\nname: A\nparams: undisclosed\nreleased: 2026\n"),
        ("models", "amends: a\ncontext: 2k\nvariants:\n  - {id: a-7b, attention: {heads: 3}}\n"),
        ("models", "amends: a\ndisputes: [{field: context, value: 4096, source: s, at: Table 7, because: why}]\n"),
        ("benchmarks", "amends: a\ninstruments:\n  - {id: a-val, unit: '%'}\n"),
        ("claims", "amends: a\nclaims:\n  - {id: a-1, verdict: wrong}\n"),
    ],
)
def test_what_is_right_is_not_marked(path: str, text: str, server: LanguageServer) -> None:
    assert server.open(f"data/{path}/a.yaml", text) == []


def test_null_is_never_offered(server: LanguageServer) -> None:
    text = "id: a\nname: A\ntype: \nsummary: \nparams: \nopenness:\n  weights:\n    base: \n"
    server.open("data/models/a.yaml", text)
    places = [(number, len(line) + 1) for number, line in enumerate(text.splitlines(), 1) if line.endswith(": ")]
    offered = [server.completion("data/models/a.yaml", *place) for place in places]
    assert len(offered) == 4
    assert not any({"null", "~"} & set(words) for words in offered)
    assert {"multimodal-llm", "language-model"} <= set(offered[0])
    assert {"open", "closed", "undisclosed"} <= set(offered[3])


def test_an_amendment_is_not_offered_an_id(server: LanguageServer) -> None:
    server.open("data/models/a.yaml", "amends: a\n\n")
    offered = server.completion("data/models/a.yaml", 2, 1)
    assert "context" in offered
    assert "id" not in offered
    server.open("data/models/a.yaml", "\n")
    assert {"id", "amends", "name"} <= set(server.completion("data/models/a.yaml", 1, 1))


def blocks(language: str) -> list[str]:
    """Return the blocks of the page on editors that are in one language."""
    text = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    return [part.partition("```")[0] for part in text.split(f"```{language}\n")[1:]]


def test_a_record_may_name_its_schema_itself(folder: Path) -> None:
    (text,) = blocks("yaml")
    with LanguageServer(folder, settings({})) as server:
        assert server.open("data/models/heron.yaml", text) == []
        assert server.open("data/models/heron.yaml", f"{text}parms: 7B\n") == [(4, "Property parms is not allowed.")]
        assert server.open("data/models/crane.yaml", "parms: 7B\n") == [], "nothing else says what it is"


def test_what_the_page_says_of_other_editors_is_what_the_server_takes(folder: Path) -> None:
    (zed,), (helix,) = map(json.loads, blocks("json")), map(tomllib.loads, blocks("toml"))
    told = (
        zed["lsp"]["yaml-language-server"]["settings"],
        helix["language-server"]["yaml-language-server"]["config"],
    )
    for one in told:
        with LanguageServer(folder, settings(one["yaml"]["schemas"])) as server:
            for kind in ("models", "sources"):
                assert (2, "Property parms is not allowed.") in server.open(f"data/{kind}/a.yaml", "id: a\nparms: 7B\n")


def test_the_page_says_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [f"$ mmkb schema --install .\n{schema(install='.')}"] == blocks("console")
