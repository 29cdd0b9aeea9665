"""Shell completion, from the declarations and the index alone: commands, options, fields, values, ids.

It speaks the protocol of typer's scripts (`_MMKB_COMPLETE=complete_bash`, `complete_zsh`, `complete_fish`), so that
a script of typer's that is still installed is answered like those of `mmkb completion`.
"""

from __future__ import annotations

from mmkb.commands.completion import SHELLS
from mmkb.commands.help import TOPICS
from mmkb.commands.registry import NAMES, command
from mmkb.errors import UsageError
from mmkb.schema.field import LAYER
from mmkb.schema.kinds import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mmkb.commands.declare import Command, Parameter
    from mmkb.index.index import Index


def complete(environment: Mapping[str, str]) -> int:
    """Print what may stand at the cursor and return the exit code. Raises UsageError for a shell that has no script."""
    import shlex

    match environment["_MMKB_COMPLETE"]:
        case "complete_bash":
            words = shlex.split(environment["COMP_WORDS"])
            at = int(environment["COMP_CWORD"])
            print(*candidates(words[1:at], words[at] if at < len(words) else ""), sep="\n")
        case "complete_zsh" | "complete_fish" as shell:
            line = environment.get("_TYPER_COMPLETE_ARGS", "")
            words = _words(line)
            last = "" if line[-1:].isspace() or not words else words.pop()
            found = candidates(words[1:], last)
            if shell == "complete_zsh":
                print(f"_arguments '*: :(({_nl(map(_zsh, found))}))'" if found else "_files")
            elif environment.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
                return 0 if found else 1
            else:
                print(*found, sep="\n")
        case asked:
            raise UsageError(f"no completion called {asked!r}", f"there is one for {', '.join(SHELLS)}")
    return 0


def candidates(before: Sequence[str], last: str) -> list[str]:
    """Return the words that may stand where `last` was begun, behind the words `before` it (without the program)."""
    if not before:
        return [name for name in (*NAMES, "--help", "--version") if name.startswith(last)]
    if before[0] not in NAMES:
        return []
    asked = command(before[0])
    options = {flag: parameter for parameter in asked.everything for flag in parameter.flags}
    behind = options.get(before[-1])
    if behind is not None and behind.type != "flag":
        return _values(asked, behind, last)
    if last.startswith("-"):
        return [flag for flag in (*options, "--help") if flag.startswith(last)]
    parameter = _argument(asked, before[1:], options)
    return _values(asked, parameter, last) if parameter is not None else []


def _argument(asked: Command, before: Iterable[str], options: Mapping[str, Parameter]) -> Parameter | None:
    """Return the argument that the next loose word is for."""
    loose, words = 0, iter(before)
    for word in words:
        if word in options and options[word].type != "flag":
            next(words, None)
        elif not word.startswith("-"):
            loose += 1
    arguments = [parameter for parameter in asked.parameters if not parameter.flags]
    if loose < len(arguments):
        return arguments[loose]
    return arguments[-1] if arguments and arguments[-1].repeats else None


def _values(asked: Command, parameter: Parameter, begun: str) -> list[str]:
    head, comma, last = begun.rpartition(",") if parameter.type == "names" else ("", "", begun)
    if parameter.choices:
        words: Iterable[str] = parameter.choices
    elif parameter.complete in _WITHOUT_INDEX:
        words = _WITHOUT_INDEX[parameter.complete]()
    elif parameter.complete:
        from mmkb.corpus.folder import find
        from mmkb.index.index import Index

        words = _WITH_INDEX[parameter.complete](
            Index(find(None)), asked.name if asked.name in KINDS else "models", last
        )
    else:
        words = ()
    return [f"{head}{comma}{word}" for word in words if word.startswith(last)]


def _formats() -> Iterable[str]:
    from mmkb.formats.registry import FORMATS

    return FORMATS


def _pictures() -> Iterable[str]:
    from mmkb.views.plots import PICTURES

    return PICTURES


def _query(index: Index, kind: str, begun: str) -> Iterable[str]:
    """Return the fields of `kind` and the rows that a query may ask, or the values behind `field:`.

    Inside `rows:(` the words are those of these rows.
    """
    from mmkb.query.route import UnresolvedError, relation, relations

    head, opened, inside = begun.partition(":(")
    if opened:
        before, space, last = inside.rpartition(" ")
        try:
            words = _query(index, relation(index, kind, head.rpartition(" ")[2]).kind, last)
        except UnresolvedError:
            return []
        return [f"{head}{opened}{before}{space}{word}" for word in words]
    fields = index.fields(kind)
    name, colon, start = begun.partition(":")
    if not colon:
        rows = [f"{name}:(" for name in relations(index, kind)]
        return [*(f"{field.path if '.' in name else field.name}:" for field in fields.all), *rows]
    field = fields.get(name)
    head, comma, _ = start.rpartition(",")
    if name == "has":
        words = [entry.name for entry in fields.all]
    elif field is None:
        return []
    elif field.type == "bool":
        words = ["yes", "no"]
    else:
        words = index.ids(field.target) if field.target in KINDS else [*field.values, *field.groups]
    return [f"{name}:{head}{comma}{word}" for word in words]


def _columns(index: Index, kind: str, begun: str) -> Iterable[str]:
    sign = "-" if begun.startswith("-") else ""
    return [f"{sign}{field.name}" for field in index.fields(kind).all]


def _layers(index: Index, kind: str, begun: str) -> Iterable[str]:  # noqa: ARG001 one signature for all
    field = index.fields(kind).get(LAYER)
    return field.values if field else ()


def _ids(index: Index, kind: str, begun: str) -> Iterable[str]:  # noqa: ARG001 one signature for all
    from mmkb.rows.records import ids_starting_with

    return ids_starting_with(index, begun)


def _ids_of(kind: str) -> Callable[[Index, str, str], Iterable[str]]:
    return lambda index, _kind, _begun: index.ids(kind)


_WITHOUT_INDEX: dict[str, Callable[[], Iterable[str]]] = {
    "kinds": lambda: KINDS,
    "topics": lambda: TOPICS,
    "formats": _formats,
    "pictures": _pictures,
}
_WITH_INDEX: dict[str, Callable[[Index, str, str], Iterable[str]]] = {
    "query": _query,
    "columns": _columns,
    "layers": _layers,
    "ids": _ids,
    "tables": _ids_of("tables"),
    "questions": _ids_of("questions"),
    "instruments": _ids_of("instruments"),
    "cards": _ids_of("cards"),
}


def _words(line: str) -> list[str]:
    """Return the words of an unfinished line: a quote that is not closed yet runs to its end."""
    import shlex

    for end in ("", "'", '"'):
        try:
            return shlex.split(line + end)
        except ValueError:
            continue
    return line.split()


def _nl(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _zsh(word: str) -> str:
    for mark, written in (('"', '""'), ("'", "''"), ("$", "\\$"), ("`", "\\`"), (":", r"\\:")):
        word = word.replace(mark, written)
    return f'"{word}"'
