"""RIS: the documents that a table cites, for reference managers."""

from __future__ import annotations

from collections.abc import Iterator

from mmkb.formats.names import parts
from mmkb.formats.venues import venue
from mmkb.views.reference import Reference
from mmkb.views.table import Table

_TYPES = {
    "report": "RPRT",
    "card": "RPRT",
    "repository": "COMP",
    "config": "COMP",
    "web": "ELEC",
    "law": "STAT",
    "book": "BOOK",
    "data": "DATA",
}


def render(table: Table) -> str:
    """Return one record per document, sorted by key, with the line ends that the format asks for."""
    found = sorted(table.references, key=lambda reference: reference.key)
    lines = (f"{tag}  - {_line(value)}\r\n" for reference in found for tag, value in _tags(reference))
    return "".join(lines)


def _tags(reference: Reference) -> Iterator[tuple[str, str]]:
    appeared = venue(reference)
    kind = _TYPES.get(reference.type, "GEN")
    if reference.type == "paper":
        kind = "UNPB" if appeared is None else "JOUR" if appeared.journal else "CONF"
    yield "TY", kind
    yield "ID", reference.key
    for author in reference.authors:
        yield "AU", ", ".join(filter(None, parts(author)))
    yield "TI", reference.title
    day = reference.day
    optional = (
        ("T2", appeared.name if appeared else reference.venue),
        ("VL", reference.volume),
        ("IS", reference.number),
        ("SP", reference.pages.partition("-")[0] if reference.pages else None),
        ("EP", reference.pages.partition("-")[2] if reference.pages else None),
        ("PY", str(day[0]) if day else None),
        ("DA", "/".join(f"{part:02}" for part in day) if len(day) > 1 else None),
        ("DO", reference.doi),
        ("M1", f"arXiv:{reference.arxiv}" if reference.arxiv else None),
        ("ET", reference.revision),
        ("UR", reference.address),
        ("Y2", reference.accessed.replace("-", "/") if reference.accessed else None),
        ("N1", "The list of authors is not whole." if reference.more_authors else None),
    )
    yield from ((tag, value) for tag, value in optional if value)
    yield "ER", ""


def _line(value: str) -> str:
    return " ".join(value.split())
