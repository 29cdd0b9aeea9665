"""`mmkb edit`: a record in one's editor, checked when it is closed."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CURATE, DATA, JSON, ONLY_KIND, PRETTY, REPORT
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from mmkb.corpus.finding import Place
    from mmkb.corpus.folder import DataFolder
    from mmkb.views.table import Table

_LINE_BEHIND = frozenset({"code", "code-insiders", "codium", "cursor", "windsurf"})
"""Editors that are told a line as `--goto FILE:LINE`; those below take `+LINE FILE`; all others the file alone."""
_LINE_BEFORE = frozenset(
    {
        "vi",
        "vim",
        "nvim",
        "gvim",
        "view",
        "nano",
        "pico",
        "emacs",
        "emacsclient",
        "micro",
        "joe",
        "jed",
        "ne",
        "kak",
        "mg",
    }
)


def answer(folder: DataFolder, id: str, *, field: str | None = None, kind: str | None = None) -> Table | str:  # noqa: A002
    """Open the file of `id`, a record or a variant of one's own, in $VISUAL or $EDITOR, and return the findings on it.

    On a terminal it offers to go back while there are findings. Raises UsageError where no editor is named or can be started,
    where the record is in a layer below, or where several are called so; NotFoundError with suggestions.
    """
    from pathlib import Path

    from mmkb.commands.check import answer as check
    from mmkb.commands.new import check_own

    check_own(folder)
    found, record, variant = own_record(folder, id, kind)
    path = Path(folder.data, found, f"{record}.yaml")
    line = _line(path, variant, field)
    while True:
        _launch(path, line)
        if not path.exists():
            return f"{path} is no more\n"
        findings = check(folder, [str(path)])
        if isinstance(findings, str) or not findings.rows or not _back(findings):
            return findings
        line = int(str(findings.rows[0][1].value))


def own_record(folder: DataFolder, id_: str, kind: str | None) -> tuple[str, str, str | None]:
    """Return the folder, the record and the variant that `id_` names in one's own data, readable or not."""
    import os

    from mmkb.schema.kinds import FOLDERS
    from mmkb.views.catalogue import kind_named

    wanted = kind_named(kind).name if kind else None
    own = [name for name in FOLDERS if wanted in (None, name) and os.path.isfile(f"{folder.data}/{name}/{id_}.yaml")]  # noqa: PTH113
    if len(own) > 1:
        raise UsageError(f"several records are called {id_!r}: {', '.join(own)}", "choose one by --kind")
    if own:
        return own[0], id_, None
    from mmkb.index.index import Index
    from mmkb.schema.kinds import KINDS
    from mmkb.views.find import find

    of, record, variant = Index(folder).ask(find, id_, wanted)[0]
    place = KINDS[of].folder
    if not os.path.isfile(f"{folder.data}/{place}/{record}.yaml"):  # noqa: PTH113
        hint = f"`mmkb new {place} {record}` makes a record that amends it"
        raise UsageError(f"{id_} is in a layer below, and has no file in your folder", hint)
    return place, record, variant


def _line(path: Path, item: str | None, field: str | None) -> int:
    """Return the line of a record, of an item of it (a variant, an instrument, a claim), or of a field of either."""
    from mmkb.corpus.files import content
    from mmkb.corpus.locate import locate
    from mmkb.corpus.read import read_file
    from mmkb.corpus.yaml_text import MAX_BYTES

    read = read_file(path.parents[1], f"{path.parent.name}/{path.name}")
    document = read.document or read.amendment or {}
    place: Place = ()
    for key in ("variants", "instruments", "claims"):
        for number, one in enumerate(document[key] if isinstance(document.get(key), list) else ()):
            place = (key, number) if isinstance(one, dict) and one.get("id") == item else place
    place = (*place, *(field.split(".") if field else ()))
    try:
        return locate(content(path, MAX_BYTES), [place])[place][0]
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}", "mind its permissions") from None


def _launch(path: Path, line: int) -> None:
    import os
    import shlex
    import subprocess

    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not named:
        raise UsageError("no editor is named", f"set EDITOR, or open {path}:{line}")
    words = shlex.split(named)
    name = words[0].rpartition("/")[2].removesuffix(".exe")
    at = [str(path)]
    if name in _LINE_BEHIND:
        at = ["--goto", f"{path}:{line}"]
    elif name in _LINE_BEFORE:
        at = [f"+{line}", str(path)]
    waiting = ["--wait"] if name in _LINE_BEHIND and not {"--wait", "-w"} & set(words) else []
    try:
        code = subprocess.call([*words, *waiting, *at])  # noqa: S603 what the user named
    except OSError as problem:
        raise UsageError(f"the editor {named!r} cannot be started: {problem.strerror}", "mend EDITOR") from None
    if code:
        raise UsageError(f"the editor {named!r} ended with {code}; the file is as it left it", f"mmkb check {path}")


def _back(findings: Table) -> bool:
    """Show the findings and return whether to go back; nobody is asked where nobody sits at a terminal."""
    import sys

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    for row in findings.rows:
        path, line, _, code, message, hint = (cell.value for cell in row)
        print(f"{path}:{line}: {code} {message}{f' ({hint})' if hint else ''}", file=sys.stderr)
    print("back to the editor? [Y/n] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("", "y", "yes")


COMMAND = Command(
    "edit",
    CURATE,
    "Open a record of your own in $EDITOR, and check it when you close it.",
    answer,
    returns="findings",
    asks="folder",
    parameters=(
        Parameter(
            "id", "text", "An id, the id of a variant, or another name.", required=True, metavar="ID", complete="ids"
        ),
        Parameter("field", "text", "Go to the line of a field, such as attention.heads.", "--field", metavar="FIELD"),
        ONLY_KIND,
    ),
    handed_on=(REPORT, JSON, PRETTY, DATA),
    examples=["mmkb edit my-model", "mmkb edit my-model --field attention.heads"],
)
