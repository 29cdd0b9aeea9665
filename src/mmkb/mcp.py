"""The door for agents: four read-only tools over the Model Context Protocol, made from the declarations of commands.

Needs the extra `mmkb[mcp]`. A tool reads the index and nothing else; an answer is bounded and says how to get the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

import anyio
import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from mmkb import __version__
from mmkb.commands import browse, compare, fields, show
from mmkb.commands.declare import Parameter
from mmkb.commands.reading import value
from mmkb.commands.shared import COLUMNS, IDS, KIND, LIMIT, QUERY, SORT
from mmkb.errors import KbError, UsageError, shortened
from mmkb.formats.json_text import as_object, page_object
from mmkb.index.index import Index
from mmkb.schema.kinds import KINDS
from mmkb.views.catalogue import kind_named
from mmkb.views.table import Page, Table

if TYPE_CHECKING:
    from mmkb.corpus.folder import DataFolder

SECONDS = 20.0
"""How long a call may take."""

ROWS = 20
"""Rows of a listing, and of each table on a page, unless the agent asks for more."""

MOST_ROWS = 200
MOST_WORDS = 50
"""Ids, sides, columns, parts of a query that an agent may list."""
MOST_CHARACTERS = 40_000
MOST_OF_TEXT = 500
"""Characters of a text in an answer that is too long without its other rows and pages, too."""
INSTRUCTIONS = (
    "Facts of the multimodal-LLM literature, each with its source. In rows, null is unknown unless `marks` say "
    "`undisclosed`, `not-stated` (looked for in vain) or `not-applicable`; `marks.cited` are values nobody has read at their "
    "source, `marks.disputed` those another source contradicts: pass that on. Start with `fields` for the names of a kind."
)
LANGUAGE = (
    "input:image · license:mit,apache-2.0 (any) · params:7B..13B · released:2024.. · access:open · score.mmmu-val:60.. · "
    "backbone.params:..13B · has:context · disputed:connector · not x · a or b · (…) · bare words match names."
)


class Tool:
    """One tool: its name, what it says of itself, its parameters, and the function that answers."""

    def __init__(self, name: str, says: str, answer: Callable[..., object], *parameters: Parameter) -> None:
        self.name = name
        self.says = says
        self.answer = answer
        self.parameters = parameters

    def described(self) -> types.Tool:
        """Return the tool as the protocol describes it."""
        schema = {
            "type": "object",
            "properties": {parameter.name: _schema(parameter) for parameter in self.parameters},
            "required": [parameter.name for parameter in self.parameters if parameter.required],
            "additionalProperties": False,
        }
        reading = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
        return types.Tool(
            name=self.name,
            description=self.says,
            input_schema=schema,
            output_schema={"type": "object"},
            annotations=reading,
        )

    def values(self, given: Mapping[str, Any]) -> dict[str, object]:
        """Return what an agent gave as the values that the function takes. Raises UsageError."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise UsageError(f"{self.name} has no parameter {name!r}", f"it takes: {', '.join(known)}")
        for parameter in self.parameters:
            if parameter.required and not given.get(parameter.name):
                raise UsageError(f"{self.name} needs {parameter.name!r}", parameter.help)
        words = {name: _words(parameter, given.get(name)) for name, parameter in known.items()}
        for name, several in words.items():
            if isinstance(several, list) and len(several) > MOST_WORDS:
                raise UsageError(f"{len(several):,} {name}, more than {MOST_WORDS}", "ask for some of them at a time")
        return {name: value(parameter, words[name]) for name, parameter in known.items()}


def _query(index: Index, kind: str, query: str, columns: Any, sort: Any, limit: int | None) -> Table:  # noqa: ANN401
    name = kind_named(kind).name
    return browse.rows(index, name, query, columns=columns, sort=sort, limit=min(limit or ROWS, MOST_ROWS))


_KIND = Parameter("kind", "text", "What to list.", required=True, choices=tuple(KINDS))
_SIDES = Parameter("sides", "words", "Two or more ids, or queries for groups.", required=True)
_DIFFERING = Parameter("differing", "flag", "Only rows that differ.", default=False)
TOOLS = (
    Tool("query", f"List rows of a kind. {LANGUAGE}", _query, _KIND, QUERY, COLUMNS, SORT, LIMIT),
    Tool("show", "Everything about records: facts with source and place, disputes, licence chain.", show.answer, IDS),
    Tool(
        "compare", "Records, or groups, side by side; scores only where comparable.", compare.answer, _SIDES, _DIFFERING
    ),
    Tool("fields", "The fields of a kind: name, type, unit, operators, values.", fields.answer, KIND),
)


