"""Where the document behind a record can be had."""

from __future__ import annotations

from mmkb.errors import NotFoundError
from mmkb.rows.documents import document
from mmkb.schema.kinds import KINDS
from mmkb.views.bibliography import references
from mmkb.views.find import find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mmkb.index.index import Index
    from mmkb.views.reference import Reference


def address(index: Index, name: str, kind: str | None = None) -> str:
    """Return the address of the source `name`, or of the paper or else the first source of a record with an address.

    Raises NotFoundError where nothing is called so, or no address is on record.
    """
    of, record, _ = min(find(index, name, kind), key=lambda found: found[0] != "sources")
    folder = KINDS[of].folder
    found = document(index, folder, record) or {}
    if folder != "sources" and found.get("url"):
        return str(found["url"])
    keys = dict.fromkeys([record] if folder == "sources" else _sources(found))
    for reference in references(index, keys):
        if place := _place(reference):
            return place
    others = [key for key in keys if key != record]
    hint = f"its sources: {', '.join(others)}" if others else f"mmkb show {record}"
    raise NotFoundError(f"no address is on record for {record}", hint)


def _sources(record: dict[str, Any]) -> Iterator[str]:
    """Yield the sources that a record names, the one that introduced it first."""
    yield from (record[key] for key in ("paper", "source", "law") if isinstance(record.get(key), str))
    yield from (entry["source"] for entry in record.get("evidence", ()))


def _place(reference: Reference) -> str | None:
    if reference.url:
        return reference.url
    if reference.doi and not reference.arxiv:
        return f"https://doi.org/{reference.doi}"
    if reference.address or not reference.repository:
        return reference.address
    return f"https://github.com/{reference.repository}"
