"""The tools for agents, asked by the protocol's own client in memory and over standard input and output."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import kb
from mmkb import mcp as door
from mmkb.corpus.folder import DataFolder

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return DataFolder(kb.write(tmp_path_factory.mktemp("agents") / "data"), "a test")


def asked(folder: DataFolder, ask: Callable[[Any], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(door.server(folder)) as client:
            return await ask(client)

    return anyio.run(run)


def call(folder: DataFolder, tool: str, **given: object) -> types.CallToolResult:
    found: types.CallToolResult = asked(folder, lambda client: client.call_tool(tool, given))
    return found


def test_the_tools_are_four_read_only_and_short(folder: DataFolder) -> None:
    tools = asked(folder, lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == ["query", "show", "compare", "fields"]
    assert all(tool.annotations.read_only_hint for tool in tools)
    described = json.dumps([tool.model_dump(exclude_none=True, by_alias=True) for tool in tools])
    assert len(described) / 3.5 < 1500, "more than about 1,500 tokens"


def test_a_query_answers_with_structured_rows(folder: DataFolder) -> None:
    found = call(folder, "query", kind="models", query="input:image", columns=["id", "params"], limit=2)
    assert not found.is_error
    assert [row["id"] for row in found.structured_content["rows"]] == ["oracle-bird", "kite"]
    assert json.loads(found.content[0].text) == found.structured_content  # type: ignore[union-attr]


def test_what_is_left_out_is_said(folder: DataFolder) -> None:
    found = call(folder, "query", kind="models", limit=1)
    assert found.structured_content["notes"][-1].startswith("1 of ")


def test_an_answer_is_bounded(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_CHARACTERS", 3000)
    found = call(folder, "show", ids=["kite"])
    assert len(json.dumps(found.structured_content)) < 20_000
    assert "rows: narrow" in json.dumps(found.structured_content)


def test_an_answer_on_many_records_is_bounded(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_CHARACTERS", 10_000)
    found = call(folder, "show", ids=["kite", "heron", "wren", "oracle-bird"])
    assert len(json.dumps(found.structured_content, ensure_ascii=False, separators=(",", ":"))) <= 10_000
    (note,) = found.structured_content["notes"]
    assert note in [f"{fewer} of 4 pages: ask for fewer at once" for fewer in (1, 2)]


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("show", {"ids": ["long"]}),
        ("query", {"kind": "models", "columns": ["id", "summary"]}),
        ("show", {"ids": "long"}),
    ],
)
def test_a_record_of_a_megabyte_is_bounded(tool: str, given: dict[str, object], tmp_path: Path) -> None:
    text = "id: long\nname: Long\nsummary: {}\ntype: language-model\nreleased: 2023\n".format("so long " * 130_000)
    found = call(DataFolder(kb.write(tmp_path, {"models/long.yaml": text}), "test"), tool, **given)
    assert len(json.dumps(found.structured_content)) < door.MOST_CHARACTERS
    assert "so long so long" in json.dumps(found.structured_content)


@pytest.mark.parametrize(
    ("tool", "given", "message"),
    [
        ("query", {"kind": "modles"}, "did you mean 'models'?"),
        ("query", {}, "query needs 'kind'"),
        ("query", {"kind": "models", "query": "params:"}, "params:"),
        ("query", {"kind": "models", "path": "/etc/passwd"}, "has no parameter 'path'"),
        ("query", {"kind": "models", "limit": "x"}, "takes a whole number"),
        ("query", {"kind": "models", "limit": True}, "takes a whole number, not 'True'"),
        ("show", {"ids": ["heron"] * 51}, "51 ids, more than 50"),
        ("query", {"kind": "models", "columns": ["id"] * 1000}, "1,000 columns, more than 50"),
        ("show", {"ids": ["hern"]}, "did you mean 'heron'"),
        ("nonsense", {}, "no tool called 'nonsense'"),
    ],
)
def test_mistakes_say_what_to_mend(folder: DataFolder, tool: str, given: dict[str, object], message: str) -> None:
    found = call(folder, tool, **given)
    assert found.is_error
    assert message in found.content[0].text  # type: ignore[union-attr]


def test_a_call_has_a_deadline(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr(door, "SECONDS", 0.05)
    monkeypatch.setattr(door, "_answered", lambda *_: time.sleep(1))
    found = call(folder, "fields", kind="models")
    assert found.is_error
    assert "no answer within" in found.content[0].text  # type: ignore[union-attr]


def test_over_standard_input_and_output(folder: DataFolder) -> None:
    parameters = StdioServerParameters(command=str(BIN / "mmkb"), args=["mcp", "--data", str(folder.data)])

    async def run() -> Any:
        async with Client(stdio_client(parameters)) as client:
            return await client.call_tool("compare", {"sides": ["kite-s", "heron-70b"]})

    found = anyio.run(run)
    assert not found.is_error
    assert found.structured_content["pages"][0]["tables"][0]["title"] == "facts"
