"""References as plain text, in the manner of APA and of IEEE."""

from __future__ import annotations

from collections.abc import Sequence

from mmkb.formats.names import parts
from mmkb.formats.venues import venue
from mmkb.views.reference import Reference

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_KINDS = {"repository": "Computer software", "card": "Model card", "data": "Data set", "config": "Configuration file"}
_MANY = 20
_FEW = 6


def apa(reference: Reference) -> str:
    """Return one reference in the manner of APA 7."""
    version = f" (Version {reference.revision})" if reference.revision else ""
    kind = f" [{_KINDS[reference.type]}]" if reference.type in _KINDS else ""
    pieces = [
        f"{_full_stop(_apa_authors(reference))} ({_apa_day(reference)})",
        f"{reference.title}{version}{kind}",
        *([venue] if (venue := _venue(reference)) else []),
    ]
    return _on_one_line(" ".join([*map(_full_stop, pieces), *([address] if (address := link(reference)) else [])]))


def ieee(reference: Reference) -> str:
    """Return one reference in the manner of IEEE, without its number."""
    pieces = [_ieee_authors(reference), f"“{reference.title},”"]
    appeared = venue(reference)
    if appeared is not None:
        pieces += [appeared.name if appeared.journal else f"in {appeared.name}"]
        pieces += [f"vol. {reference.volume}"] if reference.volume else []
        pieces += [f"no. {reference.number}"] if reference.number else []
        pieces += [f"pp. {reference.pages.replace('-', '–')}"] if reference.pages else []
    elif reference.venue:
        pieces.append(reference.venue)
    pieces += [f"arXiv:{reference.arxiv}"] if reference.arxiv and not reference.venue else []
    pieces += [f"version {reference.revision}"] if reference.revision else []
    day = reference.day
    pieces += [f"{_SHORT[day[1] - 1]} {day[0]}" if len(day) > 1 else str(day[0])] if day else []
    text = _full_stop(", ".join(pieces).replace(",”,", ",”"))
    if (address := link(reference)) is None:
        return _on_one_line(text)
    accessed = f" Accessed: {reference.accessed}." if reference.accessed else ""
    return _on_one_line(f"{text} [Online]. Available: {address}.{accessed}")


def _apa_authors(reference: Reference) -> str:
    names = [_with_initials(name, last=False) for name in reference.authors]
    if reference.more_authors:
        return f"{', '.join(names)}, et al."
    if len(names) > _MANY:
        names = [*names[: _MANY - 1], f"… {names[-1]}"]
        return ", ".join(names)
    return _joined(names, "&", always_comma=True)


def _ieee_authors(reference: Reference) -> str:
    names = [_with_initials(name, last=True) for name in reference.authors]
    if reference.more_authors or len(names) > _FEW:
        return f"{', '.join(names[:_FEW] if not reference.more_authors else names)} et al."
    return _joined(names, "and", always_comma=len(names) > 2)


def _joined(names: Sequence[str], word: str, *, always_comma: bool) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}{',' if always_comma else ''} {word} {names[-1]}"


def _with_initials(name: str, *, last: bool) -> str:
    family, given, suffix = parts(name)
    if not given:
        return family
    initials = " ".join("-".join(f"{part[0]}." for part in word.split("-") if part) for word in given.split())
    if last:
        return " ".join(filter(None, (initials, family, suffix)))
    return ", ".join(filter(None, (family, initials, suffix)))


def _apa_day(reference: Reference) -> str:
    day = reference.day
    if not day:
        return "n.d."
    if len(day) == 1 or reference.type == "paper":
        return str(day[0])
    return f"{day[0]}, {_MONTHS[day[1] - 1]}{f' {day[2]}' if len(day) > 2 else ''}"


def _venue(reference: Reference) -> str | None:
    appeared = venue(reference)
    if appeared is None:
        return reference.venue or (f"arXiv:{reference.arxiv}" if reference.arxiv else None)
    place = appeared.name if appeared.journal else f"In {appeared.name}"
    issue = f"({reference.number})" if reference.number else ""
    pages = reference.pages.replace("-", "–") if reference.pages else None
    if appeared.journal:
        return ", ".join(filter(None, (place, f"{reference.volume or ''}{issue}", pages)))
    extra = ", ".join(
        filter(None, (f"Vol. {reference.volume}" if reference.volume else None, f"pp. {pages}" if pages else None))
    )
    return f"{place} ({extra})" if extra else place


def link(reference: Reference) -> str | None:
    """Return the address by which a document is cited: that of its DOI, where it has one."""
    return f"https://doi.org/{reference.doi}" if reference.doi else reference.address


def _full_stop(text: str) -> str:
    return text if text.endswith((".", "?", "!", ".”")) else f"{text}."


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