def server(folder: DataFolder) -> Server[Any]:
    """Return the server for a data folder."""

    async def list_tools(ctx: object, params: object) -> types.ListToolsResult:  # noqa: ARG001 the protocol's
        return types.ListToolsResult(tools=[tool.described() for tool in TOOLS])

    async def call_tool(ctx: object, params: types.CallToolRequestParams) -> types.CallToolResult:  # noqa: ARG001
        try:
            with anyio.fail_after(SECONDS):
                found = await anyio.to_thread.run_sync(
                    _answered, folder, params.name, params.arguments or {}, abandon_on_cancel=True
                )
        except TimeoutError:
            return _failed(f"no answer within {SECONDS:g} seconds: ask for less")
        except KbError as error:
            return _failed(str(error))
        return types.CallToolResult(content=[types.TextContent(text=_json(found))], structured_content=found)

    return Server(
        "mmkb", version=__version__, instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool
    )


def serve(folder: DataFolder) -> None:
    """Serve a data folder on standard input and output until the client closes them."""

    async def run() -> None:
        serving = server(folder)
        async with stdio_server() as (reading, writing):
            await serving.run(reading, writing, serving.create_initialization_options())

    anyio.run(run)


def _answered(folder: DataFolder, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    tool = next((tool for tool in TOOLS if tool.name == name), None)
    if tool is None:
        raise UsageError(f"no tool called {name!r}", f"one of: {', '.join(tool.name for tool in TOOLS)}")
    values = tool.values(given)
    index = Index(folder)
    with closing(index):
        answer = index.ask(tool.answer, **values)
    if isinstance(answer, Table):
        found = _bounded(lambda rows: as_object(_cut(answer, rows)), len(answer.rows))
    else:
        assert isinstance(answer, tuple)
        found = _pages(answer)
    if len(_json(found)) > MOST_CHARACTERS:
        found = {name: _short(value) for name, value in found.items()}
    return found


def _bounded(make: Callable[[int], dict[str, Any]], rows: int) -> dict[str, Any]:
    """Return the answer with as many rows as fit."""
    while True:
        found = make(rows)
        if len(_json(found)) <= MOST_CHARACTERS or rows <= 1:
            return found
        rows //= 2


def _pages(pages: tuple[Page, ...]) -> dict[str, Any]:
    """Return pages with fewer rows, then fewer pages, until they fit."""
    found = _bounded(lambda rows: {"pages": [page_object(_cut_page(page, rows)) for page in pages]}, ROWS)
    while len(_json(found)) > MOST_CHARACTERS and len(shown := found["pages"]) > 1:
        fewer = shown[: len(shown) // 2]
        found = {"pages": fewer, "notes": [f"{len(fewer)} of {len(pages)} pages: ask for fewer at once"]}
    return found


def _short(value_: object) -> object:
    """Return a JSON value without the middle of its long texts."""
    if isinstance(value_, dict):
        return {name: _short(item) for name, item in value_.items()}
    if isinstance(value_, list):
        return list(map(_short, value_))
    return shortened(value_, MOST_OF_TEXT) if isinstance(value_, str) else value_


def _cut(table: Table, rows: int) -> Table:
    if table.total <= rows and len(table.rows) <= rows:
        return table
    rest = f"{min(rows, len(table.rows))} of {table.total} rows: narrow the query, name fewer columns, or raise limit"
    return table.but(rows=table.rows[:rows], notes=(*table.notes, rest))


def _cut_page(page: Page, rows: int) -> Page:
    return page.but(tables=tuple(_cut(table, rows) for table in page.tables))


def _failed(message: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=message)], is_error=True)


def _json(value_: object) -> str:
    return json.dumps(value_, ensure_ascii=False, separators=(",", ":"))


def _words(parameter: Parameter, given: object) -> object:
    """Return a JSON value as words, as the shell would have given them."""
    if given is None or isinstance(given, str) or (isinstance(given, bool) and parameter.type == "flag"):
        return given
    return [str(item) for item in given] if isinstance(given, list) else str(given)


def _schema(parameter: Parameter) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", **({"enum": list(parameter.choices)} if parameter.choices else {})}
    kinds: dict[str, dict[str, Any]] = {
        "words": {"type": "array", "items": text},
        "names": {"type": "array", "items": text},
        "flag": {"type": "boolean"},
        "integer": {"type": "integer", "minimum": parameter.least},
    }
    return {**kinds.get(parameter.type, text), "description": parameter.help}
