"""`mmkb init`: a small knowledge base of one's own over the shipped one."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.schema import told
from mmkb.commands.shared import CURATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_EXAMPLES = ("data/models/example-model.yaml", "data/sources/example-2026-report.yaml")


def answer(folder: str = ".", *, name: str | None = None) -> str:
    """Write what is missing of a knowledge base into `folder` and return what was made and what to do next.

    What is there stays as it is; where the folder has settings already, no example is added. Raises UsageError where a file
    cannot be written, or for a `name` that is not one word.
    """
    from pathlib import Path

    from mmkb.corpus.folder import MARKER
    from mmkb.corpus.marker import check_name, word
    from mmkb.corpus.starter import starter
    from mmkb.writing import with_folders, write_files

    place = Path(folder)
    called = check_name(name) if name else word(place.resolve().name)
    files = starter(called)
    if (place / MARKER).exists():
        files = {path: text for path, text in files.items() if path not in _EXAMPLES}
    missing = {place / path: text for path, text in files.items() if not (place / path).exists()}
    if missing:
        with with_folders(missing):
            write_files(missing, force=False)
    done = {path: "made" for path in files if place / path in missing}
    return "".join((*told(place, files, done), *_next(place)))


def _next(place: Path) -> Iterator[str]:
    yield "\nNext:\n"
    yield f"  cd {place.as_posix()}\n" * (place.as_posix() != ".")
    yield "  mmkb where                      the layers that are read as one\n"
    yield "  mmkb new models MY-MODEL        a record to fill in\n"
    yield "  mmkb edit MY-MODEL              the record in $EDITOR, then its check\n"
    yield "  mmkb check                      what is wrong, and where\n"
    yield "  mmkb models input:image         yours among the shipped ones\n"
    yield "  mmkb schema --install .         what editors know, anew after an update of mmkb\n"
    yield "  pre-commit install              the check before each commit\n"


COMMAND = Command(
    "init",
    CURATE,
    "Make a knowledge base of your own, read as one with the shipped one. What is there is never overwritten.",
    answer,
    returns="text",
    asks="nothing",
    parameters=(
        Parameter("folder", "path", "The folder; the working folder without it.", default=".", metavar="DIR"),
        Parameter("name", "text", "What its layer is called; the folder's name without it.", "--name", metavar="NAME"),
    ),
    examples=["mmkb init", "mmkb init my-kb --name ours"],
)
