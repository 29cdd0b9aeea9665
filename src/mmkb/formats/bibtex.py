"""BibTeX: the documents that a table cites, for any style and for `bibtex` as well as `biber`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

from mmkb.formats import about
from mmkb.formats.names import parts
from mmkb.formats.tex import ascii_escaped, definitions
from mmkb.formats.titles import protected
from mmkb.formats.venues import venue
from mmkb.views.reference import Reference
from mmkb.views.table import Table

Fields = Iterable[tuple[str, str | None]]
_OF_ADDRESSES = "/:?#@!$&'()*+,;=%~"
_KINDS = {"report": "techreport", "card": "techreport", "book": "book"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def render(table: Table) -> str:
    """Return one entry per document, sorted by key."""
    return written(table, entry)


def written(table: Table, write: Callable[[Reference], str]) -> str:
    """Return the entries of a table's documents and a comment that says where they come from."""
    entries = [write(reference) for reference in sorted(table.references, key=lambda reference: reference.key)]
    needed = definitions("".join(entries))
    start = ["@preamble{{" + "\n".join(needed) + "}}\n"] if needed else []
    end = "".join(f"% {line.replace('@', '(at)')}\n" for line in about.lines(table))
    return "\n".join([*start, *entries, *([end] if end else [])])


def entry(reference: Reference) -> str:
    """Return the entry of one document."""
    appeared = venue(reference)
    kind = _KINDS.get(reference.type, "misc")
    if appeared is not None:
        kind = "article" if appeared.journal else "inproceedings"
    text = ascii_escaped
    # Some styles print the arXiv id of `eprint`, some only that of other fields: it stands in one of them.
    preprint = verbatim(reference.arxiv) if kind in ("misc", "techreport") and not reference.repository else None
    fields: Fields = (
        ("author", authors(reference, text)),
        ("title", protected(reference.title, text)),
        ("journal" if kind == "article" else "booktitle", _text(appeared.name if appeared else None, text)),
        ("institution" if kind == "techreport" else "publisher", _text(publisher(reference), text)),
        ("address", _text(appeared.seat if appeared else None, text)),
        ("howpublished", _text(how_published(reference), text) if kind == "misc" else None),
        ("volume", _text(reference.volume, text)),
        ("number", f"arXiv:{preprint}" if preprint and kind == "techreport" else _text(reference.number, text)),
        ("pages", pages(reference)),
        ("year", str(reference.day[0]) if reference.day else None),
        ("month", _MONTHS[reference.day[1] - 1] if len(reference.day) > 1 else None),
        ("eprint", None if preprint else verbatim(reference.arxiv)),
        ("archiveprefix", "arXiv" if reference.arxiv and not preprint else None),
        ("doi", verbatim(reference.doi)),
        ("url", verbatim(reference.address)),
        ("urldate", _text(reference.accessed, text)),
        ("version", _text(reference.revision, text)),
        ("note", _text(_note(reference), text)),
    )
    return block(kind, reference.key, fields)


def block(kind: str, key: str, fields: Fields) -> str:
    """Return an entry with the fields that have a value; a month stays a bare macro."""
    lines = [
        f"  {name} = {value}" if name == "month" else f"  {name} = {{{value}}}"
        for name, value in fields
        if name and value
    ]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def authors(reference: Reference, text: Callable[[str], str]) -> str:
    """Return the names joined by `and`: an organisation in braces of its own, `others` where the list is not whole."""
    names = [_author(name, text) for name in reference.authors]
    return " and ".join([*names, "others"] if reference.more_authors else names)


def how_published(reference: Reference) -> str | None:
    """Return how a document without a venue is published."""
    if reference.repository:
        return f"Software repository {reference.repository}"
    return reference.venue or (f"arXiv preprint arXiv:{reference.arxiv}" if reference.arxiv else None)


def pages(reference: Reference) -> str | None:
    """Return the pages with the dash of TeX."""
    return reference.pages.replace("-", "--") if reference.pages else None


def verbatim(value: str | None) -> str | None:
    """Return an address, DOI or other id, which styles print unread, with percent codes for what could end the field."""
    return None if value is None else quote(value, safe=_OF_ADDRESSES, errors="replace")


def _author(name: str, text: Callable[[str], str]) -> str:
    family, given, suffix = parts(name)
    if not given:
        return f"{{{text(family)}}}"
    return ", ".join(_grouped(part, text) for part in (family, suffix, given) if part)


def _grouped(part: str, text: Callable[[str], str]) -> str:
    """Return a part of a name, in braces where BibTeX would divide it anew or see no name in it."""
    whole = re.search(r"[,{}]|--|\band\b", part, re.IGNORECASE) or not re.search(r"[^\W\d_]", part)
    return f"{{{text(part)}}}" if whole else text(part)


def publisher(reference: Reference) -> str | None:
    """Return who published a report or a book: its publisher, else the organisation that wrote it, else arXiv.

    Of proceedings it is who publishes them all; what is published in another way, and a journal, needs none.
    """
    if (appeared := venue(reference)) is not None:
        return appeared.publisher
    if reference.type not in _KINDS:
        return None
    maker = reference.authors[0] if reference.authors and ", " not in reference.authors[0] else None
    return reference.venue or maker or ("arXiv" if reference.arxiv else None)


def _note(reference: Reference) -> str | None:
    parts = [f"Version {reference.revision}"] if reference.revision else []
    parts += [f"Accessed {reference.accessed}"] if reference.accessed else []
    return ", ".join(parts) or None


def _text(value: str | None, text: Callable[[str], str]) -> str | None:
    return None if value is None else text(value)
