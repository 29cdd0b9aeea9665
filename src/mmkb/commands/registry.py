"""The commands by name, in the order in which help lists them. A command is imported when it is asked for."""

from __future__ import annotations

from mmkb.schema.kinds import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.commands.declare import Command

OTHERS = (
    *(
        "show",
        "open",
        "search",
        "compare",
        "leaderboard",
        "pairs",
        "openness",
        "lineage",
        "stats",
        "timeline",
        "ask",
        "fields",
        "help",
    ),
    *("table", "plot", "export", "cite", "load", "site"),
    *("kv-cache", "memory", "finetune", "cost", "heads"),
    *("coverage", "init", "new", "edit", "import", "diff", "log", "check", "fmt", "schema", "where", "completion"),
    *("skill", "mcp"),
)
"""The commands that list no kind: each is declared in the module of its name."""

NAMES: tuple[str, ...] = (*KINDS, *OTHERS)


def command(name: str) -> Command:
    """Return the declaration of the command called `name`, which is one of NAMES."""
    if name in KINDS:
        from mmkb.commands import browse

        return browse.command(name)
    module = __import__(f"mmkb.commands.{called(name)}", fromlist=["COMMAND"])
    found: Command = module.COMMAND
    return found


def called(name: str) -> str:
    """Return what Python calls a command: its module, and its method of a knowledge base."""
    return "import_" if name == "import" else name.replace("-", "_")
