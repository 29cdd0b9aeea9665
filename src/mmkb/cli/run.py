"""Answering one command for the shell: words to values, one call, and the answer to where it is wanted."""

from __future__ import annotations

from mmkb.cli.emit import deliver
from mmkb.cli.notes import say
from mmkb.cli.out import Out
from mmkb.commands.reading import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mmkb.commands.declare import Command


def run(command: Command, given: Mapping[str, object]) -> int:
    """Answer `command` with what a door was given by parameter, and return the exit code."""
    own, door = read(command, given)
    out = Out(command, door)
    if "cite" in own:
        own["cite"] = out.citing(str(given["cite"]) if given.get("cite") is not None else None)
    if command.drawn and not own["columns"] and out.format().draws:
        own["columns"] = command.drawn
    if own.get("limit", 0) is None:
        own["limit"] = out.screenful()
    return deliver(command, _answer(command, door, own), out)


def _answer(command: Command, door: Mapping[str, object], own: Mapping[str, object]) -> object:
    """Return the answer, and say on stderr what the user should know about the index that gave it."""
    if command.asks == "nothing":
        return command.answer(**own)
    if door.get("at") is not None or door.get("engine") is not None:
        return _elsewhere(command, door, own)
    from mmkb.corpus.folder import find

    folder = find(_named(door.get("data")))
    if command.asks == "folder":
        return command.answer(folder, **own)
    from mmkb.index.index import Index

    index = Index(folder)
    said = index.notes
    say(*said)
    answer = index.ask(command.answer, **own)
    say(*(note for note in index.notes if note not in said))
    return answer


def _elsewhere(command: Command, door: Mapping[str, object], own: Mapping[str, object]) -> object:
    """Return the answer of another engine."""
    from mmkb.commands.engine import at_engine
    from mmkb.errors import UsageError

    if door.get("data") is not None:
        raise UsageError("--data and --at are two knowledge bases", "leave one of them out")
    name, at = (None if value is None else str(value) for value in (door.get("engine"), door.get("at")))
    index = at_engine(name, at)
    assert index is not None
    return index.ask(command.answer, **own)


def _named(folder: object) -> Path | None:
    if folder is None:
        return None
    from pathlib import Path

    return Path(str(folder))
