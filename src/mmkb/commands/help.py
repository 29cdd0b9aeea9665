"""`mmkb help`: the topics that belong to no command."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CLOSER
from mmkb.errors import UsageError, did_you_mean

TOPICS = {
    "query": "the query language",
    "access": "the classes of access: what open and proprietary mean",
    "marks": "what stands behind a value or in its place: ° ≈ ≠ …",
    "formats": "the formats of tables and bibliographies",
    "exit-codes": "what a command's exit code says",
    "environment": "the environment variables, and which data is used",
}


def answer(topic: str | None = None) -> str:
    """Return the text on `topic`, or the list of topics."""
    if topic is None:
        lines = [f"  mmkb help {name:<12} {says}" for name, says in TOPICS.items()]
        return "\n".join(["Topics:", "", *lines, "", "`mmkb COMMAND --help` explains a command.", ""])
    if topic not in TOPICS:
        from mmkb.commands.registry import NAMES
        from mmkb.suggest import near

        hint = f"for a command: mmkb {topic} --help" if topic in NAMES else did_you_mean(near(topic, (*TOPICS, *NAMES)))
        raise UsageError(f"no help on {topic!r}", hint or f"one of: {', '.join(TOPICS)}")
    return text(f"{topic}.md")


def text(name: str) -> str:
    """Return a text that is kept with the package."""
    from importlib.resources import files

    return files("mmkb.commands").joinpath("topics", name).read_text(encoding="utf-8")


COMMAND = Command(
    "help",
    CLOSER,
    "Explain the query language, the classes of access, the marks in tables, the formats, exit codes or environment variables.",
    answer,
    returns="text",
    asks="nothing",
    parameters=(Parameter("topic", "text", "A topic; without it, the list of them.", complete="topics"),),
    examples=["mmkb help", "mmkb help query", "mmkb help exit-codes"],
)
