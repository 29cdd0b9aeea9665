"""A bibliography as CSL-JSON."""

from __future__ import annotations

import re
from typing import Any

from mmkb.importers.draft import CONTROL, Draft, File, MalformedError
from mmkb.importers.parse import json_of
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
        raise MalformedError(file.name, "holds no list of items")
    draft = Draft()
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise MalformedError(file.name, f"item {number} is no object")
        date = _date(file, item.get("issued"), number)
        said = {
            "title": _MARKUP.sub("", _text(item, "title")), "year": date[:4], "date": date if len(date) > 4 else "",
            "venue": _text(item, "container-title") or _text(item, "publisher"), "volume": _text(item, "volume"),
            "number": _text(item, "issue") or _text(item, "number"), "pages": _text(item, "page").replace("–", "-"),
            "doi": _text(item, "DOI"), "url": _text(item, "URL"), "note": _text(item, "note"),
        }  # fmt: skip
        names = item.get("author") or item.get("editor") or []
        if not isinstance(names, list) or not all(isinstance(name, dict) for name in names):
            raise MalformedError(file.name, f"the authors of item {number} are no list of names")
        authors = [_name(name) for name in names]
        if found := CONTROL.search("".join((*said.values(), *authors))):
            raise MalformedError(
                file.name, f"item {number} has U+{ord(found[0]):04X}, which is no text", hint="remove it"
            )
        add(draft, _KINDS.get(_text(item, "type"), "paper"), _text(item, "id"), said, authors)
    return draft


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, list) and len(value) == 1:
        (value,) = value
    known = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return " ".join(str(value).split()) if known else ""


def _name(name: dict[str, Any]) -> str:
    family, given = _text(name, "family"), _text(name, "given")
    particle = _text(name, "non-dropping-particle")
    whole = f"{particle} {family}".strip()
    suffix = f", {_text(name, 'suffix')}" if _text(name, "suffix") else ""
    return (
        f"{whole}, {given}{suffix}" if whole and given else whole or given or _text(name, "literal").replace(", ", " ")
    )


def _date(file: File, issued: object, number: int) -> str:
    """Return a date as far as it is known, else an empty text."""
    if issued is None:
        return ""
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    if isinstance(issued, dict) and parts is None:
        return str(issued.get("raw") or issued.get("literal") or "")[:10]
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else None
    try:
        return "-".join(f"{int(one):02}" for one in (first or [])[:3])
    except (TypeError, ValueError):
        raise MalformedError(file.name, f"the date of item {number} is none") from None
