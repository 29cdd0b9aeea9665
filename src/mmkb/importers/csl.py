"""A bibliography as CSL-JSON."""

from __future__ import annotations

import re
from typing import Any

from mmkb.importers.draft import Draft, File, MalformedError
from mmkb.importers.parse import is_of, json_of, kind, part
from mmkb.importers.reference import add

_KINDS = {
    "book": "book",
    "report": "report",
    "webpage": "web",
    "post-weblog": "web",
    "post": "web",
    "dataset": "data",
    "legislation": "law",
}

_MARKUP = re.compile(r"</?(?:i|b|sc|sub|sup|span)(?: [^>]*)?>")
"""The markup that a text of CSL-JSON may have."""


def read(file: File) -> Draft:
    """Return the sources; raises MalformedError with the number of the item that is broken."""
    items = json_of(file)
    if isinstance(items, dict):
        items = items.get("items", [items])
    if not isinstance(items, list):
        raise MalformedError(file.name, f"holds {kind(items)}, not a list of items")
    if not items:
        raise MalformedError(file.name, "holds no item")
    draft = Draft()
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise MalformedError(file.name, f"item {number} is {kind(item)}, not an object")
        place = f"item {number}: "
        date = _date(file, item.get("issued"), place)

        def text(key: str, holder: dict[str, Any] = item, place: str = place) -> str:
            return _text(file, holder, key, place)

        said = {
            "title": _MARKUP.sub("", text("title")),
            "year": date[:1] + date[1:].partition("-")[0], "date": date if len(date) > 4 else "",
            "venue": text("container-title") or text("publisher"), "volume": text("volume"),
            "number": text("issue") or text("number"), "pages": text("page").replace("–", "-"),
            "doi": text("DOI"), "url": text("URL"), "note": text("note"),
        }  # fmt: skip
        authors = _names(file, item, "author", place) or _names(file, item, "editor", place)
        add(draft, file, f" item {number}", _KINDS.get(text("type"), "paper"), text("id"), said, authors)
    return draft


def _text(file: File, holder: dict[str, Any], key: str, place: str) -> str:
    """Return a text or number under a key; of several texts, as Crossref has them, the first."""
    value = holder.get(key)
    first = next(iter(value), None) if isinstance(value, list) else value
    if first is not None and not is_of(first, str, int, float):
        raise MalformedError(file.name, f"{place}{key} is {kind(first)}, not a text")
    return "" if first is None else " ".join(str(first).split())


def _names(file: File, item: dict[str, Any], key: str, place: str) -> list[str]:
    found = []
    for number, name in enumerate(part(file, item, key, list, place=place) or (), start=1):
        if not isinstance(name, dict):
            raise MalformedError(file.name, f"{place}{key} {number} is {kind(name)}, not an object")
        found.append(_name(file, name, f"{place}{key} {number}: "))
    return found


def _name(file: File, name: dict[str, Any], place: str) -> str:
    particle, family, given, suffix, literal = (
        _text(file, name, key, place) for key in ("non-dropping-particle", "family", "given", "suffix", "literal")
    )
    whole = f"{particle} {family}".strip()
    if whole and given:
        return f"{whole}, {given}, {suffix}" if suffix else f"{whole}, {given}"
    return whole or given or literal.replace(", ", " ")


def _date(file: File, issued: object, place: str) -> str:
    """Return a date as far as it is known, else an empty text."""
    if issued is None:
        return ""
    if not isinstance(issued, dict):
        raise MalformedError(file.name, f"{place}issued is {kind(issued)}, not an object")
    parts = part(file, issued, "date-parts", list, place=f"{place}issued.")
    if parts is None:
        return (_text(file, issued, "raw", f"{place}issued.") or _text(file, issued, "literal", f"{place}issued."))[:10]
    first = parts[0] if parts else []
    try:
        said = [text for one in first if one is not None and (text := f"{_whole(one):02}")]
    except (TypeError, ValueError):
        raise MalformedError(file.name, f"{place}issued.date-parts is no list of years, months and days") from None
    if len(said) > 3:
        raise MalformedError(file.name, f"{place}issued.date-parts has {len(said)} numbers, more than a date")
    return "-".join(said)


def _whole(value: object) -> int:
    """Return a whole number, which may stand in quotes; raises ValueError for all else."""
    if not (is_of(value, int) or isinstance(value, str)):
        raise ValueError
    return int(str(value))
