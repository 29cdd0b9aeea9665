"""BibTeX: the documents that a table cites, for any style and for `bibtex` as well as `biber`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from mmkb.formats.tex import ascii_escaped
from mmkb.views.reference import Reference
from mmkb.views.table import Table

Fields = Iterable[tuple[str, str | None]]
_JOURNAL = re.compile(
    r"\b(Transactions|Journal|Scientific Data|Nature|Science|Review|Letters|Magazine|arXiv|TMLR|JMLR)\b"
)
_KINDS = {"report": "techreport", "card": "techreport", "book": "book"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def render(table: Table) -> str:
    """Return one entry per document, sorted by key."""
    return written(table, entry)


def written(table: Table, write: Callable[[Reference], str]) -> str:
    """Return the entries of a table's documents and a comment that says where they come from."""
    entries = [write(reference) for reference in sorted(table.references, key=lambda reference: reference.key)]
    lines = table.about.lines() if table.about else ()
    end = "".join(f"% {line.replace('@', '(at)')}\n" for line in lines)
    return "\n".join([*entries, end] if end else entries)


def entry(reference: Reference) -> str:
    """Return the entry of one document."""
    kind = _KINDS.get(reference.type, "misc")
    if reference.type == "paper" and reference.venue:
        kind = "article" if journal(reference) else "inproceedings"
    text = ascii_escaped
    fields: Fields = (
        ("author", authors(reference, text)),
        ("title", f"{{{text(reference.title)}}}"),
        ({"article": "journal", "inproceedings": "booktitle"}.get(kind, ""), _text(reference.venue, text)),
        ({"techreport": "institution", "book": "publisher"}.get(kind, ""), _publisher(reference, text)),
        ("howpublished", _text(how_published(reference), text) if kind == "misc" else None),
        ("year", str(reference.year or "")),
        ("month", _MONTHS[reference.day[1] - 1] if len(reference.day) > 1 else None),
        ("eprint", reference.arxiv),
        ("archiveprefix", "arXiv" if reference.arxiv else None),
        ("doi", reference.doi),
        ("url", address(reference)),
        ("urldate", reference.accessed),
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
    names = [text(name) if ", " in name else f"{{{text(name)}}}" for name in reference.authors]
    names = [f"{{{name}}}" if re.search(r"\band\b", name) and not name.startswith("{") else name for name in names]
    return " and ".join([*names, "others"] if reference.more_authors else names)


def journal(reference: Reference) -> bool:
    """Return whether the venue reads like that of a journal; otherwise it is taken for a conference."""
    return reference.venue is not None and _JOURNAL.search(reference.venue) is not None


def how_published(reference: Reference) -> str | None:
    """Return how a document without a venue is published."""
    if reference.repository:
        return f"Software repository {reference.repository}"
    return reference.venue or (f"arXiv preprint arXiv:{reference.arxiv}" if reference.arxiv else None)


def address(reference: Reference) -> str | None:
    """Return the address with the characters percent-encoded that would end a field or a line."""
    if reference.address is None:
        return None
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", reference.address)


def _publisher(reference: Reference, text: Callable[[str], str]) -> str | None:
    maker = reference.authors[0] if reference.authors and ", " not in reference.authors[0] else None
    return _text(reference.venue or maker or ("arXiv" if reference.arxiv else None), text)


def _note(reference: Reference) -> str | None:
    parts = [f"Version {reference.revision}"] if reference.revision else []
    parts += [f"Accessed {reference.accessed}"] if reference.accessed else []
    return ", ".join(parts) or None


def _text(value: str | None, text: Callable[[str], str]) -> str | None:
    return None if value is None else text(value)
