"""BibLaTeX: the documents that a table cites, in Unicode and with the entry types and fields that BibTeX has not."""

from __future__ import annotations

from mmkb.formats.bibtex import Fields, authors, block, pages, publisher, verbatim, written
from mmkb.formats.tex import unicode_escaped as escaped
from mmkb.formats.titles import protected
from mmkb.formats.venues import venue
from mmkb.views.reference import Reference
from mmkb.views.table import Table

_KINDS = {
    "report": "report",
    "card": "report",
    "repository": "software",
    "config": "software",
    "web": "online",
    "law": "misc",
    "book": "book",
    "data": "dataset",
}


def render(table: Table) -> str:
    """Return one entry per document, sorted by key."""
    return written(table, entry)


def entry(reference: Reference) -> str:
    """Return the entry of one document."""
    appeared = venue(reference)
    kind = _KINDS.get(reference.type, "online")
    if appeared is not None:
        kind = "article" if appeared.journal else "inproceedings"
    place = {"article": "journaltitle", "inproceedings": "booktitle", "report": "institution", "book": "publisher"}
    accessed = reference.accessed or ""
    fields: Fields = (
        ("author", authors(reference, escaped)),
        ("title", protected(reference.title, escaped)),
        (
            place.get(kind, "howpublished" if kind == "misc" else "organization"),
            _text(appeared.name if appeared else publisher(reference) if kind == "report" else reference.venue),
        ),
        ("type", {"report": "techreport", "card": "Model card"}.get(reference.type) if kind == "report" else None),
        ("publisher", _text(appeared.publisher if appeared else None)),
        ("volume", _text(reference.volume)),
        ("number", _text(reference.number)),
        ("pages", pages(reference)),
        ("date", "-".join(f"{part:02}" for part in reference.day)),
        ("eprint", verbatim(reference.arxiv)),
        ("eprinttype", "arxiv" if reference.arxiv else None),
        ("doi", verbatim(reference.doi)),
        ("url", verbatim(reference.address)),
        ("urldate", escaped(accessed) if len(accessed) == len("2026-11-23") else None),
        ("version", escaped(reference.revision) if reference.revision else None),
        ("howpublished", escaped(f"Software repository {reference.repository}") if reference.repository else None),
    )
    return block(kind, reference.key, fields)


def _text(value: str | None) -> str | None:
    return None if value is None else escaped(value)
