"""`mmkb mcp`: a server for agents."""

from __future__ import annotations

from mmkb.commands.declare import Command
from mmkb.commands.shared import AGENTS, DATA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.corpus.folder import DataFolder


def answer(folder: DataFolder) -> DataFolder:
    """Return the data folder that the server reads."""
    return folder


COMMAND = Command(
    "mcp",
    AGENTS,
    "Serve four read-only tools to an agent over the Model Context Protocol, on standard input and output.",
    answer,
    returns="server",
    asks="folder",
    handed_on=(DATA,),
    examples=["mmkb mcp < /dev/null"],
    more="Needs a package: pip install 'mmkb[mcp]'. The tools: query, show, compare, fields. Tell your agent to run `mmkb mcp`.",
)
