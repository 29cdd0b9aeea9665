"""`mmkb schema`: the JSON Schema of a kind's files, and all of them where editors find them."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CURATE, FORCE, OUTPUT
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any


def answer(kind: str | None = None, *, install: str | None = None) -> dict[str, Any] | str:
    """Return the JSON Schema (2020-12) of the files of `kind`; with `install` write those of all kinds for editors.

    They go into that folder, which holds `mmkb.toml` or the folder `data`, with VS Code's settings, and what was made is
    returned. Settings that are there keep everything else. Raises UsageError where they would not, or cannot be written.
    """
    if (kind is None) == (install is None):
        raise UsageError("which schema?", "name a kind, such as models, or a folder for all of them: --install DIR")
    if kind is not None:
        from mmkb.schema.json_schema import json_schema
        from mmkb.views.catalogue import kind_named

        return json_schema(kind_named(kind).folder)
    from pathlib import Path

    from mmkb.corpus.editors import editor_files, merged
    from mmkb.corpus.folder import MARKER
    from mmkb.corpus.marker import read_marker
    from mmkb.writing import with_folders, write_files

    place = Path(install or ".")
    marker = place / MARKER
    files = editor_files(read_marker(str(marker)).data if marker.is_file() else "data")
    changed = {place / path: text for path, text in merged(place, files).items()}
    kept = {path for path in files if (place / path).exists()}
    if changed:
        with with_folders(changed):
            write_files(changed, force=True)
    words = {path: "changed" if path in kept else "made" for path in files if place / path in changed}
    return "".join(told(place, files, words))


def told(place: Path, files: Iterable[str], done: dict[str, str]) -> Iterator[str]:
    """Yield a line on each file of a folder: what was done with it, or that it was kept; the schemas have one together."""
    from collections import Counter

    from mmkb.corpus.editors import SCHEMAS

    schemas = [done.get(path, "kept") for path in files if path.startswith(SCHEMAS)]
    yield from (
        f"{done.get(path, 'kept')} {(place / path).as_posix()}\n" for path in files if not path.startswith(SCHEMAS)
    )
    for word, count in Counter(schemas).items():
        yield f"{word} {count} schema{'s' * (count > 1)} in {(place / SCHEMAS).as_posix()}, for editors\n"


COMMAND = Command(
    "schema",
    CURATE,
    "Print the JSON Schema (2020-12) of a kind's files, for editors that complete YAML, or install all schemas for them.",
    answer,
    returns="document",
    asks="nothing",
    parameters=(
        Parameter("kind", "text", "A kind, such as models.", metavar="KIND", complete="kinds"),
        Parameter(
            "install", "path", "Write all schemas and VS Code's settings into this folder, beside mmkb.toml or data.",
            "--install", metavar="DIR",
        ),
    ),
    handed_on=(OUTPUT, FORCE),
    examples=["mmkb schema models > models.schema.json", "mmkb schema results", "mmkb schema --install ."],
    more="Settings that are there keep everything else. docs/editors.md has other editors.",
)  # fmt: skip
