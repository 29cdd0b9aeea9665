"""The documents behind what is printed, as references; the data that a table comes from."""

from __future__ import annotations

import os

from mmkb.corpus.files import as_text, content
from mmkb.rows.documents import documents, origin
from mmkb.views.reference import About, Reference

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.views.table import Table

_LICENCE = "CC-BY-4.0"
_LICENCE_FILE = 100_000  # bytes that a licence file may have
_NAME = "mmkb, the multimodal-LLM literature as data"
_KEYS = (
    "date",
    "venue",
    "arxiv",
    "doi",
    "url",
    "repository",
    "revision",
    "accessed",
    "volume",
    "number",
    "pages",
)


def references(index: Index, keys: Iterable[str]) -> tuple[Reference, ...]:
    """Return the references of `keys`, in their order; a key without a record stands for itself."""
    wanted = list(dict.fromkeys(keys))
    found = documents(index, "sources", wanted)
    return tuple(reference(found[key]) if key in found else Reference(key, "web", key) for key in wanted)


def together(tables: Sequence[Table]) -> Table:
    """Return a table without rows that cites what several tables cite, each document once."""
    from mmkb.views.table import Table

    found = {entry.key: entry for table in tables if table.cite != "none" for entry in table.references}
    known = next((table.about for table in tables if table.about), None)
    return Table("references", (), (), 0, cite="rows", references=tuple(found.values()), about=known)


def reference(document: dict[str, Any]) -> Reference:
    """Return the reference that a document of kind `sources` describes."""
    return Reference(
        document["id"],
        document["type"],
        document["title"],
        tuple(map(str, document["authors"])),
        bool(document.get("more_authors", False)),
        document["year"],
        **{key: str(document[key]) for key in _KEYS if document.get(key) is not None},
    )


def about(index: Index) -> About:
    """Return what data the index holds. Only data that comes with a licence file that says so is under that licence."""
    version, day, snapshot = origin(index)
    credit = f"{_NAME}, version {version}, and the sources it names"
    if index.folder.below:
        layers = [layer for layer in index.folder.layers if not _licensed(layer.data)]
        name = " over ".join(f"records of {layer.name}" for layer in reversed(layers))
        ours = len(layers) < len(index.folder.layers)
        name = " over ".join([name, *([_NAME] if ours else [])])
        return About(name, version, day, None, f"{credit} ({_LICENCE})" if ours else None, snapshot)
    if _licensed(index.folder.data):
        return About(_NAME, version, day, _LICENCE, credit, snapshot)
    return About(f"records in {as_text(os.path.basename(index.folder.data))}/", version, day, snapshot=snapshot)  # noqa: PTH119


def _licensed(data: str | os.PathLike[str]) -> bool:
    """Return whether a folder's licence file names our licence. Without pathlib, whose import is half an answer."""
    try:
        return _LICENCE.encode() in content(os.path.join(data, "LICENSE"), _LICENCE_FILE)  # noqa: PTH118
    except OSError:
        return False
