"""The first screen, and the help topics that belong to no command."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated, Literal

import typer

from mmkb.cli.emit import open_quietly
from mmkb.cli.options import CLOSER
from mmkb.errors import UsageError, did_you_mean
from mmkb.suggest import near

TOPICS = ("query", "exit-codes", "environment", "formats")

TRY = (
    ("mmkb models input:image access:open", "open models that take images, with licence and connector"),
    ("mmkb table training-stages", "which module is trained in which stage"),
    ("mmkb show llama-2", "every fact with its source, and where sources disagree"),
    ("mmkb claims verdict:wrong", "what a survey says that does not hold"),
    ("mmkb search マルチヘッド", "find by name, in English or Japanese, typos forgiven"),
)


def register(app: typer.Typer) -> None:
    """Add the help command."""
    app.command("help", rich_help_panel=CLOSER)(topic)
    app.command("completion", rich_help_panel=CLOSER)(completion)


def welcome() -> None:
    """Print what is in here and five things to try."""
    from mmkb.index.index import kinds_with_rows

    kb = open_quietly(None)
    print("mmkb: the multimodal-LLM literature as data, every fact with its source\n")
    counts = [f"{count:,} {kind}" for kind, count in kinds_with_rows(kb.index) if count]
    lines = [", ".join(counts[start : start + 5]) for start in range(0, len(counts), 5)]
    print("\n".join(f"  {line}" for line in lines), "\n\nTry:\n", sep="")
    width = max(len(command) for command, _ in TRY)
    for command, says in TRY:
        print(f"  {command:<{width}}  {says}")
    print("\n`mmkb --help` lists the commands, `mmkb help query` explains the query language.")


def topic(
    name: Annotated[str, typer.Argument(metavar="TOPIC", help="query, exit-codes, environment or formats.")],
) -> None:
    """Explain the query language, the exit codes, the environment variables or the formats.

    \b
    Examples:
      mmkb help query
      mmkb help exit-codes
    """
    if name not in TOPICS:
        raise UsageError(f"no help on {name!r}", did_you_mean(near(name, TOPICS)) or f"one of: {', '.join(TOPICS)}")
    print(_resource(f"{name}.md"), end="")


def completion(
    shell: Annotated[Literal["bash"], typer.Argument(help="The shell.")] = "bash",
) -> None:
    r"""Print completion for bash that completes field:value too; other shells: mmkb --install-completion.

    \b
    Examples:
      mmkb completion bash >> ~/.bashrc
      eval "$(mmkb completion bash)"
    """
    print(_resource(f"completion.{shell}"), end="")


def _resource(name: str) -> str:
    return files("mmkb.cli").joinpath("topics", name).read_text(encoding="utf-8")
